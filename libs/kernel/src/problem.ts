/** One thing wrong with an input: where (a path such as `payload.title`), what, and what to do about it. */
export interface Problem {
  readonly where: string;
  readonly what: string;
  readonly remedy?: string;
}

/**
 * An input was refused. `code` is stable and dotted (`event.invalid`), `problems` name each place.
 * The HTTP edge answers it as RFC 9457 problem details, the command line as one line and exit code 2.
 */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput';
  constructor(
    readonly code: string,
    readonly problems: readonly Problem[],
  ) {
    super(printable(problems.map(said).join('; ')));
  }
}

/** A text without control characters: each stands as its escape, so that none is carried out where it is printed. */
export function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function said({ where, what, remedy }: Problem): string {
  return `${where === '' ? '' : `${where}: `}${what}${remedy === undefined ? '' : ` (${remedy})`}`;
}

/** A rule of the domain was broken; `code` is stable and dotted (`key.already-revoked`), `detail` its particulars. */
export class BrokenRule extends Error {
  override readonly name = 'BrokenRule';
  constructor(
    readonly code: string,
    readonly detail: Readonly<Record<string, unknown>> = {},
  ) {
    super(code);
  }
}

/** Makes the error a decision throws when a rule forbids it: `throw broken('deal.not-open', { status })`. */
export function broken(code: string, detail: Readonly<Record<string, unknown>> = {}): BrokenRule {
  return new BrokenRule(code, detail);
}
