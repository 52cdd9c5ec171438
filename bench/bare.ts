import { Client } from 'pg';
import type { NewEvent } from '#kernel';
import { on, seconds, type BenchServer } from './harness.js';
import { batches } from './touches.js';

/** What is compared with: rows that a table of its own takes without any of the log's promises. */
export type BareRow = Pick<NewEvent, 'id' | 'text'>;

const TABLE = 'create table bare (position bigint primary key, id uuid not null unique, event json not null)';

/** Seconds of bare INSERT … SELECT unnest of rows, so many a statement, one statement after the other. */
export async function bareInsert(server: BenchServer, rows: readonly BareRow[], size: number): Promise<number> {
  const url = await server.database();
  return on(url, async (client) => {
    await client.query(TABLE);
    await server.settle();
    let position = 0;
    return seconds(async () => {
      for (const batch of batches(rows, size)) {
        await client.query(
          'insert into bare (position, id, event) select * from unnest($1::bigint[], $2::uuid[], $3::json[])',
          [batch.map(() => ++position), batch.map((row) => row.id), batch.map((row) => row.text)],
        );
      }
    });
  });
}

/** Seconds of one row a transaction, from so many connections. */
export async function bareInserts(server: BenchServer, rows: readonly BareRow[], connections: number): Promise<number> {
  const url = await server.database();
  await on(url, (client) => client.query(TABLE));
  const clients = Array.from({ length: connections }, () => new Client({ connectionString: url }));
  await Promise.all(clients.map((client) => client.connect()));
  await server.settle();
  let next = 0;
  const took = await seconds(() =>
    Promise.all(
      clients.map(async (client) => {
        for (let n = next++; n < rows.length; n = next++)
          await client.query({
            name: 'bare',
            text: 'insert into bare (position, id, event) values ($1, $2, $3)',
            values: [n + 1, rows[n]!.id, rows[n]!.text],
          });
      }),
    ),
  );
  await Promise.all(clients.map((client) => client.end()));
  return took;
}
