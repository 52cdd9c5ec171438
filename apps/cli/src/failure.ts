import { BrokenRule, InvalidInput, LogBusy } from '#kernel';
import { errorCode, redactText, StartFailure } from '#platform';
import type { Output } from './output/output.js';

/** How a command ended: 0 as asked, 1 it failed or found something wrong, 2 it was asked for wrongly. */
export type ExitCode = 0 | 1 | 2;

/** Something the operator has to put right, in one line that names what, where, and what to do. Exit code 1. */
export function failure(code: string, message: string): StartFailure {
  return new StartFailure(code, message, 1);
}

/** Wrong usage or input. Exit code 2. */
export function wrongUsage(code: string, message: string): StartFailure {
  return new StartFailure(code, message, 2);
}

const BROKEN_RULES: Readonly<Record<string, string>> = {
  'import.running': 'This import is running already, in another process: wait for it, or stop it there.',
  'person.already-here': 'This person is here already: send them a new link with `throughline people link EMAIL`.',
};

/** Says what went wrong, in one line where it is something the operator can put right, and answers the exit code. */
export function explain(error: unknown, output: Output): ExitCode {
  if (errorCode(error) === 'EPIPE') return 0; // whoever read our output has seen enough
  const { code, message, exitCode } = reading(error);
  const text = redactText(message);
  output.err.write(output.json ? `${JSON.stringify({ error: { code, message: text } })}\n` : `${text}\n`);
  return exitCode;
}

function reading(error: unknown): { code: string; message: string; exitCode: ExitCode } {
  if (error instanceof StartFailure) return { code: error.code, message: error.message, exitCode: error.exitCode };
  if (error instanceof InvalidInput) return { code: error.code, message: error.message, exitCode: 2 };
  if (error instanceof BrokenRule) {
    const detail = Object.keys(error.detail).length === 0 ? '' : ` (${JSON.stringify(error.detail)})`;
    return { code: error.code, message: BROKEN_RULES[error.code] ?? `${error.code}${detail}`, exitCode: 1 };
  }
  if (error instanceof LogBusy) return { code: 'log.busy', message: `${error.message}: try again.`, exitCode: 1 };
  if (
    error instanceof Error &&
    ['LogMismatch', 'WrongMasterKey', 'DecisionContested', 'NotBuilt', 'Behind'].includes(error.name)
  )
    return { code: error.name, message: error.message, exitCode: 1 };
  return {
    code: 'unexpected',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    exitCode: 1,
  };
}
