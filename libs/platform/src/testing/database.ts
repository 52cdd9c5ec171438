import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

const EMPTY = `TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8' LOCALE_PROVIDER libc`;

/** How the names of databases begin that others of this run are copied from. */
function templates(): string {
  return `throughline_template_${process.env['TEST_RUN'] ?? process.pid}_`;
}

/** Drops the databases that others of this run were copied from: for a server that outlives it. */
export function dropTemplates(): Promise<void> {
  return onServer(testServer(), async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      'SELECT datname FROM pg_database WHERE starts_with(datname, $1)',
      [templates()],
    );
    for (const { datname } of rows) await client.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`);
  });
}

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
  return database(EMPTY);
}

/**
 * A database like one that is filled once in a test run and copied from then on: for what takes longer to make than to
 * copy. Who asks for the same name must fill it the same.
 */
export async function testDatabaseLike(name: string, fill: (url: string) => Promise<void>): Promise<TestDatabase> {
  const server = testServer();
  const template = `${templates()}${name}`;
  await onServer(server, async (client) => {
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [template]);
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [template]);
    if (rowCount) return;
    const making = `${template}_making`;
    await client.query(`DROP DATABASE IF EXISTS ${making} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${making} ${EMPTY}`);
    await fill(urlOf(server, making));
    await othersToLeave(client, making);
    await client.query(`ALTER DATABASE ${making} RENAME TO ${template}`);
  });
  return database(`TEMPLATE ${template}`);
}

/** Copying files is the fastest where nothing has to be on the disk; a server that is not ours decides itself. */
function copying(server: string): string {
  return server === process.env['TEST_DATABASE_URL'] ? '' : 'STRATEGY file_copy';
}

function testServer(): string {
  const server = process.env['TEST_SERVER_URL'];
  if (server) return server;
  throw new Error('No test server: database tests end in .int-spec.ts, .kafka-spec.ts, .e2e-spec.ts or .web-spec.ts.');
}

function urlOf(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function database(made: string, template?: string): Promise<TestDatabase> {
  const server = testServer();
  const name = `throughline_test_${process.pid}_${randomBytes(5).toString('hex')}`;
  await onServer(server, async (client) => {
    if (template !== undefined) await othersToLeave(client, template);
    await client.query(`CREATE DATABASE ${name} ${made} ${copying(server)}`);
  });
  return {
    url: urlOf(server, name),
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
