import { facts, label, projection, spans, states, uuid, when, type NewEvent } from '#kernel';
import { stagesSet, touchpointRecorded } from '#journey';
import { ChaosFeed } from '../../test/chaos-feed.js';
import { smallCompany } from '../../test/company.js';
import { seeded, World } from '../../test/world.js';

/** What each touch was called by the settings in force when it was recorded. */
const named = projection('named', 1, {
  facts: {
    seen: facts({ profile: uuid, channel: label }, [
      when(touchpointRecorded, ({ about, payload }) => ({ profile: about.profile, channel: payload.channel })),
    ]),
    configured: facts({ name: label }, [when(stagesSet, ({ payload }) => ({ name: payload.stages[0]!.name }))]),
  },
  states: {
    name: states({
      per: ['contact'],
      from: ['seen'],
      settings: ['configured'],
      columns: { name: label, channel: label, known: label },
      derive: (believed, settings) =>
        spans(believed, (fact) => ({
          name: settings(fact).at(-1)?.['name'] ?? 'unset',
          channel: fact['channel'],
          known: settings(fact)
            .map((row) => row['name'])
            .join(', '),
        })),
    }),
  },
});

describe('states derived with settings', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.make();
  });
  afterEach(() => world.close());

  let set = 0;
  const configured = (name: string): Promise<NewEvent> => {
    const stages = `0192f0c1-0009-8000-8000-${String(++set).padStart(12, '0')}`;
    const stage = { name, function: 'marketing' as const, outcomes: [], causes: [] };
    return world.other(stagesSet.of({ stages }, { stages: [stage], captures: [], qualifies: [] }));
  };
  const names = async (): Promise<unknown[]> =>
    (
      await world.pool.query<{ name: string; channel: string }>(
        'select name, channel from read.named_name where believed_until is null order by valid_from',
      )
    ).rows.map(({ name, channel }) => `${channel} ${name}`);

  it('each fact keeps what was set when it was recorded, whenever it happened and whatever was set since', async () => {
    const engine = world.engine({ models: [named] });
    await engine.start();
    const ann = { user: 'ann' };
    await world.append(await world.touch(ann, '2026-01-01T00:00:00.000Z', { channel: 'web' }));
    const first = await configured('one');
    await world.append(first, await world.touch(ann, '2026-01-03T00:00:00.000Z', { channel: 'call' }));
    await world.append(await configured('two'), await configured('three'));
    await engine.drained();
    expect(await names()).toEqual(['web unset', 'call one']);
    await world.append(await world.touch(ann, '2026-01-02T00:00:00.000Z', { channel: 'chat' }));
    await engine.drained();
    expect(await names()).toEqual(['web unset', 'chat three', 'call one']);
  });

  it('taking one back changes what is recorded from there on, and nothing before', async () => {
    const engine = world.engine({ models: [named] });
    await engine.start();
    const ann = { user: 'ann' };
    const [one, two] = [await configured('one'), await configured('two')];
    await world.append(one, two, await world.touch(ann, '2026-01-01T00:00:00.000Z', { channel: 'web' }));
    await world.append(await world.withdraw(two));
    await world.append(await world.touch(ann, '2026-01-02T00:00:00.000Z', { channel: 'chat' }));
    await engine.drained();
    expect(await names()).toEqual(['web two', 'chat one']);
  });

  it.each([41, 42])('rebuilt equals live, whatever the order of lanes (seed %i)', async (seed) => {
    const random = seeded(seed);
    const engine = world.engine({ models: [named], batchSize: 1 + Math.floor(random() * 40) });
    await engine.start();
    const settings: NewEvent[] = [];
    for (const event of await smallCompany(world, random, 200)) {
      await world.append(event);
      const dice = random();
      if (dice < 0.06) {
        settings.push(await configured(`set ${settings.length}`));
        await world.append(settings.at(-1)!);
      } else if (dice < 0.09 && settings.length > 0)
        await world.append(await world.withdraw(settings[Math.floor(random() * settings.length)]!));
      else if (dice < 0.15) await world.append(await world.withdraw(event));
    }
    await world.append(await world.undo('import-1'));
    await engine.drained();
    expect(new Set((await names()).map((name) => String(name).split(' ')[2])).size).toBeGreaterThan(2);
    const live = await world.digests(engine, 'all');
    expect((await engine.digestRebuilt(['named'], 'all')).get('named')).toEqual(await engine.digest('named', 'all'));

    const other = await world.beside();
    const first = other.engine({ models: [named] });
    await first.start();
    await other.stop(first);
    const apart = other.engine({
      models: [named],
      feed: new ChaosFeed(await world.recorded(), random),
      batchSize: 20,
    });
    await apart.start();
    await apart.drained((await world.log.head()).position);
    expect(await other.digests(apart, 'all')).toEqual(live);
    await other.close();
  });
});
