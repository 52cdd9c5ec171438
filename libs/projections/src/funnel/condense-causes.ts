import { placeOfCause, type FunnelStages } from '#journey';
import type { Condensed, Condensing, Fact, Settings } from '#kernel';
import { inTimeOrder } from '../fields/time-order.js';
import type { CauseKind } from './causes.js';
import { stagesInForce, type StagesInForce } from './stages-in-force.js';

/** What is known of the causes left out. */
interface LeftOut {
  /** By which stages they are judged (what set them; empty for the default ones); null where by several. */
  readonly stages: string | null;
  /** The last of them, as time went. */
  readonly last: Fact;
}

/** Bring nobody down: among nothing but these, one alike an earlier one brings nobody anywhere. */
const RAISE: ReadonlySet<unknown> = new Set<CauseKind>([
  'touch',
  'handoff-accepted',
  'deal-opened',
  'deal-lost',
  'became-customer',
]);

/**
 * Causes without the repeated ones: of touches that agree in all that patterns look at, and of what makes a customer,
 * those that come after such a one with nothing between them but what raises, judged by the same stages. Deals that were
 * corrected are derived from all there is: a correction moves other facts in time.
 */
export const condensingCauses: Condensing<LeftOut> = {
  condense<F extends Fact>(facts: readonly F[], settings: Settings, before: LeftOut | null) {
    if (facts.some((fact) => fact['cause'] === 'deal-corrected')) return null;
    const out = new Set<Fact>();
    let left = before;
    let stages: string | null = null;
    let seen = new Set<string>();
    for (const fact of inTimeOrder(facts)) {
      const inForce = stagesInForce(settings, fact);
      const alike = likeness(fact);
      if (!RAISE.has(fact['cause']) || nameOf(inForce) !== stages || !onlyRaises(inForce.stages)) seen = new Set();
      stages = nameOf(inForce);
      if (alike === null || !onlyRaises(inForce.stages)) continue;
      if (!seen.has(alike)) seen.add(alike);
      else {
        out.add(fact);
        left = beside(left, stages, fact);
      }
    }
    if (left === null) return null;
    return { kept: facts.filter((fact) => !out.has(fact)), left } satisfies Condensed<F, LeftOut>;
  },

  admits({ stages, last }: LeftOut, fact: Fact, settings: Settings): boolean {
    if (fact['cause'] === 'deal-corrected') return false;
    if (RAISE.has(fact['cause']) && nameOf(stagesInForce(settings, fact)) === stages) return true;
    return inTimeOrder([last, fact])[0] === last;
  },
};

function nameOf({ event }: StagesInForce): string {
  return event ?? '';
}

function beside(left: LeftOut | null, stages: string, fact: Fact): LeftOut {
  if (left === null) return { stages, last: fact };
  return { stages: left.stages === stages ? stages : null, last: inTimeOrder([left.last, fact])[1]! };
}

/** What a cause agrees in with others that bring to the same place; null where each counts by itself. */
function likeness(fact: Fact): string | null {
  if (fact['cause'] === 'became-customer') return 'customer';
  if (fact['cause'] !== 'touch') return null;
  return JSON.stringify([fact['channel'], fact['kind'], fact['campaign'], fact['source']]);
}

/**
 * Whether what should raise does: who is churned and becomes a customer is won back, and with stages in an unusual order
 * that may be further down.
 */
function onlyRaises(stages: FunnelStages): boolean {
  const [wonBack, customer] = [placeOfCause(stages, 'subscription-resumed'), placeOfCause(stages, 'became-customer')];
  const raised = (['captured', 'qualified', 'handoff-accepted', 'deal-opened'] as const).map((cause) =>
    placeOfCause(stages, cause),
  );
  const churned = placeOfCause(stages, 'subscription-ended');
  const highest = Math.max(customer, churned, ...raised);
  const toldApart = churned < 0 || ![customer, ...raised].includes(churned);
  return (wonBack < 0 ? customer : wonBack) >= highest && toldApart;
}
