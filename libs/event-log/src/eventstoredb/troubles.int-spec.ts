import { randomUUID } from 'node:crypto';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { Client } from 'pg';
import { LogBusy, LogReplaced } from '#kernel';
import { decided, streamOf, touch, touching } from '#kernel/contracts';
import { EventStoreEventLog } from './index.js';
import { eventStoreFaults, oversizedBesideSmall } from '../../test/eventstore-faults.js';
import { freePort, standInProcess } from '../../test/eventstore-process.js';
import { standInStore } from '../../test/eventstore-store.js';
import { selfSigned } from '../../test/self-signed.js';
import { eventStoreAddress } from './address.js';

eventStoreFaults({ name: 'a stand-in of EventStoreDB', server: standInProcess, told: true });

describe('a log in EventStoreDB (a stand-in of it)', () => {
  it('loses nothing to an append over a limit of the server that is lower than it was told', async () => {
    const limit = 200_000;
    const store = await standInStore({ onTrouble: () => undefined }, { maxAppendBytes: limit });
    await oversizedBesideSmall(await store.open(), limit);
    await store.close();
  });

  it('refuses events that are too large together before they are sent', async () => {
    const store = await standInStore({ maxAppendBytes: 2_000 });
    const log = await store.open();
    const stream = `deal-${randomUUID()}`;
    const many = Array.from({ length: 5 }, () => decided(stream));
    expect(await log.append(stream, many, 'none')).toMatchObject({ kind: 'refused', code: 'event.too-large' });
    expect(await log.append(stream, many.slice(0, 1), 'none')).toMatchObject({ kind: 'appended' });
    await store.close();
  });

  it('waits for a server that is starting', async () => {
    const store = await standInStore();
    store.server.notReadyFor(700);
    const log = await store.open();
    expect(await log.head()).toEqual({ position: 0, event: null });
    await store.close();
  });

  it('leaves out what the server writes about itself, and passes over it', async () => {
    const store = await standInStore();
    const log = await store.open();
    const made = [touch(), touch()];
    await log.appendAll([touching(made[0]!)]);
    for (let i = 0; i < 300; i++) store.server.store.writeStatistics();
    expect((await log.head()).event).toBe(made[0]!.id);
    await log.appendAll([touching(made[1]!)]);
    for (let i = 0; i < 300; i++) store.server.store.writeStatistics();
    const { events, scannedTo } = await log.readAll({ after: 0, limit: 10 });
    expect(events.map(({ id }) => id)).toEqual(made.map(({ id }) => id));
    expect(await log.readAll({ after: scannedTo, limit: 10 })).toEqual({ events: [], scannedTo, atEnd: true });
    expect(await log.head()).toEqual({ position: scannedTo, event: made[1]!.id });
    await store.close();
  });

  it('is read from places between events without beginning at its beginning', async () => {
    const store = await standInStore();
    const log = await store.open();
    for (let n = 0; n < 8; n++)
      await log.appendAll(Array.from({ length: 500 }, () => touching(touch({ text: 'x'.repeat(1_000) }))));
    await log.takenBack('deal-1');
    const all = (await log.readAll({ after: 0, limit: 10_000 })).events;
    const { position: head } = await log.head();
    for (let n = 1; n < 20; n++) {
      const after = Math.floor((head * n) / 20);
      const next = all.find(({ position }) => position > after)!;
      const before = store.server.sent;
      expect((await log.readAll({ after, limit: 1 })).events).toEqual([next]);
      expect(store.server.sent - before).toBeLessThan(1_200);
    }
    await store.close();
  });

  it('gives each event once, however far a read came that failed', async () => {
    const store = await standInStore({ onTrouble: () => undefined });
    const log = await store.open();
    for (let n = 0; n < 4; n++)
      await log.appendAll(Array.from({ length: 500 }, () => touching(touch({ text: 'x'.repeat(1_000) }))));
    await log.takenBack('deal-1');
    const all = (await log.readAll({ after: 0, limit: 10_000 })).events;
    expect(all).toHaveLength(2_000);
    const after = all[99]!.position;
    for (const [from, rest] of [
      [after, all.slice(100)],
      [after + 1, all.slice(100)],
      [0, all],
    ] as const) {
      store.server.failReadAfter(1_500);
      expect((await log.readAll({ after: from, limit: 10_000 })).events.map(({ id }) => id)).toEqual(
        rest.map(({ id }) => id),
      );
    }
    const types = [all[0]!.type];
    store.server.failReadAfter(1_500);
    const found = await log.readAll({ after, types, limit: 10_000 });
    expect(found.events.map(({ id }) => id)).toEqual(all.slice(100).map(({ id }) => id));
    await store.close();
  });

  it('makes nobody wait longer than its patience, however many wait before them', async () => {
    // those who wait for each other would take three times as long
    const patience = 6_000;
    const queue = { groupEvents: 5, inFlight: 2 };
    const store = await standInStore({ onTrouble: () => undefined, deadline: 2_000, patience, queue });
    const log = await store.open();
    store.server.answerAfter(60_000);
    const began = performance.now();
    const stream = `deal-${randomUUID()}`;
    const waits = await Promise.all(
      Array.from({ length: 60 }, async (_, n) => {
        const [name, made] = n % 3 === 0 ? [stream, decided(stream)] : [null, touch()];
        await expect(log.append(name ?? streamOf(made), [made], 'any')).rejects.toThrow(LogBusy);
        return performance.now() - began;
      }),
    );
    expect(Math.max(...waits)).toBeLessThan(patience + 5_000);
    store.server.answerAfter(0);
    await log.close();
    expect(performance.now() - began).toBeLessThan(4 * patience);
    await store.close();
  });

  it('stops who has been appending for a while, once the log is another one', async () => {
    const store = await standInStore();
    let replaced = false;
    const beforeAppending = (): Promise<void> => (replaced ? Promise.reject(new LogReplaced(0)) : Promise.resolve());
    const log = await store.open({ lookEvery: 100, beforeAppending });
    await log.appendAll([touching(touch())]);
    replaced = true;
    await new Promise((resolve) => setTimeout(resolve, 150));
    await expect(log.appendAll([touching(touch())])).rejects.toThrow(LogReplaced);
    await store.close();
  });

  it('takes no append for left that is still tried, in no process', async () => {
    const store = await standInStore();
    const [one, other] = [await store.open(), await store.open()];
    store.server.answerAfter(1_500);
    const made = touch();
    const appended = one.append(streamOf(made), [made], 'none');
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(await one.settleLeft(0)).toBe(0);
    expect(await other.settleLeft(500)).toBe(0);
    expect(await appended).toMatchObject({ kind: 'appended', duplicate: 'no' });
    expect(await other.settleLeft(0)).toBe(0);
    await store.close();
  });

  it('hears soon enough of who still tries to leave them alone, however short the wait', async () => {
    const store = await standInStore();
    const [slow, other] = [await store.open(), await store.open()];
    store.server.answerAfter(5_000);
    const made = touch();
    const appended = slow.append(streamOf(made), [made], 'none');
    await new Promise((resolve) => setTimeout(resolve, 4_500));
    expect(await other.settleLeft(4_000)).toBe(0);
    expect(await appended).toMatchObject({ kind: 'appended', duplicate: 'no' });
    await store.close();
  });

  it.each([
    ['a touch', () => null],
    ['what is imported of a thing', () => `deal-${randomUUID()}`],
  ])('counts what was left before it is closed, also what is being counted already: %s', async (_, streamed) => {
    const store = await standInStore({ onTrouble: () => undefined });
    const gone = await store.open({ deadline: 300, patience: 500 });
    const thing = streamed();
    const made = thing === null ? touch() : decided(thing, { import: 'a file' });
    store.server.answerAfter(60_000);
    await expect(gone.append(thing ?? streamOf(made), [made], 'any')).rejects.toThrow(LogBusy);
    await gone.close();
    store.server.answerAfter(0);
    const log = await store.open({ leftAfter: 300 });
    expect(await log.settleLeft()).toBe(1);
    await log.close();
    const client = new Client({ connectionString: store.url });
    await client.connect();
    const { rows } = await client.query(
      'select recorded, import, (select count(*)::int from vault.intents) as left from vault.receipts',
    );
    expect(rows).toEqual([{ recorded: 1, import: thing === null ? null : 'a file', left: 0 }]);
    await client.end();
    await store.close();
  });

  it('tells two processes apart that append the same touch at the same moment', async () => {
    const store = await standInStore();
    const [one, two] = [await store.open(), await store.open()];
    const made = touch();
    const outcomes = await Promise.all([one, two].map((log) => log.append(streamOf(made), [made], 'none')));
    expect(outcomes.map((outcome) => (outcome as { duplicate: string }).duplicate).sort()).toEqual(['no', 'yes']);
    await store.close();
  });
});

describe('a server that cannot be used', () => {
  const opening = async (eventStoreUrl: string, more: { deadline?: number; caFile?: string } = {}): Promise<Error> => {
    const began = performance.now();
    const error = await EventStoreEventLog.open({
      eventStoreUrl,
      url: 'postgres://nobody@127.0.0.1:1/none',
      ...more,
    }).then(
      () => new Error('it opened'),
      (refused: unknown) => refused as Error,
    );
    expect(performance.now() - began).toBeLessThan((more.deadline ?? 10_000) + 20_000);
    return error;
  };

  it('refuses its port: said at once', async () => {
    const error = await opening(`esdb://127.0.0.1:${await freePort()}?tls=false`);
    expect(error).toMatchObject({ code: 'eventstore.unreachable' });
    expect(error.message).toMatch(/^EventStoreDB at esdb:\/\/127\.0\.0\.1:\d+ cannot be used \(.*ECONNREFUSED/);
  });

  it('is nowhere: said within the deadline', async () => {
    const error = await opening('esdb://no-such-host.invalid:2113?tls=false', { deadline: 3_000 });
    expect(error).toMatchObject({ code: 'eventstore.unreachable' });
    expect(error.message).toContain('no-such-host.invalid');
  });

  it('never answers: given up after the deadline', async () => {
    const { port, close } = await silent();
    const error = await opening(`esdb://127.0.0.1:${port}?tls=false`, { deadline: 1_000 });
    expect(error.message).toContain('did not answer within 1 s');
    await close();
  });

  it('does not know the caller, whose password is not shown', async () => {
    const tls = await selfSigned();
    const store = await standInStore({}, { tls, credentials: 'admin:right' });
    const at = `127.0.0.1:${store.server.port}`;
    const error = await opening(`esdb://admin:wrong-one@${at}`, { caFile: tls.file });
    expect(error).toMatchObject({ code: 'eventstore.not-allowed' });
    expect(error.message).toContain(`esdb://${at} does not let this program in`);
    expect(error.message).not.toContain('wrong-one');
    const log = await EventStoreEventLog.open({
      url: store.url,
      eventStoreUrl: `esdb://admin:right@${at}`,
      caFile: tls.file,
    });
    const made = touch();
    expect(await log.append(streamOf(made), [made], 'none')).toMatchObject({ kind: 'appended', duplicate: 'no' });
    await log.close();
    await store.close();
    await tls.remove();
  });

  it.each([
    'http://127.0.0.1:2113',
    'esdb://admin:secret@:2113',
    'esdb://admin:secret@host:99999',
    'esdb://admin:secret@host?colour=red',
    'esdb://admin:secret@host?tls=perhaps',
    'esdb://admin:secret@host?nodePreference=follower',
    'esdb://admin:secret@host?throwOnAppendFailure=false',
  ])('has an address that is none (%s): said without quoting it', (address) => {
    const printed = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    expect(() => eventStoreAddress(address, { deadline: 1_000 })).toThrow('EVENTSTORE_URL cannot be used');
    try {
      eventStoreAddress(address, { deadline: 1_000 });
    } catch (error) {
      expect((error as Error).message).not.toContain('secret');
    }
    expect(printed).not.toHaveBeenCalled();
    printed.mockRestore();
  });

  it.each([
    ['tlsCAFile in EVENTSTORE_URL: /not/there.pem', 'esdb://ann:secret@host?tlsCAFile=/not/there.pem', {}],
    ['userCertFile in EVENTSTORE_URL: /not/a b', 'esdb://ann:secret@host?tls=true&userCertFile=/not/a%20b', {}],
    ['THROUGHLINE_EVENTSTORE_CA_FILE: /not/there.pem', 'esdb://ann:secret@host', { caFile: '/not/there.pem' }],
  ])('names a file that is not there: %s', async (said, address, more) => {
    const error = await opening(address, more);
    expect(error).toMatchObject({ code: 'eventstore.file', exitCode: 2 });
    expect(error.message).toMatch(new RegExp(`^${said} cannot be read \\(ENOENT.*: give the path of a PEM file`));
    expect(error.message).not.toMatch(/secret|\n/);
  });

  it('does not ask for files where the connection is plain', () => {
    expect(() =>
      eventStoreAddress('esdb://host?tls=false&tlsCAFile=/not/there.pem', { deadline: 1_000 }),
    ).not.toThrow();
  });
});

/** Takes connections and says nothing. */
async function silent(): Promise<{ readonly port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
