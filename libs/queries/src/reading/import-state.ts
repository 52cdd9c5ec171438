import type { FileProblem, Progress } from '#intake';
import type { ImportedType, ImportItem } from './import-item.js';

/** An import as it is now. */
export interface ImportState extends ImportItem {
  readonly running: boolean;
  /** Of the last run of it by the process that is asked; null where there was none. */
  readonly progress: Progress | null;
  /** Why rows were refused, the most frequent first: until now, while it is running. Null where nobody knows any more. */
  readonly reasons: readonly { readonly reason: string; readonly rows: number }[] | null;
  /** Until now, while it is running. */
  readonly types: readonly ImportedType[] | null;
  /** Why it ended early where nobody asked it to, as far as the process that is asked knows. */
  readonly problem: FileProblem | null;
  /** There are refused rows to download. */
  readonly refusedFile: boolean;
  /** Its mapping, to the letter. */
  readonly document: string;
  /** It was interrupted, and its file is still there. */
  readonly canResume: boolean;
  /** The uploaded file of each file its mapping looks something up in. */
  readonly lookups: Readonly<Record<string, string>>;
}
