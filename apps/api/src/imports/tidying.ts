import type { Decisions } from '#automation';
import { fileImport } from '#journey';
import type { Logger } from '#platform';
import { regularly } from '../composition/regularly.js';
import type { ImportNotes } from './import-notes.js';
import type { Uploads } from './uploads.js';

/** What is tidied, and what says which imports are over. */
export interface Tidied {
  readonly uploads: Uploads;
  readonly notes: ImportNotes;
  readonly decisions: Pick<Decisions, 'state'>;
}

const DAY_MS = 24 * 3_600_000;
/** Files that nobody used for so long are removed. */
const UNUSED_MS = 30 * DAY_MS;

/** Removes what nobody needs any more, at the start and every day. Answers what stops it. */
export function keepTidy({ logger, ...tidied }: Tidied & { readonly logger: Logger }): () => Promise<void> {
  const began = tidied.uploads.cleanUp();
  const work = async (): Promise<void> => {
    await began;
    const expired = await tidy(tidied);
    if (expired > 0) logger.info({ expired }, 'Uploaded files nobody used any more were removed');
  };
  return regularly(DAY_MS, work, logger, 'Uploaded files could not be looked through');
}

/** Removes uploaded files and what is known of imports, unused for 30 days, but nothing that an import could go on with. */
export async function tidy({ uploads, notes, decisions }: Tidied, now = Date.now()): Promise<number> {
  const before = new Date(now - UNUSED_MS);
  const kept = new Set<string>();
  for (const id of await notes.imports()) {
    const { status } = await decisions.state(fileImport, id);
    const note = status === 'started' ? await notes.read(id) : null;
    if (note === null) await notes.expire(id, before);
    else for (const file of [note.file, ...Object.values(note.lookups)]) kept.add(file);
  }
  return uploads.expire(before, kept);
}
