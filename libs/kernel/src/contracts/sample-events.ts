import { randomUUID } from 'node:crypto';
import type { Metadata, NewEvent } from '../envelope.js';
import { sealEvent } from '../seal-event.js';
import type { Keyring } from '../sealing.js';
import { event, required, type Happening } from '../event.js';
import { makeIds, type EventId, type NodeId } from '../ids.js';
import { open, text, word } from '../shape.js';
import { importUndone, withdrawn } from '../taking-back.js';
import type { AppendRequest } from '../ports/event-log.js';

/** A small event of no domain. */
export const noteTaken = event('note-taken', 1, {
  about: { profile: required },
  payload: { text: open(text), by: word },
});

const ids = makeIds(Buffer.alloc(32, 1));
const noKeys: Keyring = { get: () => undefined };

/** What a sample says; what is left out is made up, different each time. */
export interface Sample {
  readonly message?: string;
  readonly text?: string;
  readonly source?: string;
  readonly import?: string;
  readonly supersedes?: EventId;
  /** Metadata that is not part of what the source stated. */
  readonly correlation?: string;
}

/** A profile nobody else has. */
export function someone(): NodeId {
  return ids.node('email', '', randomUUID());
}

/** A touch: the same message and text make the same event. */
export function touch(says: Sample = {}): NewEvent {
  return seal(null, noteOf(says), says);
}

/** An event decided about in a stream. */
export function decided(stream: string, says: Sample = {}): NewEvent {
  return seal(stream, noteOf(says), says);
}

/** Takes one event back. */
export function withdrawal(target: NewEvent, stream: string, says: Sample = {}): NewEvent {
  const { subject, id } = target;
  return seal(null, withdrawn.of({ subject }, { target: id, targetStream: stream }), says);
}

/** Takes back all of an import. */
export function undoing(name: string, says: Sample = {}): NewEvent {
  return seal(null, importUndone.of({ import: name }, {}), says);
}

/** The append of a touch. */
export function touching(made: NewEvent): AppendRequest {
  return { stream: streamOf(made), events: [made], expected: 'none' };
}

/** A touch's own stream. */
export function streamOf(made: NewEvent): string {
  return `touch-${made.id}`;
}

function noteOf({ text = randomUUID(), supersedes }: Sample): Happening {
  const happening = noteTaken.of({ profile: someone() }, { text, by: 'a tester' });
  return supersedes === undefined ? happening : { ...happening, supersedes };
}

function seal(stream: string | null, happening: Happening, says: Sample): NewEvent {
  const { source = 'contract', message = randomUUID() } = says;
  const metadata: Metadata = {
    actor: { kind: 'system', id: 'contract' },
    source: { name: source, messageId: message },
    stated: JSON.stringify([happening.definition.name, happening.payload]),
    ...(says.import === undefined ? {} : { import: says.import }),
    ...(says.correlation === undefined ? {} : { correlation: says.correlation }),
  };
  return sealEvent(happening, ids.event(source, message), stream, metadata, ids, noKeys);
}
