import { dealsCorrected } from './deals-told.js';
import { contactsKnown, nodeOfPerson, profileOf, statedKnown } from './contacts-told.js';
import { heard, once, type Recorded } from './recorded.js';
import { momentOf, told, type Moment } from './told.js';
import { momentOfMessage } from './touches-told.js';

/** Stages of the funnel in their order: a workspace that has set none has these. */
const STAGES = [
  'visitor',
  'lead',
  'marketing-qualified',
  'sales-accepted',
  'opportunity',
  'customer',
  'at-risk',
  'churned',
  'won-back',
] as const;
export type Stage = (typeof STAGES)[number];

/** Where a stage stands among all. */
export function placeOf(stage: Stage): number {
  return STAGES.indexOf(stage);
}

/** Something that may bring a contact into a stage. */
interface Cause {
  readonly what: string;
  /** The subscription it is about. */
  readonly thing: string;
  readonly at: Moment | null;
  readonly recorded: number;
}

/** A contact in a stage, between two moments; `left` is null while it lasts. */
export interface Stay {
  readonly stage: Stage;
  readonly entered: Moment | null;
  readonly left: Moment | null;
}

/** A contact's way through the funnel, and when it was captured as a lead; `lead` is undefined where it never was. */
export interface Way {
  readonly contact: string;
  readonly stays: readonly Stay[];
  readonly lead: Moment | null | undefined;
}

/** Touches by which somebody leaves an address or asks for something; of these, what tells that it is worth a call. */
const CAPTURES =
  /^[a-z]+\/(submitted|subscribed|downloaded|signed-up)$|^chat\/started$|^(event|webinar)\/registered$|^meeting\/booked$/;
const QUALIFIES = /^meeting\/booked$|^product\/signed-up$/;

/** What business means for the stage of whom it is with. */
const BUSINESS: Readonly<Record<string, string>> = {
  'handoff-accepted': 'accepted',
  'order-placed': 'customer',
  'subscription-trial-started': 'trial',
  'subscription-started': 'paid',
  'subscription-cancelled': 'announced',
  'subscription-ended': 'ended',
  'subscription-resumed': 'resumed',
};

function causesKnown(history: readonly Recorded[], knownUpTo: number): Map<string, Cause[]> {
  const contactOf = contactsKnown(history, knownUpTo);
  const places = new Map(history.slice(0, knownUpTo).map((recorded, place) => [recorded, place]));
  const causes = new Map<string, Cause[]>();
  const add = (contact: string, cause: Cause): void => {
    const of = causes.get(contact);
    if (of === undefined) causes.set(contact, [cause]);
    else of.push(cause);
  };
  for (const message of heard(history, knownUpTo)) {
    const { type, payload, identifiers } = message;
    const touch = `${payload['channel'] as string}/${payload['kind'] as string}`;
    if (type !== 'touch' || !CAPTURES.test(touch)) continue;
    add(contactOf(profileOf(identifiers)), {
      what: QUALIFIES.test(touch) ? 'qualified' : 'captured',
      thing: '',
      at: momentOfMessage(message),
      recorded: places.get(message)!,
    });
  }
  const stated = statedKnown(history, knownUpTo);
  for (const dealing of told(history, knownUpTo)) {
    const what = BUSINESS[dealing.definition.name];
    const { person, about } = dealing;
    if (what === undefined || person === null || !stated.has(nodeOfPerson(person))) continue;
    const thing = about['subscription'] ?? '';
    add(contactOf(nodeOfPerson(person)), { what, thing, at: momentOf(dealing), recorded: places.get(dealing)! });
  }
  for (const words of dealsCorrected(history, knownUpTo))
    for (const { word, moment, dealing } of words) {
      if ((word !== 'opened' && word !== 'won') || dealing.person === null) continue;
      add(contactOf(nodeOfPerson(dealing.person)), {
        what: word === 'won' ? 'customer' : 'opportunity',
        thing: '',
        at: moment,
        recorded: places.get(dealing)!,
      });
    }
  return causes;
}

/** Where a contact goes by a cause; null for nowhere. Only what is said of subscriptions leads down, or back. */
class Walk {
  private readonly trials = new Set<string>();
  private readonly paid = new Set<string>();
  private readonly announced = new Set<string>();

  next({ what, thing }: Cause, stage: Stage | null): Stage | null {
    const raised = (to: Stage): Stage | null => (stage === null || placeOf(to) > placeOf(stage) ? to : null);
    const asCustomer = stage === 'churned' ? 'won-back' : raised('customer');
    switch (what) {
      case 'captured':
        return raised('lead');
      case 'qualified':
        return raised('marketing-qualified');
      case 'accepted':
        return raised('sales-accepted');
      case 'opportunity':
        return raised('opportunity');
      case 'customer':
        return asCustomer;
      case 'trial':
        this.trials.add(thing);
        return null;
      case 'paid':
        this.trials.delete(thing);
        this.paid.add(thing);
        return asCustomer;
      case 'announced':
        if (this.trials.has(thing)) return null;
        this.announced.add(thing);
        return 'at-risk';
      case 'ended':
        this.announced.delete(thing);
        this.paid.delete(thing);
        if (this.trials.delete(thing)) return null;
        if (this.paid.size === 0) return 'churned';
        return this.announced.size === 0 && stage === 'at-risk' ? 'customer' : null;
      default:
        this.announced.delete(thing);
        if (!this.trials.has(thing)) this.paid.add(thing);
        return stage === 'churned' || stage === 'at-risk' ? 'won-back' : null;
    }
  }
}

function staysOf(causes: readonly Cause[]): Stay[] {
  const walk = new Walk();
  const entered: { stage: Stage; at: Moment | null }[] = [];
  for (const cause of causes) {
    const last = entered.at(-1);
    const stage = walk.next(cause, last?.stage ?? null);
    if (stage === null || stage === last?.stage) continue;
    // of two at one moment the later counts
    if (last !== undefined && last.at?.at === cause.at?.at) entered.pop();
    if (entered.at(-1)?.stage !== stage) entered.push({ stage, at: cause.at });
  }
  return entered.map(({ stage, at }, i) => ({ stage, entered: at, left: entered[i + 1]?.at ?? null }));
}

/** Since when a contact is a lead: "never for somebody who is already a customer". */
function leadOf(causes: readonly Cause[]): Moment | null | undefined {
  for (const { what, at } of causes) {
    if (what === 'customer' || what === 'paid') return undefined;
    if (what === 'captured' || what === 'qualified') return at;
  }
  return undefined;
}

/** The way of every contact that anything could bring into the funnel, by what was recorded. */
export const waysKnown = once((history: readonly Recorded[], knownUpTo: number): readonly Way[] =>
  [...causesKnown(history, knownUpTo)].map(([contact, causes]) => {
    const ordered = causes.sort((a, b) => {
      const [x, y] = [a.at?.at ?? -Infinity, b.at?.at ?? -Infinity];
      return x === y ? a.recorded - b.recorded : x - y;
    });
    return { contact, stays: staysOf(ordered), lead: leadOf(ordered) };
  }),
);
