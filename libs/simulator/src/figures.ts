import type { Identifier, Millis } from '#kernel';
import { SLOT } from './journey.js';
import type { Person } from './people.js';
import type { Simulated } from './simulation.js';

/** How much happened to whom: times in epoch milliseconds, of touches that say when; null where none does. */
export interface Activity {
  touches: number;
  firstAt: Millis | null;
  lastAt: Millis | null;
}

/** A contact as it must come out, found by one of its identifiers. */
export interface ExpectedContact extends Activity {
  readonly identifier: Identifier;
}

/** One line of an expected journey. */
export interface ExpectedTouch {
  readonly messageId: string;
  readonly at: Millis | null;
  readonly precision: 'instant' | 'day' | 'none';
  readonly channel: string;
  readonly kind: string;
  readonly campaign: string | null;
}

/** What must come out of a simulated history, counted by code that knows nothing of read models. */
export interface ExpectedFigures {
  /** Messages sent, repeats included; those different from all before; those sent again; those hours or days late. */
  readonly messages: {
    readonly sent: number;
    readonly distinct: number;
    readonly repeats: number;
    readonly late: number;
  };
  /** What the messages are recorded as: a call that puts somebody into a company says what the company is, too. */
  readonly events: { readonly sent: number; readonly distinct: number; readonly repeats: number };
  /** Distinct messages by what they say. */
  readonly types: Readonly<Record<string, number>>;
  readonly touches: number;
  readonly contacts: number;
  readonly identifiers: Readonly<Record<string, number>>;
  readonly byChannel: Readonly<Record<string, number>>;
  readonly byKind: Readonly<Record<string, number>>;
  /** Keys such as `email/opened`. */
  readonly byChannelAndKind: Readonly<Record<string, number>>;
  readonly byCampaign: Readonly<Record<string, number>>;
  readonly undated: number;
  readonly dayPrecision: number;
  /** Journeys of the first few people who left an address, oldest first, undated touches first of all. */
  readonly journeys: readonly { readonly identifier: Identifier; readonly touches: readonly ExpectedTouch[] }[];
}

const FOLLOWED = 6;

/** A device two people use: it belongs to whoever's link to it is stronger, then earlier. */
interface SharedDevice extends Activity {
  /** 0: nobody named themselves on it; 1: by email; 2: by user id. */
  strength: 0 | 1 | 2;
  owner: Person | null;
}

/** Grows arrays of numbers by person. */
class PerPerson {
  touches = new Uint32Array(1_024);
  first = new Float64Array(1_024).fill(Infinity);
  last = new Float64Array(1_024).fill(-Infinity);
  /** Identifiers named so far, as bits of `SLOT`. */
  named = new Uint8Array(1_024);
  /** Whether a message was about this person and nobody else's mailbox or device. */
  own = new Uint8Array(1_024);
  count = 0;

  reach(index: number): void {
    this.count = Math.max(this.count, index + 1);
    if (index < this.touches.length) return;
    const size = Math.max(index + 1, this.touches.length * 2);
    const bigger = <A extends { set(from: A): void }>(made: A, from: A): A => (made.set(from), made);
    this.touches = bigger(new Uint32Array(size), this.touches);
    this.first = bigger(new Float64Array(size).fill(Infinity), this.first);
    this.last = bigger(new Float64Array(size).fill(-Infinity), this.last);
    this.named = bigger(new Uint8Array(size), this.named);
    this.own = bigger(new Uint8Array(size), this.own);
  }
}

/**
 * Counts a simulated history as it passes: `take` every message, then ask. Knows whose message each is from the
 * simulator's own truth, so it needs neither a log nor a union of identifiers. Thirty bytes a person.
 */
export class Bookkeeper {
  private readonly people = new PerPerson();
  private readonly mistyped = new Map<number, ExpectedContact>();
  private readonly mailboxes = new Map<number, ExpectedContact>();
  private readonly devices = new Map<string, SharedDevice>();
  private readonly followed = new Map<number, { identifier: Identifier; touches: ExpectedTouch[] }>();
  private readonly counts = new Map<string, Map<string, number>>();
  private readonly events = { sent: 0, repeats: 0 };
  private sent = 0;
  private repeats = 0;
  private late = 0;
  private undated = 0;
  private dayPrecision = 0;

  constructor(private readonly personOf: (index: number) => Person) {}

  /** Counts one message. */
  take(message: Simulated): void {
    const { truth, payload } = message;
    const events = message.type === 'grouped' ? 2 : 1;
    this.sent++;
    this.events.sent += events;
    if (truth.repeat) {
      this.repeats++;
      this.events.repeats += events;
      return;
    }
    if (truth.late) this.late++;
    this.count('type', message.type);
    this.name(truth.person, truth.slots);
    const activity = this.activityOf(message);
    if (message.type !== 'touch') return;
    const channel = payload['channel'] as string;
    const kind = payload['kind'] as string;
    this.count('channel', channel);
    this.count('kind', kind);
    this.count('channelAndKind', `${channel}/${kind}`);
    if (payload['campaign'] !== undefined) this.count('campaign', payload['campaign'] as string);
    if (message.when.precision === 'none') this.undated++;
    if (message.when.precision === 'day') this.dayPrecision++;
    if (activity === null) this.touchPerson(truth.person.index, truth.occurredAt);
    else touch(activity, truth.occurredAt);
    this.follow(message, activity);
  }

  private count(what: string, key: string): void {
    let counts = this.counts.get(what);
    if (counts === undefined) this.counts.set(what, (counts = new Map()));
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }

  private name(person: Person, slots: number): void {
    const { people } = this;
    people.reach(person.index);
    const lends = person.sharesDevice === 'borrows' && (slots & SLOT.device) !== 0;
    people.named[person.index]! |= lends ? slots & ~SLOT.device : slots;
    if (lends) people.named[person.index - 1]! |= SLOT.device;
  }

  /** Whose the message is: null is the person's own. */
  private activityOf({ truth: { person, slots: named } }: Simulated): Activity | null {
    const slots = named & ~SLOT.mailbox;
    if (slots !== named) {
      const { index, mailbox } = person.company!;
      const shared = found(this.mailboxes, index, () => ({
        ...nothing(),
        identifier: { kind: 'email', value: mailbox },
      }));
      // a role's mailbox joins nobody: where anybody else is named, it is theirs
      if (slots === 0) return shared;
    }
    if ((slots & SLOT.mistyped) !== 0)
      return found(this.mistyped, person.index, () => ({
        ...nothing(),
        identifier: { kind: 'email', value: person.mistypedEmail },
      }));
    if (person.sharesDevice !== null && (slots & SLOT.device) !== 0) {
      const device = found<string, SharedDevice>(this.devices, person.device, () => ({
        ...nothing(),
        strength: 0,
        owner: null,
      }));
      if (slots === SLOT.device) return device;
      const strength = (slots & SLOT.user) !== 0 ? 2 : 1;
      if (strength > device.strength) {
        device.strength = strength;
        device.owner = person;
      }
    }
    this.people.own[person.index] = 1;
    return null;
  }

  private touchPerson(index: number, at: Millis | null): void {
    const { people } = this;
    people.touches[index]!++;
    if (at === null) return;
    if (at < people.first[index]!) people.first[index] = at;
    if (at > people.last[index]!) people.last[index] = at;
  }

  private follow(message: Simulated, activity: Activity | null): void {
    const { person } = message.truth;
    if (activity !== null || person.persona === 'visitor' || person.sharesDevice !== null) return;
    let journey = this.followed.get(person.index);
    if (journey === undefined) {
      if (this.followed.size === FOLLOWED) return;
      this.followed.set(person.index, (journey = { identifier: { kind: 'email', value: person.email }, touches: [] }));
    }
    journey.touches.push({
      messageId: message.messageId,
      at: message.truth.occurredAt,
      precision: message.when.precision,
      channel: message.payload['channel'] as string,
      kind: message.payload['kind'] as string,
      campaign: (message.payload['campaign'] as string | undefined) ?? null,
    });
  }

  /** Every contact that must exist, each once, in the order people came. */
  *contacts(): Generator<ExpectedContact, void, undefined> {
    const { people } = this;
    const extra = new Map<number, Activity[]>();
    for (const device of this.devices.values())
      if (device.owner !== null) extra.set(device.owner.index, [...(extra.get(device.owner.index) ?? []), device]);
    for (let index = 0; index < people.count; index++) {
      if (people.own[index] === 0) continue;
      const contact: ExpectedContact = {
        identifier: this.strongest(index),
        touches: people.touches[index]!,
        firstAt: finite(people.first[index]!),
        lastAt: finite(people.last[index]!),
      };
      for (const more of extra.get(index) ?? []) add(contact, more);
      yield contact;
    }
    for (const [device, { owner, strength: _, ...activity }] of this.devices)
      if (owner === null && activity.touches > 0)
        yield { identifier: { kind: 'anonymous', value: device }, ...activity };
    yield* this.mistyped.values();
    yield* this.mailboxes.values();
  }

  private strongest(index: number): Identifier {
    const named = this.people.named[index]!;
    const person = this.personOf(index);
    if (named & SLOT.user) return { kind: 'user', value: person.user };
    if (named & SLOT.email) return { kind: 'email', value: person.email };
    return { kind: 'anonymous', value: person.device };
  }

  /** The expected figures of everything taken so far. */
  figures(): ExpectedFigures {
    const counted = (what: string): Record<string, number> =>
      Object.fromEntries([...(this.counts.get(what) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1)));
    let contacts = 0;
    let touches = 0;
    for (const contact of this.contacts()) {
      contacts++;
      touches += contact.touches;
    }
    return {
      messages: { sent: this.sent, distinct: this.sent - this.repeats, repeats: this.repeats, late: this.late },
      events: { ...this.events, distinct: this.events.sent - this.events.repeats },
      types: counted('type'),
      touches,
      contacts,
      identifiers: this.identifiers(),
      byChannel: counted('channel'),
      byKind: counted('kind'),
      byChannelAndKind: counted('channelAndKind'),
      byCampaign: counted('campaign'),
      undated: this.undated,
      dayPrecision: this.dayPrecision,
      journeys: [...this.followed.values()].map(({ identifier, touches: seen }) => ({
        identifier,
        touches: [...seen].sort((a, b) => (a.at ?? -Infinity) - (b.at ?? -Infinity) || 0),
      })),
    };
  }

  private identifiers(): Record<string, number> {
    const { named, count } = this.people;
    const kinds = { user: 0, email: this.mistyped.size + this.mailboxes.size, phone: 0, external: 0, anonymous: 0 };
    for (let index = 0; index < count; index++) {
      const bits = named[index]!;
      if (bits & SLOT.user) kinds.user++;
      if (bits & SLOT.email) kinds.email++;
      if (bits & SLOT.phone) kinds.phone++;
      if (bits & SLOT.helpdesk) kinds.external++;
      if (bits & SLOT.device) kinds.anonymous++;
      if (bits & SLOT.secondDevice) kinds.anonymous++;
    }
    return kinds;
  }
}

function nothing(): Activity {
  return { touches: 0, firstAt: null, lastAt: null };
}

function found<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

function touch(activity: Activity, at: Millis | null): void {
  activity.touches++;
  if (at === null) return;
  activity.firstAt = Math.min(activity.firstAt ?? Infinity, at);
  activity.lastAt = Math.max(activity.lastAt ?? -Infinity, at);
}

function add(to: Activity, more: Activity): void {
  to.touches += more.touches;
  if (more.firstAt !== null) to.firstAt = Math.min(to.firstAt ?? Infinity, more.firstAt);
  if (more.lastAt !== null) to.lastAt = Math.max(to.lastAt ?? -Infinity, more.lastAt);
}

function finite(at: number): number | null {
  return Number.isFinite(at) ? at : null;
}
