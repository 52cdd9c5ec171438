import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { migrateEventLog, moveLog, PostgresEventLog, PostgresTarget, sourceOf } from '#event-log';
import { EventStoreTarget } from '#event-log/eventstoredb';
import { LogReplaced, type EventLog } from '#kernel';
import { decided, touch, touching } from '#kernel/contracts';
import { testDatabase } from '#platform/testing';
import { StandInServer } from '../../../../libs/event-log/test/eventstore-stand-in/stand-in-server.js';
import { openLog } from './log-engine.js';

const onTrouble = (): void => undefined;

describe('which engine holds the log (EventStoreDB: a stand-in of it)', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let pool: Pool;
  let server: StandInServer;
  let there: string;
  const opened: { close(): Promise<void> }[] = [];
  const open = async (eventStoreUrl?: string): Promise<EventLog> => {
    const eventStore =
      eventStoreUrl === undefined
        ? undefined
        : { url: eventStoreUrl, deadline: 5_000, inFlight: 100, maxAppendBytes: 100_000 };
    const { log } = await openLog(pool, { url: database.url, queue: 1_000, eventStore }, onTrouble);
    opened.push(log);
    return log;
  };
  const record = (log: EventLog): Promise<unknown> => log.appendAll([touching(touch())]);
  const moveThere = async (): Promise<void> => {
    const source = await PostgresEventLog.open({ url: database.url });
    const target = await EventStoreTarget.open({ eventStoreUrl: there, onTrouble });
    opened.push(source, target);
    expect(await moveLog(await sourceOf(source), target)).toMatchObject({ done: true });
  };
  const moveBack = async (log: EventLog): Promise<number> => {
    const target = await PostgresTarget.open(database.url, onTrouble);
    opened.push(target);
    const { done, events } = await moveLog(await sourceOf(log), target);
    expect(done).toBe(true);
    return events;
  };

  beforeEach(async () => {
    database = await testDatabase();
    await migrateEventLog(database.url);
    pool = new Pool({ connectionString: database.url });
    server = new StandInServer();
    there = `esdb://127.0.0.1:${await server.start()}?tls=false`;
  });
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
    server.stop();
    await pool.end();
    await database.close();
  });

  it('begins no log on another server than the one that is in use, and uses none that is there', async () => {
    const log = await open(there);
    await record(log);
    const other = new StandInServer();
    const at = `esdb://127.0.0.1:${await other.start()}?tls=false`;
    const before = other.store.events.length;
    await expect(open(at)).rejects.toMatchObject({ code: 'log.elsewhere' });
    expect(other.store.events).toHaveLength(before);
    const target = await EventStoreTarget.open({ eventStoreUrl: at, onTrouble });
    await expect(open(at)).rejects.toMatchObject({ code: 'log.elsewhere' });
    await moveLog(await sourceOf(log), target);
    await target.close();
    await record(await open(at));
    for (const one of opened.splice(0)) await one.close();
    other.stop();
  });

  it('stops whoever still has the log open that was moved to another server, and leaves its index to the new one', async () => {
    await record(await open(there));
    const left = await open(there);
    const other = new StandInServer();
    const at = `esdb://127.0.0.1:${await other.start()}?tls=false`;
    const target = await EventStoreTarget.open({ eventStoreUrl: at, onTrouble });
    await moveLog(await sourceOf(left), target);
    await target.close();
    const log = await open(at);
    const stream = `deal-${randomUUID()}`;
    await log.append(stream, [decided(stream)], 'none');
    await log.takenBack(stream);
    const indexed = async (): Promise<unknown> =>
      (await pool.query('SELECT log, state.position, stream FROM log_index.state, log_index.stream_events')).rows;
    const before = await indexed();
    expect(before).toEqual([expect.objectContaining({ log: `${(await log.identity()).id} 1`, stream })]);
    await expect(record(left)).rejects.toThrow(LogReplaced);
    await expect(left.takenBack(stream)).rejects.toThrow(LogReplaced);
    expect(await indexed()).toEqual(before);
    for (const one of opened.splice(0)) await one.close();
    other.stop();
  });

  it('leaves nothing behind that is recorded in PostgreSQL before the switch, and refuses it afterwards', async () => {
    const old = await open();
    await record(old);
    await moveThere();
    await record(old);
    await expect(open(there)).rejects.toMatchObject({ code: 'log.elsewhere' });
    await moveThere();
    await open(there);
    await expect(record(old)).rejects.toThrow(LogReplaced);
    await expect(open()).rejects.toMatchObject({ code: 'log.elsewhere' });
  });

  it('goes back to PostgreSQL with all of it, or not at all, and there again', async () => {
    await record(await open());
    await moveThere();
    const log = await open(there);
    await record(log);
    expect(await moveBack(log)).toBe(1);
    // opened anew and only read, it has not gone on
    const again = await open(there);
    await again.head();
    await record(again);
    await expect(open()).rejects.toMatchObject({ code: 'log.elsewhere' });
    expect(await moveBack(again)).toBe(1);
    const back = await open();
    expect((await back.head()).position).toBe(3);
    await record(back);
    await expect(open(there)).rejects.toMatchObject({ code: 'log.elsewhere' });
    await moveThere();
    const last = await open(there);
    await record(last);
    expect(await moveBack(last)).toBe(1);
    expect((await (await open()).head()).position).toBe(5);
  });
});
