import { placeOfCause, type FunnelStages } from '#journey';
import type { Condensed, Condensing, Fact, Settings } from '#kernel';
import { inTimeOrder } from '../fields/time-order.js';
import type { CauseKind } from './causes.js';
import { corrected } from './corrected.js';
import { stagesInForce } from './stages-in-force.js';

/** What is known of the causes left out. */
interface LeftOut {
  /** The last of them, as time went, by the name of the stages it is judged by. */
  readonly last: ReadonlyMap<string, Fact>;
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
 * those that come after such a one with nothing between them but what raises, judged by the same stages. Where a deal was
 * corrected, all that makes a customer is kept: a correction moves it in time, or says that it never did. One that comes
 * once something is left out is not admitted: what it moves may stand before what was left out, where nothing did.
 */
export const condensingCauses: Condensing<LeftOut> = {
  condense<F extends Fact>(facts: readonly F[], settings: Settings, before: LeftOut | null) {
    const { placed, of } = asCorrected(facts);
    const anyCorrected = placed.length < facts.length;
    const out = new Set<Fact>();
    // as time went, whoever comes later here is later
    const leftOut = new Map<string, Fact>();
    let judgedBy: string | null = null;
    let seen = new Set<string>();
    const raising = remembering(onlyRaises);
    for (const fact of inTimeOrder(placed)) {
      const { stages, name } = stagesInForce(settings, fact);
      const raises = RAISE.has(fact['cause']) && raising(stages);
      if (!raises || name !== judgedBy) seen = new Set();
      judgedBy = name;
      const alike = raises ? likeness(fact, anyCorrected) : null;
      if (alike === null) continue;
      if (!seen.has(alike)) seen.add(alike);
      else {
        out.add(of(fact));
        leftOut.set(name, fact);
      }
    }
    const last = new Map(before?.last);
    for (const [name, fact] of leftOut) last.set(name, later(last.get(name), fact));
    if (last.size === 0) return null;
    if (out.size === 0 && before !== null) return { kept: facts, left: before };
    return { kept: facts.filter((fact) => !out.has(fact)), left: { last } } satisfies Condensed<F, LeftOut>;
  },

  admits({ last }: LeftOut, fact: Fact, settings: Settings): boolean {
    if (fact['cause'] === 'deal-corrected') return false;
    const own = RAISE.has(fact['cause']) ? stagesInForce(settings, fact).name : null;
    return [...last].every(([name, one]) => name === own || later(one, fact) === fact);
  },
};

/** Facts in position order as corrections place them, without these, and what each of them is. */
function asCorrected<F extends Fact>(facts: readonly F[]): { placed: readonly Fact[]; of: (fact: Fact) => F } {
  const placed = corrected(facts);
  if (placed === facts) return { placed, of: (fact) => fact as F };
  const others = facts.filter((fact) => fact['cause'] !== 'deal-corrected');
  const own = new Map(placed.map((fact, i) => [fact, others[i]!]));
  return { placed, of: (fact) => own.get(fact)! };
}

/** The same function, which looks at what it is given again and again only once. */
function remembering<T, R>(of: (given: T) => R): (given: T) => R {
  const known = new Map<T, R>();
  return (given) => {
    const before = known.get(given);
    if (before !== undefined) return before;
    const now = of(given);
    known.set(given, now);
    return now;
  };
}

function later(one: Fact | undefined, other: Fact): Fact {
  return one === undefined ? other : inTimeOrder([one, other])[1]!;
}

/** What patterns look at; no text of it holds U+0000. */
const LIKENESS = ['channel', 'kind', 'campaign', 'source'] as const;
const [NOTHING, NEXT] = ['\u0000-', '\u0000,'];

/** What a cause agrees in with others that bring to the same place; null where each counts by itself. */
function likeness(fact: Fact, corrected: boolean): string | null {
  if (fact['cause'] === 'became-customer') return corrected ? null : 'customer';
  if (fact['cause'] !== 'touch') return null;
  let alike = '';
  for (const name of LIKENESS) alike += `${(fact[name] as string | null) ?? NOTHING}${NEXT}`;
  return alike;
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
  const toldApart = churned < 0 || ![customer, ...raised].includes(churned);
  return toldApart && (wonBack < 0 ? customer : wonBack) >= Math.max(customer, ...raised);
}
