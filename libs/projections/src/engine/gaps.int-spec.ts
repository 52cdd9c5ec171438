import { MemoryEventLog } from '#event-log';
import type { EventLog, NewEvent } from '#kernel';
import { SparseLog } from '../../../event-log/test/sparse-log.js';
import { ChaosFeed } from '../../test/chaos-feed.js';
import { smallCompany } from '../../test/company.js';
import { tangled } from '../../test/tangled.js';
import { seeded, World } from '../../test/world.js';
import type { ProjectionEngine } from './projection-engine.js';

type Told = (world: World) => Promise<readonly NewEvent[]>;

const stories: readonly (readonly [string, Told])[] = [
  ['judged, taken back, amended and undone', async (world) => (await tangled(world, seeded(31), 300)).events],
  ['of a small company', (world) => smallCompany(world, seeded(32), 400)],
];

async function following(world: World): Promise<ProjectionEngine> {
  const engine = world.engine();
  await engine.start();
  await engine.drained();
  return engine;
}

describe.each(stories)('on a log whose positions have gaps, a history %s', (_, tell) => {
  let dense: World;
  let sparse: World;
  let late: World;
  beforeAll(async () => {
    dense = await World.begun();
    sparse = await World.begun(new SparseLog(new MemoryEventLog()));
    Object.assign(sparse, { vault: dense.vault, ids: dense.ids });
    late = await sparse.begunBeside();
    const events = await tell(dense);
    await dense.append(...events);
    await sparse.append(...events);
  });
  afterAll(() => Promise.all([dense, sparse, late].map((world) => world.close())));

  it('gives the read models that it gives on one without', async () => {
    const expected = await dense.digests(await following(dense), 'now');
    expect(await sparse.digests(await following(sparse), 'now')).toEqual(expected);
  });

  it('gives the same row for row when it is rebuilt, and however it is delivered', async () => {
    const live = await following(sparse);
    const names = live.definitions.map(({ name }) => name);
    for (const [name, rebuilt] of await live.digestRebuilt(names, 'all'))
      expect([name, rebuilt]).toEqual([name, await live.digest(name, 'all')]);
    const recorded = await sparse.recorded();
    const random = seeded(33);
    const workers = [0, 1].map((own) =>
      late.engine({
        feed: new ChaosFeed(
          recorded,
          random,
          Array.from({ length: 64 }, (_lane, lane) => lane).filter((lane) => lane % 2 === own),
        ),
        batchSize: 40,
      }),
    );
    for (const worker of workers) await worker.start();
    await workers[0]!.drained();
    expect(await late.digests(workers[0]!, 'all')).toEqual(await sparse.digests(live, 'all'));
  });
});

it('gaps between positions make no more transactions', async () => {
  const batches = async (log: EventLog): Promise<number> => {
    const world = await World.begun(log);
    await world.append(...(await smallCompany(world, seeded(34), 5_000)));
    let moved = 0;
    const engine = world.engine({ listener: { moved: () => moved++ } });
    await engine.start();
    await engine.drained();
    await world.close();
    return moved;
  };
  const dense = await batches(new MemoryEventLog());
  expect(await batches(new SparseLog(new MemoryEventLog()))).toBeLessThan(2 * dense);
});
