import {
  earliest,
  event,
  EventCatalogue,
  facts,
  label,
  projection,
  required,
  uuid,
  when,
  word,
  count,
  type ProjectionDefinition,
} from '#kernel';
import { catalogue, keyIssued, keyRevoked, touchpointRecorded } from '#journey';
import { smallCompany } from '../../test/company.js';
import { seeded, World } from '../../test/world.js';
import { LogMismatch } from './log-check.js';
import { requestOfEngine } from './requests.js';
import { ReadModels } from './read-models.js';
import type { ProjectionEngine } from './projection-engine.js';
import { RebuildStopped } from './rebuild.js';
import { MemoryEventLog } from '#event-log';

/** A read model of this test, at a version: what it writes differs by version, and the second has a table more. */
function channels(version: number): ProjectionDefinition {
  const columns = { profile: uuid, channel: label, loud: label };
  const { loud: _later, ...first } = columns;
  return projection('channels', version, {
    facts: {
      seen: facts(version > 1 ? columns : (first as typeof columns), [
        when(touchpointRecorded, ({ about, payload }) => ({
          profile: about.profile,
          channel: payload.channel,
          loud: payload.channel.toUpperCase(),
        })),
      ]),
    },
    sums: { counted: { of: 'seen', per: ['channel'], values: { touches: count() } } },
    states:
      version === 1
        ? {}
        : { first: earliest({ per: ['profile'], of: 'seen', columns: { event_id: uuid, channel: label } }) },
  });
}

/** Breaks the connection that is about to send such a statement, once, from `begin` on. Before anything is asked of the pool. */
function breakingOnce(pool: World['pool'], statement: string): { begin(): void; done(): boolean } {
  let state: 'waits' | 'breaks' | 'done' = 'waits';
  pool.on('connect', (client) => {
    const ask = client.query.bind(client) as (...asked: unknown[]) => unknown;
    const query = (...asked: unknown[]): unknown => {
      if (state === 'breaks' && typeof asked[0] === 'string' && asked[0].startsWith(statement)) {
        state = 'done';
        client.connection.stream.destroy();
      }
      return ask(...asked);
    };
    Object.assign(client, { query });
  });
  return { begin: () => (state = 'breaks'), done: () => state === 'done' };
}

describe('a rebuild', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.make();
  });
  afterEach(() => world.close());

  it('gives what live gave, row for row', async () => {
    const random = seeded(21);
    const engine = world.engine({ batchSize: 60 });
    await engine.start();
    const events = await smallCompany(world, random, 500);
    await world.append(...events.slice(0, 250));
    for (const target of events.slice(0, 250).filter(() => random() < 0.1))
      await world.append(await world.withdraw(target));
    const { identifiers } = world.nodes({ user: 'u1' });
    const amendable = events.slice(0, 250).filter((e) => e.type === 'touchpoint-recorded')[3]!;
    await world.append(await world.amend(amendable, { channel: 'call', kind: 'answered', identifiers }));
    await world.append(await world.undo('import-0'));
    await world.append(...events.slice(250));
    await engine.drained();
    const names = engine.definitions.map((d) => d.name);
    const rebuilt = await engine.digestRebuilt(names, 'all');
    for (const name of names) expect([name, rebuilt.get(name)]).toEqual([name, await engine.digest(name, 'all')]);
  });

  it('to be compared leaves nothing where it was interrupted: it is no rebuild, and gone with the next one', async () => {
    const engine = world.engine();
    await engine.start();
    await world.append(...(await smallCompany(world, seeded(5), 40)));
    await engine.drained();
    const log = await world.log.identity();
    const definition = engine.definitions.find(({ name }) => name === 'staff')!;
    const left = await engine.store.create(definition, log, null, false, true);
    const progress = { phase: 'facts', done: 4, of: 9, rate: 1, secondsLeft: 5, startedAt: '' } as const;
    await engine.store.progress('staff', left, progress);
    const statusOf = async () => (await new ReadModels(world.pool).status()).find(({ name }) => name === 'staff');
    expect(await statusOf()).toMatchObject({ rebuilding: null });
    const compared = await engine.digestRebuilt(['staff'], 'all');
    expect(compared.get('staff')).toEqual(await engine.digest('staff', 'all'));
    expect((await engine.store.all()).filter(({ state }) => state === 'building')).toEqual([]);
    // one that is to go live is told of
    const real = await engine.store.create(definition, log, null, false);
    await engine.store.progress('staff', real, progress);
    expect(await statusOf()).toMatchObject({ rebuilding: progress });
    await engine.store.drop('staff', real);
  });

  it('indexes as it is where nothing was rebuilt, and has correlated columns counted together', async () => {
    const engine = world.engine();
    await engine.start();
    await world.append(...(await smallCompany(world, seeded(3), 50)));
    await engine.drained();
    /** Of the tables of contacts that are live. */
    const planned = async (): Promise<string[]> => {
      const { rows } = await world.pool.query<{ number: number; says: string }>(
        `select g.generation as number, says from read.generation g, (
           select tablename as of, indexdef as says from pg_indexes where schemaname = 'read'
           union all
           select c.relname, pg_get_statisticsobjdef(s.oid) from pg_statistic_ext s join pg_class c on c.oid = s.stxrelid
         ) each
         where g.projection = 'contacts' and g.state = 'live' and each.of like 'contacts\\_%\\_\\_' || g.generation`,
      );
      return rows.map(({ number, says }) => says.replaceAll(`__${number}`, '')).sort();
    };
    const fresh = await planned();
    await engine.rebuild(['contacts']);
    expect(await planned()).toEqual(fresh);
    expect(fresh).toContainEqual(
      expect.stringMatching(/^CREATE STATISTICS .*\(mcv\) ON channel, kind, direction FROM /),
    );
    expect(fresh.length).toBeGreaterThan(20);
  });

  it('derives each key once, however many facts name it', async () => {
    const engine = world.engine();
    await engine.start();
    const key = '0192f0c1-0003-8000-8000-000000000003';
    await world.append(
      await world.other(keyIssued.of({ key }, { name: 'website', scopes: ['intake'], hash: 'h1' })),
      await world.other(keyRevoked.of({ key }, {})),
    );
    await engine.drained();
    const live = await world.pool.query(
      'select active, believed_until is null as believed from read.staff_key order by believed_from',
    );
    expect(live.rows).toEqual([
      { active: true, believed: false },
      { active: false, believed: true },
    ]);
    const rebuilt = await engine.digestRebuilt(['staff'], 'all');
    expect(rebuilt.get('staff')).toEqual(await engine.digest('staff', 'all'));
  });

  it('of the identity map takes its readers with it, swaps them together, and can be rolled back', async () => {
    const engine = world.engine();
    await engine.start();
    await world.append(...(await smallCompany(world, seeded(22), 200)));
    await engine.drained();
    const before = await world.digests(engine, 'all');
    await engine.rebuild(['identity']);
    expect(await world.digests(engine, 'all')).toEqual(before);
    const live = await engine.store.all();
    expect(live.filter((g) => g.state === 'live').map((g) => [g.projection, g.generation])).toContainEqual([
      'contacts',
      2,
    ]);
    expect(live.find((g) => g.projection === 'contacts' && g.state === 'live')!.identity).toBe(2);
    await world.append(...(await smallCompany(world, seeded(23), 50)).map((e) => e));
    await engine.drained();
    const now = await world.digests(engine, 'now');
    await engine.rollback('contacts');
    await engine.drained();
    expect((await engine.store.live('contacts'))!.generation).toBe(1);
    expect((await engine.store.live('identity'))!.generation).toBe(1);
    expect(await world.digests(engine, 'now')).toEqual(now);
  });

  it('of a read model alone takes the way back to an older identity map away: going back is refused, not half done', async () => {
    const engine = world.engine();
    await engine.start();
    await world.append(...(await smallCompany(world, seeded(29), 60)));
    await engine.drained();
    const status = new ReadModels(world.pool);
    const canRollBack = async (): Promise<Record<string, boolean>> =>
      Object.fromEntries((await status.status()).map((model) => [model.name, model.canRollBack]));
    await engine.rebuild(['identity']);
    expect(await canRollBack()).toMatchObject({ identity: true, contacts: true });
    await engine.rebuild(['contacts']);
    expect(await canRollBack()).toMatchObject({ identity: false, contacts: true });
    await expect(engine.rollback('identity')).rejects.toThrow(
      'read model identity cannot go back: contacts has no generation of that identity map any more; rebuild it instead',
    );
    await world.append(...(await smallCompany(world, seeded(30), 20)));
    await engine.drained();
    await engine.rollback('contacts');
    await world.append(await world.touch({ user: 'after' }, '2026-02-01T00:00:00.000Z'));
    await engine.drained();
    expect((await engine.store.live('contacts'))!.identity).toBe(2);
  });

  it('of a changed definition runs under load; no read fails, and it can be rolled back and forth', async () => {
    const first = world.engine({ models: [channels(1)] });
    await first.start();
    await world.append(...(await smallCompany(world, seeded(24), 400)));
    await first.drained();
    await world.stop(first);

    let reading = true;
    let reads = 0;
    let least = 0;
    const reader = (async () => {
      while (reading) {
        const { rows } = await world.pool.query<{ n: string }>('select sum(touches) as n from read.channels_counted');
        reads++;
        const n = Number(rows[0]!.n);
        expect(n).toBeGreaterThanOrEqual(least);
        least = n;
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    })();
    const random = seeded(25);
    let appending = true;
    const writer = (async () => {
      for (let i = 0; appending; i++) {
        await world.append(
          await world.touch({ user: `w${i % 9}` }, new Date(Date.UTC(2026, 5, 1) + i * 1000).toISOString(), {
            channel: random() < 0.5 ? 'web' : 'call',
          }),
        );
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    })();
    const second = world.engine({ models: [channels(2)] });
    await second.start();
    const status = new ReadModels(world.pool);
    while ((await status.status()).find((m) => m.name === 'channels')!.version !== 2)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await world.pool.query('select loud from read.channels_seen limit 1')).rows[0].loud).toMatch(/^[A-Z]+$/);
    appending = false;
    await writer;
    reading = false;
    await reader;
    expect(reads).toBeGreaterThan(5);

    await second.rollback('channels');
    expect((await status.status()).find((m) => m.name === 'channels')!.version).toBe(1);
    expect((await world.pool.query(`select to_regclass('read.channels_first') as there`)).rows).toEqual([
      { there: null },
    ]);
    await second.rollback('channels');
    await second.drained();
    expect((await status.status()).find((m) => m.name === 'channels')!.version).toBe(2);
    const total = (await world.recorded()).filter((e) => e.type === 'touchpoint-recorded').length;
    expect(Number((await world.pool.query('select sum(touches) as n from read.channels_counted')).rows[0].n)).toBe(
      total,
    );
  });

  it('that is stopped resumes where it was, and ends with the same rows', async () => {
    const engine = world.engine();
    await engine.start();
    await world.append(...(await smallCompany(world, seeded(26), 300)));
    await engine.drained();
    const expected = await world.digests(engine, 'all');
    await world.stop(engine);
    for (let i = 0; i < 4; i++) {
      const interrupted = world.engine();
      await interrupted.start();
      const rebuilding = interrupted.rebuild(['contacts']).then(
        () => 'done',
        (error: Error) => error.name,
      );
      await new Promise((resolve) => setTimeout(resolve, 15 * i));
      await world.stop(interrupted);
      expect(['done', 'RebuildStopped']).toContain(await rebuilding);
    }
    const last = world.engine();
    await last.start();
    await last.rebuild(['contacts']);
    await last.drained();
    expect(await world.digests(last, 'all')).toEqual(expected);
  });

  it('that is stopped after its facts takes what came since from the feed, sums included', async () => {
    const engine = world.engine();
    await engine.start();
    await world.append(...(await smallCompany(world, seeded(32), 200)));
    await engine.drained();
    await world.stop(engine);
    const stopped: Promise<void>[] = [];
    const interrupted: ProjectionEngine = world.engine({
      listener: {
        rebuilding: (names, { phase }) => {
          if (phase === 'states' && names.includes('contacts') && stopped.length === 0)
            stopped.push(world.stop(interrupted));
        },
      },
    });
    await interrupted.start();
    await expect(interrupted.rebuild(['contacts'])).rejects.toThrow(RebuildStopped);
    await Promise.all(stopped);
    expect(await interrupted.store.factsDone('contacts', 2)).toBe(true);

    const last = world.engine();
    await last.start();
    await world.append(...(await smallCompany(world, seeded(33), 100)));
    await last.drained();
    const expected = await world.digests(last, 'all');
    await last.rebuild(['contacts']);
    expect((await last.store.live('contacts'))!.generation).toBe(2);
    await last.drained();
    expect(await world.digests(last, 'all')).toEqual(expected);
  });

  it('of what is missing at start is tried again where a connection broke in the middle, and keeps none', async () => {
    const breaking = breakingOnce(world.pool, 'fetch 1000 from all_keys');
    const engine = world.engine();
    await engine.start();
    await world.append(...(await smallCompany(world, seeded(34), 200)));
    await engine.drained();
    const expected = await world.digests(engine, 'all');
    await world.stop(engine);
    await world.pool.query("update read.generation set definition = 'an older one' where projection = 'contacts'");
    const told: [string, number][] = [];
    const again = world.engine({ listener: { failed: (what, _, retryMs) => told.push([what, retryMs]) } });
    breaking.begin();
    await again.start();
    while ((await again.store.live('contacts'))?.generation !== 2)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(told).toEqual([['rebuild', 1_000]]);
    await again.drained();
    expect(await world.digests(again, 'all')).toEqual(expected);
    await world.stop(again);
    expect(world.pool.idleCount).toBe(world.pool.totalCount);
  });

  it('of the identity map whose connection broke before its indexes were there makes them all the same', async () => {
    const breaking = breakingOnce(world.pool, 'drop table read.identity_');
    const engine = world.engine();
    await engine.start();
    await world.append(...(await smallCompany(world, seeded(35), 200)));
    await engine.drained();
    const indexes = async (generation: number): Promise<number> => {
      const { rowCount } = await world.pool.query(
        `select from pg_indexes where schemaname = 'read' and tablename ~ ('^identity_.*__' || $1 || '$')`,
        [generation],
      );
      return rowCount!;
    };
    breaking.begin();
    await expect(engine.rebuild(['identity'])).rejects.toThrow();
    expect(breaking.done()).toBe(true);
    await engine.rebuild(['identity']);
    const { generation } = (await engine.store.live('identity'))!;
    expect(generation).toBe(2);
    expect(await indexes(2)).toBe(await indexes(1));
    await engine.drained();
  });

  it('can be asked for by another process', async () => {
    const engine = world.engine({ models: [channels(1)] });
    await engine.start();
    await world.append(...(await smallCompany(world, seeded(27), 20)));
    const id = await requestOfEngine(world.pool, 'rebuild', 'channels');
    const refused = await requestOfEngine(world.pool, 'rebuild', 'nothing');
    for (;;) {
      const { rows } = await world.pool.query(
        'select id::text, error from read.request where done_at is not null order by id',
      );
      if (rows.length === 2) {
        expect(rows).toEqual([
          { id, error: null },
          { id: refused, error: 'there is no read model nothing; there are identity, channels' },
        ]);
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    expect((await engine.store.live('channels'))!.generation).toBe(2);
  });
});

describe('events that cannot be read', () => {
  const strict = projection('strict', 1, {
    facts: {
      seen: facts({ profile: uuid, channel: label }, [
        when(touchpointRecorded, ({ about, payload }) => {
          if (payload.channel === 'other') throw new Error('no channel called other');
          // refused by PostgreSQL itself: not a UUID
          return { profile: payload.channel === 'post' ? 'nobody' : about.profile, channel: payload.channel };
        }),
      ]),
    },
    sums: { counted: { of: 'seen', per: ['channel'], values: { touches: count() } } },
  });
  let world: World;
  beforeEach(async () => {
    world = await World.make();
  });
  afterEach(() => world.close());

  it('are parked alone, mended by an amendment, and parked alike by a rebuild', async () => {
    const engine = world.engine({ models: [strict] });
    await engine.start();
    const who = { user: 'u' };
    const touches = [];
    for (const channel of ['web', 'other', 'call', 'post', 'web'])
      touches.push(await world.touch(who, '2026-01-01T00:00:00.000Z', { channel }));
    await world.append(...touches);
    await engine.drained();
    const status = new ReadModels(world.pool);
    const letters = await status.deadLetters('strict');
    expect(letters.map((l) => [l.position, l.error.split('\n')[0]])).toEqual([
      [4, 'error: invalid input syntax for type uuid: "nobody"'],
      [2, 'Error: no channel called other'],
    ]);
    const rebuilt = await engine.digestRebuilt(['strict'], 'all');
    expect(rebuilt.get('strict')).toEqual(await engine.digest('strict', 'all'));
    const { identifiers } = world.nodes(who);
    await world.append(await world.amend(touches[1]!, { channel: 'chat', kind: 'opened', identifiers }));
    await engine.drained();
    expect((await status.status()).find((m) => m.name === 'strict')!.deadLetters).toBe(1);
    expect(
      (await world.pool.query('select channel, touches::int from read.strict_counted order by channel')).rows,
    ).toEqual([
      { channel: 'call', touches: 1 },
      { channel: 'chat', touches: 1 },
      { channel: 'web', touches: 2 },
    ]);
    await engine.rebuild(['strict']);
    expect((await status.deadLetters('strict')).filter((l) => l.mendedAt === null).map((l) => l.position)).toEqual([4]);
  });

  it('of an unknown type halt their lane before it, and no other', async () => {
    const unheard = event('unheard-of', 1, { about: { profile: required }, payload: { what: word } });
    const engine = world.engine({ models: [strict] });
    await engine.start();
    const [a, b] = [{ user: 'lane-a' }, { user: 'lane-b' }];
    await world.append(
      await world.touch(a, '2026-01-01T00:00:00.000Z', { channel: 'web' }),
      await world.other(unheard.of({ profile: world.nodes(a).profile }, { what: 'news' })),
    );
    await world.append(
      await world.touch(a, '2026-01-01T00:00:00.000Z', { channel: 'call' }),
      await world.touch(b, '2026-01-01T00:00:00.000Z', { channel: 'chat' }),
    );
    const seen = async (): Promise<string[]> =>
      (await world.pool.query<{ channel: string }>('select channel from read.strict_seen order by position')).rows.map(
        (r) => r.channel,
      );
    while ((await seen()).length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await seen()).toEqual(['web', 'chat']);
    const status = (await new ReadModels(world.pool).status()).find((m) => m.name === 'strict')!;
    expect(status.halted).toContain('unheard-of version 1');
    expect(status.position).toBe(1);
    await world.stop(engine);

    const upgraded = world.engine({ models: [strict], catalogue: new EventCatalogue([...catalogue.all, unheard]) });
    await upgraded.start();
    await upgraded.drained();
    expect(await seen()).toEqual(['web', 'call', 'chat']);
    expect((await new ReadModels(world.pool).status()).find((m) => m.name === 'strict')!.halted).toBeNull();
  });
});

describe('an older log under newer read models', () => {
  it('is noticed at start, and reconcile mends', async () => {
    const world = await World.make();
    const engine = world.engine();
    await engine.start();
    const events = await smallCompany(world, seeded(31), 120);
    await world.append(...events);
    await engine.drained();
    await world.stop(engine);

    const older = new MemoryEventLog({ identity: await world.log.identity() });
    const restored = Object.assign(Object.create(world) as World, { log: older });
    await restored.append(...events.slice(0, 80));
    const refused = restored.engine();
    await expect(refused.start()).rejects.toThrow(LogMismatch);
    await expect(refused.start()).rejects.toThrow(/run `throughline reconcile`/);
    const mended = restored.engine();
    expect((await mended.reconcile()).sort()).toEqual(mended.definitions.map((d) => d.name).sort());
    await world.stop(mended);

    const after = restored.engine();
    await after.start();
    await restored.append(...events.slice(100));
    await after.drained();
    const digests = await world.digests(after, 'now');
    const fresh = await World.begun();
    Object.assign(fresh, { vault: world.vault, ids: world.ids });
    const straight = fresh.engine();
    await straight.start();
    await fresh.append(...events.slice(0, 80), ...events.slice(100));
    await straight.drained();
    expect(digests).toEqual(await fresh.digests(straight, 'now'));
    await fresh.close();
    await world.close();
  });
});
