import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { LogBusy, LogReplaced, type AppendOutcome, type AppendRequest } from '#kernel';
import { decided, streamOf, touch, touching } from '#kernel/contracts';
import { postgresStore, type PostgresStore } from '../../test/postgres-store.js';
import { proxyTo, type Proxy } from '../../test/proxy.js';
import type { PostgresEventLog } from '../index.js';
import { connectWriter, SESSION_LIMITS } from './connection.js';
import { APPEND_LOCK } from './lane.js';

describe('the event log on PostgreSQL, in trouble', () => {
  let store: PostgresStore;
  let admin: Client;
  let proxy: Proxy;
  const troubles: Error[] = [];

  beforeAll(async () => {
    store = await postgresStore({ onTrouble: (error) => troubles.push(error) });
    admin = new Client({ connectionString: store.url });
    await admin.connect();
    proxy = await proxyTo(store.url);
  });
  afterAll(async () => {
    await admin.end();
    await store.close();
    await proxy.close();
  });
  beforeEach(() => {
    troubles.length = 0;
  });

  const count = async (): Promise<number> => {
    const { rows } = await admin.query<{ n: number }>('select count(*)::int as n from log.events');
    return rows[0]!.n;
  };

  describe('that loses an acknowledgement', () => {
    let log: PostgresEventLog;
    beforeAll(async () => {
      log = await store.open({ url: proxy.url, session: { answer: 1_000, idleInTransaction: 500 } });
    });

    it.each(['cut', 'hang'] as const)('(%s) reads the ids again and answers what happened', async (how) => {
      const stream = `deal-${randomUUID()}`;
      await log.append(stream, [decided(stream)], 'none');
      const { position } = await log.head();
      const stored = await count();
      proxy.onCommitted(() => how);
      const requests = [
        ...Array.from({ length: 20 }, () => touching(touch())),
        { stream, events: [decided(stream), decided(stream)], expected: 0 },
      ];
      const outcomes = await log.appendAll(requests);
      expect(outcomes).toEqual(
        requests.map((_, i) => ({
          kind: 'appended',
          revision: i < 20 ? 0 : 2,
          position: position + (i < 20 ? i + 1 : 22),
          duplicate: 'no',
          differs: false,
        })),
      );
      expect(await count()).toBe(stored + 22);
      expect(troubles).not.toEqual([]);
      expect(await log.appendAll(requests)).toEqual(outcomes.map((outcome) => ({ ...outcome, duplicate: 'yes' })));
    });

    it.each(['cut', 'hang'] as const)('(%s) of touches alone, too', async (how) => {
      const stored = await count();
      proxy.onCommitted(() => how);
      const requests = Array.from({ length: 40 }, () => touching(touch()));
      const outcomes = await log.appendAll(requests);
      expect(outcomes.every((outcome) => outcome.kind === 'appended' && outcome.duplicate === 'no')).toBe(true);
      expect(await count()).toBe(stored + 40);
      expect(await log.appendAll(requests)).toEqual(outcomes.map((outcome) => ({ ...outcome, duplicate: 'yes' })));
    });

    it('stores what the server never heard of by trying again', async () => {
      const stored = await count();
      proxy.cutBeforeCommit();
      const made = touch();
      expect(await log.append(streamOf(made), [made], 'none')).toMatchObject({ kind: 'appended', duplicate: 'no' });
      expect(await count()).toBe(stored + 1);
    });

    it('counts a delivery once in the receipts, however often it was tried', async () => {
      const source = randomUUID();
      proxy.onCommitted(() => 'cut');
      const [one, two] = [touch({ source }), touch({ source })];
      await log.appendAll([one, two].map(touching));
      const again = touch({ source, message: 'x', text: 'a' });
      await log.appendAll([one, again, again].map(touching));
      await log.appendAll([touching(touch({ source, message: 'x', text: 'b' }))]);
      const { rows } = await admin.query(
        `select sum(recorded)::int as recorded, sum(repeated)::int as repeated, sum(differing)::int as differing,
                max(last_position) - min(first_position) as span
         from vault.receipts where source = $1`,
        [source],
      );
      expect(rows).toEqual([{ recorded: 3, repeated: 2, differing: 1, span: '2' }]);
    });
  });

  describe('with a process that stops in the middle of what it sends, holding the lock', () => {
    const touches = (): AppendRequest[] => Array.from({ length: 5 }, () => touching(touch()));
    const decisions = (): AppendRequest[] => {
      const stream = `deal-${randomUUID()}`;
      return [{ stream, events: [decided(stream), decided(stream)], expected: 'none' }];
    };
    const cases = [
      ['touches', touches],
      ['events', decisions],
    ] as const;

    /** Lets another process append until it stalls; what becomes of that, and what the server says of its session. */
    const stall = async (
      statement: string,
      where: 'within' | 'after',
      requests: readonly AppendRequest[],
    ): Promise<{ theirs: Promise<readonly AppendOutcome[]>; session: unknown }> => {
      const log = await store.open({ url: proxy.url, session: { idleInTransaction: 300, answer: 60_000 } });
      const stalling = proxy.stall(statement, where);
      const theirs = log.appendAll(requests);
      await stalling;
      await new Promise((resolve) => setTimeout(resolve, 50));
      const { rows } = await admin.query(
        `select state, wait_event from pg_locks join pg_stat_activity using (pid)
         where locktype = 'advisory' and objid = $1 and granted and datname = current_database()`,
        [APPEND_LOCK],
      );
      return { theirs, session: rows[0] };
    };
    const appended = (requests: readonly AppendRequest[]): unknown =>
      requests.map(() => expect.objectContaining({ kind: 'appended', duplicate: 'no' }) as unknown);

    it('a transaction as a whole is limited where the server can do that', async () => {
      const client = await connectWriter(store.url, SESSION_LIMITS);
      const { rows } = await client.query<{ able: 't' | 'f'; most: string | null }>(`
        select current_setting('server_version_num')::integer >= 170000 as able,
               current_setting('transaction_timeout', true) as most`);
      expect(rows[0]!.most).toBe(rows[0]!.able === 't' ? '15s' : null);
      await client.end();
    });

    it.each(cases)('(half of %s) others go on when the server has ended it', async (statement, make) => {
      const heard: Error[] = [];
      const log = await store.open({ session: { lockWait: 30_000 }, onTrouble: (error) => heard.push(error) });
      const [others, mine] = [make(), touches()];
      const { theirs, session } = await stall(statement, 'within', others);
      expect(session).toEqual({ state: 'idle in transaction', wait_event: 'ClientRead' });
      expect(await log.appendAll(mine)).toEqual(appended(mine));
      expect(heard).toEqual([]);
      expect(await theirs).toEqual(appended(others));
    });

    it.each(cases)('(between the messages of %s) others end it, and go on', async (statement, make) => {
      const heard: string[] = [];
      const log = await store.open({
        session: { lockWait: 400, idleInTransaction: 300 },
        onTrouble: ({ message }) => heard.push(message),
      });
      const [others, mine] = [make(), touches()];
      const { theirs, session } = await stall(statement, 'after', others);
      expect(session).toEqual({ state: 'active', wait_event: 'ClientRead' });
      expect(await log.appendAll(mine)).toEqual(appended(mine));
      expect(heard).toContainEqual(expect.stringContaining('stood still'));
      expect(await theirs).toEqual(appended(others));
    });
  });

  it('goes on through connections that are ended again and again, and stores everything once', async () => {
    const log = await store.open();
    const { position } = await log.head();
    const outcomes: AppendOutcome[] = [];
    const test = { over: false };
    const end = (async () => {
      let [pause, stored] = [30, 0];
      while (!test.over) {
        await admin.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and application_name = 'throughline-append'`,
        );
        // where a machine takes longer than that to connect and append, connections are let live longer
        pause = outcomes.length > stored ? 30 : pause * 1.5;
        stored = outcomes.length;
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    })();
    try {
      for (let i = 0; i < 30; i++)
        outcomes.push(...(await log.appendAll(Array.from({ length: 20 }, () => touching(touch())))));
    } finally {
      test.over = true;
      await end;
    }
    expect(outcomes.every((outcome) => outcome.kind === 'appended' && outcome.duplicate === 'no')).toBe(true);
    const positions = outcomes.map((outcome) => (outcome as { position: number }).position);
    expect(positions).toEqual(Array.from({ length: 600 }, (_, i) => position + 1 + i));
    expect((await log.head()).position).toBe(position + 600);
  });

  it('finds under the lock what another process stored after it had looked', async () => {
    const logs = await Promise.all(Array.from({ length: 4 }, () => store.open()));
    const { position } = await logs[0]!.head();
    const made = Array.from({ length: 300 }, () => touch());
    const answers = await Promise.all(logs.map((log) => log.appendAll(made.map(touching))));
    made.forEach((_, i) => {
      const outcomes = answers.map((answer) => answer[i] as Extract<AppendOutcome, { kind: 'appended' }>);
      expect(outcomes.map((outcome) => outcome.duplicate).sort()).toEqual(['no', 'yes', 'yes', 'yes']);
      expect(new Set(outcomes.map((outcome) => outcome.position)).size).toBe(1);
    });
    expect((await logs[1]!.head()).position).toBe(position + 300);
  });

  it('refuses only the culprits among many when the store does not take them', async () => {
    const log = await store.open();
    const made = Array.from({ length: 64 }, (_, i) => (i === 11 || i === 50 ? { ...touch(), text: '{' } : touch()));
    const outcomes = await log.appendAll(made.map(touching));
    expect(outcomes.flatMap((outcome, i) => (outcome.kind === 'appended' ? [] : [i]))).toEqual([11, 50]);
    expect(outcomes[11]).toMatchObject({ kind: 'refused', code: 'event.unstorable' });
    expect((await log.locate(made.map((one) => one.id))).size).toBe(62);
  });

  describe('while somebody else holds the lock', () => {
    const held = async (work: () => Promise<void>): Promise<void> => {
      await admin.query('select pg_advisory_lock($1)', [APPEND_LOCK]);
      try {
        await work();
      } finally {
        await admin.query('select pg_advisory_unlock($1)', [APPEND_LOCK]);
      }
    };

    it('turns away what does not fit into its queue, and stores what it had taken', async () => {
      const log = await store.open({ queue: { events: 30, groupEvents: 10, inFlight: 1 } });
      let first: Promise<readonly AppendOutcome[]> = Promise.resolve([]);
      await held(async () => {
        first = log.appendAll(Array.from({ length: 30 }, () => touching(touch())));
        const late = touch();
        const turnedAway = log.append(streamOf(late), [late], 'none');
        await expect(turnedAway).rejects.toThrow(LogBusy);
        await expect(turnedAway).rejects.toMatchObject({ retryAfterSeconds: 1 });
      });
      expect((await first).every((outcome) => outcome.kind === 'appended')).toBe(true);
      const after = touch();
      expect(await log.append(streamOf(after), [after], 'none')).toMatchObject({ kind: 'appended' });
    });

    it('takes a call larger than its queue when nothing else waits', async () => {
      const log = await store.open({ queue: { events: 10 } });
      const outcomes = await log.appendAll(Array.from({ length: 50 }, () => touching(touch())));
      expect(outcomes.every((outcome) => outcome.kind === 'appended')).toBe(true);
    });

    it('says that it is busy when its patience ends, and stores nothing', async () => {
      const log = await store.open({ session: { lockWait: 50 }, patience: 200 });
      const made = touch();
      await held(async () => {
        await expect(log.append(streamOf(made), [made], 'none')).rejects.toThrow(LogBusy);
      });
      expect((await log.locate([made.id])).size).toBe(0);
      expect(await log.append(streamOf(made), [made], 'none')).toMatchObject({ kind: 'appended', duplicate: 'no' });
    });
  });

  it('hears of others’ appends again after the connection it listens on was ended', async () => {
    const [log, other] = [await store.open(), await store.open()];
    const woke = { times: 0 };
    const stop = log.watch(() => woke.times++);
    const woken = async (): Promise<void> => {
      const before = woke.times;
      while (woke.times === before) {
        const made = touch();
        await other.append(streamOf(made), [made], 'none');
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    await woken();
    for (let i = 0; i < 3; i++) {
      await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = 'throughline-listen'`,
      );
      await woken();
    }
    stop();
  });

  it('hears of others’ appends when somebody begins to watch just as the last one stops', async () => {
    const [log, other] = [await store.open(), await store.open()];
    const heard = async (stop: () => void, woke: () => number): Promise<void> => {
      for (const before = woke(); woke() === before;) {
        const made = touch();
        await other.append(streamOf(made), [made], 'none');
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      stop();
    };
    const woke = { times: 0 };
    const watch = (): (() => void) => log.watch(() => woke.times++);
    // in the same turn, some turns later, and while the connection is still being made
    for (const turns of [0, 1, 2, 5, 20]) {
      const stop = watch();
      if (turns % 2 === 0)
        await heard(
          () => undefined,
          () => woke.times,
        );
      stop();
      for (let i = 0; i < turns; i++) await new Promise((resolve) => setImmediate(resolve));
      await heard(watch(), () => woke.times);
    }
  });

  it('waits, on new connections, while the server takes no writes, as after a failover', async () => {
    const log = await store.open();
    const before = touch();
    await log.append(streamOf(before), [before], 'none');
    const database = new URL(store.url).pathname.slice(1);
    const readOnly = (mode: 'on' | 'off'): Promise<unknown> =>
      admin.query(`alter database "${database}" set default_transaction_read_only = ${mode}`);
    await readOnly('on');
    const late = await store.open();
    const stream = `deal-${randomUUID()}`;
    const appended = [late.appendAll([touching(touch())]), late.append(stream, [decided(stream)], 'none')];
    await new Promise((resolve) => setTimeout(resolve, 300));
    // by now the server says so: sessions that were begun before know nothing of it
    await admin.query('set default_transaction_read_only = off');
    await readOnly('off');
    for (const outcome of (await Promise.all(appended)).flat())
      expect(outcome).toMatchObject({ kind: 'appended', duplicate: 'no' });
    expect(troubles.map(({ message }) => message)).toContainEqual(expect.stringContaining('read-only'));
  });

  it('reads again on a new connection when those it had went silent', async () => {
    const log = await store.open({ url: proxy.url, readAnswer: 4_000 });
    const head = await log.head();
    await Promise.all(Array.from({ length: 8 }, () => log.readAll({ after: 0, limit: 10 })));
    proxy.silence();
    const begun = performance.now();
    expect(await log.head()).toEqual(head);
    expect(performance.now() - begun).toBeLessThan(7_600);
    expect(troubles).not.toEqual([]);
  });

  it('stops with what to do when the log was replaced under it', async () => {
    const replaced = await postgresStore({ onTrouble: () => undefined });
    const log = await replaced.open();
    const made = touch();
    await log.append(streamOf(made), [made], 'none');
    const client = new Client({ connectionString: replaced.url });
    await client.connect();
    await client.query('truncate log.events, log.ids');
    await expect(log.append(streamOf(made), [made], 'none')).rejects.toThrow(LogReplaced);
    const stream = `deal-${randomUUID()}`;
    await expect(log.append(stream, [decided(stream)], 'none')).rejects.toThrow(LogReplaced);
    const { rows } = await client.query<{ n: number }>(
      'select (select count(*) from log.events)::int + (select count(*) from log.ids)::int as n',
    );
    expect(rows).toEqual([{ n: 0 }]);
    await client.end();
    await replaced.close();
  });
});

it('appends nothing into another log that stands in the place of its own, however long that is', async () => {
  const store = await postgresStore({ onTrouble: () => undefined });
  const admin = new Client({ connectionString: store.url });
  await admin.connect();
  const log = await store.open();
  await log.appendAll([touch(), touch(), touch()].map(touching));
  for (const change of ['id = gen_random_uuid()', 'epoch = epoch + 1']) {
    await admin.query(`truncate log.events, log.ids, log.stream_events; update log.identity set ${change}`);
    const other = await store.open();
    await other.appendAll(Array.from({ length: 10 }, () => touching(touch())));
    const stream = `deal-${randomUUID()}`;
    await expect(log.appendAll([touching(touch())])).rejects.toThrow(LogReplaced);
    await expect(log.append(stream, [decided(stream)], 'none')).rejects.toThrow(LogReplaced);
    await expect(log.head()).rejects.toThrow(LogReplaced);
    await expect(log.readAll({ after: 2, limit: 10 })).rejects.toThrow(LogReplaced);
    await expect(log.readAll({ after: 2, limit: 10, types: ['note-taken'] })).rejects.toThrow(LogReplaced);
    expect((await other.head()).position).toBe(10);
  }
  await admin.end();
  await store.close();
});

describe('the partitions of the event log', () => {
  it('are made again where they are missing behind a head that this process has not seen', async () => {
    const store = await postgresStore({ partitionSize: 64, onTrouble: () => undefined });
    const log = await store.open();
    await log.appendAll(Array.from({ length: 150 }, () => touching(touch())));
    const admin = new Client({ connectionString: store.url });
    await admin.connect();
    const { rows } = await admin.query<{ name: string }>(
      `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'log.events'::regclass`,
    );
    const ahead = rows.filter(({ name }) => Number(name.split('_')[1]) > 150 / 64).map(({ name }) => name);
    expect(ahead.length).toBeGreaterThan(0);
    await admin.query(`drop table ${ahead.join(', ')}`);
    const other = await store.open({ patience: 2_000 });
    const outcomes = await other.appendAll(Array.from({ length: 60 }, () => touching(touch())));
    expect(outcomes.map((outcome) => (outcome as { position: number }).position)).toEqual(
      Array.from({ length: 60 }, (_, i) => 151 + i),
    );
    await admin.end();
    await store.close();
  });

  it('are made ahead of need, by whichever process comes first, and read as one', async () => {
    const store = await postgresStore({ partitionSize: 64 });
    const logs = [await store.open(), await store.open()];
    const made = Array.from({ length: 1_000 }, () => touch());
    for (let at = 0, turn = 0; at < made.length; at += 10, turn++)
      await logs[turn % 2]!.appendAll(made.slice(at, at + 10).map(touching));
    const big = Array.from({ length: 1_000 }, () => touch());
    await logs[0]!.appendAll(big.map(touching));
    const ids: string[] = [];
    for (let after = 0; ;) {
      const page = await logs[1]!.readAll({ after, limit: 150 });
      if (page.events.length === 0) break;
      ids.push(...page.events.map((event) => event.id));
      after = page.scannedTo;
    }
    expect(ids).toEqual([...made, ...big].map((one) => one.id));
    const client = new Client({ connectionString: store.url });
    await client.connect();
    const { rows } = await client.query<{ n: number }>(`
      select count(*)::int as n from pg_inherits where inhparent = 'log.events'::regclass`);
    await client.end();
    expect(rows[0]!.n).toBeGreaterThanOrEqual(Math.floor(2_000 / 64) + 1);
    expect(rows[0]!.n).toBeLessThanOrEqual(Math.floor(2_000 / 64) + 3);
    await store.close();
  });
});
