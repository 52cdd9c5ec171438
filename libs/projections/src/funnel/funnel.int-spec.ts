import {
  dealCorrected,
  dealOpened,
  dealWon,
  DEFAULT_STAGES,
  FUNNEL,
  handoffAccepted,
  orderPlaced,
  stageMoved,
  stagesSet,
  subscriptionCancelled,
  subscriptionEnded,
  subscriptionResumed,
  subscriptionStarted,
} from '#journey';
import { contactsLinked, contactsUnlinked, type NewEvent } from '#kernel';
import { ChaosFeed } from '../../test/chaos-feed.js';
import { seeded, World, type Who } from '../../test/world.js';
import { funnel } from '../models/funnel.js';

const ONE = { models: [funnel] };
const money = { amount: 100, currency: 'EUR' };

describe('the funnel', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.begun();
  });
  afterEach(() => world.close());

  let thing = 0;
  const newThing = (): string => `0192f0c1-0009-8000-8000-${String(++thing).padStart(12, '0')}`;
  const at = (day: string) => ({ when: { precision: 'instant', at: `${day}T09:00:00.000Z` } }) as const;

  const form = (who: Who, day: string, says: object = {}): Promise<NewEvent> =>
    world.touch(who, `${day}T09:00:00.000Z`, { channel: 'web', kind: 'submitted', ...says });
  /** Whom events of things name. */
  const about = (who: Who): { profile: string; others: string[] } => {
    const { profile, others } = world.nodes(who);
    return { profile, others };
  };
  const stages = async (who: Who, table = 'stage'): Promise<string[]> => {
    const key = table === 'stage' ? 'contact' : 'company';
    const { rows } = await world.pool.query<{ stage: string; from: string | null; to: string | null }>(
      `select s.stage, to_char(s.valid_from at time zone 'UTC', 'MM-DD') as from, to_char(s.valid_to at time zone 'UTC', 'MM-DD') as to
       from read.funnel_${table} s join read.identity_map m on m.contact = s.${key} and m.until_position is null
       where m.node = $1 and s.believed_until is null order by s.valid_from nulls first`,
      [world.nodes(who).profile],
    );
    return rows.map(({ stage, from, to }) => `${stage} ${from ?? '?'}..${to ?? ''}`);
  };

  /** Everybody's identifiers, which later events name by their ids alone. */
  const introduced = async (): Promise<NewEvent[]> => {
    const made: NewEvent[] = [];
    for (let n = 0; n < 6; n++) {
      for (const who of [{ user: `u${n}` }, { email: `p${n}@example.com` }, { anonymous: `a${n}` }])
        made.push(await world.touch(who, '2026-01-01T09:00:00.000Z'));
      made.push(await world.company({ domain: `d${n % 3}.example` }, '2026-01-01T09:00:00.000Z', { size: '50' }));
      made.push(await world.company({ group: `g${n % 2}` }, '2026-01-01T09:00:00.000Z', { size: '50' }));
    }
    return made;
  };

  /** What happens to a few people and their companies, with late facts, imports and moves. */
  const history = async (random: () => number, events: number): Promise<NewEvent[]> => {
    const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
    const things = Array.from({ length: 8 }, newThing);
    const made: NewEvent[] = [];
    for (let i = 0; i < events; i++) {
      const n = Math.floor(random() * 6);
      const who: Who = pick<Who>([
        { user: `u${n}` },
        { user: `u${n}`, email: `p${n}@example.com` },
        { email: `p${n}@example.com`, domain: `d${n % 3}.example` },
        { email: `p${n}@example.com`, anonymous: `a${n}` },
      ]);
      const day = `2026-0${1 + Math.floor(random() * 8)}-1${Math.floor(random() * 9)}`;
      const when = random() < 0.1 ? {} : random() < 0.3 ? { when: { precision: 'day', at: day } as const } : at(day);
      const named = {
        ...about(who),
        ...(random() < 0.3 ? { company: world.nodes({ group: `g${n % 2}` }).profile } : {}),
      };
      const id = pick(things);
      const options = random() < 0.3 ? { import: `import-${Math.floor(random() * 2)}` } : {};
      const kind = Math.floor(random() * 11);
      if (kind < 2) made.push(await form(who, day, { kind: pick(['submitted', 'viewed', 'registered']) }));
      else if (kind === 2) made.push(await world.describe(who, `${day}T00:00:00.000Z`, { name: 'Ann' }, options));
      else
        made.push(
          await world.other(
            [
              () => dealOpened.of({ deal: id, ...named }, {}, when),
              () => dealWon.of({ deal: id, ...named }, {}, when),
              () =>
                dealCorrected.of(
                  { deal: id, ...named },
                  { reason: 'misread', outcome: pick(['won', 'lost'] as const), closedOn: day },
                  when,
                ),
              () => orderPlaced.of({ order: id, ...named }, { amount: money }, when),
              () => subscriptionStarted.of({ subscription: id, ...named }, { plan: 'pro' }, when),
              () =>
                subscriptionCancelled.of(
                  { subscription: id, ...named },
                  { effectiveAt: '2026-12-01T00:00:00.000Z' },
                  when,
                ),
              () => subscriptionEnded.of({ subscription: id, ...named }, {}, when),
              () =>
                random() < 0.5
                  ? handoffAccepted.of({ handoff: id, profile: named.profile }, {}, when)
                  : stageMoved.of({ profile: named.profile }, { stage: 'lead', reason: 'so' }, when),
            ][kind - 3]!(),
            options,
          ),
        );
    }
    return made;
  };
  const set = (captures: string): Promise<NewEvent> =>
    world.other(stagesSet.of({ stages: FUNNEL }, { ...DEFAULT_STAGES, captures: [{ kind: captures }] }));

  it('takes a contact and its company along, and back when a cause is taken back', async () => {
    const engine = world.engine(ONE);
    await engine.start();
    const ann = { email: 'ann@acme.example', domain: 'acme.example' };
    const [deal, subscription] = [newThing(), newThing()];
    // who they are is known besides: it is not taken back with the lead
    await world.append(await world.touch(ann, '2026-01-01T09:00:00.000Z'));
    const lead = await form(ann, '2026-01-02');
    const won = await world.other(dealWon.of({ deal, ...about(ann) }, {}, at('2026-02-02')));
    const ended = await world.other(subscriptionEnded.of({ subscription, ...about(ann) }, {}, at('2026-04-02')));
    await world.append(lead, won, ended);
    await world.append(
      await world.other(subscriptionResumed.of({ subscription, ...about(ann) }, {}, at('2026-05-02'))),
    );
    await engine.drained();
    const all = ['lead 01-02..02-02', 'customer 02-02..04-02', 'churned 04-02..05-02', 'won-back 05-02..'];
    expect(await stages(ann)).toEqual(all);
    expect(await stages({ domain: 'acme.example' }, 'company_stage')).toEqual(all);
    const current = await world.pool.query('select stage, moved from read.funnel_contact');
    expect(current.rows).toEqual([{ stage: 'won-back', moved: false }]);

    await world.append(await world.withdraw(ended));
    await engine.drained();
    expect(await stages(ann)).toEqual(['lead 01-02..02-02', 'customer 02-02..']);
    await world.append(await world.withdraw(lead));
    await engine.drained();
    expect(await stages(ann)).toEqual(['customer 02-02..']);
    expect((await world.pool.query('select from read.funnel_lead where believed_until is null')).rowCount).toBe(0);
    expect(await stages({ domain: 'acme.example' }, 'company_stage')).toEqual(['customer 02-02..']);
  });

  it('derives linked histories as one, the earliest capture its lead, and takes them apart again', async () => {
    const engine = world.engine(ONE);
    await engine.start();
    const [ann, ben] = [{ user: 'ann' }, { user: 'ben' }];
    await world.append(await form(ann, '2026-02-02'), await form(ben, '2026-01-02'));
    await world.append(
      await world.other(dealOpened.of({ deal: newThing(), ...about(ann) }, {}, at('2026-01-15'))),
      await world.other(
        stageMoved.of({ profile: about(ben).profile }, { stage: 'visitor', reason: 'so' }, at('2026-03-02')),
      ),
    );
    await engine.drained();
    expect(await stages(ann)).toEqual(['opportunity 01-15..']);
    expect(await stages(ben)).toEqual(['lead 01-02..03-02', 'visitor 03-02..']);
    const before = await engine.digest('funnel', 'now');
    const [node, other] = [about(ann).profile, about(ben).profile].sort() as [string, string];
    await world.append(await world.other(contactsLinked.of({ node, other }, {})));
    await engine.drained();
    expect(await stages(ann)).toEqual(['lead 01-02..01-15', 'opportunity 01-15..03-02', 'visitor 03-02..']);
    expect(await stages(ben)).toEqual(await stages(ann));
    await world.append(await world.other(contactsUnlinked.of({ node, other }, {})));
    await engine.drained();
    expect(await engine.digest('funnel', 'now')).toEqual(before);
  });

  it('keeps the stages entered under a definition when another is set', async () => {
    const engine = world.engine(ONE);
    await engine.start();
    const [ann, ben] = [{ user: 'ann' }, { user: 'ben' }];
    await world.append(await form(ann, '2026-01-02'), await set('attended'));
    await world.append(await form(ben, '2026-01-03'), await form(ben, '2026-01-04', { kind: 'attended' }));
    await engine.drained();
    expect(await stages(ann)).toEqual(['lead 01-02..']);
    expect(await stages(ben)).toEqual(['lead 01-04..']);
    await world.append(
      await world.other(orderPlaced.of({ order: newThing(), ...about(ann) }, { amount: money }, at('2026-02-02'))),
    );
    await engine.drained();
    expect(await stages(ann)).toEqual(['lead 01-02..02-02', 'customer 02-02..']);
  });

  it.each([51, 52, 53])('is as if what was taken back had never been (seed %i)', async (seed) => {
    const random = seeded(seed);
    const engine = world.engine({ ...ONE, batchSize: 1 + Math.floor(random() * 60) });
    await engine.start();
    const events = await history(random, 160);
    const configured = await set('registered');
    const known = await introduced();
    await world.append(configured, ...known, ...events);
    const gone = new Set(events.filter(() => random() < 0.2));
    for (const event of gone) await world.append(await world.withdraw(event));
    await world.append(await world.undo('import-1'));
    await engine.drained();
    const never = await World.begun();
    Object.assign(never, { vault: world.vault, ids: world.ids });
    const other = never.engine(ONE);
    await other.start();
    await never.append(
      configured,
      ...known,
      ...events.filter((event) => !gone.has(event) && !event.text.includes('"import":"import-1"')),
    );
    await other.drained();
    const now = await world.digests(engine, 'now');
    expect(await never.digests(other, 'now')).toEqual(now);
    await never.close();
  });

  it.each([61, 62])('rebuilt equals live, and twice is once, whatever the order of lanes (seed %i)', async (seed) => {
    const random = seeded(seed);
    const engine = world.engine({ ...ONE, batchSize: 1 + Math.floor(random() * 40) });
    await engine.start();
    await world.append(...(await introduced()));
    for (const event of await history(random, 200)) {
      await world.append(event);
      const dice = random();
      if (dice < 0.04) await world.append(await set(dice < 0.02 ? 'registered' : 'submitted'));
      else if (dice < 0.1) await world.append(await world.withdraw(event));
      else if (dice < 0.14) {
        const [node, other] = [0, 1].map((n) => about({ user: `u${Math.floor(random() * 3) * 2 + n}` }).profile).sort();
        const link = dice < 0.12 ? contactsLinked : contactsUnlinked;
        await world.append(await world.other(link.of({ node: node!, other: other! }, {})));
      }
    }
    await world.append(await world.undo('import-0'));
    await engine.drained();
    const live = await world.digests(engine, 'all');
    expect((await engine.digestRebuilt(['funnel'], 'all')).get('funnel')).toEqual(await engine.digest('funnel', 'all'));

    const beside = await world.beside();
    const first = beside.engine(ONE);
    await first.start();
    await beside.stop(first);
    const recorded = await world.recorded();
    const again = beside.engine({
      ...ONE,
      feed: new ChaosFeed(
        recorded.flatMap((event) => [event, event]),
        random,
      ),
      batchSize: 30,
    });
    await again.start();
    await again.drained((await world.log.head()).position);
    expect(await beside.digests(again, 'all')).toEqual(live);
    await beside.close();
  });
});
