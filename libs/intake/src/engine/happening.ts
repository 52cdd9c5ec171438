import { randomUUID } from 'node:crypto';
import { InvalidInput, unstorable, type Happening, type NodeId, type Problem, type Reported } from '#kernel';
import { happenedAt, type Arrival } from './clock.js';
import type { Identified, Identify } from './identify/identify.js';
import { messageIdInLog } from './message-id.js';

/** A message whose people are known: the keys of its data subject are what it takes to seal it. */
export interface Known {
  readonly report: Reported;
  /** As the log carries it. */
  readonly messageId: string;
  /** Strongest first: the profile, then the others. */
  readonly identified: readonly Identified[];
  /** Whose personal data it states. */
  readonly dataSubject: NodeId;
}

const MAX_MESSAGE_ID = 512;

/**
 * Finds out whom a message is about. One without an id gets one that nobody has: its repeats cannot be told.
 * Throws InvalidInput.
 */
export function knownOf(report: Reported, source: string, identify: Identify): Known {
  const stated = report.messageId ?? randomUUID();
  checkMessageId(stated);
  const identified = identify.all(report.identifiers, source);
  const profile = identified[0];
  if (profile === undefined) throw new InvalidInput('message.unfit', [nobody(report)]);
  const { dataSubject: role } = report.definition;
  const dataSubject = (report.about?.[role] ?? profile.node) as NodeId;
  return { report, messageId: messageIdInLog(stated, identify.ids), identified, dataSubject };
}

/** Makes a message an event of its definition: the clock is corrected, the payload checked. Throws InvalidInput. */
export function happeningOf({ report, identified }: Known, arrival: Arrival): Happening {
  const when = happenedAt(report.when, arrival);
  if ('what' in when) {
    const { reason, ...problem } = when;
    throw new InvalidInput(reason === 'invalid' ? 'message.unfit' : `message.${reason}`, [problem]);
  }
  const [profile, ...others] = identified.map(({ node }) => node);
  const about: unknown = { profile, others, ...report.about };
  return report.definition.of(
    about as Parameters<typeof report.definition.of>[0],
    { ...report.payload, identifiers: identified.map(({ named }) => named) },
    { when },
  );
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

function nobody({ identifiers }: Reported): Problem {
  return {
    where: 'identifiers',
    what:
      identifiers.length === 0
        ? 'are missing: nobody knows whom the message is about'
        : `none of them is valid (${identifiers.map(({ kind }) => kind).join(', ')})`,
    remedy: 'name a user id, an email address, a phone number (+ and digits), an external or an anonymous id',
  };
}
