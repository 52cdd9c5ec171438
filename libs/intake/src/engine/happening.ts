import { randomUUID } from 'node:crypto';
import {
  dataSubjectOf,
  InvalidInput,
  unstorable,
  type Happening,
  type NodeId,
  type Problem,
  type Reported,
} from '#kernel';
import { happenedAt, type Arrival } from './clock.js';
import type { Identified, Identify } from './identify/identify.js';

/** A message as an event about to be sealed. */
export interface Ready {
  readonly report: Reported;
  readonly messageId: string;
  readonly happening: Happening;
  /** Strongest first. */
  readonly identified: readonly Identified[];
  /** Whose keys it needs; null where nothing in it is personal. */
  readonly dataSubject: NodeId | null;
}

const MAX_MESSAGE_ID = 512;

/**
 * Makes what a source reported an event of its definition: identifiers become nodes, clocks are corrected, the payload
 * is checked. A message without an id gets one that nobody has: its repeats cannot be told. Throws InvalidInput.
 */
export function happeningOf(report: Reported, source: string, arrival: Arrival, identify: Identify): Ready {
  const messageId = report.messageId ?? randomUUID();
  checkMessageId(messageId);
  const identified = identify.all(report.identifiers, source);
  const profile = identified[0];
  if (profile === undefined) throw new InvalidInput('message.unfit', [nobody(report)]);
  const when = happenedAt(report.when, arrival);
  if ('what' in when) throw new InvalidInput('message.unfit', [when]);
  const others: NodeId[] = [];
  for (let i = 1; i < identified.length; i++) others.push(identified[i]!.node);
  const about: unknown = { profile: profile.node, others, ...report.about };
  const happening = report.definition.of(
    about as Parameters<typeof report.definition.of>[0],
    { ...report.payload, identifiers: identified.map(({ named }) => named) },
    { when },
  );
  return { report, messageId, happening, identified, dataSubject: dataSubjectOf(happening) };
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
