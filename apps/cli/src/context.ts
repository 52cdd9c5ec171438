import type { ExitCode } from './failure.js';
import type { Installation } from './installation.js';
import type { Output } from './output/output.js';

/** What a command works with. */
export interface Context {
  readonly output: Output;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /**
   * The installation of THROUGHLINE_HOME or DATABASE_URL; opened when first asked for, closed after the command. Made
   * and migrated where need be.
   */
  open(): Promise<Installation>;
  /** The same as it is, for commands that change nothing: refused where it is not there or not of this release. */
  look(): Promise<Installation>;
  /** Everything that comes over standard input. */
  readInput(): Promise<string>;
  /** Runs at the end, whatever happened; last added first. */
  finally(step: () => Promise<void>): void;
}

/** A command: does what it was asked for and answers how it ended. */
export type Command = (context: Context, args: readonly string[], options: never) => Promise<ExitCode>;
