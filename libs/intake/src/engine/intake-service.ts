import {
  InvalidInput,
  KeyDestroyed,
  LogBusy,
  touchStream,
  type AppendOutcome,
  type AppendRequest,
  type EventLog,
  type Ids,
  type NodeId,
  type Reading,
  type Reported,
  type Vault,
} from '#kernel';
import type { Admission } from './admission.js';
import { Door } from './door.js';
import {
  DeliveryOf,
  statementOf,
  type Circumstances,
  type Deliverer,
  type Sealed,
  type SettingAside,
} from './delivery-of.js';
import { happeningOf, knownOf, type Known } from './happening.js';
import { companiesNamed } from './identify/companies.js';
import { Identify } from './identify/identify.js';
import { Lane } from './lane.js';
import { receiptOf, type Outcome, type Reason, type Receipt } from './receipt.js';
import { Turn } from './turn.js';
import { Underway } from './underway.js';

export interface IntakeOptions {
  readonly log: Pick<EventLog, 'appendAll'>;
  readonly vault: Vault;
  readonly quarantine: SettingAside;
  readonly ids: Ids;
  readonly admission?: Admission;
  /** What is looked for that must not be kept; card numbers alone unless told. */
  readonly door?: Door;
  /** Whose national phone numbers are meant where a number names no country (ISO 3166-1 alpha-2). */
  readonly region?: string | undefined;
  /** Messages that may be on their way at the same time; more are turned away with LogBusy. */
  readonly capacity?: number;
  /** Counts them, where other services count into the same. */
  readonly underway?: Underway;
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
  private readonly door: Door;
  private readonly lane = new Lane();
  private readonly underway: Underway;

  constructor(private readonly options: IntakeOptions) {
    this.identify = new Identify(options.ids, options.region);
    this.capacity = options.capacity ?? 20_000;
    this.door = options.door ?? new Door();
    this.underway = options.underway ?? new Underway();
  }

  /**
   * Takes a delivery, read already or about to be. Large ones are read and prepared one after the other: what waits is
   * bytes, not objects, and while the log writes nobody holds the messages any more, only their events.
   */
  accept(reading: Reading | (() => Reading), deliverer: Deliverer, circumstances: Circumstances): Promise<Receipt> {
    const delivery = new DeliveryOf(this.options.ids, deliverer, circumstances);
    return this.prepared(typeof reading === 'function' ? reading : () => reading, delivery)
      .then((sealed) => this.record(sealed, delivery))
      .finally(() => {
        this.underway.add(-delivery.messages);
        delivery.admitted?.();
      });
  }

  private prepared(read: () => Reading, delivery: DeliveryOf): Promise<readonly Sealed[]> {
    const work = async (): Promise<readonly Sealed[] | Reading> => {
      const reading = this.meant(read(), delivery);
      this.makeRoom(reading, delivery);
      return delivery.origin === 'live' ? this.prepare(reading, delivery) : reading;
    };
    const inTurn = <T>(some: () => Promise<T>): Promise<T> => (delivery.large ? this.lane.run(some) : some());
    return inTurn(work).then(async (done) => {
      if (!('reports' in done)) return done;
      // History waits for its admission in nobody's way.
      if (this.options.admission !== undefined)
        delivery.admitted = await this.options.admission.admit(delivery.origin, delivery.messages);
      return inTurn(() => this.prepare(done, delivery));
    });
  }

  /** Without what stands beside a message and names no company: nobody sent it, and the ledger would miss it. */
  private meant(reading: Reading, { deliverer: { source } }: DeliveryOf): Reading {
    const reports = reading.reports.filter(
      (report) => report.beside !== true || companiesNamed(report, [], source, this.identify).all.length > 0,
    );
    return reports.length === reading.reports.length ? reading : { ...reading, reports };
  }

  /** Counts a delivery's messages as on their way. Throws LogBusy where there is no room. */
  private makeRoom(reading: Reading, delivery: DeliveryOf): void {
    delivery.origin = delivery.circumstances.origin ?? reading.origin ?? 'live';
    const messages = reading.reports.length + reading.refused.length;
    // History that waits leaves room for live traffic.
    const room = delivery.origin === 'live' ? this.capacity : this.capacity / 2;
    const underway = this.underway.messages;
    if (underway > 0 && underway + messages > room)
      throw new LogBusy(`${underway} messages are on their way already`, 1);
    this.underway.add(messages);
    delivery.messages = messages;
  }

  private async prepare(reading: Reading, delivery: DeliveryOf): Promise<readonly Sealed[]> {
    const { source } = delivery.deliverer;
    const arrival = delivery.arrival(reading.sentAt);
    const turn = new Turn(this.options.turn);
    const looks = this.door.looks(delivery.circumstances.withoutCards === true);
    delivery.says(reading, looks ? this.door.without(reading.shared) : reading.shared);
    for (const { item, problems, messageId = null } of reading.refused) {
      const cut = looks ? this.door.refused(item, problems) : null;
      if (cut === null) delivery.setAside(statementOf({ stated: item }), messageId, 'invalid', problems);
      else delivery.setAside(statementOf(cut), messageId, cut.reason, cut.problems);
    }
    const known: Known[] = [];
    const subjects = new Set<NodeId>();
    for (const report of reading.reports) {
      if (looks && this.keepsOut(report, delivery)) continue;
      const one = orAside(report, delivery, () => knownOf(report, source, this.identify));
      if (one === null) continue;
      known.push(one);
      if (one.dataSubject !== null) subjects.add(one.dataSubject);
    }
    let keys = await this.options.vault.ensure([...subjects]);
    const sealed: Sealed[] = [];
    for (let one of known) {
      if (turn.over()) await turn.next();
      for (;;) {
        try {
          const made = orAside(one.report, delivery, () => happeningOf(one, arrival));
          if (made !== null) sealed.push(delivery.seal(one, made, keys));
          break;
        } catch (error) {
          if (!(error instanceof KeyDestroyed)) throw error;
          await this.forget(one, error.subject);
        }
        one = knownOf({ ...one.report, messageId: one.report.messageId ?? one.messageId }, source, this.identify);
        keys = await this.options.vault.ensure([...subjects.add(one.dataSubject!)]);
      }
    }
    return sealed;
  }

  /** Sets a message aside that holds what must not be kept, without it. */
  private keepsOut(report: Reported, delivery: DeliveryOf): boolean {
    const cut = this.door.report(report);
    if (cut === null) return false;
    const { apart } = report;
    const statement = statementOf({ stated: cut.stated, ...(apart === undefined ? {} : { apart }) });
    delivery.setAside(statement, report.messageId ?? null, cut.reason, cut.problems);
    return true;
  }

  private async record(sealed: readonly Sealed[], delivery: DeliveryOf): Promise<Receipt> {
    const requests: AppendRequest[] = sealed.map(({ event }) => ({
      stream: touchStream(event.id),
      events: [event],
      expected: 'none',
    }));
    const results = requests.length === 0 ? [] : await this.options.log.appendAll(requests);
    const outcomes: Outcome[] = [];
    for (let i = 0; i < sealed.length; i++) {
      const outcome = delivery.outcomeOf(sealed[i]!, results[i]!);
      if (outcome !== null) outcomes.push(outcome);
    }
    await this.setAside(delivery, results);
    return receiptOf(outcomes.concat(delivery.quarantined()));
  }

  /**
   * Keeps what is set aside, and counts what the log has not: messages that never reached it. Counted as they came in
   * and as they are kept, so that one that got lost in between shows.
   */
  private async setAside(delivery: DeliveryOf, results: readonly AppendOutcome[]): Promise<void> {
    const { aside, messages, deliverer, circumstances } = delivery;
    const received = messages - results.filter(({ kind }) => kind === 'appended').length;
    if (aside.length === 0 && received === 0) return;
    const setAside = aside.filter(({ reason }) => reason !== 'differs').length;
    await this.options.quarantine.put(delivery.toKeep(), {
      source: deliverer.source,
      at: circumstances.arrivedAt,
      received,
      setAside,
    });
  }

  /** Those of an event's identifiers whose keys are destroyed are other nodes from here on. */
  private async forget({ identified }: Known, destroyed: NodeId): Promise<void> {
    const keys = await this.options.vault.ensure(identified.map(({ node }) => node));
    for (const one of identified)
      if (one.node === destroyed || keys.get(one.node)?.identity === null) this.identify.erased(one);
  }
}

/** What a message is made, or null where it does not fit and was set aside. */
function orAside<T>(report: Reported, delivery: DeliveryOf, make: () => T): T | null {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    delivery.setAside(statementOf(report), report.messageId ?? null, reasonOf(error), error.problems);
    return null;
  }
}

function reasonOf({ code }: InvalidInput): Reason {
  if (code === 'message.future') return 'future';
  return code === 'message.before-1970' ? 'before-1970' : 'invalid';
}
