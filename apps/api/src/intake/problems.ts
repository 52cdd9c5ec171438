import { InvalidInput, LogBusy, type Problem } from '#kernel';
import { databaseAway, databaseShort, errorCode } from '#platform';

/** A delivery is refused as a whole. The code is stable and dotted. */
export class IntakeProblem extends Error {
  override readonly name = 'IntakeProblem';
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
  }
}

/** Problem details (RFC 9457), and the headers that go with them. */
export interface ProblemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: {
    readonly type: string;
    readonly title: string;
    readonly status: number;
    readonly code: string;
    readonly detail: string;
    readonly errors?: readonly { readonly path: string; readonly message: string; readonly remedy?: string }[];
  };
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Not understood',
  401: 'No valid key or signature',
  403: 'Not allowed',
  413: 'Too large',
  415: 'Encoding not known',
  503: 'Busy',
};

function answer(
  status: number,
  code: string,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
  problems?: readonly Problem[],
): ProblemAnswer {
  const errors = problems?.map(({ where, what, remedy }) => ({
    path: where,
    message: what,
    ...(remedy === undefined ? {} : { remedy }),
  }));
  return {
    status,
    headers,
    body: {
      type: `urn:throughline:problem:${code}`,
      title: TITLES[status] ?? 'Something went wrong here',
      status,
      code,
      detail,
      ...(errors === undefined ? {} : { errors }),
    },
  };
}

/**
 * What a client is told about a delivery that was not taken; null for what nobody foresaw. Clients send again what is
 * answered 503, with the same message ids; what is answered 4xx they do not.
 */
export function problemOf(error: unknown): ProblemAnswer | null {
  if (error instanceof IntakeProblem) return answer(error.status, error.code, error.message, error.headers);
  if (error instanceof InvalidInput) return answer(400, error.code, error.message, {}, error.problems);
  if (error instanceof LogBusy)
    return answer(503, 'intake.busy', error.message, { 'retry-after': String(error.retryAfterSeconds) });
  if (databaseAway(error)) return answer(503, 'database.away', 'The database is away.', { 'retry-after': '2' });
  if (databaseShort(error))
    return answer(503, 'database.short', 'The database has no room left: send it again later, with the same ids.', {
      'retry-after': '30',
    });
  const code = errorCode(error);
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return answer(413, 'delivery.too-large', 'The body is too large: send it in parts.');
  if (code === 'FST_ERR_CTP_INVALID_CONTENT_LENGTH')
    return answer(400, 'delivery.length', 'The body is not as long as its Content-Length says.');
  return null;
}

/** What a client is told where something went wrong that nobody foresaw: nothing of it, but to come again. */
export function unforeseen(): ProblemAnswer {
  return answer(
    500,
    'intake.failed',
    'The delivery was not recorded, or not all of it: send it again, with the same ids.',
    {
      'retry-after': '2',
    },
  );
}
