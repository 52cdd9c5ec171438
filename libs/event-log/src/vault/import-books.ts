import type { Client } from 'pg';
import type { Millis } from '#kernel';

/** What became of a file's messages that were not recorded, as far as it was read. */
export interface ImportBooks {
  /** The import's id. */
  readonly import: string;
  readonly source: string;
  readonly at: Millis;
  /** Rows that were read. */
  readonly rows: number;
  /** Messages that came in, counted as they were read, less those that the log recorded: the others must add up to it. */
  readonly received: number;
  readonly repeated: number;
  readonly refused: number;
}

/**
 * Keeps what became of a file's messages besides being recorded, which the log itself counts. Each run begins at the first
 * row and knows all until where it is: the one that read furthest is believed, the last of two that read as far. So it may
 * be told as often as one likes, and nothing counts twice.
 */
export async function keepImportBooks(client: Pick<Client, 'query'>, books: ImportBooks): Promise<void> {
  await client.query(
    `insert into vault.import_books as b (import, source, at, rows, received, repeated, refused)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (import) do update set
       at = excluded.at, rows = excluded.rows, received = excluded.received, repeated = excluded.repeated,
       refused = excluded.refused
     where b.rows <= excluded.rows`,
    [books.import, books.source, books.at, books.rows, books.received, books.repeated, books.refused],
  );
}
