import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** A database that belongs to one test file. */
export interface TestDatabase {
  /** Connection string of the fresh, empty database. */
  readonly url: string;
  /** Makes another one with everything that is in this. Nobody may be connected to it then. */
  copy(): Promise<TestDatabase>;
  /** Drops the database, whoever is still connected. */
  close(): Promise<void>;
}

/**
 * Makes an empty database (UTF-8, collation C, character classes of C.UTF-8) on the server of the test run.
 * Call it in `beforeAll`, and `close` in `afterAll`: files then share nothing and may run in parallel.
 *
 * @throws when no server was started for this run, that is, outside the projects int, kafka, e2e and web.
 */
export function testDatabase(): Promise<TestDatabase> {
  return database(`TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8' LOCALE_PROVIDER libc`);
}

async function database(made: string, template?: string): Promise<TestDatabase> {
  const server = process.env['TEST_SERVER_URL'];
  if (!server)
    throw new Error(
      'No test server: database tests end in .int-spec.ts, .kafka-spec.ts, .e2e-spec.ts or .web-spec.ts.',
    );
  const name = `throughline_test_${process.pid}_${randomBytes(5).toString('hex')}`;
  await onServer(server, async (client) => {
    if (template !== undefined) await othersToLeave(client, template);
    await client.query(`CREATE DATABASE ${name} ${made}`);
  });
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    copy: () => database(`TEMPLATE ${name}`, name),
    close: () =>
      onServer(server, async (client) => {
        await othersToLeave(client, name);
        await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      }),
  };
}

/**
 * Lets connections that were just closed end by themselves: a pool's `end` is over before its sockets are, and being
 * thrown out on the way would fail a test that did nothing wrong. Who stays longer than a second meant to stay.
 */
async function othersToLeave(client: Client, name: string): Promise<void> {
  const until = performance.now() + 1_000;
  for (;;) {
    const { rowCount } = await client.query('SELECT FROM pg_stat_activity WHERE datname = $1 LIMIT 1', [name]);
    if (!rowCount || performance.now() > until) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function onServer(server: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
