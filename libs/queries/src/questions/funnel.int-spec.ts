import {
  DEFAULT_STAGES,
  FUNNEL,
  handoffOffered,
  orderPlaced,
  stageMoved,
  stagesSet,
  subscriptionEnded,
} from '#journey';
import type { NewEvent } from '#kernel';
import { ReadModels } from '#projections';
import { World, type Who } from '../../../projections/test/world.js';
import { QueryEngine } from '../engine/query-engine.js';
import { FUNNEL_SLICES } from '../reading/stays.js';
import { contactList } from './contacts.js';
import { companyStageHistory } from './company-stage-history.js';
import { funnelMembers } from './funnel-members.js';
import { funnel, type Funnel, type FunnelLine } from './funnel.js';
import { stageHistory } from './stage-history.js';
import { stages } from './stages.js';

describe('questions about the funnel', () => {
  let world: World;
  let queries: QueryEngine;
  const drained: { until(): Promise<void> } = { until: () => Promise.resolve() };
  let thing = 0;
  const newThing = (): string => `0192f0c1-0009-8000-8000-${String(++thing).padStart(12, '0')}`;
  const at = (day: string) => ({ when: { precision: 'instant', at: `${day}T09:00:00.000Z` } }) as const;
  const about = (who: Who): { profile: string; others: string[] } => {
    const { profile, others } = world.nodes(who);
    return { profile, others };
  };
  const touch = (who: Who, day: string, kind: string, campaign?: string): Promise<NewEvent> =>
    world.touch(who, `${day}T09:00:00.000Z`, { channel: 'web', kind, ...(campaign === undefined ? {} : { campaign }) });
  const order = (who: Who, day: string): Promise<NewEvent> =>
    world.other(
      orderPlaced.of({ order: newThing(), ...about(who) }, { amount: { amount: 1, currency: 'EUR' } }, at(day)),
    );
  const asked = async (params: object = {}, how: object = {}): Promise<Funnel> =>
    (await queries.ask(funnel, { ...params }, how)).answer;
  /** What of the stages somebody went through: entries, exits, in it now. */
  const counts = ({ stages: lines }: { readonly stages: readonly FunnelLine[] }): Record<string, string> =>
    Object.fromEntries(
      lines
        .filter((line) => line.entries + line.now + line.undated > 0)
        .map((line) => [line.stage, `${line.entries} ${line.exits} ${line.now}`]),
    );
  const line = (answer: Funnel, stage: string): FunnelLine =>
    answer.parts[0]!.stages.find((one) => one.stage === stage)!;

  const [ann, ben, cy, dee]: Who[] = [
    { email: 'ann@acme.example', domain: 'acme.example' },
    { user: 'ben' },
    { user: 'cy' },
    { user: 'dee' },
  ];
  /** The position at which everything but what came late was known. */
  let known = 0;

  beforeAll(async () => {
    world = await World.begun();
    const engine = world.engine();
    await engine.start();
    drained.until = () => engine.drained();
    queries = new QueryEngine({
      pool: world.pool,
      log: world.log,
      vault: world.vault,
      readModels: new ReadModels(world.pool),
      zone: 'Europe/Berlin',
      clock: () => new Date('2026-07-01T00:00:00.000Z'),
    });
    await world.append(
      await world.company({ domain: 'acme.example' }, '2026-01-01T00:00:00.000Z', { employees: '120' }),
      // seen in January, captured in February, customer in March
      await touch(ann!, '2026-01-10', 'viewed'),
      await touch(ann!, '2026-02-10', 'submitted', 'spring'),
      await order(ann!, '2026-03-10'),
      // captured by the first touch of all, put back by hand
      await touch(ben!, '2026-02-05', 'submitted'),
      await world.other(
        stageMoved.of({ profile: about(ben!).profile }, { stage: 'visitor', reason: 'so' }, at('2026-02-15')),
      ),
      // only ever looked
      await touch(cy!, '2026-02-20', 'viewed'),
      // handed over, and never seen
      await world.other(
        handoffOffered.of(
          { handoff: newThing(), profile: about({ user: 'nobody' }).profile, from: newThing(), team: newThing() },
          { reason: 'ready', briefing: { log: 'l', event: newThing() }, answerBy: '2026-04-01T10:00:00.000Z' },
          at('2026-02-21'),
        ),
      ),
      // a customer who left, seen for the first time as an order came
      await order(dee!, '2026-01-20'),
    );
    await engine.drained();
    known = (await world.log.head()).position;
    await world.append(
      await world.other(subscriptionEnded.of({ subscription: newThing(), ...about(dee!) }, {}, at('2026-02-28'))),
    );
    await engine.drained();
  });
  afterAll(() => world.close());

  it('counts entries, exits and who is in a stage; of contacts that were only touched, too', async () => {
    const [all] = (await asked()).parts;
    expect(counts(all!)).toEqual({
      visitor: '5 3 2',
      lead: '2 2 0',
      customer: '2 1 1',
      churned: '1 0 1',
    });
    const [february] = (await asked({ from: '2026-02-01', to: '2026-03-01' })).parts;
    expect(counts(february!)).toEqual({
      visitor: '3 2 2',
      lead: '2 1 0',
      customer: '0 1 1',
      churned: '1 0 1',
    });
    expect(await asked({ from: '2027-01-01', to: '2027-02-01', unit: 'company' })).toMatchObject({
      unit: 'company',
      definition: null,
    });
  });

  it('tells conversion between any two stages, and what became of the others', async () => {
    const answer = await asked({ from: '2026-01-01', to: '2026-03-01' });
    expect(line(answer, 'lead').cohort).toEqual({
      entered: 2,
      further: 1,
      still: 0,
      dropped: 1,
      reached: {
        'marketing-qualified': 1,
        'sales-accepted': 1,
        opportunity: 1,
        customer: 1,
        'at-risk': 0,
        churned: 0,
        'won-back': 0,
      },
    });
    expect(line(answer, 'visitor').cohort).toMatchObject({ entered: 4, further: 3, still: 1, dropped: 0 });
    expect(line(answer, 'visitor').cohort.reached).toMatchObject({ lead: 3, customer: 2 });
  });

  it('lists as many behind each figure as it counts, in every part, a page at a time', async () => {
    const listed = async (params: object, how: object): Promise<number> => {
      let [found, cursor]: [number, string | null | undefined] = [0, undefined];
      do {
        const { answer }: { answer: Awaited<ReturnType<typeof funnelMembers.answer>> } = await queries.ask(
          funnelMembers,
          { ...params, limit: 1, ...(cursor ? { cursor } : {}) },
          how,
        );
        found += answer.items.length;
        cursor = answer.next;
      } while (cursor);
      return found;
    };
    const asks: readonly (readonly [object, object])[] = [
      [{}, {}],
      [{ from: '2026-01-01', to: '2026-03-01' }, {}],
      [{ by: 'campaign', from: '2026-02-01' }, {}],
      [{ by: 'period', bucket: 'quarter' }, { asOf: '2026-02-12T00:00:00.000Z' }],
      [{ unit: 'company' }, { asKnownAt: String(known) }],
    ];
    for (const [params, how] of asks)
      for (const { slice, stages: lines } of (await asked(params, how)).parts)
        for (const { stage, entries, exits, now, undated, cohort } of lines.filter((one) => one.entries > 0)) {
          const { reached, ...figures } = { entries, exits, now, undated, ...cohort };
          const part = { ...params, stage, ...(slice === null ? {} : { slice }) };
          const counted: Record<string, number> = {};
          for (const figure of Object.keys(figures)) counted[figure] = await listed({ ...part, figure }, how);
          expect({ part, counted }).toEqual({ part, counted: figures });
          for (const [other, count] of Object.entries(reached))
            expect(await listed({ ...part, figure: 'reached', reached: other }, how)).toBe(count);
        }
  });

  it('tells how long stays last, completed and running', async () => {
    const { time } = line(await asked({ from: '2026-02-01', to: '2026-03-01' }), 'lead');
    // 28 days and ten
    expect(time).toEqual({
      completed: 2,
      running: 0,
      median: 19 * 24,
      mean: 19 * 24,
      runningMedian: null,
      survivalMedian: 240,
    });
    const churned = line(await asked({}, { asOf: '2026-03-02T09:00:00.000Z' }), 'churned').time;
    expect(churned).toMatchObject({ completed: 0, running: 1, runningMedian: 48, survivalMedian: null });
  });

  it('is as of another moment, and as it was known then', async () => {
    expect(counts((await asked({}, { asOf: '2026-02-12T00:00:00.000Z' })).parts[0]!)).toEqual({
      visitor: '3 3 0',
      lead: '2 0 2',
      customer: '1 0 1',
    });
    expect(counts((await asked({}, { asKnownAt: String(known) })).parts[0]!)).toEqual({
      visitor: '5 3 2',
      lead: '2 2 0',
      customer: '2 0 2',
    });
  });

  it('is split by whence they came, when, and how large their company is', async () => {
    const parts = async (by: string, more: object = {}): Promise<Record<string, string>> =>
      Object.fromEntries(
        (await asked({ by, from: '2026-01-01', to: '2026-07-01', ...more })).parts.map((part) => [
          String(part.slice),
          counts(part)['lead'] ?? '',
        ]),
      );
    expect(await parts('campaign')).toEqual({ spring: '1 1 0', null: '1 1 0' });
    expect(await parts('source')).toEqual({ test: '2 2 0' });
    expect(await parts('period')).toEqual({ '2026-01-01': '', '2026-02-01': '2 2 0', '2026-03-01': '' });
    expect(await parts('period', { bucket: 'quarter' })).toEqual({ '2026-01-01': '2 2 0' });
    expect(await parts('company-size@current')).toEqual({ '50+': '1 1 0', null: '1 1 0' });
    expect(await parts('company-size@current', { unit: 'company' })).toEqual({ '50+': '1 1 0' });
    // a split shares out what there is as a whole, and a whole is the same however now is said
    const now = { asOf: '2026-07-01T00:00:00.000Z', asKnownAt: String((await world.log.head()).position) };
    const inStages = ({ parts: some }: Funnel): number =>
      some.flatMap(({ stages: lines }) => lines).reduce((sum, one) => sum + one.now, 0);
    const whole = inStages(await asked());
    expect(whole).toBe(4);
    for (const by of FUNNEL_SLICES) for (const how of [{}, now]) expect(inStages(await asked({ by }, how))).toBe(whole);
    await expect(asked({ by: 'colour' })).rejects.toThrow('by: must be one of');
    await expect(asked({ from: 'soon' })).rejects.toThrow('neither an instant nor a day');
  });

  it('tells the stages of a contact and of its company, with what brought there', async () => {
    const of = (who: Who, how: object = {}) =>
      queries.ask(stageHistory, { contact: about(who).profile }, how).then(({ answer }) => answer?.items);
    expect(await of(ann!)).toMatchObject([
      { stage: 'customer', from: '2026-03-10T09:00:00.000Z', to: null, cause: 'became-customer', campaign: 'spring' },
      {
        stage: 'lead',
        from: '2026-02-10T09:00:00.000Z',
        to: '2026-03-10T09:00:00.000Z',
        cause: 'captured',
        target: 72,
      },
      // whoever was touched is a visitor from then on
      {
        stage: 'visitor',
        place: 0,
        from: '2026-01-10T09:00:00.000Z',
        to: '2026-02-10T09:00:00.000Z',
        cause: 'touched',
        precision: 'instant',
        channel: 'web',
        definition: null,
      },
    ]);
    expect(await of(ann!, { asOf: '2026-03-01' })).toMatchObject([{ stage: 'lead', to: null }, { stage: 'visitor' }]);
    expect(await of(ann!, { asOf: '2026-02-01' })).toMatchObject([{ stage: 'visitor', to: null, cause: 'touched' }]);
    expect(await of(ben!)).toMatchObject([{ stage: 'visitor', cause: 'moved' }, { stage: 'lead' }]);
    expect(await of(cy!)).toMatchObject([{ stage: 'visitor', from: '2026-02-20T09:00:00.000Z', to: null }]);
    expect(await of(dee!, { asKnownAt: String(known) })).toMatchObject([{ stage: 'customer', to: null }]);
    expect(await of({ user: 'nobody' })).toBeUndefined();
    const company = world.nodes({ domain: 'acme.example' }).profile;
    const { answer } = await queries.ask(companyStageHistory, { company });
    expect(answer?.items).toMatchObject([{ stage: 'customer' }, { stage: 'lead' }]);
  });

  it('lists contacts by stage, those that were only touched by theirs', async () => {
    const listed = async (stage: string): Promise<string[]> =>
      (await queries.ask(contactList, { stage })).answer.items.map((one) => `${one.contact} ${one.stage}`).sort();
    const contact = (who: Who): string => about(who).profile;
    expect(await listed('customer')).toEqual([`${contact(ann!)} customer`]);
    expect(await listed('visitor')).toEqual([`${contact(ben!)} visitor`, `${contact(cy!)} visitor`].sort());
    expect(await listed('lead')).toEqual([]);
    const { answer } = await queries.ask(contactList, {});
    expect(answer.items.find((one) => one.contact === contact(ann!))).toMatchObject({
      stage: 'customer',
      stageSince: '2026-03-10T09:00:00.000Z',
    });
  });

  it('knows the stages as they are set, and were', async () => {
    expect((await queries.ask(stages, {})).answer).toMatchObject({ ...DEFAULT_STAGES, id: FUNNEL, definition: null });
    const before = (await world.log.head()).position;
    const [visitor, ...others] = DEFAULT_STAGES.stages;
    const set = await world.other(
      stagesSet.of(
        { stages: FUNNEL },
        { ...DEFAULT_STAGES, stages: [visitor!, ...others.filter(({ name }) => name !== 'lead')] },
      ),
    );
    await world.append(set);
    await drained.until();
    const { answer } = await queries.ask(stages, {});
    expect([answer.definition, answer.stages.map(({ name }) => name).includes('lead')]).toEqual([set.id, false]);
    const then = await queries.ask(stages, {}, { asKnownAt: String(before) });
    expect(then.answer.definition).toBeNull();
    // who was in a stage that is none any more stays counted
    const lead = line(await asked(), 'lead');
    expect(lead).toMatchObject({ place: null, function: null, entries: 2 });
  });
});
