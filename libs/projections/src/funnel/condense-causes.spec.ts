import fc from 'fast-check';
import { DEFAULT_STAGES, type FunnelStages } from '#journey';
import { states, type Fact, type Settings, type StatesTable } from '#kernel';
import { believedHistory, type Membership, type Rectangle } from '../engine/believed-history.js';
import type { BelievedFact } from '../engine/read-facts.js';
import { condensingCauses } from './condense-causes.js';
import { deriveLead } from './derive-lead.js';
import { deriveStages } from './derive-stages.js';

/** Stages set at a position: those of before, in the opposite order, so that what raises by one lowers by the other. */
const turned: FunnelStages = { ...DEFAULT_STAGES, stages: [...DEFAULT_STAGES.stages].reverse() };
const renamed: FunnelStages = {
  ...DEFAULT_STAGES,
  captures: [{ channel: 'meeting' }],
  qualifies: [{ channel: 'web' }],
};

/** Nobody is won back: who was lost and buys again is a customer, which is further down. */
const notWonBack: FunnelStages = {
  ...DEFAULT_STAGES,
  stages: DEFAULT_STAGES.stages.filter(({ causes }) => !causes.includes('subscription-resumed')),
};

const setAt = (position: number, stages: FunnelStages): Fact => ({
  position,
  n: 0,
  event_id: `set-${position}`,
  occurred_at: position,
  table: 'configured',
  stages,
});

/** A deal that is opened brings nobody anywhere. */
const noDeals: FunnelStages = {
  ...DEFAULT_STAGES,
  stages: DEFAULT_STAGES.stages.filter(({ causes }) => !causes.includes('deal-opened')),
};

const settings: Settings = (fact) =>
  [
    setAt(10, noDeals),
    setAt(30, DEFAULT_STAGES),
    setAt(50, renamed),
    setAt(75, turned),
    setAt(95, notWonBack),
    setAt(130, DEFAULT_STAGES),
  ].filter(({ position }) => position <= fact.position);

const RAISING = ['touch', 'touch', 'touch', 'became-customer', 'deal-opened', 'handoff-accepted'];
const OTHERS = [
  'moved',
  'subscription-started',
  'subscription-ended',
  'cancellation-announced',
  'subscription-resumed',
  'trial-started',
  'deal-lost',
  'deal-corrected',
];

interface Said {
  readonly cause: string;
  readonly at: number | null;
  readonly channel: string;
  readonly thing: string;
  readonly stage: string;
  readonly lasts: number | null;
  readonly profile: string;
  /** The days a correction says. */
  readonly opened?: number;
  readonly closed?: number;
}

/** Mostly what raises, mostly in the order of time: of what is left out there is much. */
const said: fc.Arbitrary<Said[]> = fc.array(
  fc.record({
    cause: fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom(...RAISING) },
      { weight: 1, arbitrary: fc.constantFrom(...OTHERS) },
    ),
    at: fc.oneof(
      { weight: 8, arbitrary: fc.constant(-1) },
      { weight: 2, arbitrary: fc.integer({ min: 0, max: 160 }) },
      { weight: 1, arbitrary: fc.constant(null) },
    ),
    channel: fc.constantFrom('web', 'meeting', 'call'),
    thing: fc.constantFrom('a', 'b'),
    stage: fc.constantFrom('visitor', 'customer', 'churned'),
    lasts: fc.oneof(
      { weight: 30, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 40 }) },
    ),
    profile: fc.constantFrom('p', 'q'),
    opened: fc.integer({ min: 0, max: 160 }),
    closed: fc.integer({ min: 0, max: 160 }),
  }),
  { minLength: 100, maxLength: 160, size: 'max' },
);

function factsOf(all: readonly Said[]): BelievedFact[] {
  return all.map(({ at, lasts, channel, opened = 5, closed = 20, ...rest }, i) => ({
    ...rest,
    position: i + 1,
    n: 0,
    event_id: `e${i + 1}`,
    occurred_at: at === -1 ? i : at,
    precision: at === null ? 'none' : 'instant',
    table: 'cause',
    until: lasts === null ? null : i + 1 + lasts,
    team: null,
    channel,
    kind: channel === 'meeting' ? 'booked' : 'submitted',
    campaign: null,
    source: 'website',
    opened_on: opened,
    closed_on: closed,
    outcome: 'won',
  }));
}

const table = (derive: StatesTable['derive'], condensing?: typeof condensingCauses): StatesTable =>
  states({
    per: ['contact'],
    from: ['cause'],
    columns: {},
    derive,
    ...(condensing === undefined ? {} : { condensing }),
  });

const told = (rows: readonly Rectangle[]): unknown =>
  rows.map(({ valid, believedFrom, believedUntil }) => [valid, believedFrom, believedUntil]);

describe('causes without those that change nothing', () => {
  const members: Membership[] = [
    { profile: 'p', from: 0, until: null },
    { profile: 'q', from: 30, until: 70 },
    { profile: 'q', from: 80, until: null },
  ];

  it.each([
    ['stages', deriveStages],
    ['leads', deriveLead],
  ] as const)('give the same %s, whatever is taken back, late or judged by other stages', (_, derive) => {
    fc.assert(
      fc.property(said, (all) => {
        const facts = factsOf(all);
        const rows = (of: StatesTable): unknown => told(believedHistory(of, facts, members, [], 0, 200, settings));
        expect(rows(table(derive, condensingCauses))).toEqual(rows(table(derive)));
      }),
      { numRuns: 80 },
    );
  });

  it('give the same when they are kept from one range to the next', () => {
    fc.assert(
      fc.property(said, fc.integer({ min: 20, max: 100 }), (all, known) => {
        const facts = factsOf(all).map((fact) => ({
          ...fact,
          until: null,
        }));
        const first = condensingCauses.condense(facts.slice(0, known), settings, null);
        if (first === null) return;
        const came = facts.slice(known).filter((fact) => condensingCauses.admits(first.left, fact, settings));
        const again = condensingCauses.condense([...first.kept, ...came], settings, first.left)!;
        const whole = [...facts.slice(0, known), ...came];
        for (const derive of [deriveStages, deriveLead]) {
          expect(derive([...first.kept, ...came], settings)).toEqual(derive(whole, settings));
          expect(derive(again.kept, settings)).toEqual(derive(whole, settings));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('are all there where the order of stages lets fall what should raise', () => {
    const one = { at: -1, channel: 'web', thing: 'a', stage: 'churned', lasts: null, profile: 'p' };
    const facts = factsOf(['moved', 'became-customer', 'became-customer'].map((cause) => ({ ...one, cause })));
    const byTurned: Settings = () => [setAt(0, turned)];
    const { kept } = condensingCauses.condense(facts, byTurned, null) ?? { kept: facts };
    expect(deriveStages(kept, byTurned)).toEqual(deriveStages(facts, byTurned));
    expect(deriveStages(facts, byTurned).map(({ values }) => values['stage'])).toEqual([
      'churned',
      'won-back',
      'customer',
    ]);
  });

  it('are judged where a correction places them', () => {
    const one = { at: -1, channel: 'web', thing: 'a', stage: '', lasts: null, profile: 'p' };
    const facts = [
      ...Array.from({ length: 20 }, (_, i) => ({ ...one, cause: 'touch', at: 10 * (i + 1) })),
      { ...one, cause: 'deal-opened', at: 300 },
      { ...one, cause: 'deal-corrected', at: 310, opened: 15 },
    ];
    const byTwo: Settings = (fact) =>
      [setAt(0, { ...noDeals, captures: [{}] }), setAt(20, DEFAULT_STAGES)].filter(
        ({ position }) => position < fact.position,
      );
    const all = factsOf(facts);
    const { kept, left } = condensingCauses.condense(all.slice(0, 21), byTwo, null)!;
    expect(kept.length).toBeLessThan(21);
    expect(condensingCauses.admits(left, all[21]!, byTwo)).toBe(false);
    const whole = condensingCauses.condense(all, byTwo, null) ?? { kept: all };
    expect(deriveStages(whole.kept, byTwo)).toEqual(deriveStages(all, byTwo));
  });

  it('are few where much is alike', () => {
    const much = factsOf(
      Array.from({ length: 1_000 }, () => ({
        cause: 'touch',
        at: -1,
        channel: 'web',
        thing: 'a',
        stage: '',
        lasts: null,
        profile: 'p',
      })),
    );
    expect(condensingCauses.condense(much, () => [], null)!.kept).toEqual([much[0]]);
  });
});
