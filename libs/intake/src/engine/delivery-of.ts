import {
  canonicalBytes,
  sealEvent,
  type Actor,
  type AppendOutcome,
  type Authority,
  type EventId,
  type Happening,
  type Ids,
  type Keyring,
  type NewEvent,
  type Problem,
  type Reading,
  type Reported,
  type SaidOnce,
} from '#kernel';
import type { Arrival } from './clock.js';
import type { Known } from './happening.js';
import type { Outcome, Reason } from './receipt.js';

/** Who delivers: a source's key. */
export interface Deliverer {
  /** The key's id. */
  readonly id: string;
  /** The source's name: messages are told apart by it, anonymous and external ids are of it. */
  readonly source: string;
  /** Who acts, where it is not the key itself. */
  readonly actor?: Actor;
  /** On whose right: the key's scope. */
  readonly authority?: Authority;
}

/** How a delivery came. */
export interface Circumstances {
  /** Epoch milliseconds. */
  readonly arrivedAt: number;
  readonly origin?: 'live' | 'history';
  readonly correlation?: string;
  /** The body holds nothing that looks like a card number: none need be looked for. */
  readonly withoutCards?: boolean;
  /** The connector that reads it, and the path it came by: what is set aside is replayed through them. */
  readonly connector?: string;
  readonly path?: string;
  /** Bytes of the body, where it was one. */
  readonly bytes?: number;
}

/** Deliveries of more bytes than this, or of an unknown size, wait for each other. */
const LARGE = 64 * 1024;

/** Most bytes that what a delivery shares may take, kept with all those of its messages that are set aside. */
const MOST_SHARED = 16 * 1024 * 1024;

/** Where messages wait that cannot become events. */
export interface SettingAside {
  put(
    entries: readonly {
      readonly id: string;
      readonly source: string;
      readonly receivedAt: number;
      readonly reason: Reason;
      readonly problems: readonly Problem[];
      readonly firstEvent: EventId | null;
      readonly bytes: Buffer;
      readonly messageId?: string | null;
      readonly connector?: string | null;
      readonly path?: string | null;
      readonly once?: SaidOnce | null;
    }[],
    /** What the log has not counted of the delivery: as it came in, and as it is set aside. */
    receipt?: {
      readonly source: string;
      readonly at: number;
      readonly received: number;
      readonly setAside: number;
    },
  ): Promise<void>;
}

/** An event ready to append. Nothing of its message is held any more but what a quarantine would keep. */
export interface Sealed {
  readonly messageId: string;
  readonly event: NewEvent;
  /** The message's statement, canonical JSON. */
  readonly statement: Buffer;
}

type Aside = Parameters<SettingAside['put']>[0][number] & { readonly messageId: string | null };

/** What is the same for all messages of one delivery, and those of them that are set aside. */
export class DeliveryOf {
  readonly aside: Aside[] = [];
  /** How many messages it holds, once they are counted as on their way. */
  messages = 0;
  origin: 'live' | 'history' = 'live';
  /** To be called once its events are appended, or never will be: where it had to be admitted. */
  admitted?: () => void;
  /** What it says once for all of them. */
  private once: SaidOnce = {};
  /** One object for the whole delivery: it is written once. */
  private readonly actor: Actor;

  constructor(
    private readonly ids: Ids,
    readonly deliverer: Deliverer,
    readonly circumstances: Circumstances,
  ) {
    this.actor = deliverer.actor ?? { kind: 'key', id: deliverer.id };
  }

  get large(): boolean {
    return (this.circumstances.bytes ?? Number.POSITIVE_INFINITY) > LARGE;
  }

  /** Hears what the delivery says once for all its messages; `shared` may be kept. */
  says({ sentAt }: Reading, shared: unknown): void {
    const { correlation } = this.circumstances;
    this.once = {
      ...(sentAt === undefined ? {} : { sentAt }),
      ...(shared === undefined ? {} : { shared }),
      ...(this.origin === 'history' ? { origin: 'history' } : {}),
      ...(correlation === undefined ? {} : { correlation }),
    };
  }

  /** What is set aside of it, each with what the delivery said once for all. */
  toKeep(): Parameters<SettingAside['put']>[0] {
    const { shared, ...rest } = this.once;
    const large = shared !== undefined && JSON.stringify(shared).length * this.aside.length > MOST_SHARED;
    const once = large ? ({ ...rest, sharedLeftOut: true } as const) : this.once;
    return Object.keys(once).length === 0 ? this.aside : this.aside.map((entry) => ({ ...entry, once }));
  }

  /** The clocks that say when what is stated happened. */
  arrival(sentAt: string | undefined): Arrival {
    const sent = sentAt === undefined ? Number.NaN : Date.parse(sentAt);
    return { arrivedAt: this.circumstances.arrivedAt, sentAt: Number.isNaN(sent) ? null : sent };
  }

  /** Seals one message's event. Throws KeyDestroyed. */
  seal({ report, messageId }: Known, happening: Happening, keys: Keyring): Sealed {
    const { source, authority } = this.deliverer;
    const { correlation } = this.circumstances;
    const statement = statementOf(report);
    const event = sealEvent(
      happening,
      this.ids.event(source, messageId),
      null,
      {
        actor: this.actor,
        source: { name: source, messageId },
        stated: statement,
        ...(authority === undefined ? {} : { authority }),
        ...(correlation === undefined ? {} : { correlation }),
        origin: this.origin,
      },
      this.ids,
      keys,
    );
    return { messageId: report.messageId ?? messageId, event, statement };
  }

  /** The same message set aside again for the same reason is the same entry. */
  setAside(
    statement: Buffer,
    messageId: string | null,
    reason: Reason,
    problems: readonly Problem[],
    firstEvent: EventId | null = null,
  ): void {
    const { source } = this.deliverer;
    this.aside.push({
      id: this.ids.derived('quarantine', source, reason, this.ids.fingerprint(statement)),
      source,
      receivedAt: this.circumstances.arrivedAt,
      reason,
      problems,
      firstEvent,
      bytes: statement,
      connector: this.circumstances.connector ?? null,
      path: this.circumstances.path ?? null,
      messageId,
    });
  }

  /** What the log's answer means for a message; null where it was set aside. */
  outcomeOf({ event, messageId, statement }: Sealed, result: AppendOutcome): Outcome | null {
    if (result.kind === 'refused') {
      this.setAside(statement, messageId, 'refused', [{ where: '', what: result.reason }]);
      return null;
    }
    if (result.kind === 'conflict')
      throw new Error(`touch ${event.id} of message ${messageId} conflicts with a stream that is its own`);
    if (result.differs) {
      const what = 'stands for another message already, which says something else';
      this.setAside(statement, messageId, 'differs', [{ where: 'messageId', what }], event.id);
      return null;
    }
    return {
      outcome: result.duplicate === 'yes' ? 'repeated' : 'recorded',
      messageId,
      event: event.id,
      position: result.position,
    };
  }

  quarantined(): Outcome[] {
    return this.aside.map(({ id, messageId, reason, problems }) => ({
      outcome: 'quarantined',
      messageId,
      quarantine: id,
      reason,
      problems,
    }));
  }
}

/** What a repeat is told by, and what is kept of a message that is set aside: all but what its transport alone says. */
export function statementOf({ stated, apart }: Pick<Reported, 'stated' | 'apart'>): Buffer {
  try {
    return canonicalBytes(stated ?? null, apart);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return canonicalBytes(JSON.parse(JSON.stringify(stated, sayable)), apart);
  }
}

/** A number beyond what JavaScript holds (`1e400` is read as Infinity) stands as its text: what is set aside must be kept. */
function sayable(_name: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
