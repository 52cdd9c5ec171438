import {
  canonicalJson,
  canonicalJsonWithout,
  InvalidInput,
  KeyDestroyed,
  LogBusy,
  sealEvent,
  touchStream,
  type Actor,
  type AppendOutcome,
  type AppendRequest,
  type Authority,
  type EventId,
  type EventLog,
  type Ids,
  type Keyring,
  type NewEvent,
  type NodeId,
  type Problem,
  type Reading,
  type Reported,
  type Vault,
} from '#kernel';
import type { Admission } from './admission.js';
import type { Arrival } from './clock.js';
import { happeningOf, type Ready } from './happening.js';
import { Identify } from './identify/identify.js';
import { receiptOf, type Outcome, type Reason, type Receipt } from './receipt.js';

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

export interface IntakeOptions {
  readonly log: EventLog;
  readonly vault: Vault;
  readonly quarantine: SettingAside;
  readonly ids: Ids;
  readonly admission?: Admission;
  /** Messages that may be on their way at the same time; more are turned away with LogBusy. */
  readonly capacity?: number;
}

interface Sealed {
  readonly ready: Ready;
  readonly event: NewEvent;
}

type Aside = Parameters<SettingAside['put']>[0][number] & { readonly messageId: string | null };

/**
 * Takes what connectors read, and answers when every message of it is durable: recorded, a repeat of what was recorded,
 * or in quarantine with the reason. Rejects with LogBusy when there is no room now: nothing of the delivery is lost
 * that is sent again with the same message ids.
 */
export class IntakeService {
  private readonly identify: Identify;
  private readonly capacity: number;
  private underway = 0;

  constructor(private readonly options: IntakeOptions) {
    this.identify = new Identify(options.ids);
    this.capacity = options.capacity ?? 20_000;
  }

  async accept(reading: Reading, deliverer: Deliverer, circumstances: Circumstances): Promise<Receipt> {
    const messages = reading.reports.length + reading.refused.length;
    const origin = circumstances.origin ?? reading.origin ?? 'live';
    // History that waits leaves room for live traffic.
    const room = origin === 'live' ? this.capacity : this.capacity / 2;
    if (this.underway > 0 && this.underway + messages > room)
      throw new LogBusy(`${this.underway} messages are on their way already`, 1);
    this.underway += messages;
    try {
      await this.options.admission?.admit(origin, messages);
      return await this.record(reading, deliverer, { ...circumstances, origin });
    } finally {
      this.underway -= messages;
    }
  }

  private async record(reading: Reading, deliverer: Deliverer, circumstances: Circumstances): Promise<Receipt> {
    const delivery = new DeliveryOf(this.options.ids, deliverer, circumstances);
    for (const { item, problems } of reading.refused) delivery.setAside(item, null, 'invalid', problems);
    const arrival = { arrivedAt: circumstances.arrivedAt, sentAt: clockOf(reading.sentAt) };
    const ready: Ready[] = [];
    for (const report of reading.reports) {
      const made = this.happening(report, arrival, delivery);
      if (made !== null) ready.push(made);
    }
    const sealed = await this.seal(ready, arrival, delivery);
    const requests: AppendRequest[] = sealed.map(({ event }) => ({
      stream: touchStream(event.id),
      events: [event],
      expected: 'none',
    }));
    const results = requests.length === 0 ? [] : await this.options.log.appendAll(requests);
    const outcomes: Outcome[] = [];
    for (let i = 0; i < sealed.length; i++) {
      const outcome = outcomeOf(sealed[i]!, results[i]!, delivery);
      if (outcome !== null) outcomes.push(outcome);
    }
    if (delivery.aside.length > 0) await this.options.quarantine.put(delivery.aside);
    return receiptOf(outcomes.concat(delivery.quarantined()));
  }

  private happening(report: Reported, arrival: Arrival, delivery: DeliveryOf): Ready | null {
    try {
      return happeningOf(report, delivery.deliverer.source, arrival, this.identify);
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      delivery.setAside(keptOf(report), report.messageId ?? null, 'invalid', error.problems);
      return null;
    }
  }

  /** Seals all of them under keys loaded at once. Identifiers whose keys are destroyed take their next generation. */
  private async seal(ready: readonly Ready[], arrival: Arrival, delivery: DeliveryOf): Promise<Sealed[]> {
    const subjects = new Set<NodeId>();
    for (const { dataSubject } of ready) if (dataSubject !== null) subjects.add(dataSubject);
    let keys = await this.options.vault.ensure([...subjects]);
    const sealed: Sealed[] = [];
    for (let one of ready) {
      for (;;) {
        try {
          sealed.push({ ready: one, event: delivery.seal(one, keys) });
          break;
        } catch (error) {
          if (!(error instanceof KeyDestroyed)) throw error;
          await this.forget(one, error.subject);
        }
        const again = this.happening({ ...one.report, messageId: one.messageId }, arrival, delivery);
        if (again === null) break;
        one = again;
        keys = await this.options.vault.ensure([...subjects.add(one.dataSubject!)]);
      }
    }
    return sealed;
  }

  /** Those of an event's identifiers whose keys are destroyed are other nodes from here on. */
  private async forget({ identified }: Ready, destroyed: NodeId): Promise<void> {
    const keys = await this.options.vault.ensure(identified.map(({ node }) => node));
    for (const one of identified)
      if (one.node === destroyed || keys.get(one.node)?.identity === null) this.identify.erased(one);
  }
}

/** What is the same for all messages of one delivery, and those of them that are set aside. */
class DeliveryOf {
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
function outcomeOf({ ready, event }: Sealed, result: AppendOutcome, delivery: DeliveryOf): Outcome | null {
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
function keptOf({ stated, apart }: Reported): unknown {
  return apart === undefined
    ? stated
    : Object.fromEntries(Object.entries(stated as object).filter(([name]) => !apart.has(name)));
}

function clockOf(sentAt: string | undefined): number | null {
  const at = sentAt === undefined ? Number.NaN : Date.parse(sentAt);
  return Number.isNaN(at) ? null : at;
}
