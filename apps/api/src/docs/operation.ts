import type { JsonSchema } from '#kernel';

/** The operations of one path, as OpenAPI writes them. */
export type PathItem = Readonly<Record<string, object>>;

/** What every refusal looks like: RFC 9457. */
export const problemResponse = {
  description: 'A problem, with a stable code.',
  content: {
    'application/problem+json': {
      schema: {
        type: 'object',
        properties: {
          type: { type: 'string' },
          title: { type: 'string' },
          status: { type: 'integer' },
          code: { type: 'string' },
          detail: { type: 'string' },
          errors: {
            type: 'array',
            items: { type: 'object', properties: { path: { type: 'string' }, message: { type: 'string' } } },
          },
          particulars: { type: 'object' },
        },
        required: ['type', 'title', 'status', 'code'],
      },
    },
  },
};

interface Fixed {
  readonly tag: string;
  readonly summary: string;
  readonly body?: JsonSchema;
  readonly path?: readonly string[];
  readonly query?: Readonly<Record<string, JsonSchema>>;
}

/** A schema of an object; all of its members are required unless told. */
export const object = (
  properties: Record<string, JsonSchema>,
  required: readonly string[] = Object.keys(properties),
): JsonSchema => ({
  type: 'object',
  properties,
  required,
});
export const text: JsonSchema = { type: 'string' };

/** An operation of a path. */
export function operation({ tag, summary, body, path = [], query = {} }: Fixed): object {
  return {
    tags: [tag],
    summary,
    parameters: [
      ...path.map((name) => ({ name, in: 'path', required: true, schema: text })),
      ...Object.entries(query).map(([name, schema]) => ({ name, in: 'query', schema })),
    ],
    ...(body === undefined ? {} : { requestBody: { content: { 'application/json': { schema: body } } } }),
    responses: { '2XX': { description: 'Done, or the answer.' }, default: problemResponse },
  };
}
