import { DEFAULT_PIPELINE, exchangeRateSet, pipelineSet } from '#journey';
import type { Happening, NewEvent } from '#kernel';
import { ReadModels, type ProjectionEngine } from '#projections';
import { exchangeRateList, pipelineList, QueryEngine, type AnyQuery } from '#queries';
import { World } from '../../libs/projections/test/world.js';

const own = '0192f0c1-1111-8000-8000-000000000001';
const at = (day: string) => ({ when: { precision: 'instant', at: `${day}T10:00:00.000Z` } }) as const;

describe('pipelines and exchange rates', () => {
  let world: World;
  let engine: ProjectionEngine;
  beforeEach(async () => {
    world = await World.begun();
    engine = world.engine();
    await engine.start();
  });
  afterEach(() => world.close());

  const append = async (happening: Happening): Promise<NewEvent> => {
    const event = await world.other(happening);
    await world.append(event);
    await engine.drained();
    return event;
  };
  const ask = async (query: AnyQuery, how = {}): Promise<readonly Record<string, unknown>[]> => {
    const { pool, log, vault } = world;
    const queries = new QueryEngine({ pool, log, vault, readModels: new ReadModels(pool), zone: 'UTC' });
    return ((await queries.ask(query, {}, how)).answer as { items: readonly Record<string, unknown>[] }).items;
  };
  const stages = (...names: string[]) => names.map((name, i) => ({ name, probability: 10 * (i + 1) }));
  const namesOf = async (how = {}): Promise<unknown[]> =>
    (await ask(pipelineList, how)).map(({ name, stages: all }) => [name, (all as object[]).length]);
  const rebuildsAlike = async (name: string): Promise<void> => {
    const rebuilt = await engine.digestRebuilt([name], 'all');
    expect(rebuilt.get(name)).toEqual(await engine.digest(name, 'all'));
  };

  it('has a pipeline before anybody sets one, and those that were set as they were then', async () => {
    const shipped = [DEFAULT_PIPELINE.name, DEFAULT_PIPELINE.stages.length];
    expect(await namesOf()).toEqual([shipped]);
    const set = (pipeline: string, name: string, names: string[], day: string) =>
      append(pipelineSet.of({ pipeline }, { name, stages: stages(...names) }, at(day)));
    await set(own, 'Renewals', ['a'], '2026-01-10');
    await set(own, 'Renewals', ['a', 'b', 'c'], '2026-02-10');
    const { position } = await world.log.head();
    const ours = await set(DEFAULT_PIPELINE.id, 'Ours', ['x', 'y'], '2026-01-20');
    expect(await namesOf()).toEqual([
      ['Ours', 2],
      ['Renewals', 3],
    ]);
    expect(await namesOf({ asKnownAt: String(position) })).toEqual([shipped, ['Renewals', 3]]);
    expect(await namesOf({ asOf: '2026-02-01' })).toEqual([
      ['Ours', 2],
      ['Renewals', 1],
    ]);
    // before it was set at all, the first that was
    expect(await namesOf({ asOf: '2025-12-01' })).toEqual([
      ['Ours', 2],
      ['Renewals', 1],
    ]);
    const before = await world.digests(engine, 'now');
    await world.append(ours);
    await engine.drained();
    expect(await world.digests(engine, 'now')).toEqual(before);
    await rebuildsAlike('pipelines');
    await world.append(await world.withdraw(ours));
    await engine.drained();
    expect(await namesOf()).toEqual([shipped, ['Renewals', 3]]);
  });

  it('keeps rates by their day, as they were set right', async () => {
    const rate = { from: 'USD', to: 'EUR', rate: 0.9, on: '2026-01-01' };
    await append(exchangeRateSet.of({ rate: own }, rate, at('2026-01-01')));
    const { position } = await world.log.head();
    await append(exchangeRateSet.of({ rate: own }, { ...rate, rate: 0.92 }, at('2026-01-02')));
    const other = await append(
      exchangeRateSet.of({ rate: DEFAULT_PIPELINE.id }, { ...rate, rate: 0.95, on: '2026-02-01' }, at('2026-02-01')),
    );
    const values = async (how = {}): Promise<unknown[]> =>
      (await ask(exchangeRateList, how)).map(({ on, value }) => [on, value]);
    expect(await values()).toEqual([
      ['2026-02-01', 0.95],
      ['2026-01-01', 0.92],
    ]);
    expect(await values({ asKnownAt: String(position) })).toEqual([['2026-01-01', 0.9]]);
    await rebuildsAlike('exchange-rates');
    await world.append(await world.withdraw(other));
    await engine.drained();
    expect(await values()).toEqual([['2026-01-01', 0.92]]);
  });
});
