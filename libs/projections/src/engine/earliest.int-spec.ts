import { touchpointRecorded } from '#journey';
import { earliest, facts, label, projection, uuid, when, type NewEvent } from '#kernel';
import { seeded, World } from '../../test/world.js';

const ROUNDS = 200;

/** The first touch of each profile, of each of its channels, and of each contact or company. */
const came = projection('came', 1, {
  facts: {
    touch: facts({ profile: uuid, channel: label }, [
      when(touchpointRecorded, ({ about, payload }) => ({ profile: about.profile, channel: payload.channel })),
    ]),
  },
  states: {
    first: earliest({ per: ['profile'], of: 'touch', columns: { event_id: uuid, channel: label } }),
    first_each: earliest({ per: ['profile', 'channel'], of: 'touch', columns: { event_id: uuid } }),
    first_whose: earliest({ per: ['party', 'channel'], of: 'touch', columns: { event_id: uuid } }),
  },
});

describe('states by the earliest fact, as they grow', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.make();
  });
  afterAll(() => world.close());

  const random = seeded(53);
  const below = (n: number): number => Math.floor(random() * n);

  /** At few moments, some a microsecond apart, some of no date. */
  async function something(touches: NewEvent[]): Promise<NewEvent> {
    const chance = random();
    if (chance < 0.25 && touches.length > 0) return world.withdraw(touches.splice(below(touches.length), 1)[0]!);
    if (chance < 0.28) return world.undo(`import ${below(2)}`);
    const { profile, others, identifiers, companies } = world.nodes({
      user: `u${below(4)}`,
      ...(random() < 0.2 ? { anonymous: `a${below(3)}` } : {}),
    });
    const at = `2026-01-0${1 + below(4)}T0${below(3)}:00:00.${random() < 0.5 ? '000' : `00000${below(9)}`}Z`;
    const touch = await world.other(
      touchpointRecorded.of(
        { profile, others },
        { channel: below(2) === 0 ? 'web' : 'call', kind: 'viewed', identifiers, companies },
        { when: random() < 0.2 ? { precision: 'none' } : { precision: 'instant', at } },
      ),
      random() < 0.3 ? { import: `import ${below(2)}` } : {},
    );
    touches.push(touch);
    return touch;
  }

  it('have one row believed of each key, the rows a rebuild gives, and those of what is believed', async () => {
    const engine = world.engine({ models: [came], batchSize: 5 });
    await engine.start();
    const touches: NewEvent[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await world.append(await something(touches));
      if (round % 9 === 8) await engine.drained();
    }
    await engine.drained();
    for (const kind of ['now', 'all'] as const)
      expect((await engine.digestRebuilt(['came'], kind)).get('came')).toEqual(await engine.digest('came', kind));
    for (const [table, key] of [
      ['first', 'profile'],
      ['first_each', 'profile, channel'],
      ['first_whose', 'm.contact, channel'],
    ]) {
      const { rows } = await world.pool.query(
        `select event_id from read.came_${table} where believed_until is null order by 1`,
      );
      const { rows: plain } = await world.pool.query(
        `select event_id from (
           select distinct on (${key}) event_id from read.came_touch
           join read.identity_map m on m.node = profile and m.until_position is null
           where until is null
           order by ${key}, date_trunc('milliseconds', occurred_at) nulls last, event_id) f order by 1`,
      );
      expect(rows).toEqual(plain);
      const { rows: ended } = await world.pool.query(
        `select from read.came_${table} where believed_until is not null and believed_until > believed_from`,
      );
      expect(ended.length).toBeGreaterThan(10);
    }
  });
});
