import { sql, type KpiReading, type NewEvent, type Sql } from '#kernel';
import { ownerAssigned, touchpointRecorded } from '#journey';
import { models } from '#projections';
import { seeded, World } from '../../../projections/test/world.js';
import { believed, mapped } from './contact.js';
import { firstTouches } from './first-touch.js';

const ROUNDS = 240;
const ZONE = 'America/New_York';
const person = '0192f0c1-0001-8000-8000-000000000901';

interface Told {
  readonly event: NewEvent;
  readonly payload: Record<string, unknown>;
}

/** The same, of all touches there are. */
function plainly(reading: KpiReading): Sql {
  return sql`
    SELECT DISTINCT ON (coalesce(map.contact, f.profile))
           coalesce(map.contact, f.profile) AS contact, f.occurred_at AS placed, f.precision AS placed_precision,
           f.event_id, f.channel, f.campaign, f.source, f.utm_source, f.utm_medium
    FROM read.contacts_touch f
    LEFT JOIN read.identity_map map ON map.node = f.profile AND ${mapped(reading, 'map')}
    WHERE ${believed(reading, 'f')}
    ORDER BY coalesce(map.contact, f.profile), f.occurred_at NULLS LAST, f.event_id`;
}

describe('the first touches of contacts', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.begun();
  });
  afterAll(() => world.close());

  const random = seeded(97);
  const below = (n: number): number => Math.floor(random() * n);
  const at = (hour: number): string => new Date(Date.UTC(2026, 0, 1, hour)).toISOString();

  /** A touch, late or in time, of an instant, a day or of no date; taken back one by one, or with all of an import. */
  async function something(touches: Told[]): Promise<NewEvent> {
    const chance = random();
    if (chance < 0.03) return world.undo(`import ${below(3)}`);
    const [told] = chance < 0.32 ? touches.splice(below(touches.length), 1) : [];
    if (told !== undefined && chance < 0.25) return world.withdraw(told.event);
    if (told !== undefined) return world.amend(told.event, { ...told.payload, channel: 'web' });
    const { profile, others, identifiers, companies } = world.nodes({
      ...(random() < 0.3 ? { anonymous: `a${below(9)}` } : {}),
      ...(random() < 0.7 ? { email: `p${below(6)}@example.com` } : { user: `u${below(6)}` }),
    });
    const hour = below(60 * 24);
    const exactly = below(10);
    const when =
      exactly === 0
        ? ({ precision: 'none' } as const)
        : exactly < 4
          ? ({ precision: 'day', at: at(hour).slice(0, 10) } as const)
          : ({ precision: 'instant', at: at(hour) } as const);
    // who states no identifiers is in the map once somebody else does, and not any more when that is taken back
    if (random() < 0.2) {
      const somebody = world.nodes({ email: `p${below(12)}@example.com` }).profile;
      return world.other(ownerAssigned.of({ profile: somebody, person }, {}, { when }));
    }
    const payload = { channel: 'email', kind: 'opened', campaign: `c${below(3)}`, identifiers, companies };
    const event = await world.other(
      touchpointRecorded.of({ profile, others }, payload, { when }),
      random() < 0.3 ? { import: `import ${below(3)}` } : {},
    );
    touches.push({ event, payload });
    return event;
  }

  it('are those that a look at all touches finds, as of any moment, as known at any position', async () => {
    const engine = world.engine({
      models: models.filter(({ name }) => name === 'contacts' || name === 'identity'),
      batchSize: 7,
    });
    await engine.start();
    const touches: Told[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await world.append(await something(touches));
      if (round % 15 === 14) await engine.drained();
    }
    await engine.drained();
    const head = (await world.recorded()).at(-1)!.position;
    const found = async (question: Sql): Promise<unknown> =>
      (await world.pool.query(question.text, [...question.values])).rows;
    for (let look = 0; look < 60; look++) {
      const reading = {
        zone: ZONE,
        now: new Date(at(60 * 24)),
        asOf: look % 3 === 0 ? null : new Date(at(below(60 * 24))),
        knownAt: look % 2 === 0 ? null : 1 + below(head),
      } as unknown as KpiReading;
      const first = await found(
        sql`SELECT contact, placed, placed_precision, event_id, channel, campaign, source, utm_source, utm_medium FROM (${firstTouches(reading)}) f`,
      );
      expect(first).toEqual(await found(plainly(reading)));
      if (look < 2) expect((first as unknown[]).length).toBeGreaterThan(5);
    }
    const { rows: selves } = await world.pool.query(
      'select from read.contacts_first where not exists (select from read.identity_map where node = party and from_position <= believed_from)',
    );
    expect(selves.length).toBeGreaterThan(1);
    // many a touch was believed to be the first, and is no more
    const { rows } = await world.pool.query<{ n: string }>(
      'select count(*) as n from read.contacts_first where believed_until is not null',
    );
    expect(Number(rows[0]!.n)).toBeGreaterThan(10);
    const rebuilt = await engine.digestRebuilt(['contacts'], 'all');
    expect(rebuilt.get('contacts')).toEqual(await engine.digest('contacts', 'all'));
  });
});
