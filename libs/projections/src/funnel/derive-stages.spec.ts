import fc from 'fast-check';
import { DEFAULT_STAGES, type FunnelStages } from '#journey';
import type { Fact, Settings } from '#kernel';
import { deriveLead } from './derive-lead.js';
import { deriveStages } from './derive-stages.js';

const none: Settings = () => [];

/** Facts in position order: what happened, on which day, of which thing. */
function facts(...said: readonly (readonly [cause: string, day: number | null, more?: object])[]): Fact[] {
  return said.map(([cause, day, more], i) => ({
    position: i + 1,
    n: 0,
    event_id: `e${i + 1}`,
    occurred_at: day,
    precision: day === null ? 'none' : 'instant',
    table: 'cause',
    cause,
    thing: 't',
    stage: null,
    team: null,
    channel: 'web',
    kind: 'submitted',
    campaign: null,
    source: 'website',
    ...more,
  }));
}

/** Stages with when they were entered and left. */
function stays(believed: readonly Fact[], settings: Settings = none): string[] {
  return deriveStages(believed, settings).map(
    ({ from, to, values }) => `${String(values['stage'])} ${from ?? '?'}-${to ?? ''}`,
  );
}

describe('stages', () => {
  it('rise with what happens, whatever the order it is recorded in', () => {
    expect(
      stays(
        facts(
          ['became-customer', 50],
          ['deal-opened', 40],
          ['touch', 10],
          ['touch', 20, { channel: 'meeting', kind: 'booked' }],
          ['handoff-accepted', 30],
          ['touch', 60],
        ),
      ),
    ).toEqual(['lead 10-20', 'marketing-qualified 20-30', 'sales-accepted 30-40', 'opportunity 40-50', 'customer 50-']);
  });

  it('say what brought there, from where, and whence the first of all came', () => {
    const [lead, customer] = deriveStages(
      facts(['touch', 10, { campaign: 'spring', source: 'zoom' }], ['became-customer', 20]),
      none,
    );
    expect(lead!.values).toMatchObject({ cause: 'captured', event: 'e1', place: 1, left_at: 20, next: 'customer' });
    expect(customer!.values).toMatchObject({
      cause: 'became-customer',
      previous: 'lead',
      campaign: 'spring',
      source: 'zoom',
      function: 'service',
      definition: null,
    });
  });

  it('are none for touches that neither capture nor qualify', () => {
    expect(stays(facts(['touch', 10, { kind: 'attended' }]))).toEqual([]);
  });

  it('fall with a cancellation announced and the end of the last subscription, and are won back', () => {
    const started = ['subscription-started', 10] as const;
    expect(
      stays(
        facts(
          started,
          ['cancellation-announced', 20],
          ['subscription-ended', 30],
          ['deal-opened', 35],
          ['subscription-resumed', 40],
        ),
      ),
    ).toEqual(['customer 10-20', 'at-risk 20-30', 'churned 30-40', 'won-back 40-']);
    expect(stays(facts(started, ['cancellation-announced', 20], ['subscription-resumed', 30]))).toEqual([
      'customer 10-20',
      'at-risk 20-30',
      'won-back 30-',
    ]);
    // out of a pause
    expect(stays(facts(started, ['subscription-resumed', 30]))).toEqual(['customer 10-']);
    expect(stays(facts(started, ['subscription-ended', 20], ['became-customer', 30, { thing: 'order' }]))).toEqual([
      'customer 10-20',
      'churned 20-30',
      'won-back 30-',
    ]);
  });

  it('keep a customer whose other subscription is in force', () => {
    const second = { thing: 'second' };
    const both = [
      ['subscription-started', 10],
      ['subscription-started', 15, second],
      ['cancellation-announced', 20],
      ['subscription-ended', 30],
    ] as const;
    expect(stays(facts(...both))).toEqual(['customer 10-20', 'at-risk 20-30', 'customer 30-']);
    expect(stays(facts(...both, ['cancellation-announced', 25, second]))).toEqual(['customer 10-20', 'at-risk 20-']);
    expect(stays(facts(...both, ['subscription-ended', 40, second]))).toEqual([
      'customer 10-20',
      'at-risk 20-30',
      'customer 30-40',
      'churned 40-',
    ]);
  });

  it('do not know trials, until one is paid for', () => {
    expect(stays(facts(['trial-started', 10], ['cancellation-announced', 15], ['subscription-ended', 20]))).toEqual([]);
    expect(stays(facts(['trial-started', 10], ['subscription-started', 20], ['subscription-ended', 30]))).toEqual([
      'customer 20-30',
      'churned 30-',
    ]);
  });

  it('follow people anywhere, until something later leads on from there', () => {
    expect(
      stays(
        facts(
          ['deal-opened', 10],
          ['moved', 20, { stage: 'lead' }],
          ['touch', 25],
          ['moved', 26, { stage: 'no such stage' }],
          ['handoff-accepted', 30],
          ['moved', 30, { stage: 'visitor' }],
        ),
      ),
    ).toEqual(['opportunity 10-20', 'lead 20-30', 'visitor 30-']);
  });

  it('correct how and when a deal ended', () => {
    const deal = facts(['deal-opened', 10], ['became-customer', 20]);
    const correction = (position: number, more: object): Fact => ({
      ...facts(['deal-corrected', 90])[0]!,
      position,
      outcome: null,
      opened_on: null,
      closed_on: null,
      ...more,
    });
    expect(stays([...deal, correction(3, { outcome: 'lost' })])).toEqual(['opportunity 10-']);
    expect(stays([...deal, correction(3, { opened_on: 5, closed_on: 15 })])).toEqual([
      'opportunity 5-15',
      'customer 15-',
    ]);
    expect(stays([...facts(['deal-opened', 10], ['deal-lost', 20]), correction(3, { outcome: 'won' })])).toEqual([
      'opportunity 10-20',
      'customer 20-',
    ]);
    expect(stays([...deal, correction(3, { outcome: 'lost', thing: 'another' })])).toHaveLength(2);
  });

  it('begin with what nobody knows when, and keep the later of two at once', () => {
    expect(stays(facts(['became-customer', 20], ['touch', null]))).toEqual(['lead ?-20', 'customer 20-']);
    expect(stays(facts(['touch', 20], ['became-customer', 20]))).toEqual(['customer 20-']);
  });

  it('are those that were set when each thing was recorded; a handoff counts where sales takes it', () => {
    const stages: FunnelStages = {
      stages: [
        { name: 'known', function: 'marketing', outcomes: [], causes: ['captured'] },
        { name: 'ours', function: 'service', outcomes: [], causes: ['became-customer'] },
      ],
      captures: [{ kind: 'attended' }],
      qualifies: [],
    };
    const set = { ...facts(['x', null])[0]!, table: 'configured', event_id: 'set', stages };
    const later: Settings = ({ position }) => (position >= 2 ? [set] : []);
    const three = facts(['touch', 10], ['touch', 20, { kind: 'attended' }], ['became-customer', 30]);
    // where a stage is no more, it stands where what brought there stands now
    expect(stays(three, later)).toEqual(['lead 10-30', 'ours 30-']);
    expect(stays(three.slice(1), later)).toEqual(['known 20-30', 'ours 30-']);
    expect(deriveStages(three.slice(1), later)[0]!.values['definition']).toBe('set');

    const team: Settings = () => [{ ...set, table: 'team', team: 'x', function: 'service' }];
    expect(stays(facts(['handoff-accepted', 10, { team: 'x' }]), team)).toEqual([]);
    expect(stays(facts(['handoff-accepted', 10, { team: 'y' }]), team)).toEqual(['sales-accepted 10-']);
  });

  it('are what a plain reference makes of any history', () => {
    const said = fc.tuple(
      fc.constantFrom(
        'touch',
        'handoff-accepted',
        'deal-opened',
        'became-customer',
        'subscription-started',
        'cancellation-announced',
        'subscription-ended',
        'subscription-resumed',
        'moved',
      ),
      fc.option(fc.nat(12)),
      fc.record({ thing: fc.constantFrom('s', 't'), stage: fc.constantFrom('lead', 'opportunity', 'churned') }),
    );
    fc.assert(
      fc.property(fc.array(said, { maxLength: 12 }), (history) => {
        const believed = facts(...history);
        const derived = deriveStages(believed, none);
        for (let day = -1; day <= 13; day++) {
          const held = derived.find(({ from, to }) => (from ?? -2) <= day && (to === null || to > day));
          expect([day, held?.values['stage'] ?? null]).toEqual([day, reference(believed, day)]);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

/** The stage after a day by the default definition, said plainly: one day's history from its beginning. */
function reference(believed: readonly Fact[], day: number): string | null {
  const names = DEFAULT_STAGES.stages.map(({ name }) => name);
  const until = believed
    .filter(({ occurred_at: at }) => (at ?? -2) <= day)
    .map((fact, i) => ({ fact, i, at: fact.occurred_at ?? -2 }))
    .sort((a, b) => (a.at === b.at ? a.i - b.i : a.at - b.at));
  let stage: string | null = null;
  const paid: string[] = [];
  const leaving: string[] = [];
  const forget = (list: string[], thing: string): void => {
    while (list.includes(thing)) list.splice(list.indexOf(thing), 1);
  };
  for (const { fact } of until) {
    const thing = fact['thing'] as string;
    const below = (name: string): boolean => stage === null || names.indexOf(stage) < names.indexOf(name);
    if (fact['cause'] === 'touch' && below('lead')) stage = 'lead';
    if (fact['cause'] === 'handoff-accepted' && below('sales-accepted')) stage = 'sales-accepted';
    if (fact['cause'] === 'deal-opened' && below('opportunity')) stage = 'opportunity';
    if (fact['cause'] === 'subscription-started') paid.push(thing);
    if (fact['cause'] === 'became-customer' || fact['cause'] === 'subscription-started')
      stage = stage === 'churned' ? 'won-back' : below('customer') ? 'customer' : stage;
    if (fact['cause'] === 'cancellation-announced') {
      leaving.push(thing);
      stage = 'at-risk';
    }
    if (fact['cause'] === 'subscription-ended') {
      forget(paid, thing);
      forget(leaving, thing);
      if (paid.length === 0) stage = 'churned';
      else if (leaving.length === 0 && stage === 'at-risk') stage = 'customer';
    }
    if (fact['cause'] === 'subscription-resumed') {
      forget(leaving, thing);
      paid.push(thing);
      if (stage === 'at-risk' || stage === 'churned') stage = 'won-back';
    }
    if (fact['cause'] === 'moved') stage = fact['stage'] as string;
  }
  return stage;
}

describe('a lead', () => {
  it('is one from the earliest capture on, never who was a customer before', () => {
    const captured = (believed: readonly Fact[]): unknown[] => deriveLead(believed, none).map(({ from }) => from);
    expect(captured(facts(['touch', 20], ['touch', 10], ['became-customer', 30]))).toEqual([10]);
    expect(captured(facts(['touch', 20], ['subscription-started', 10]))).toEqual([]);
    expect(captured(facts(['touch', 20, { kind: 'attended' }]))).toEqual([]);
    expect(captured(facts(['touch', null]))).toEqual([null]);
    expect(captured(facts(['touch', 20, { channel: 'meeting', kind: 'booked' }]))).toEqual([20]);
  });
});
