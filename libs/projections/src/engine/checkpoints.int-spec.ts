import type { Position } from '#kernel';
import { randomUUID } from 'node:crypto';
import { World, seeded } from '../../test/world.js';
import { lockCheckpoints, moveCheckpoints, putTogether } from './checkpoints.js';
import { Gate } from './gate.js';
import { withSomethingToDerive, type Follower } from './follower.js';
import { IdleMoves, type IdleMove } from './idle-moves.js';
import { ALL_FACT_LANES } from './generation-store.js';
import { models } from '../models/index.js';
import { projectionMigrations } from './migrations.js';
import { ReadinessLooks } from './readiness.js';
import type { Generation } from './tables.js';
import { inTransaction } from './transaction.js';

const OF = ['contacts', 1] as const;

describe('checkpoints', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.begun();
  });

  afterAll(() => world.close());

  const rows = async (): Promise<{ lane: number; lanes: number[]; positions: string[]; position: string }[]> =>
    (
      await world.pool.query<{ lane: number; lanes: number[]; positions: string[]; position: string }>(
        `select lane, lanes, positions, position from read.checkpoint
         where projection = $1 and generation = $2 and lane < 64 order by lane`,
        [...OF],
      )
    ).rows;
  const move = (lanes: readonly number[], to: ReadonlyMap<number, Position>): Promise<void> =>
    inTransaction(world.pool, async (tx) =>
      moveCheckpoints(tx, ...OF, await lockCheckpoints(tx, ...OF, lanes), to, {
        position: 1,
        event: randomUUID() as never,
      }),
    );

  it('say of every lane where it is, whoever has which lanes', async () => {
    const random = seeded(5);
    const naive = new Map<number, Position>(ALL_FACT_LANES.map((lane) => [lane, 0]));
    for (let round = 1; round <= 60; round++) {
      const chosen = random();
      const lanes = ALL_FACT_LANES.filter(() => random() < chosen);
      if (lanes.length === 0) continue;
      const to = new Map(lanes.filter(() => random() < 0.7).map((lane) => [lane, Math.floor(random() * 10 * round)]));
      await move(lanes, to);
      for (const [lane, position] of to) naive.set(lane, Math.max(naive.get(lane)!, position));
      const stored = await rows();
      expect(stored.flatMap((row) => row.lanes).sort((a, b) => a - b)).toEqual(ALL_FACT_LANES);
      for (const row of stored) {
        const positions = row.positions.map(Number);
        expect(row.lanes.map((lane) => naive.get(lane))).toEqual(positions);
        expect([row.lane, Number(row.position)]).toEqual([Math.min(...row.lanes), Math.min(...positions)]);
      }
      expect(stored.map((row) => row.lanes)).toContainEqual(lanes);
    }
    await move([], new Map());
    await move(ALL_FACT_LANES, new Map());
    expect(await rows()).toHaveLength(1);
  });

  it('are parted by workers that take lanes at the same time', async () => {
    const shares = Array.from({ length: 8 }, (_, share) => ALL_FACT_LANES.filter((lane) => lane % 8 === share));
    for (let round = 0; round < 10; round++) {
      await Promise.all(shares.map((lanes) => inTransaction(world.pool, (tx) => putTogether(tx, ...OF, lanes))));
      expect((await rows()).map((row) => row.lanes)).toEqual(shares);
      await move(ALL_FACT_LANES, new Map());
    }
  });

  it('keep the newest event seen when they come together', async () => {
    const seen = async (): Promise<unknown> =>
      (
        await world.pool.query(
          `select seen_position, seen_event from read.checkpoint where projection = 'contacts' and generation = 1 and lane < 64`,
        )
      ).rows;
    const [low, high] = [ALL_FACT_LANES.slice(0, 32), ALL_FACT_LANES.slice(32)];
    const [older, newer] = [randomUUID(), randomUUID()];
    const to = async (lanes: readonly number[], position: number, event: string): Promise<void> =>
      inTransaction(world.pool, async (tx) => {
        const locked = await lockCheckpoints(tx, ...OF, lanes);
        const reached = new Map(lanes.map((lane) => [lane, position]));
        moveCheckpoints(tx, ...OF, locked, reached, { position, event: event as never });
      });
    await to(low, 5_000, older);
    await to(high, 9_000, newer);
    await inTransaction(world.pool, (tx) => putTogether(tx, ...OF, ALL_FACT_LANES));
    expect(await seen()).toEqual([{ seen_position: '9000', seen_event: newer }]);
    await to(low, 5_100, randomUUID());
    await to(ALL_FACT_LANES, 9_000, randomUUID());
    expect(await seen()).toEqual([{ seen_position: '9000', seen_event: newer }]);
  });

  it('cannot be locked where a generation has none', async () => {
    const gone = inTransaction(world.pool, (tx) => lockCheckpoints(tx, 'contacts', 99, [1]));
    await expect(gone).rejects.toThrow('contacts has no checkpoints of all of its lanes in generation 99');
  });

  it('are asked for once by all that want to know at the same time whether there is anything to derive', async () => {
    const readiness = new ReadinessLooks(world.pool);
    const of = (name: string, identity: number | null): Generation => ({
      definition: models.find((model) => model.name === name)!,
      number: 1,
      identity,
    });
    const asked = [of('contacts', 1), of('tickets', 1), of('pipelines', null), of('contacts', 1)];
    const query = jest.spyOn(world.pool, 'query');
    const told = await Promise.all(asked.map((generation) => readiness.of(generation)));
    expect(query).toHaveBeenCalledTimes(1);
    query.mockRestore();
    const at = async (name: string, lane: string): Promise<number> =>
      Number(
        (
          await world.pool.query<{ least: string }>(
            `select min(position) as least from read.checkpoint where projection = $1 and generation = 1 and lane ${lane}`,
            [name],
          )
        ).rows[0]!.least,
      );
    const map = await at('identity', '= 64');
    for (const [i, { definition, identity }] of asked.entries())
      expect(told[i]).toEqual({
        facts: await at(definition.name, '< 64'),
        derived: await at(definition.name, '= 64'),
        map: identity === null ? Infinity : map,
      });
    expect(told[0]!.facts).toBeGreaterThan(0);
  });

  describe('of read models that have nothing to write', () => {
    const failures: unknown[] = [];
    const of = (name: string): Generation => ({
      definition: models.find((model) => model.name === name)!,
      number: 1,
      identity: 1,
    });
    const asks = async (): Promise<{
      idle: IdleMoves;
      from: number[];
      ask: (over: Partial<IdleMove>) => Promise<boolean>;
    }> => {
      const idle = new IdleMoves(world.pool, new Gate(1), (error) => void failures.push(error));
      const from = (await rows())[0]!.positions.map(Number);
      const to = from.map((position) => position + 1);
      const move = { generation: of('contacts'), lanes: ALL_FACT_LANES, from, to, seen: null, follower: null };
      return { idle, from, ask: (over) => idle.move({ ...move, ...over }) };
    };

    it('move together, save those that another worker moved or holds', async () => {
      const { from, ask } = await asks();
      const to = from.map((position) => position + 2);
      const tickets = { generation: of('tickets'), from: from.map(() => 0), to };
      expect(await Promise.all([ask({ to }), ask(tickets)])).toEqual([true, true]);
      const { rows: written } = await world.pool.query<{ by: string }>(
        `select distinct xmin::text as by from read.checkpoint where projection in ('contacts', 'tickets') and lane = 0`,
      );
      expect(written).toHaveLength(1);
      expect((await rows())[0]!.positions.map(Number)).toEqual(to);
      expect(await Promise.all([ask({}), ask({ ...tickets, from: to, to: from })])).toEqual([false, true]);
    });

    it('take along what is derived, up to the identity map, where there is nothing to derive', async () => {
      const { idle, ask } = await asks();
      const derived = async (): Promise<number> =>
        Number(
          (
            await world.pool.query<{ position: string }>(
              `select position from read.checkpoint where projection = 'ownership' and lane = 64`,
            )
          ).rows[0]!.position,
        );
      const mapAt = (position: number): Promise<unknown> =>
        world.pool.query(
          `update read.checkpoint set position = $1, positions = array[$1::bigint] where projection = 'identity' and lane = 64`,
          [position],
        );
      const seen = (node: string, position: number): Promise<unknown> =>
        world.pool.query('insert into read.identity_map__1 (node, contact, from_position) values ($1, $1, $2)', [
          node,
          position,
        ]);
      let looks = 0;
      let moves = 0;
      const follower: Follower = { generation: of('ownership'), look: () => void looks++, moved: () => void moves++ };
      let at = ALL_FACT_LANES.map(() => 0);
      const step = async (to: number): Promise<boolean> => {
        const from = at;
        at = from.map(() => to);
        return ask({ generation: follower.generation, from, to: at, follower });
      };
      const until = async (holds: () => Promise<boolean> | boolean): Promise<void> => {
        while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
      };
      idle.know(follower);
      await mapAt(1_000);
      expect(await step(1_500)).toBe(true);
      expect(await derived()).toBe(1_000);
      // somebody new, of whom ownership says nothing
      await seen(randomUUID(), 1_100);
      await mapAt(1_200);
      await until(async () => (await derived()) === 1_200);
      expect(looks).toBe(0);
      // somebody of whom it does
      const owned = randomUUID();
      await world.pool.query(
        `insert into read.ownership_said__1 (position, recorded_at, event_id, n, precision, profile)
         values (900, now(), $1, 0, 'instant', $2)`,
        [randomUUID(), owned],
      );
      await seen(owned, 1_300);
      await mapAt(1_400);
      await until(() => looks > 0);
      expect(await derived()).toBe(1_200);
      // whoever derives is done; then something is said
      await world.pool.query(`update read.checkpoint set position = 1500 where projection = 'ownership' and lane = 64`);
      await mapAt(2_000);
      expect(await step(1_600)).toBe(true);
      await until(async () => (await derived()) === 1_600);
      await world.pool.query('update read.ownership_said__1 set until = 1650');
      looks = 0;
      expect(await step(1_700)).toBe(true);
      await until(() => looks > 0);
      expect(await derived()).toBe(1_600);
      expect([moves, failures]).toEqual([3, []]);
      await idle.forget(follower.generation);
    });

    it('look for what there is to derive where nothing said is of a contact', async () => {
      const pipelines = { generation: of('pipelines'), look: () => undefined, moved: () => undefined };
      const range = new Map([[pipelines, { from: 0, to: 10 }]]);
      expect(await inTransaction(world.pool, (tx) => withSomethingToDerive(tx, range, [pipelines]))).toEqual(new Set());
    });

    it('go their own way where something of one of them fails', async () => {
      const { idle, ask } = await asks();
      const gone: Generation = { ...of('ownership'), number: 77 };
      idle.know({ generation: gone, look: () => undefined, moved: () => undefined });
      const follower: Follower = { generation: of('tickets'), look: () => undefined, moved: () => undefined };
      idle.know(follower);
      const { rows: stored } = await world.pool.query<{ positions: string[] }>(
        `select positions from read.checkpoint where projection = 'tickets' and lane = 0`,
      );
      const from = stored[0]!.positions.map(Number);
      await world.pool.query(
        `update read.checkpoint set position = 100000 where projection = 'identity' and lane = 64`,
      );
      const to = from.map(() => 100_000);
      expect(await ask({ generation: follower.generation, from, to, follower })).toBe(false);
      expect(String(failures)).toContain('read.ownership_said__77');
    });

    it('do not wait for a row that is held', async () => {
      const { from, ask } = await asks();
      await inTransaction(world.pool, async (tx) => {
        await lockCheckpoints(tx, ...OF, [7]);
        expect(await ask({})).toBe(false);
      });
      expect(await ask({})).toBe(true);
      expect((await rows())[0]!.positions.map(Number)).toEqual(from.map((position) => position + 1));
    });
  });

  it('come together from a row of each lane', async () => {
    const { migrations } = projectionMigrations;
    const [first, last] = [migrations[0].sql, migrations.find(({ id }) => id === '007-checkpoints-together')!.sql];
    const event = randomUUID();
    const client = await world.pool.connect();
    try {
      await client.query('begin; drop schema read cascade; create schema read');
      await client.query(first);
      await client.query(
        `insert into read.checkpoint (projection, generation, lane, position, seen_position, seen_event)
         select 'contacts', 3, lane, 100 + lane, case when lane = 5 then 90 else 0 end, case when lane = 5 then $1::uuid end
         from generate_series(0, 64) lane`,
        [event],
      );
      await client.query(last);
      const { rows: moved } = await client.query('select * from read.checkpoint order by lane');
      const facts = { lane: 0, lanes: ALL_FACT_LANES, position: '100', seen_position: '90', seen_event: event };
      expect(moved).toMatchObject([facts, { lane: 64, lanes: [64], positions: ['164'], seen_event: null }]);
      expect(moved[0]).toMatchObject({ positions: ALL_FACT_LANES.map((lane) => String(100 + lane)) });
    } finally {
      await client.query('rollback');
      client.release();
    }
  });
});
