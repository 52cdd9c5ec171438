import { HttpException } from '@nestjs/common';
import { ShownOnce, SignInRefused, TooManyAttempts } from '#access';
import { DecisionContested, OtherRevision } from '#automation';
import { BrokenRule, InvalidInput, LogBusy } from '#kernel';
import { databaseAway, databaseShort } from '#platform';
import { Behind, NotBuilt } from '#queries';
import { NoSuchEntry } from '../composition/quarantine-desk.js';
import { Denied, Missing, TooLarge, TooMany, Unauthenticated } from './errors.js';

/** RFC 9457 problem details, with a stable dotted code and, for inputs, what was wrong where. */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly path: string; readonly message: string; readonly remedy?: string }[];
  /** What is there already, where a secret is not shown twice. */
  readonly id?: string;
  /** What a broken rule has to say of itself: a member of its own, so that none of its names stands for one of these. */
  readonly particulars?: Readonly<Record<string, unknown>>;
}

/** A problem, and when to come back if that helps. */
export interface Answer {
  readonly problem: ProblemDetails;
  readonly retryAfterSeconds?: number;
  /** Worth a line in the log: what nobody foresaw, or what the operator should hear of. */
  readonly logged?: boolean;
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Not understood',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not there',
  405: 'Not possible here',
  409: 'A rule forbids it',
  408: 'Took too long',
  412: 'Changed meanwhile',
  413: 'Too large',
  414: 'Too long',
  415: 'Not a type that is understood',
  422: 'Does not fit',
  429: 'Too many at once',
  431: 'Too large',
  500: 'Something went wrong here',
  503: 'Not now',
};

/** A broken rule as its code says it, with what it has to say of itself: `deal: not open (status: won)`. */
function ruleInWords({ code, detail }: BrokenRule): string {
  const [subject = code, ...rest] = code.split('.');
  const particulars = Object.entries(detail).map(([name, value]) => `${name}: ${String(value)}`);
  const words = [subject, rest.join(' ')].map((part) => part.replaceAll('-', ' ')).join(': ');
  return particulars.length === 0 ? words : `${words} (${particulars.join(', ')})`;
}

/** Problem details of a status and a code. */
export function problem(
  status: number,
  code: string,
  detail: string | undefined,
  more: Pick<ProblemDetails, 'errors' | 'id' | 'particulars'> = {},
): ProblemDetails {
  return {
    type: `urn:throughline:problem:${code}`,
    title: TITLES[status] ?? 'Problem',
    status,
    code,
    ...(detail === undefined ? {} : { detail }),
    ...more,
  };
}

/** The answer to an error. `asked` tells inputs of questions (400) from those of commands (422). */
export function answerTo(error: unknown, asked: { readonly method: string }): Answer {
  if (error instanceof InvalidInput) {
    const errors = error.problems.map(({ where, what, remedy }) => ({
      path: where,
      message: what,
      ...(remedy === undefined ? {} : { remedy }),
    }));
    return { problem: problem(asked.method === 'GET' ? 400 : 422, error.code, error.message, { errors }) };
  }
  if (error instanceof ShownOnce) return { problem: problem(409, error.code, error.message, { id: error.id }) };
  if (error instanceof BrokenRule) {
    const said = Object.keys(error.detail).length > 0 ? { particulars: error.detail } : {};
    return { problem: problem(409, error.code, ruleInWords(error), said) };
  }
  if (error instanceof OtherRevision)
    return {
      problem: problem(412, 'command.revision', error.message, { particulars: { revision: error.actual } }),
    };
  if (error instanceof Unauthenticated) return { problem: problem(401, 'access.unauthenticated', error.message) };
  if (error instanceof SignInRefused) return { problem: problem(401, 'sign-in.refused', error.message) };
  if (error instanceof Denied) return { problem: problem(403, error.code, error.message) };
  if (error instanceof Missing) return { problem: problem(404, error.code, error.message) };
  if (error instanceof TooLarge) return { problem: problem(413, error.code, error.message) };
  if (error instanceof NoSuchEntry) return { problem: problem(404, 'quarantine.unknown', error.message) };
  if (error instanceof TooManyAttempts)
    return {
      problem: problem(429, 'sign-in.too-many-attempts', error.message),
      retryAfterSeconds: error.retryAfterSeconds,
    };
  if (error instanceof TooMany)
    return { problem: problem(429, error.code, error.message), retryAfterSeconds: error.retryAfterSeconds };
  if (error instanceof LogBusy)
    return { problem: problem(503, 'log.busy', error.message), retryAfterSeconds: error.retryAfterSeconds };
  if (error instanceof NotBuilt)
    return { problem: problem(503, 'read-model.not-built', error.message), retryAfterSeconds: 2 };
  if (error instanceof Behind)
    return { problem: problem(503, 'read-model.behind', error.message), retryAfterSeconds: 2 };
  if (error instanceof DecisionContested)
    return { problem: problem(503, 'decision.contested', error.message), retryAfterSeconds: 1 };
  if (databaseAway(error))
    return {
      problem: problem(503, 'database.away', 'the database cannot be reached; try again in a moment'),
      retryAfterSeconds: 2,
      logged: true,
    };
  if (databaseShort(error))
    return {
      problem: problem(
        503,
        'database.short',
        'the database has no room left: somebody must make some; send it again then, with the same Idempotency-Key, for it may be stored in part',
      ),
      retryAfterSeconds: 30,
      logged: true,
    };
  return answerToFramework(error, asked.method);
}

/** Errors of Nest and Fastify carry a status; whatever does not is ours. */
function answerToFramework(error: unknown, method: string): Answer {
  const status = statusOf(error);
  if (status === null || status >= 500)
    return {
      problem: problem(500, 'internal', 'it was written to the log; the correlation id finds it'),
      logged: true,
    };
  const codes: Readonly<Record<number, string>> = {
    400: 'request.malformed',
    404: 'route.unknown',
    413: 'request.too-large',
    414: 'request.too-long',
    415: 'request.media-type',
  };
  // The framework names the address, which may hold a key.
  const detail = status === 404 ? `nothing at this address answers ${method}` : (error as Error).message;
  return { problem: problem(status, codes[status] ?? 'request.refused', detail) };
}

function statusOf(error: unknown): number | null {
  if (error instanceof HttpException) return error.getStatus();
  if (error instanceof SyntaxError) return 400;
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number') return error.statusCode;
  return null;
}
