/**
 * Something the person who starts Throughline has to put right: said in one line, without a stack.
 * `exitCode` is what the process ends with: 2 for wrong usage or configuration, 1 for everything else.
 */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';

  constructor(
    /** Stable dotted code, such as `home.in-use`. */
    readonly code: string,
    message: string,
    readonly exitCode: 1 | 2 = 1,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Runs a program's main function. A StartFailure is printed as it stands, anything else with its stack;
 * either way the process ends with a non-zero code.
 */
export async function runMain(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    const known = error instanceof StartFailure;
    process.stderr.write(`${known ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(known ? error.exitCode : 1);
  }
}

/** The `code` of a system or database error (`ENOSPC`, `42P01`), or undefined. */
export function errorCode(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

/**
 * The same error said as what to do, when it is one the file system gives on a directory that cannot be used
 * (read-only, full, not permitted); otherwise the error itself.
 */
export function explainFileError(error: unknown, path: string): unknown {
  const reason = FILE_REASONS[errorCode(error) ?? ''];
  if (!reason) return error;
  return new StartFailure('home.unusable', `${path} ${reason}`, 1, { cause: error });
}

const FILE_REASONS: Record<string, string> = {
  EROFS: 'is on a read-only file system: mount it writable, or set THROUGHLINE_HOME to another directory.',
  EACCES: 'may not be written by this user: change its owner, or set THROUGHLINE_HOME to another directory.',
  EPERM: 'may not be written by this user: change its owner, or set THROUGHLINE_HOME to another directory.',
  ENOSPC: 'is on a full disk: free some space, then start again; nothing was changed.',
  EDQUOT: 'is over its disk quota: free some space, then start again; nothing was changed.',
  ENOTDIR: 'is not inside a directory: set THROUGHLINE_HOME to one.',
};
