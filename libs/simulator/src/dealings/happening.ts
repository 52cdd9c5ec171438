import { contactsLinked, contactsUnlinked, touchStream, withdrawn, type EventId, type Happening } from '#kernel';
import { ownerAssigned } from '#journey';
import type { Company, Person } from '../people.js';
import { thingOf, type Dealing } from './dealing.js';

/** What an installation calls whom and what dealings are about. */
export interface Naming {
  /** A person's node: that of their address. */
  person(person: Person): string;
  /** A company's node: that of its domain. */
  company(company: Company): string;
  /** The event a dealing is recorded as. */
  event(messageId: string): EventId;
  /** Where the log stands: what a handoff's briefing goes up to. */
  briefing(): { readonly log: string; readonly event: string };
}

/** A dealing as it is recorded. Throws InvalidInput where its definition does not allow what it says. */
export function happeningOfDealing(dealing: Dealing, naming: Naming): Happening {
  const { definition, person, company, takesBack, when } = dealing;
  const about: Record<string, string | readonly string[]> = { ...dealing.about };
  const payload: Record<string, unknown> = { ...dealing.payload };
  if (definition === contactsLinked || definition === contactsUnlinked) {
    const [node, other] = pairOf(dealing, naming);
    Object.assign(about, { node, other });
  } else if (takesBack !== undefined) {
    payload['target'] = naming.event(takesBack.messageId);
    payload['targetStream'] = streamOfDealing(takesBack, naming);
    about['subject'] = subjectOf(takesBack, naming);
  } else {
    if (person !== null) about['profile'] = naming.person(person);
    if (company !== null) {
      about['company'] = naming.company(company);
      if (person !== null) about['others'] = [naming.company(company)];
    }
    if ('identifiers' in definition.payload) Object.assign(payload, identified(dealing));
    if ('briefing' in definition.payload) payload['briefing'] = naming.briefing();
  }
  return definition.of(about as never, payload, { when });
}

/** Who is who of those a dealing names: it may be the first that anybody hears of them. */
function identified({ person, company }: Dealing): Readonly<Record<string, unknown>> {
  return {
    ...(person === null ? {} : { identifiers: [{ kind: 'email', namespace: '', value: person.email.toLowerCase() }] }),
    ...(company === null ? {} : { companies: [{ kind: 'domain', namespace: '', value: company.domain }] }),
  };
}

/** Whom two people's judgement is about, the smaller node first. */
function pairOf({ person, other }: Dealing, naming: Naming): readonly string[] {
  return [naming.person(person!), naming.person(other!)].sort();
}

function subjectOf(dealing: Dealing, naming: Naming): string {
  return dealing.definition.subject === 'profile' ? naming.person(dealing.person!) : thingOf(dealing);
}

/** What its decider is called, where that is not what the role of its thing is. */
const DECIDERS: Readonly<Record<string, string>> = { person: 'colleague', rate: 'exchange-rate' };

/** The stream of whoever decides about its thing; one of its own where nothing is decided about it. */
export function streamOfDealing(dealing: Dealing, naming: Naming): string {
  const { definition, takesBack, messageId } = dealing;
  if (definition === withdrawn) return streamOfDealing(takesBack!, naming);
  if (definition === contactsLinked || definition === contactsUnlinked)
    return `identity-${pairOf(dealing, naming).join('.')}`;
  if (definition === ownerAssigned) return `ownership-${subjectOf(dealing, naming)}`;
  if (definition.subject === 'profile') return touchStream(naming.event(messageId));
  return `${DECIDERS[definition.subject] ?? definition.subject}-${thingOf(dealing)}`;
}
