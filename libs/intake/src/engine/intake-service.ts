import {
  InvalidInput,
  KeyDestroyed,
  LogBusy,
  touchStream,
  type AppendRequest,
  type EventLog,
  type Ids,
  type NodeId,
  type Reading,
  type Reported,
  type Vault,
} from '#kernel';
import type { Admission } from './admission.js';
import type { Arrival } from './clock.js';
import {
  DeliveryOf,
  keptOf,
  outcomeOf,
  type Circumstances,
  type Deliverer,
  type Sealed,
  type SettingAside,
} from './delivery-of.js';
import { happeningOf, type Ready } from './happening.js';
import { Identify } from './identify/identify.js';
import { receiptOf, type Outcome, type Receipt } from './receipt.js';
import { Turn } from './turn.js';

export interface IntakeOptions {
  readonly log: EventLog;
  readonly vault: Vault;
  readonly quarantine: SettingAside;
  readonly ids: Ids;
  readonly admission?: Admission;
  /** Messages that may be on their way at the same time; more are turned away with LogBusy. */
  readonly capacity?: number;
  /** How long a large delivery works before others get their turn, milliseconds. */
  readonly turn?: number;
}

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
    const turn = new Turn(this.options.turn);
    const ready: Ready[] = [];
    for (const report of reading.reports) {
      if (turn.over()) await turn.next();
      const made = this.happening(report, arrival, delivery);
      if (made !== null) ready.push(made);
    }
    const sealed = await this.seal(ready, arrival, delivery, turn);
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
  private async seal(ready: readonly Ready[], arrival: Arrival, delivery: DeliveryOf, turn: Turn): Promise<Sealed[]> {
    const subjects = new Set<NodeId>();
    for (const { dataSubject } of ready) if (dataSubject !== null) subjects.add(dataSubject);
    let keys = await this.options.vault.ensure([...subjects]);
    const sealed: Sealed[] = [];
    for (let one of ready) {
      if (turn.over()) await turn.next();
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

function clockOf(sentAt: string | undefined): number | null {
  const at = sentAt === undefined ? Number.NaN : Date.parse(sentAt);
  return Number.isNaN(at) ? null : at;
}
