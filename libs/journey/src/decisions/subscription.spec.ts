import * as fc from 'fast-check';
import { fold, given } from '../../test/given.js';
import { Play } from '../../test/play.js';
import { subscriptionCancelled } from '../events/subscriptions/subscription-cancelled.js';
import { subscriptionChanged } from '../events/subscriptions/subscription-changed.js';
import { subscriptionEnded } from '../events/subscriptions/subscription-ended.js';
import { subscriptionPaused } from '../events/subscriptions/subscription-paused.js';
import { subscriptionPaymentFailed } from '../events/subscriptions/subscription-payment-failed.js';
import { subscriptionRenewed } from '../events/subscriptions/subscription-renewed.js';
import { subscriptionStarted } from '../events/subscriptions/subscription-started.js';
import { subscriptionTrialStarted } from '../events/subscriptions/subscription-trial-started.js';
import { courseAt } from '../subscription-course.js';
import { cancelSubscription, endSubscription, pauseSubscription, resumeSubscription } from './subscription-ending.js';
import {
  changeSubscription,
  failPayment,
  recoverPayment,
  renewSubscription,
  startSubscription,
  startTrial,
  subscription,
} from './subscription.js';

const id = '0192f0c1-1111-8000-8000-000000000001';
const contact = '0192f0c1-2222-8200-8000-000000000002';
const company = '0192f0c1-3333-8600-8000-000000000003';
const about = { subscription: id, profile: contact };
const price = { amount: 12_000, currency: 'EUR' };
const instantAt = (at: string) => ({ when: { precision: 'instant', at } }) as const;

const tried = subscriptionTrialStarted.of(about, { plan: 'pro' }, instantAt('2026-01-01T00:00:00.000Z'));
const started = subscriptionStarted.of(about, { plan: 'pro', price }, instantAt('2026-01-10T00:00:00.000Z'));
const paused = subscriptionPaused.of(about, {}, instantAt('2026-02-01T00:00:00.000Z'));
const later = '2026-04-01T00:00:00.000Z';
const cancelled = subscriptionCancelled.of(
  about,
  { effectiveAt: later, reason: 'price', voluntary: true },
  instantAt('2026-02-10T00:00:00.000Z'),
);
const ended = subscriptionEnded.of(about, {}, instantAt('2026-02-20T00:00:00.000Z'));
const failed = subscriptionPaymentFailed.of(about, {}, instantAt('2026-02-15T00:00:00.000Z'));
const renewed = subscriptionRenewed.of(about, { renewsOn: '2026-12-31' }, instantAt('2026-02-16T00:00:00.000Z'));

describe('starting', () => {
  it('begins a trial, once, for somebody', () => {
    expect(given().when(startTrial, { contact, plan: 'pro', endsOn: '2026-03-31' })).toEqual([
      ['subscription-trial-started', { plan: 'pro', endsOn: '2026-03-31' }],
    ]);
    expect(given(tried).when(startTrial, { contact, plan: 'pro' })).toEqual([]);
    expect(given(tried).when(startTrial, { contact, plan: 'max' })).toBe('subscription.already-started');
    expect(given(started).when(startTrial, { contact, plan: 'pro' })).toBe('subscription.already-started');
    expect(given().when(startTrial, { plan: 'pro' })).toBe('subscription.without-customer');
  });

  it('begins what is paid for, out of nothing or a trial, once', () => {
    const terms = { plan: 'pro', price, quantity: 2, interval: 'year' };
    expect(given().when(startSubscription, { company, ...terms })).toEqual([['subscription-started', terms]]);
    expect(given(tried).when(startSubscription, terms)).toEqual([['subscription-started', terms]]);
    expect(given(tried, ended).when(startSubscription, terms)).toEqual([['subscription-started', terms]]);
    expect(given(started).when(startSubscription, { contact, plan: 'pro', price })).toEqual([]);
    expect(given(started).when(startSubscription, { contact, plan: 'max' })).toBe('subscription.already-started');
    expect(given(started, ended).when(startSubscription, { contact, plan: 'pro' })).toBe(
      'subscription.already-started',
    );
    expect(given().when(startSubscription, terms)).toBe('subscription.without-customer');
  });

  it('knows contacts from companies, and sense from nonsense', () => {
    expect(given().when(startSubscription, { contact: company, plan: 'pro' })).toBe('subscription.contact-unfit');
    expect(given().when(startSubscription, { company: contact, plan: 'pro' })).toBe('subscription.company-unfit');
    expect(given().when(startSubscription, { contact, plan: 'pro', quantity: 0 })).toBe('subscription.quantity-unfit');
    expect(given().when(startSubscription, { contact, plan: 'pro', price: { amount: -1, currency: 'EUR' } })).toBe(
      'subscription.amount-negative',
    );
  });

  it('says when, if that is past', () => {
    const late = { contact, plan: 'pro', at: '2026-02-01T00:00:00.000Z' };
    const [event] = startSubscription.decide(subscription.initial, late, {
      id,
      at: '2026-03-01T09:30:00.000Z',
      by: { kind: 'system', id: 'test' },
    });
    expect(event).toMatchObject({ when: { precision: 'instant', at: late.at }, about });
    expect(given().when(startSubscription, { ...late, on: '2026-02-01' })).toBe('subscription.two-times');
    expect(given().when(startSubscription, { ...late, at: '2026-03-02T00:00:00.000Z' })).toBe('subscription.in-future');
    expect(given().when(startSubscription, { contact, plan: 'pro', on: '2026-03-04' })).toBe('subscription.in-future');
  });
});

describe('what is paid for', () => {
  it('changes by what is named, and only if that is new', () => {
    expect(given(started).when(changeSubscription, { quantity: 3 })).toEqual([
      ['subscription-changed', { quantity: 3 }],
    ]);
    expect(given(started).when(changeSubscription, { plan: 'pro', price })).toEqual([]);
    expect(given(started).when(changeSubscription, {})).toEqual([]);
  });
  it('renews, unless its end is announced', () => {
    expect(given(started).when(renewSubscription, { renewsOn: '2026-12-31' })).toEqual([
      ['subscription-renewed', { renewsOn: '2026-12-31' }],
    ]);
    expect(given(started, renewed).when(renewSubscription, { renewsOn: '2026-12-31' })).toEqual([]);
    expect(given(started, cancelled).when(renewSubscription, {})).toBe('subscription.cancelled');
  });
  it('owes after a failed payment, until it is made', () => {
    expect(given(started).when(failPayment, { reason: 'expired' })).toEqual([
      ['subscription-payment-failed', { reason: 'expired' }],
    ]);
    expect(given(started, failed).when(failPayment, {})).toEqual([['subscription-payment-failed', {}]]);
    expect(given(started, failed).when(recoverPayment, {})).toEqual([['subscription-payment-recovered', {}]]);
    expect(given(started).when(recoverPayment, {})).toEqual([]);
  });
  it('rests, once', () => {
    expect(given(started).when(pauseSubscription, { resumesOn: '2026-05-01' })).toEqual([
      ['subscription-paused', { resumesOn: '2026-05-01' }],
    ]);
    expect(given(started, paused).when(pauseSubscription, {})).toEqual([]);
  });
  it.each([
    ['change', changeSubscription, { quantity: 3 }],
    ['renew', renewSubscription, {}],
    ['fail-payment', failPayment, {}],
    ['recover-payment', recoverPayment, {}],
    ['pause', pauseSubscription, {}],
  ] as const)('is what it takes to %s', (_name, decision, params) => {
    expect(given().when(decision, params)).toBe('subscription.unknown');
    expect(given(tried).when(decision, params)).toBe('subscription.in-trial');
    expect(given(started, ended).when(decision, params)).toBe('subscription.not-active');
    expect(given(started).when(decision, { ...params, on: '2026-01-09' })).toBe('subscription.not-active');
  });
});

describe('the end', () => {
  it('is announced, moved, and not repeated', () => {
    const params = { effectiveAt: later, reason: 'price', voluntary: true };
    for (const history of [[tried], [started], [started, paused]])
      expect(given(...history).when(cancelSubscription, params)).toEqual([['subscription-cancelled', params]]);
    expect(given(started, cancelled).when(cancelSubscription, params)).toEqual([]);
    expect(given(started, cancelled).when(cancelSubscription, { effectiveAt: later })).toEqual([]);
    const sooner = { effectiveAt: '2026-03-15T00:00:00.000Z' };
    expect(given(started, cancelled).when(cancelSubscription, sooner)).toEqual([['subscription-cancelled', sooner]]);
  });
  it('is of something that is in force, and not before its beginning', () => {
    expect(given().when(cancelSubscription, { effectiveAt: later })).toBe('subscription.unknown');
    expect(given(started, ended).when(cancelSubscription, { effectiveAt: later })).toBe('subscription.not-active');
    expect(given(started).when(cancelSubscription, { effectiveAt: '2026-01-09T00:00:00.000Z' })).toBe(
      'subscription.effective-before-start',
    );
  });
  it('comes when it is said, with the reason of its cancellation, once', () => {
    expect(given(started).when(endSubscription, {})).toEqual([['subscription-ended', {}]]);
    expect(given(tried).when(endSubscription, { reason: 'silence' })).toEqual([
      ['subscription-ended', { reason: 'silence' }],
    ]);
    expect(given(started, cancelled).when(endSubscription, {})).toEqual([
      ['subscription-ended', { reason: 'price', voluntary: true }],
    ]);
    expect(given(started, ended).when(endSubscription, {})).toEqual([]);
    expect(given().when(endSubscription, {})).toBe('subscription.unknown');
    for (const before of [{ on: '2026-01-01' }, { at: '2026-01-02T00:00:00.000Z' }])
      expect(given(started).when(endSubscription, before)).toBe('subscription.effective-before-start');
  });
  it('comes by itself as it was announced, and only so', () => {
    const announced = { announced: later };
    const then = { at: '2026-04-01T00:00:01.000Z' };
    const state = fold(subscription, [started, cancelled]);
    expect(endSubscription.decide(state, announced, { id, by: { kind: 'rule', id: 'test' }, ...then })).toMatchObject([
      { payload: { reason: 'price', voluntary: true }, when: { precision: 'instant', at: later } },
    ]);
    expect(given(started, cancelled).when(endSubscription, announced)).toBe('subscription.not-over');
    expect(given(started).when(endSubscription, announced, then)).toEqual([]);
    expect(given(started, cancelled, ended).when(endSubscription, announced, then)).toEqual([]);
    const over = subscriptionEnded.of(about, {}, instantAt(later));
    expect(given(started, cancelled, over).when(endSubscription, announced, then)).toEqual([]);
  });
  it('is in effect though nobody says so', () => {
    const after = { at: '2026-04-02T00:00:00.000Z' };
    expect(given(started, cancelled).when(changeSubscription, { quantity: 3 }, after)).toBe('subscription.not-active');
    expect(given(started, cancelled).when(endSubscription, {}, after)).toEqual([]);
    expect(given(started, cancelled).when(resumeSubscription, {}, after)).toEqual([['subscription-resumed', {}]]);
  });
});

describe('resuming', () => {
  it('takes back a pause, a cancellation or an end, perhaps on other terms', () => {
    for (const history of [
      [started, paused],
      [started, cancelled],
      [started, ended],
      [tried, cancelled],
    ])
      expect(given(...history).when(resumeSubscription, { plan: 'max' })).toEqual([
        ['subscription-resumed', { plan: 'max' }],
      ]);
  });
  it('is no news of what is in force, and no way to change it', () => {
    expect(given(started).when(resumeSubscription, {})).toEqual([]);
    expect(given(started).when(resumeSubscription, { plan: 'max' })).toBe('subscription.not-paused');
    expect(given().when(resumeSubscription, {})).toBe('subscription.unknown');
    expect(given(started).when(resumeSubscription, { on: '2026-01-01' })).toBe('subscription.not-active');
  });
});

describe('history', () => {
  it('may have gaps and any order', () => {
    const changed = subscriptionChanged.of(about, { plan: 'max' }, instantAt('2026-02-01T00:00:00.000Z'));
    expect(given(changed).when(pauseSubscription, {})).toEqual([['subscription-paused', {}]]);
    expect(given(ended, started).when(pauseSubscription, {})).toBe('subscription.not-active');
    expect(given(ended).when(resumeSubscription, {})).toEqual([['subscription-resumed', {}]]);
  });
});

/** What a subscription is, said as simply as can be: none of the code above. */
interface Model {
  phase: 'none' | 'trial' | 'paid' | 'paused' | 'over';
  leavesOn: number | null;
  everPaid: boolean;
  owing: boolean;
}

type Step = { readonly act: string; readonly days: number };

/** Plays a step on the model; returns the event it expects, null for no news, or the code of the rule. */
function expected(model: Model, act: string, today: number): string | null | { broken: string } {
  if (model.leavesOn !== null && model.phase !== 'over' && today >= model.leavesOn) {
    model.phase = 'over';
    model.owing = false;
  }
  const no = (code: string) => ({ broken: `subscription.${code}` });
  const { phase } = model;
  if (act === 'start-trial') {
    if (phase === 'none') return ((model.phase = 'trial'), 'subscription-trial-started');
    return model.everPaid || model.leavesOn !== null || phase !== 'trial' ? no('already-started') : null;
  }
  if (act === 'start') {
    if (phase === 'paid' && model.leavesOn === null) return null;
    if (phase !== 'none' && model.everPaid) return no('already-started');
    model.everPaid = true;
    model.owing = false;
    model.phase = 'paid';
    model.leavesOn = null;
    return 'subscription-started';
  }
  if (phase === 'none') return no('unknown');
  if (act === 'end') {
    if (phase === 'over') return null;
    model.phase = 'over';
    model.owing = false;
    return 'subscription-ended';
  }
  if (act === 'resume') {
    if (phase !== 'paused' && phase !== 'over' && model.leavesOn === null) return null;
    model.phase = model.everPaid ? 'paid' : 'trial';
    model.leavesOn = null;
    model.owing = false;
    return 'subscription-resumed';
  }
  if (phase === 'over') return no('not-active');
  if (act === 'cancel') {
    if (model.leavesOn === today + 3) return null;
    model.leavesOn = today + 3;
    return 'subscription-cancelled';
  }
  if (phase === 'trial') return no('in-trial');
  if (act === 'pause') return phase === 'paused' ? null : ((model.phase = 'paused'), 'subscription-paused');
  if (act === 'fail-payment') return ((model.owing = true), 'subscription-payment-failed');
  if (!model.owing) return null;
  model.owing = false;
  return 'subscription-payment-recovered';
}

it('goes through any sequence of commands as a simple model does', () => {
  const acts = ['start-trial', 'start', 'pause', 'resume', 'cancel', 'end', 'fail-payment', 'recover-payment'];
  const steps = fc.array(fc.record({ act: fc.constantFrom(...acts), days: fc.integer({ min: 0, max: 4 }) }), {
    maxLength: 30,
  });
  const asked = {
    'start-trial': [startTrial, () => ({ contact, plan: 'pro' })],
    start: [startSubscription, () => ({ contact, plan: 'pro' })],
    pause: [pauseSubscription, () => ({})],
    resume: [resumeSubscription, () => ({})],
    cancel: [cancelSubscription, (effectiveAt: string) => ({ effectiveAt })],
    end: [endSubscription, () => ({})],
    'fail-payment': [failPayment, () => ({})],
    'recover-payment': [recoverPayment, () => ({})],
  } as const;
  const instant = (day: number): string => new Date(Date.UTC(2026, 0, 1 + day)).toISOString();
  fc.assert(
    fc.property(steps, (sequence: readonly Step[]) => {
      const play = new Play(subscription, id);
      const model: Model = { phase: 'none', leavesOn: null, everPaid: false, owing: false };
      let today = 0;
      for (const { act, days } of sequence) {
        today += days;
        const [decision, params] = asked[act as keyof typeof asked];
        const wanted = expected(model, act, today);
        const came = play.ask(decision, params(instant(today + 3)), instant(today));
        expect([act, came]).toEqual([
          act,
          wanted === null ? [] : typeof wanted === 'string' ? [wanted] : wanted.broken,
        ]);
        const { phase } = courseAt(play.state.said, Date.parse(instant(today)));
        expect(phase).toBe(
          { none: 'unknown', trial: 'trial', paid: 'paid', paused: 'paused', over: 'ended' }[model.phase],
        );
      }
    }),
    { numRuns: 500 },
  );
});
