import type { OpenAPIObject } from '@nestjs/swagger';
import {
  objectSchema,
  type AnyDecision,
  type ConnectorDefinition,
  type JsonSchema,
  type KpiDefinition,
  type Shape,
} from '#kernel';
import { catalogue } from '#journey';
import type { AnyQuery } from '#queries';
import { fixedPaths, intakePaths } from './fixed-paths.js';
import { problemResponse, type PathItem } from './operation.js';

type Shapes = Readonly<Record<string, Shape<unknown>>>;

const EVERY_QUERY = [
  {
    name: 'minPosition',
    in: 'query',
    schema: { type: 'integer' },
    description:
      'Wait, up to five seconds, until the read models hold this position. `x-position` says how far they are.',
  },
];

const CLOCKS = [
  {
    name: 'asOf',
    in: 'query',
    schema: { type: 'string' },
    description: 'Only what had happened by then: an instant, or a day of the workspace, which is its beginning.',
  },
  {
    name: 'asKnownAt',
    in: 'query',
    schema: { type: 'string' },
    description: 'Only what had been recorded by then: an instant or a position.',
  },
];

/** What the API document is made from: the catalogues. */
export interface Documented {
  readonly version: string;
  readonly questions: readonly AnyQuery[];
  readonly decisions: readonly AnyDecision[];
  readonly kpis: readonly KpiDefinition[];
  readonly connectors: readonly ConnectorDefinition[];
}

/** The OpenAPI document: paths of questions and commands, and the shapes of events, from their definitions. */
export function apiDocument({ version, questions, decisions, kpis, connectors }: Documented): OpenAPIObject {
  const asked = questions.map((query): [string, PathItem] => [
    `/api/${braced(query.path)}`,
    { get: queryOperation(query) },
  ]);
  const commanded = decisions.map((decision): [string, PathItem] => [
    `/api/commands/${decision.name}`,
    { post: commandOperation(decision) },
  ]);
  const paths: Record<string, PathItem> = {};
  for (const [path, item] of [
    ...Object.entries(fixedPaths(kpis)),
    ...Object.entries(intakePaths(connectors)),
    ...asked,
    ...commanded,
  ])
    paths[path] = { ...paths[path], ...item };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Throughline',
      version,
      description: 'Every touchpoint recorded once; everything else computed from it.',
      license: { name: 'Apache-2.0' },
    },
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1))),
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'throughline_session' },
        key: { type: 'http', scheme: 'bearer', description: 'A source’s key; Basic (as user name) works as well.' },
      },
      schemas: Object.fromEntries(
        catalogue.all.map((definition): [string, JsonSchema] => [
          `${definition.name}.v${definition.version}`,
          definition.schema,
        ]),
      ),
    },
    security: [{ session: [] }, { key: [] }],
  } as unknown as OpenAPIObject;
}

function braced(path: string): string {
  return path.replaceAll(/:(\w+)/g, '{$1}');
}

function queryOperation(query: AnyQuery): object {
  const inPath = new Set([...query.path.matchAll(/:(\w+)/g)].map((match) => match[1]!));
  const parameters = Object.entries(query.params as Shapes).map(([name, shape]) => ({
    name,
    in: inPath.has(name) ? 'path' : 'query',
    required: inPath.has(name) || !shape.optional,
    schema: shape.schema,
  }));
  return {
    operationId: query.name,
    tags: ['queries'],
    summary: `Needs ${query.permission}; reads ${query.reads.join(', ')}`,
    parameters: [...parameters, ...EVERY_QUERY, ...(query.clocks === true ? CLOCKS : [])],
    responses: {
      200: {
        description: 'The answer, with the position up to which it holds everything.',
        headers: { 'x-position': { schema: { type: 'integer' } } },
        content: { 'application/json': { schema: { type: 'object' } } },
      },
      default: problemResponse,
    },
  };
}

function commandOperation(decision: AnyDecision): object {
  return {
    operationId: decision.name,
    tags: ['commands'],
    summary: `Needs ${decision.permission}`,
    parameters: [
      { name: 'idempotency-key', in: 'header', schema: { type: 'string', maxLength: 200 } },
      {
        name: 'if-match',
        in: 'header',
        schema: { type: 'string' },
        description: 'The revision the command was made of, as an ETag named it; 412 where it is at another one.',
      },
    ],
    requestBody: {
      content: {
        'application/json': {
          schema: {
            type: 'object',
            properties: { id: { type: 'string' }, params: objectSchema(decision.params as Shapes) },
            additionalProperties: false,
          },
        },
      },
    },
    responses: {
      200: {
        description: 'Decided: the position to read from, and the revision it is at now.',
        headers: { etag: { schema: { type: 'string' } } },
        content: {
          'application/json': {
            schema: {
              type: 'object',
              properties: {
                id: { type: 'string' },
                position: { type: 'integer' },
                events: { type: 'array', items: { type: 'string', format: 'uuid' } },
              },
            },
          },
        },
      },
      default: problemResponse,
    },
  };
}
