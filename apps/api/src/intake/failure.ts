import { InvalidInput, LogBusy, type Problem } from '#kernel';
import { IntakeProblem, problemOf } from './problems.js';

/** An error between threads: what an answer is made of, or what is logged of one nobody foresaw. */
export type Failure =
  | {
      readonly kind: 'problem';
      readonly status: number;
      readonly code: string;
      readonly detail: string;
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'invalid'; readonly code: string; readonly problems: readonly Problem[] }
  | { readonly kind: 'busy'; readonly message: string; readonly retryAfterSeconds: number }
  | { readonly kind: 'unforeseen'; readonly message: string; readonly stack: string | undefined };

export function failureOf(error: unknown): Failure {
  if (error instanceof InvalidInput) return { kind: 'invalid', code: error.code, problems: error.problems };
  if (error instanceof LogBusy)
    return { kind: 'busy', message: error.message, retryAfterSeconds: error.retryAfterSeconds };
  // what tells a database that is away, or has no room left, does not survive the way between threads
  const known = problemOf(error);
  if (known !== null) {
    const { status, headers, body } = known;
    return { kind: 'problem', status, code: body.code, detail: body.detail, headers };
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { kind: 'unforeseen', message, stack };
}

/** The error that `failureOf` told of. */
export function errorOf(failure: Failure): Error {
  switch (failure.kind) {
    case 'problem':
      return new IntakeProblem(failure.status, failure.code, failure.detail, failure.headers);
    case 'invalid':
      return new InvalidInput(failure.code, failure.problems);
    case 'busy':
      return new LogBusy(failure.message, failure.retryAfterSeconds);
    case 'unforeseen':
      break;
  }
  return Object.assign(new Error(failure.message), { stack: failure.stack });
}
