import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { AppendOutcome } from '#kernel';
import { decided, streamOf, touch, touching } from '#kernel/contracts';
import { child } from '../../test/child.js';
import { postgresStore, type PostgresStore } from '../../test/postgres-store.js';
import { proxyTo } from '../../test/proxy.js';
import type { PostgresEventLog } from '../index.js';
import { APPEND_LOCK } from './lane.js';

/** What only processes that share a server can show. */
describe('several processes on one log', () => {
  let store: PostgresStore;
  let log: PostgresEventLog;
  let admin: Client;

  beforeAll(async () => {
    store = await postgresStore();
    log = await store.open();
    admin = new Client({ connectionString: store.url });
    await admin.connect();
  });
  afterAll(async () => {
    await admin.end();
    await store.close();
  });

  /** Until the condition holds; the test's own time limit ends the wait. */
  const until = async (sql: string): Promise<void> => {
    for (;;) {
      const { rowCount } = await admin.query(sql);
      if (rowCount !== null && rowCount > 0) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  it('a process frozen while it holds the append lock does not stop the others, and decides anew when it goes on', async () => {
    const message = randomUUID();
    const other = await child(store.url, message, 'freeze');
    other.go();
    await until(`
      select from pg_locks join pg_stat_activity using (pid)
      where locktype = 'advisory' and objid = ${APPEND_LOCK} and granted and state = 'idle in transaction'
        and datname = current_database()`);
    const mine = touch();
    expect(await log.append(streamOf(mine), [mine], 'none')).toMatchObject({ kind: 'appended', duplicate: 'no' });
    const stream = `deal-${message}`;
    const theirs = decided(stream, { message, text: 'by another process' });
    expect((await log.locate([theirs.id])).size).toBe(0);
    expect(await log.append(stream, [decided(stream)], 'none')).toMatchObject({ kind: 'appended' });
    other.process.kill('SIGCONT');
    const outcome = JSON.parse((await other.line())!) as AppendOutcome;
    // What it had read under the lock is not true any more: it reads again.
    expect(outcome).toEqual({ kind: 'conflict', expected: 'none', actual: 0 });
    await other.ended;
    expect((await log.locate([theirs.id])).size).toBe(0);
  });

  it('a process killed between the write and its acknowledgement leaves the event once; the repeat is told so', async () => {
    const message = randomUUID();
    const proxy = await proxyTo(store.url);
    const other = await child(proxy.url, message);
    proxy.onCommitted(() => {
      other.process.kill('SIGKILL');
      return 'cut';
    });
    const { position: before } = await log.head();
    other.go();
    await other.ended;
    expect(await other.line()).toBeNull();
    const again = touch({ message, text: 'by another process' });
    expect(await log.append(streamOf(again), [again], 'none')).toMatchObject({
      kind: 'appended',
      position: before + 1,
      duplicate: 'yes',
      differs: false,
    });
    expect((await log.head()).position).toBe(before + 1);
    await proxy.close();
  });

  it('a process killed before it commits leaves nothing, and no gap', async () => {
    const other = await child(store.url, randomUUID(), 'freeze');
    const { position: before } = await log.head();
    other.go();
    await until(`
      select from pg_locks join pg_stat_activity using (pid)
      where locktype = 'advisory' and objid = ${APPEND_LOCK} and granted and state = 'idle in transaction'
        and datname = current_database()`);
    other.process.kill('SIGKILL');
    await other.ended;
    const outcomes = await log.appendAll([touch(), touch()].map(touching));
    expect(outcomes).toMatchObject([{ position: before + 1 }, { position: before + 2 }]);
  });

  it('a process frozen while it sends touches under the lock does not stop the others, and stores them when it goes on', async () => {
    const message = randomUUID();
    const proxy = await proxyTo(store.url);
    const other = await child(proxy.url, message);
    const frozen = proxy.stall('touches', 'within', () => other.process.kill('SIGSTOP'));
    other.go();
    await frozen;
    const mine = touch();
    const outcome = await log.append(streamOf(mine), [mine], 'none');
    expect(outcome).toMatchObject({ kind: 'appended', duplicate: 'no' });
    const theirs = touch({ message, text: 'by another process' });
    expect((await log.locate([theirs.id])).size).toBe(0);
    other.process.kill('SIGCONT');
    expect(JSON.parse((await other.line())!)).toMatchObject({
      kind: 'appended',
      position: (outcome as { position: number }).position + 1,
      duplicate: 'no',
    });
    await other.ended;
    await proxy.close();
  });

  it('a process killed while it sends touches leaves nothing, and no gap', async () => {
    const proxy = await proxyTo(store.url);
    const other = await child(proxy.url, randomUUID());
    const { position: before } = await log.head();
    const killed = proxy.stall('touches', 'within', () => other.process.kill('SIGKILL'));
    other.go();
    await killed;
    await other.ended;
    const outcomes = await log.appendAll([touch(), touch()].map(touching));
    expect(outcomes).toMatchObject([{ position: before + 1 }, { position: before + 2 }]);
    await proxy.close();
  });

  it('positions of several processes are dense', async () => {
    const message = randomUUID();
    const others = await Promise.all(Array.from({ length: 3 }, (_, i) => child(store.url, `${message}-${i}`)));
    const { position: before } = await log.head();
    for (const other of others) other.go();
    const mine = await Promise.all(
      Array.from({ length: 50 }, () => {
        const made = touch();
        return log.append(streamOf(made), [made], 'none');
      }),
    );
    const theirs = await Promise.all(others.map(async (other) => JSON.parse((await other.line())!) as AppendOutcome));
    await Promise.all(others.map((other) => other.ended));
    const positions = [...mine, ...theirs].map((outcome) => (outcome as { position: number }).position);
    expect(positions.sort((a, b) => a - b)).toEqual(Array.from({ length: 53 }, (_, i) => before + 1 + i));
  });

  it('a long transaction elsewhere, which has written, delays neither appending nor reading', async () => {
    const long = new Client({ connectionString: store.url });
    await long.connect();
    await long.query('begin isolation level repeatable read');
    await long.query('create table elsewhere (n integer); insert into elsewhere select generate_series(1, 100)');
    await long.query('select count(*) from log.events');
    const { position: before } = await log.head();
    for (let i = 1; i <= 20; i++) {
      const made = touch();
      await log.append(streamOf(made), [made], 'none');
      const page = await log.readAll({ after: before, limit: 100 });
      expect(page.events.map((event) => event.position)).toEqual(Array.from({ length: i }, (_, n) => before + 1 + n));
      expect(page.events.at(-1)!.id).toBe(made.id);
    }
    const { rows } = await long.query<{ seen: string }>('select max(position) as seen from log.events');
    expect(Number(rows[0]!.seen)).toBe(before);
    await long.query('rollback');
    await long.end();
  });
});
