import type { MessageCounts } from './message-counts.js';

/** What became of a file's rows. */
export interface ImportOutcome {
  readonly rows: number;
  readonly leftOut: number;
  readonly refused: number;
  readonly types: readonly { readonly type: string; readonly recorded: number; readonly repeated: number }[];
  /** Why rows were refused, the most frequent first. */
  readonly reasons: readonly { readonly reason: string; readonly rows: number }[];
  /** Somebody asked to stop before the end of the file: it goes on where it is started again. */
  readonly interrupted: boolean;
}

/** How far an import is: what became of the rows until now. */
export interface ImportProgress extends Omit<ImportOutcome, 'interrupted'> {
  /** Of the file, read so far. */
  readonly bytes: number;
  readonly recorded: number;
  readonly repeated: number;
}

/** What a run comes to. */
export interface RunOutcome extends ImportOutcome {
  /** Of the rows until where it is: what the ledger needs to know of them. */
  readonly messages: MessageCounts;
}
