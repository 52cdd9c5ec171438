import type { AnyEventDefinition, Millis, When } from '#kernel';
import type { Company, Person } from '../people.js';

/** Whom a dealing is with. */
export interface Whom {
  readonly person: Person | null;
  readonly company: Company | null;
}

/** Something of the company's business as it reaches the log: said of a deal, a ticket, a team, a setting. */
export interface Dealing extends Whom {
  readonly definition: AnyEventDefinition;
  readonly messageId: string;
  /** Ids by role: the thing, staff, teams. Whom it is with is told beside. */
  readonly about: Readonly<Record<string, string>>;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly when: When;
  /** When it is recorded: dealings come in this order. */
  readonly arrivesAt: Millis;
  /** Of somebody who is linked with `person`, or taken apart from them. */
  readonly other?: Person;
  /** The import that stated it. */
  readonly import?: string;
  /** What it takes back: nobody believes that from here on. */
  readonly takesBack?: Dealing;
}

/** When a dealing happened, epoch milliseconds: a day at 00:00 UTC; null where nobody knows. */
export function happenedAt({ when }: Dealing): Millis | null {
  return when.precision === 'none' ? null : Date.parse(when.at);
}

/** The id of what a dealing is said of. */
export function thingOf({ definition, about }: Dealing): string {
  return about[definition.subject]!;
}
