import { randomUUID } from 'node:crypto';
import {
  InvalidInput,
  unstorable,
  type Happening,
  type Identifier,
  type NodeId,
  type Problem,
  type Reported,
} from '#kernel';
import { happenedAt, type Arrival } from './clock.js';
import { companiesNamed, isOfCompanies, type Companies } from './identify/companies.js';
import type { Identified, Identify } from './identify/identify.js';
import { isNobodys } from './identify/normalise.js';
import { messageIdInLog } from './message-id.js';

/** A message whose people are known: the keys of its data subject are what it takes to seal it. */
export interface Known {
  readonly report: Reported;
  /** As the log carries it. */
  readonly messageId: string;
  /** Strongest first: the profile, then the others. */
  readonly identified: readonly Identified[];
  readonly companies: Companies;
  /** Whose personal data it states; null where its kind of event holds none. */
  readonly dataSubject: NodeId | null;
}

const MAX_MESSAGE_ID = 512;

/**
 * Finds out whom a message is about. One without an id gets one that nobody has: its repeats cannot be told.
 * Throws InvalidInput.
 */
export function knownOf(report: Reported, source: string, identify: Identify): Known {
  const stated = report.messageId ?? randomUUID();
  checkMessageId(stated);
  const messageId = messageIdInLog(stated, identify.ids);
  const identified = identify.all(report.identifiers, source);
  const companies = companiesNamed(report, identified, source, identify);
  const { definition } = report;
  if (isOfCompanies(definition)) {
    if (companies.all.length === 0) throw new InvalidInput('message.unfit', [noCompany(report)]);
    return { report, messageId, identified: [], companies, dataSubject: null };
  }
  const needed = (definition.about as Readonly<Record<string, unknown>>)['profile'] === 'required';
  // who is stated and is nobody is a mistake, also where nobody need be stated
  if (identified.length === 0 && (needed || report.identifiers.length > 0))
    throw new InvalidInput('message.unfit', [nobody(report)]);
  return { report, messageId, identified, companies, dataSubject: dataSubjectOf(report, identified) };
}

/** Whose personal data a report may state; null where its kind of event holds none, or it is about no person. */
function dataSubjectOf({ definition, about }: Reported, [profile]: readonly Identified[]): NodeId | null {
  if (Object.keys(definition.personal).length === 0) return null;
  return (about?.[definition.dataSubject] as NodeId | undefined) ?? profile?.node ?? null;
}

/** Makes a message an event of its definition: the clock is corrected, the payload checked. Throws InvalidInput. */
export function happeningOf({ report, identified, companies }: Known, arrival: Arrival): Happening {
  const when = happenedAt(report.when, arrival);
  if ('what' in when) {
    const { reason, ...problem } = when;
    throw new InvalidInput(reason === 'invalid' ? 'message.unfit' : `message.${reason}`, [problem]);
  }
  const { all, parent } = companies;
  const payload: Record<string, unknown> = { ...report.payload };
  if (identified.length > 0 && 'identifiers' in report.definition.payload)
    payload['identifiers'] = identified.map(({ named }) => named);
  if (all.length > 0) payload['companies'] = (parent === null ? all : [...all, parent]).map(({ named }) => named);
  const about: unknown = aboutOf({ report, identified, companies });
  return report.definition.of(about as Parameters<typeof report.definition.of>[0], payload, { when });
}

/**
 * Whom and what it concerns. A company that a thing is of is among the others as well where a person is named: they were
 * seen together.
 */
function aboutOf({ report, identified, companies }: Pick<Known, 'report' | 'identified' | 'companies'>): unknown {
  const roles = report.definition.about as Readonly<Record<string, unknown>>;
  const { all, stated, parent } = companies;
  const named: string[] = [...identified, ...all].map(({ node }) => node);
  if (!('company' in roles)) {
    if (!('profile' in roles)) return report.about ?? {};
    const [profile, ...others] = named;
    return { profile, others, ...(parent === null ? {} : { parent: parent.node }), ...report.about };
  }
  const company = report.about?.['company'] ?? stated?.node;
  const [profile, ...others] = identified.length > 0 ? named : [undefined, ...named.filter((node) => node !== company)];
  if (profile !== undefined && company !== undefined && !others.includes(company)) others.push(company);
  return {
    ...(profile === undefined ? {} : { profile }),
    others,
    ...(company === undefined ? {} : { company }),
    ...report.about,
  };
}

function checkMessageId(id: string): void {
  const what =
    id.length > MAX_MESSAGE_ID
      ? `has ${id.length} characters, at most ${MAX_MESSAGE_ID} are allowed`
      : id.length === 0
        ? 'must not be empty'
        : unstorable(id);
  if (what !== null) throw new InvalidInput('message.unfit', [{ where: 'messageId', what }]);
}

function noCompany({ definition }: Reported): Problem {
  const fields = Object.keys(definition.companies).filter((field) => definition.companies[field] !== 'parent');
  return {
    where: 'payload',
    what: 'names no company',
    remedy: `give ${fields.join(' or ')}: mail for everybody and pages on somebody else's site are no company's domain`,
  };
}

function nobody({ identifiers }: Reported): Problem {
  return {
    where: 'identifiers',
    what:
      identifiers.length === 0
        ? 'are missing: nobody knows whom the message is about'
        : `none of them is valid (${identifiers.map(told).join(', ')})`,
    remedy: 'name a user id, an email address, a phone number (+ and digits), an external or an anonymous id',
  };
}

/** An identifier that is none: its value where that is nobody's, so no personal one. */
function told({ kind, value }: Identifier): string {
  return isNobodys(kind, value) ? `${kind} ${JSON.stringify(value.trim())} is what programs write for nobody` : kind;
}
