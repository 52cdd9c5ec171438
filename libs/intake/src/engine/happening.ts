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
  const profile = identified[0];
  if (profile === undefined) throw new InvalidInput('message.unfit', [nobody(report)]);
  const dataSubject = (report.about?.[definition.dataSubject] ?? profile.node) as NodeId;
  return { report, messageId, identified, companies, dataSubject };
}

/** Makes a message an event of its definition: the clock is corrected, the payload checked. Throws InvalidInput. */
export function happeningOf({ report, identified, companies }: Known, arrival: Arrival): Happening {
  const when = happenedAt(report.when, arrival);
  if ('what' in when) {
    const { reason, ...problem } = when;
    throw new InvalidInput(reason === 'invalid' ? 'message.unfit' : `message.${reason}`, [problem]);
  }
  const { all, parent } = companies;
  const [profile, ...others] = [...identified, ...all].map(({ node }) => node);
  const about: unknown = { profile, others, ...(parent === null ? {} : { parent: parent.node }), ...report.about };
  const payload: Record<string, unknown> = { ...report.payload };
  if (identified.length > 0) payload['identifiers'] = identified.map(({ named }) => named);
  if (all.length > 0) payload['companies'] = (parent === null ? all : [...all, parent]).map(({ named }) => named);
  return report.definition.of(about as Parameters<typeof report.definition.of>[0], payload, { when });
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
