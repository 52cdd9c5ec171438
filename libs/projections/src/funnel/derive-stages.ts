import { matchesTouch, placeOfCause, type CapturingTouch, type FunnelStages, type StageCause } from '#journey';
import type { Fact, Settings, Valid } from '#kernel';
import { inTimeOrder } from '../fields/time-order.js';
import type { CauseKind } from './causes.js';
import { corrected } from './corrected.js';
import { stagesInForce, toSales } from './stages-in-force.js';

/** A stage that was entered, and what by. */
interface Stay {
  readonly stage: string;
  readonly place: number;
  readonly cause: StageCause | 'moved';
  readonly at: number | null;
  readonly precision: unknown;
  readonly values: Readonly<Record<string, unknown>>;
}

/** The subscriptions of somebody, as far as they decide about stages. */
interface Subscriptions {
  readonly trials: Set<unknown>;
  readonly inForce: Set<unknown>;
  readonly announced: Set<unknown>;
}

/** Where a cause leads: to this place whatever the one before, or to it only from below; null for nowhere. */
type Leads = { readonly to: number; readonly only?: 'up' } | null;

const up = (to: number): Leads => ({ to, only: 'up' });

/**
 * The stages of one contact or company, from what may bring into one, each judged by the stages in force when it was
 * recorded. In time order (undated first, ties by position):
 *
 * - What happens by itself only raises: a capture, a qualifying touch, a handoff that sales accepted, a deal opened, and
 *   what makes a customer (a deal won, a paid subscription, an order).
 * - A cancellation announced demotes, as long as it is not taken back. The end of a subscription does where none is in
 *   force any more; where others are, and no end of one is announced, it makes a customer again. Trials do neither.
 * - Who is at risk or churned and resumes is won back; likewise who churned and becomes a customer again.
 * - People's moves go anywhere, and hold until something later leads on from there.
 */
export function deriveStages(believed: readonly Fact[], settings: Settings): Valid[] {
  const history = inTimeOrder(corrected(believed));
  const subscriptions: Subscriptions = { trials: new Set(), inForce: new Set(), announced: new Set() };
  const stays: Stay[] = [];
  for (const fact of history) {
    const { stages, event } = stagesInForce(settings, fact);
    const leads = leadsTo(fact, stages, stays.at(-1), subscriptions, settings);
    if (leads === null || (leads.only === 'up' && leads.to <= placeOf(stays.at(-1), stages))) continue;
    const entered = stages.stages[leads.to];
    if (entered === undefined) continue;
    enter(stays, {
      stage: entered.name,
      place: leads.to,
      cause: causeOf(fact, stages, leads.to),
      at: fact.occurred_at,
      precision: fact['precision'],
      values: {
        function: entered.function,
        target: entered.target,
        event: fact.event_id,
        definition: event,
      },
    });
  }
  return rows(stays, history[0]);
}

/**
 * The place of the stage somebody is in, among the stages a fact is judged by: where these have it no more, the place
 * of what brought there. -1 for who is in none, or in one that is nowhere now.
 */
function placeOf(stay: Stay | undefined, stages: FunnelStages): number {
  if (stay === undefined) return -1;
  const place = stages.stages.findIndex(({ name }) => name === stay.stage);
  return place >= 0 || stay.cause === 'moved' ? place : placeOfCause(stages, stay.cause);
}

function leadsTo(
  fact: Fact,
  stages: FunnelStages,
  stay: Stay | undefined,
  { trials, inForce, announced }: Subscriptions,
  settings: Settings,
): Leads {
  const place = placeOf(stay, stages);
  const [customer, atRisk, churned, wonBack] = [
    placeOfCause(stages, 'became-customer'),
    placeOfCause(stages, 'cancellation-announced'),
    placeOfCause(stages, 'subscription-ended'),
    placeOfCause(stages, 'subscription-resumed'),
  ];
  const back: Leads = { to: wonBack < 0 ? customer : wonBack };
  const isChurned = place >= 0 && place === churned;
  const thing = fact['thing'];
  switch (fact['cause'] as CauseKind) {
    case 'touch':
      return up(placeOfTouch(fact, stages));
    case 'handoff-accepted':
      return toSales(settings, fact) ? up(placeOfCause(stages, 'handoff-accepted')) : null;
    case 'deal-opened':
      return up(placeOfCause(stages, 'deal-opened'));
    case 'became-customer':
      return isChurned ? back : up(customer);
    case 'trial-started':
      trials.add(thing);
      return null;
    case 'subscription-started':
      trials.delete(thing);
      inForce.add(thing);
      return isChurned ? back : up(customer);
    case 'cancellation-announced':
      if (trials.has(thing)) return null;
      announced.add(thing);
      return { to: atRisk };
    case 'subscription-ended':
      announced.delete(thing);
      inForce.delete(thing);
      if (trials.delete(thing)) return null;
      if (inForce.size === 0) return { to: churned };
      return announced.size === 0 && place >= 0 && place === atRisk ? { to: customer } : null;
    case 'subscription-resumed':
      announced.delete(thing);
      if (!trials.has(thing)) inForce.add(thing);
      return isChurned || (place >= 0 && place === atRisk) ? back : null;
    case 'moved':
      return { to: stages.stages.findIndex(({ name }) => name === fact['stage']) };
    case 'deal-lost':
    case 'deal-corrected':
    default:
      return null;
  }
}

/** The highest place that a touch brings to; -1 where it neither captures nor qualifies. */
function placeOfTouch(fact: Fact, stages: FunnelStages): number {
  const touch = fact as unknown as CapturingTouch;
  const captured = matchesTouch(stages.captures, touch) ? placeOfCause(stages, 'captured') : -1;
  const qualified = matchesTouch(stages.qualifies, touch) ? placeOfCause(stages, 'qualified') : -1;
  return Math.max(captured, qualified);
}

/** What a fact was to the stage it brought into, by the name that configuration has for it. */
function causeOf(fact: Fact, stages: FunnelStages, place: number): Stay['cause'] {
  if (fact['cause'] === 'touch') return place === placeOfCause(stages, 'qualified') ? 'qualified' : 'captured';
  if (fact['cause'] === 'subscription-started') return 'became-customer';
  return fact['cause'] as Stay['cause'];
}

/** Adds a stay: of two that begin at the same instant the later one counts, and staying where one is is nothing new. */
function enter(stays: Stay[], stay: Stay): void {
  if (stays.at(-1)?.at === stay.at) {
    if (stays.at(-1)!.stage === stay.stage) return;
    stays.pop();
  }
  if (stays.at(-1)?.stage !== stay.stage) stays.push(stay);
}

function rows(stays: readonly Stay[], first: Fact | undefined): Valid[] {
  return stays.map(({ stage, place, cause, at, precision, values }, i) => {
    const next = stays[i + 1];
    return {
      from: at,
      to: next?.at ?? null,
      values: {
        ...values,
        stage,
        place,
        cause,
        entered_at: at,
        entered_precision: precision,
        left_at: next?.at,
        left_precision: next?.precision,
        previous: stays[i - 1]?.stage,
        next: next?.stage,
        channel: first?.['channel'],
        campaign: first?.['campaign'],
        source: first?.['source'],
      },
    };
  });
}
