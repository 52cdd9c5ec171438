import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestServer } from '../../libs/platform/src/testing/server.js';
import { checkout, COMPOSE_FILES, composeFile } from './compose-file.js';
import { startService, type Mapping, type StartedService } from './started-service.js';

/** What their servers are told by: those are not started here. */
const OF_OTHER_SERVERS = [
  'EVENTSTORE_URL',
  'KAFKA_BROKERS',
  'THROUGHLINE_KAFKA_REPLICATION',
  'THROUGHLINE_KAFKA_MIN_IN_SYNC',
];

/** The services of each file that PostgreSQL is enough for. */
const STARTED: Readonly<Record<(typeof COMPOSE_FILES)[number], readonly string[]>> = {
  'docker-compose.yml': ['api', 'projector'],
  'infra/compose/small.yml': ['throughline'],
};

describe.each(COMPOSE_FILES)('the services of %s, outside of containers', (path) => {
  const file = composeFile(path);
  let server: Awaited<ReturnType<typeof startTestServer>>;
  let secrets: string;
  let running: Readonly<Record<string, StartedService>>;

  beforeAll(async () => {
    server = await startTestServer();
    secrets = mkdtempSync(join(tmpdir(), 'throughline-secrets-'));
    execFileSync(process.execPath, [join(checkout, 'infra/compose/make-secrets.mjs'), secrets]);
    // The host of the address is a service's name: here the database is elsewhere.
    const address = join(secrets, 'database-url');
    chmodSync(address, 0o644);
    writeFileSync(address, `${server.url}\n`);
    const mapping: Mapping = { secrets, instead: {}, without: OF_OTHER_SERVERS };
    running = Object.fromEntries(
      await Promise.all(
        STARTED[path].map(async (name) => [name, await startService(file.services[name]!, mapping)] as const),
      ),
    );
  });

  afterAll(async () => {
    await Promise.all(Object.values(running).map((one) => one.stop()));
    await server.stop();
    rmSync(secrets, { recursive: true, force: true });
  });

  it('are healthy by the file’s own checks, and end in order', async () => {
    await Promise.all(Object.values(running).map((one) => one.healthy(90_000)));
    for (const { address } of Object.values(running)) {
      const metrics = await (await fetch(`${address}/metrics`)).text();
      expect(metrics).toMatch(/^throughline_up 1$/m);
    }
    const codes = await Promise.all(Object.values(running).map((one) => one.stop()));
    expect(codes).toEqual(codes.map(() => 0));
    for (const one of Object.values(running)) expect(await one.check()).toContain('ECONNREFUSED');
  });
});
