import fc from 'fast-check';
import { BrokenRule, type AnyDecision, type Happening, type When } from '#kernel';
import { fold, given } from '../../test/given.js';
import { dealAmountChanged } from '../events/deals/deal-amount-changed.js';
import { dealContactAdded } from '../events/deals/deal-contact-added.js';
import { dealCorrected } from '../events/deals/deal-corrected.js';
import { dealLost } from '../events/deals/deal-lost.js';
import { dealOpened } from '../events/deals/deal-opened.js';
import { dealOwnerChanged } from '../events/deals/deal-owner-changed.js';
import { dealReopened } from '../events/deals/deal-reopened.js';
import { dealStageChanged } from '../events/deals/deal-stage-changed.js';
import { dealWon } from '../events/deals/deal-won.js';
import { deal, type KnownDeal } from './deal.js';
import { correctDeal, loseDeal, reopenDeal, winDeal } from './deal-outcome.js';
import {
  addDealContact,
  changeDealAmount,
  changeDealCloseDate,
  changeDealOwner,
  moveDealStage,
  removeDealContact,
  setDealLines,
  setDealNextStep,
  splitDeal,
  startDeal,
} from './deal-terms.js';

const id = '0192f0c1-1111-8000-8000-000000000001';
const contact = '0192f0c1-0001-8200-8000-000000000001';
const other = '0192f0c1-0002-8200-8000-000000000002';
const company = '0192f0c1-0003-8600-8000-000000000003';
const [ann, bob] = ['0192f0c1-0004-7000-8000-000000000004', '0192f0c1-0005-7000-8000-000000000005'] as const;
const about = { deal: id };
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const on = (at: string): { when: When } => ({ when: { precision: 'day', at } });

const opened = dealOpened.of(
  { ...about, profile: contact, company, owner: ann },
  { name: 'Laptops', stage: 'proposal', amount: eur(100) },
  on('2026-01-10'),
);
const won = dealWon.of(about, { reason: 'price' }, on('2026-02-01'));
const lost = dealLost.of(about, { reason: 'price' }, on('2026-02-01'));
const reopened = dealReopened.of(about, {}, on('2026-02-10'));

const whatHolds = (...history: Happening[]): KnownDeal => {
  const state = fold(deal, history);
  if (state.status === 'unknown') throw new Error('nothing happened');
  return state;
};

describe('opening a deal', () => {
  it('names whom it is with and whose it is, once', () => {
    const params = { name: 'Laptops', contact, company, owner: ann, amount: eur(100), on: '2026-01-10' };
    expect(given().when(startDeal, params)).toEqual([['deal-opened', { name: 'Laptops', amount: eur(100) }]]);
    expect(given(opened).when(startDeal, { ...params, stage: 'proposal' })).toEqual([]);
    expect(given(opened).when(startDeal, params)).toBe('deal.already-opened');
    expect(given(opened, won).when(startDeal, { name: 'Else' })).toBe('deal.already-opened');
    expect(given().when(startDeal, {})).toEqual([['deal-opened', {}]]);
  });
  it('refuses what cannot be', () => {
    expect(given().when(startDeal, {}, { id: 'x' })).toBe('deal.unknown');
    expect(given().when(startDeal, { contact: company })).toBe('deal.contact-unfit');
    expect(given().when(startDeal, { company: contact })).toBe('deal.company-unfit');
    expect(given().when(startDeal, { amount: eur(-1) })).toBe('deal.amount-negative');
    expect(given().when(startDeal, { amount: { amount: 1, currency: 'euro' } })).toBe('deal.currency');
    expect(given().when(startDeal, { lines: [{ product: 'p', quantity: 0 }] })).toBe('deal.quantity');
    expect(given().when(startDeal, { on: '2026-03-03' })).toBe('deal.in-future');
    expect(given().when(startDeal, { at: '2026-03-01T09:30:00.001Z' })).toBe('deal.in-future');
    expect(given().when(startDeal, { on: '2026-02-01', at: '2026-02-01T00:00:00.000Z' })).toBe('deal.two-times');
  });
});

/** Each change with a repeat of what holds, and news. */
const CHANGES: readonly (readonly [string, AnyDecision, Record<string, unknown>, Record<string, unknown>])[] = [
  ['deal-amount-changed', changeDealAmount, { amount: eur(100) }, { amount: eur(120) }],
  ['deal-close-date-changed', changeDealCloseDate, {}, { closeOn: '2026-05-01' }],
  ['deal-stage-changed', moveDealStage, { stage: 'proposal' }, { stage: 'negotiation' }],
  ['deal-lines-set', setDealLines, { lines: [] }, { lines: [{ product: 'p', quantity: 2, amount: eur(9) }] }],
  ['deal-next-step-set', setDealNextStep, {}, { step: 'call', dueOn: '2026-04-01' }],
];

describe('changing a deal', () => {
  it.each(CHANGES)('tells %s once, while it is open', (event, decision, repeat, news) => {
    expect(given(opened).when(decision, repeat)).toEqual([]);
    expect(given(opened).when(decision, news)).toEqual([[event, news]]);
    expect(given(opened, won, reopened).when(decision, news)).toEqual([[event, news]]);
    for (const closed of [won, lost]) expect(given(opened, closed).when(decision, news)).toBe('deal.not-open');
    expect(given().when(decision, news)).toBe('deal.unknown');
  });
  it('moves to a stage of another pipeline, though it is called the same', () => {
    expect(given(opened).when(moveDealStage, { stage: 'proposal', pipeline: bob })).toEqual([
      ['deal-stage-changed', { pipeline: bob, stage: 'proposal' }],
    ]);
  });
  it('gives it away, open or closed, and to nobody', () => {
    for (const history of [[opened], [opened, lost]]) {
      expect(given(...history).when(changeDealOwner, { owner: ann })).toEqual([]);
      expect(given(...history).when(changeDealOwner, { owner: bob, reason: 'left' })).toEqual([
        ['deal-owner-changed', { reason: 'left' }],
      ]);
      expect(given(...history).when(changeDealOwner, {})).toEqual([['deal-owner-changed', {}]]);
    }
    expect(given().when(changeDealOwner, { owner: bob })).toBe('deal.unknown');
    expect(given(opened, dealOwnerChanged.of(about, {})).when(changeDealOwner, {})).toEqual([]);
  });
  it('has contacts with a role each', () => {
    const added = dealContactAdded.of({ ...about, profile: other }, { role: 'buyer' });
    expect(given(opened).when(addDealContact, { contact: other, role: 'buyer' })).toEqual([
      ['deal-contact-added', { role: 'buyer' }],
    ]);
    expect(given(opened, added).when(addDealContact, { contact: other, role: 'buyer' })).toEqual([]);
    expect(given(opened, added).when(addDealContact, { contact: other, role: 'user' })).toHaveLength(1);
    expect(given(opened).when(addDealContact, { contact: company })).toBe('deal.contact-unfit');
    expect(given(opened, added).when(removeDealContact, { contact: other })).toEqual([['deal-contact-removed', {}]]);
    expect(given(opened).when(removeDealContact, { contact: other })).toEqual([]);
    expect(given(opened).when(removeDealContact, { contact })).toBe('deal.main-contact');
    for (const decision of [addDealContact, removeDealContact])
      expect(given().when(decision, { contact: other })).toBe('deal.unknown');
    expect(whatHolds(opened, added)).toMatchObject({
      profile: contact,
      contacts: { [contact]: null, [other]: 'buyer' },
    });
  });
  it('counts for several, whose shares are a hundred together', () => {
    const shares = (...percents: number[]) => ({
      shares: percents.map((percent, i) => ({ person: [ann, bob][i]!, percent })),
    });
    expect(given(opened).when(splitDeal, shares(60, 40))).toEqual([['deal-split-set', shares(60, 40)]]);
    expect(given(opened, won).when(splitDeal, shares(100))).toHaveLength(1);
    expect(given(opened).when(splitDeal, shares())).toEqual([]);
    expect(given(opened).when(splitDeal, shares(60, 30))).toBe('deal.split-not-hundred');
    expect(given(opened).when(splitDeal, shares(100, 0))).toBe('deal.split-share');
    const twice = { shares: [50, 50].map((percent) => ({ person: ann, percent })) };
    expect(given(opened).when(splitDeal, twice)).toBe('deal.split-twice');
    expect(given().when(splitDeal, shares(100))).toBe('deal.unknown');
  });
});

describe('the outcome of a deal', () => {
  it('is won once, for what was agreed', () => {
    expect(given(opened).when(winDeal, { amount: eur(90), reason: 'price' })).toEqual([
      ['deal-won', { amount: eur(90), reason: 'price' }],
    ]);
    expect(given(opened, won).when(winDeal, {})).toEqual([]);
    expect(given(opened, won).when(winDeal, { amount: eur(100), reason: 'price' })).toEqual([]);
    expect(given(opened, won).when(winDeal, { amount: eur(90) })).toBe('deal.not-open');
    expect(given(opened, lost).when(winDeal, {})).toBe('deal.not-open');
    expect(given().when(winDeal, {})).toBe('deal.unknown');
    expect(given(opened).when(winDeal, { on: '2026-01-09' })).toBe('deal.closed-before-opened');
    expect(given(opened).when(winDeal, { on: '2026-01-10' })).toHaveLength(1);
  });
  it('is lost once', () => {
    expect(given(opened).when(loseDeal, { reason: 'price', comment: 'too dear' })).toEqual([
      ['deal-lost', { reason: 'price', comment: 'too dear' }],
    ]);
    expect(given(opened, lost).when(loseDeal, {})).toEqual([]);
    expect(given(opened, lost).when(loseDeal, { reason: 'time' })).toBe('deal.not-open');
    expect(given(opened, won).when(loseDeal, {})).toBe('deal.not-open');
    expect(given().when(loseDeal, {})).toBe('deal.unknown');
    expect(given(opened).when(loseDeal, { on: '2026-01-09' })).toBe('deal.closed-before-opened');
  });
  it('is taken up again: reopened, and won anew', () => {
    expect(given(opened, lost).when(reopenDeal, { stage: 'negotiation' })).toEqual([
      ['deal-reopened', { stage: 'negotiation' }],
    ]);
    // what is dated before the last time it was closed, or opened again, would change nothing
    expect(given(opened, won).when(reopenDeal, { on: '2026-01-11' })).toBe('deal.before-last-turn');
    for (const decision of [winDeal, loseDeal])
      expect(given(opened, won, reopened).when(decision, { on: '2026-01-11' })).toBe('deal.before-last-turn');
    expect(given(opened, won, reopened).when(reopenDeal, {})).toEqual([]);
    expect(given(opened, won, reopened).when(reopenDeal, { stage: 'negotiation' })).toBe('deal.not-closed');
    expect(given(opened).when(reopenDeal, {})).toBe('deal.not-closed');
    expect(given().when(reopenDeal, {})).toBe('deal.unknown');
    expect(given(opened, won, reopened).when(winDeal, {})).toEqual([['deal-won', {}]]);
  });
  it('is corrected: it was always so, and neither changed nor closed again', () => {
    const reason = 'a typing error';
    expect(given(opened).when(correctDeal, { amount: eur(10), reason })).toEqual([
      ['deal-corrected', { amount: eur(10), reason }],
    ]);
    expect(given(opened, won).when(correctDeal, { outcome: 'lost', closedOn: '2026-02-02', reason })).toHaveLength(1);
    expect(given(opened, won).when(correctDeal, { outcome: 'won', closedOn: '2026-02-01', reason })).toEqual([]);
    expect(given(opened).when(correctDeal, { amount: eur(100), openedOn: '2026-01-10', reason })).toEqual([]);
    expect(given(opened).when(correctDeal, { reason })).toBe('deal.correction-empty');
    for (const says of [{ outcome: 'lost' }, { closedOn: '2026-02-02' }])
      expect(given(opened).when(correctDeal, { ...says, reason })).toBe('deal.not-closed');
    expect(given(opened, won).when(correctDeal, { openedOn: '2026-02-05', reason })).toBe('deal.closed-before-opened');
    expect(given(opened, won).when(correctDeal, { closedOn: '2026-04-05', reason })).toBe('deal.in-future');
    expect(given(opened).when(correctDeal, { amount: eur(-1), reason })).toBe('deal.amount-negative');
    expect(given().when(correctDeal, { name: 'x', reason })).toBe('deal.unknown');
    const corrected = dealCorrected.of(about, { outcome: 'lost', amount: eur(7), name: 'Tablets', reason });
    expect(whatHolds(opened, won, corrected)).toMatchObject({ status: 'lost', amount: eur(7), name: 'Tablets' });
  });
});

describe('history told late', () => {
  it('does not outweigh what happened after it', () => {
    const live = [opened, dealStageChanged.of(about, { stage: 'negotiation' }, on('2026-02-20')), lost, reopened];
    const late = [
      dealStageChanged.of(about, { stage: 'qualification' }, on('2026-01-15')),
      dealAmountChanged.of(about, { amount: eur(130) }, on('2026-01-20')),
      dealWon.of(about, {}, on('2026-01-21')),
      dealOwnerChanged.of({ ...about, owner: bob }, {}, { when: { precision: 'none' } }),
    ];
    expect(whatHolds(...live, ...late)).toMatchObject({
      status: 'open',
      stage: 'negotiation',
      amount: eur(130),
      owner: bob,
    });
    const changed = dealOwnerChanged.of({ ...about, owner: ann }, {}, on('2026-01-20'));
    expect(whatHolds(...live, changed, ...late)).toMatchObject({ owner: ann });
  });
  it('may lack the opening, or bring it last', () => {
    const named = dealWon.of({ ...about, profile: contact, owner: bob }, {}, on('2026-02-01'));
    expect(whatHolds(named)).toMatchObject({ status: 'won', profile: contact, owner: bob, opened: null });
    const all = whatHolds(named, opened);
    expect(all).toMatchObject({ status: 'won', owner: ann, company, name: 'Laptops', stage: 'proposal' });
    expect(given(named).when(startDeal, {})).toBe('deal.already-opened');
  });
});

describe('any sequence of commands', () => {
  interface Model {
    status: 'unknown' | 'open' | 'won' | 'lost';
    amount: number | null;
    stage: string | null;
    reopened: boolean;
  }
  type Step = readonly [AnyDecision, Record<string, unknown>, (model: Model) => string | Partial<Model> | null];
  const whenOpen = (model: Model, change: Partial<Model> | null): string | Partial<Model> | null =>
    model.status === 'unknown' ? 'deal.unknown' : model.status === 'open' ? change : 'deal.not-open';
  const closing =
    (outcome: 'won' | 'lost') =>
    (model: Model): string | Partial<Model> | null =>
      model.status === outcome ? null : whenOpen(model, { status: outcome });
  const steps: fc.Arbitrary<Step> = fc.oneof(
    fc.constant<Step>([
      startDeal,
      { stage: 's0' },
      (model) => {
        if (model.status === 'unknown') return { status: 'open', stage: 's0' };
        return null;
      },
    ]),
    fc
      .integer({ min: 0, max: 2 })
      .map<Step>((amount) => [
        changeDealAmount,
        { amount: eur(amount) },
        (model) => whenOpen(model, model.amount === amount ? null : { amount }),
      ]),
    fc
      .constantFrom('s0', 's1', 's2')
      .map<Step>((stage) => [
        moveDealStage,
        { stage },
        (model) => whenOpen(model, model.stage === stage ? null : { stage }),
      ]),
    fc.constant<Step>([winDeal, {}, closing('won')]),
    fc.constant<Step>([loseDeal, {}, closing('lost')]),
    fc.constant<Step>([
      reopenDeal,
      {},
      (model) => {
        if (model.status === 'unknown') return 'deal.unknown';
        if (model.status !== 'open') return { status: 'open', reopened: true };
        return model.reopened ? null : 'deal.not-closed';
      },
    ]),
    fc.constantFrom<'won' | 'lost'>('won', 'lost').map<Step>((outcome) => [
      correctDeal,
      { outcome, reason: 'wrong' },
      (model) => {
        if (model.status === 'unknown') return 'deal.unknown';
        if (model.status === 'open') return 'deal.not-closed';
        return model.status === outcome ? null : { status: outcome };
      },
    ]),
  );

  it('leaves a deal as a simple model says, and breaks the rules it says', () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 40 }), (sequence) => {
        const model: Model = { status: 'unknown', amount: null, stage: null, reopened: false };
        const history: Happening[] = [];
        let minute = Date.parse('2026-01-01T00:00:00.000Z');
        for (const [decision, params, expected] of sequence) {
          const at = new Date((minute += 60_000)).toISOString();
          const change = expected(model);
          let came: readonly Happening[] | string;
          try {
            const context = { id, at, by: { kind: 'person', id: ann } } as const;
            came = decision.decide(fold(deal, history), params, context);
          } catch (error) {
            if (!(error instanceof BrokenRule)) throw error;
            came = error.code;
          }
          if (typeof change === 'string' || typeof came === 'string') expect(came).toBe(change);
          else {
            expect(came).toHaveLength(change === null ? 0 : 1);
            Object.assign(model, change);
            history.push(...came.map((happening) => ({ when: { precision: 'instant', at } as const, ...happening })));
          }
        }
        const state = fold(deal, history);
        expect(state.status).toBe(model.status);
        if (state.status !== 'unknown')
          expect([state.amount?.amount ?? null, state.stage, state.reopened]).toEqual([
            model.amount,
            model.stage,
            model.reopened,
          ]);
      }),
      { numRuns: 300 },
    );
  });
});
