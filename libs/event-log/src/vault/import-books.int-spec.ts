import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { EventLog } from '#kernel';
import { decided, touch, touching } from '#kernel/contracts';
import { postgresStore, type PostgresStore } from '../../test/postgres-store.js';
import { RECEIPTS_OF_THINGS } from '../postgres/import-books-migration.js';
import { keepImportBooks } from './import-books.js';

describe('the books of imports', () => {
  let store: PostgresStore;
  let log: EventLog;
  let client: Client;
  beforeAll(async () => {
    store = await postgresStore();
    log = await store.open();
    client = new Client({ connectionString: store.url });
    await client.connect();
  });
  afterAll(async () => {
    await log.close();
    await client.end();
    await store.close();
  });

  it('believe the run that read furthest, and of two the last', async () => {
    const name = randomUUID();
    const after = async (rows: number, repeated: number) => {
      const books = { import: name, source: 'shop', at: 1, rows, received: repeated + 2, repeated, refused: 2 };
      await keepImportBooks(client, books);
      const found = await client.query(
        `select rows::int, received::int, repeated::int, refused::int from vault.import_books where import = $1`,
        [name],
      );
      return found.rows;
    };
    expect(await after(500, 3)).toEqual([{ rows: 500, received: 5, repeated: 3, refused: 2 }]);
    expect(await after(200, 1)).toEqual([{ rows: 500, received: 5, repeated: 3, refused: 2 }]);
    expect(await after(900, 4)).toEqual([{ rows: 900, received: 6, repeated: 4, refused: 2 }]);
    expect(await after(900, 5)).toEqual([{ rows: 900, received: 7, repeated: 5, refused: 2 }]);
  });

  it('have receipts of what the log records of things, once, and of no other decision: also of what was there before', async () => {
    const [name, source] = [randomUUID(), randomUUID()];
    const thing = () => ({ stream: `deal-${randomUUID()}`, expected: 'any' as const });
    const imported = [1, 2, 3].map(() => {
      const { stream, expected } = thing();
      return { stream, expected, events: [decided(stream, { source, import: name })] };
    });
    const { stream, expected } = thing();
    const others = [{ stream, expected, events: [decided(stream, { source })] }, touching(touch({ source }))];
    await log.appendAll([...imported, ...others]);
    // What is repeated is counted by who reads the file.
    await log.appendAll(imported);
    const receipts = async () => {
      const { rows } = await client.query(
        `select import, sum(received)::int as received, sum(recorded)::int as recorded, sum(repeated)::int as repeated,
                min(first_position)::int as first, max(last_position)::int as last
         from vault.receipts where source = $1 group by 1 order by 1 nulls last`,
        [source],
      );
      return rows;
    };
    const own = await receipts();
    expect(own).toMatchObject([
      { import: name, received: 3, recorded: 3, repeated: 0 },
      { import: null, received: 1, recorded: 1, repeated: 0 },
    ]);
    await client.query('delete from vault.receipts where import = $1', [name]);
    await client.query(RECEIPTS_OF_THINGS);
    expect(await receipts()).toEqual(own);
  });
});
