import {
  canonicalJson,
  canonicalJsonWithout,
  sealEvent,
  type Actor,
  type AppendOutcome,
  type Authority,
  type EventId,
  type Ids,
  type Keyring,
  type NewEvent,
  type Problem,
  type Reported,
} from '#kernel';
import type { Ready } from './happening.js';
import type { Outcome, Reason } from './receipt.js';

/** Who delivers: a source's key. */
export interface Deliverer {
  /** The key's id. */
  readonly id: string;
  /** The source's name: messages are told apart by it, anonymous and external ids are of it. */
  readonly source: string;
  /** On whose right: the key's scope. */
  readonly authority?: Authority;
}

/** How a delivery came. */
export interface Circumstances {
  /** Epoch milliseconds. */
  readonly arrivedAt: number;
  readonly origin?: 'live' | 'history';
  readonly correlation?: string;
}

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
    }[],
  ): Promise<void>;
}

/** An event ready to append, and the message it came of. */
export interface Sealed {
  readonly ready: Ready;
  readonly event: NewEvent;
}

type Aside = Parameters<SettingAside['put']>[0][number] & { readonly messageId: string | null };

/** What is the same for all messages of one delivery, and those of them that are set aside. */
export class DeliveryOf {
  readonly aside: Aside[] = [];
  /** One object for the whole delivery: it is written once. */
  private readonly actor: Actor;

  constructor(
    private readonly ids: Ids,
    readonly deliverer: Deliverer,
    private readonly circumstances: Circumstances,
  ) {
    this.actor = { kind: 'key', id: deliverer.id };
  }

  seal({ happening, messageId, report }: Ready, keys: Keyring): NewEvent {
    const { source, authority } = this.deliverer;
    const { correlation, origin } = this.circumstances;
    return sealEvent(
      happening,
      this.ids.event(source, messageId),
      null,
      {
        actor: this.actor,
        source: { name: source, messageId },
        stated: statementOf(report),
        ...(authority === undefined ? {} : { authority }),
        ...(correlation === undefined ? {} : { correlation }),
        ...(origin === undefined ? {} : { origin }),
      },
      this.ids,
      keys,
    );
  }

  /** The same message set aside again for the same reason is the same entry. */
  setAside(
    item: unknown,
    messageId: string | null,
    reason: Reason,
    problems: readonly Problem[],
    firstEvent: EventId | null = null,
  ): void {
    const { source } = this.deliverer;
    const text = JSON.stringify(item ?? null);
    this.aside.push({
      id: this.ids.derived('quarantine', source, reason, this.ids.fingerprint(canonicalJson(item ?? null))),
      source,
      receivedAt: this.circumstances.arrivedAt,
      reason,
      problems,
      firstEvent,
      bytes: Buffer.from(text),
      messageId,
    });
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

/** What the log's answer means for a message; null where it was set aside. */
export function outcomeOf({ ready, event }: Sealed, result: AppendOutcome, delivery: DeliveryOf): Outcome | null {
  const { messageId, report } = ready;
  if (result.kind === 'refused') {
    delivery.setAside(keptOf(report), messageId, 'refused', [{ where: '', what: result.reason }]);
    return null;
  }
  if (result.kind === 'conflict')
    throw new Error(`touch ${event.id} of message ${messageId} conflicts with a stream that is its own`);
  if (result.differs) {
    const what = 'stands for another message already, which says something else';
    delivery.setAside(keptOf(report), messageId, 'differs', [{ where: 'messageId', what }], event.id);
    return null;
  }
  return {
    outcome: result.duplicate === 'yes' ? 'repeated' : 'recorded',
    messageId,
    event: event.id,
    position: result.position,
  };
}

/** What a repeat is told by. */
function statementOf({ stated, apart }: Reported): string {
  return apart === undefined
    ? canonicalJson(stated)
    : canonicalJsonWithout(stated as Readonly<Record<string, unknown>>, apart);
}

/** What is kept of a message that is set aside: all of it but what its transport alone says (a key may be there). */
export function keptOf({ stated, apart }: Reported): unknown {
  return apart === undefined
    ? stated
    : Object.fromEntries(Object.entries(stated as object).filter(([name]) => !apart.has(name)));
}
