import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { START } from '@eventstore/db-client';
import { touch, touching } from '#kernel/contracts';
import { standInProcess } from '../../test/eventstore-process.js';
import { standInStore, type StandInStoreUnderTest } from '../../test/eventstore-store.js';
import { eventStoreAddress } from './address.js';
import { CutShort } from './answers.js';
import { Connection } from './connection.js';

const EVENTS = 4_000;
const AT_ONCE = 500;

describe('reading from EventStoreDB (a stand-in of it) while the connection ends', () => {
  let store: StandInStoreUnderTest;
  let connection: Connection;
  beforeEach(async () => {
    store = await standInStore();
    const log = await store.open();
    // patience is of one call: all of them together may take longer than that
    for (let appended = 0; appended < EVENTS; appended += AT_ONCE)
      await log.appendAll(Array.from({ length: AT_ONCE }, () => touching(touch())));
    await log.close();
    connection = Connection.to(eventStoreAddress(store.eventStoreUrl, { deadline: 500, caFile: undefined }), 500);
  });
  afterEach(() => store.close());

  it('never takes a read that was cut off for a whole one', async () => {
    let read = 0;
    let over: Promise<void> = Promise.resolve();
    const reading = connection.readAll(START, 2 * EVENTS, () => {
      if (++read === 10) over = connection.release();
      return true;
    });
    await expect(reading).rejects.toThrow(CutShort);
    expect(read).toBeLessThan(EVENTS);
    await over;
  });

  it('nor one during which the connection was made anew, which begins again and is whole', async () => {
    const renewing = connection as unknown as { renew(): Promise<void> };
    let read = 0;
    let over: Promise<void> = Promise.resolve();
    const reading = connection.readAll(START, 2 * EVENTS, () => {
      if (++read === 10) over = renewing.renew();
      return true;
    });
    await expect(reading).rejects.toThrow(CutShort);
    await over;
    read = 0;
    await connection.readAll(START, 2 * EVENTS, () => ++read > 0);
    expect(read).toBeGreaterThanOrEqual(EVENTS);
    await connection.release();
  });
});

it('rejects appends to their callers only, when a server is killed that took them no longer', async () => {
  const [server, root] = [await standInProcess(), join(__dirname, '../../../..')];
  const loader = pathToFileURL(join(root, 'test/typescript-loader.mjs')).href;
  let appending: ChildProcessByStdio<Writable, Readable, null> | null = null;
  try {
    appending = spawn(
      process.execPath,
      ['--import', loader, join(root, 'libs/event-log/test/appending-process.ts'), server.url, '400'],
      { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] },
    );
    const ended = once(appending, 'exit');
    const said: string[] = [];
    for await (const line of createInterface({ input: appending.stdout })) {
      said.push(line);
      if (line === 'ready') {
        server.freeze();
        appending.stdin.write('go');
      }
      if (line === 'sent') await server.kill();
    }
    expect([said, (await ended)[0]]).toEqual([['ready', 'sent', 'rejected 400'], 0]);
  } finally {
    appending?.kill('SIGKILL');
    await server.close();
  }
});
