import { isDeepStrictEqual } from 'node:util';
import { CONNECTORS, Door, IntakeService, type Outcome } from '#intake';
import type { Filter, Opened, Place, Quarantine, Quarantined, QuarantineReason } from '#event-log';
import {
  InvalidInput,
  type Actor,
  type Authority,
  type ConnectorDefinition,
  type EventId,
  type Position,
  type Problem,
} from '#kernel';
import type { Store } from './store.js';
import { untouchedByOthers } from './untouched-by-others.js';
import { WayBack } from './way-back.js';

/** Who mends, discards or lets go. */
export interface MendedBy {
  readonly by: Actor;
  readonly authority?: Authority;
}

/** What became of an entry that was replayed. */
export interface Replayed {
  readonly id: string;
  readonly state: 'mended';
  readonly event: EventId;
  /** Null where it had been mended before. */
  readonly position: Position | null;
  /** The event had been recorded before: another replay was faster, or the source sent it again. */
  readonly repeated: boolean;
}

/** What became of a page of entries that were tried again. */
export interface Retried {
  readonly tried: number;
  readonly mended: number;
  /** The highest position of what was recorded; null where nothing was. */
  readonly position: Position | null;
  /** Where to go on; null at the end. */
  readonly next: Place | null;
}

/** There is no such entry. */
export class NoSuchEntry extends Error {
  override readonly name = 'NoSuchEntry';
  constructor(readonly id: string) {
    super(`there is no message ${id} in quarantine`);
  }
}

/** Entries tried in one go. */
const TOGETHER = 100;

/** Of these something was cut out before they were kept: as they are they say what nobody said. */
const CUT_OUT: readonly QuarantineReason[] = ['card-number', 'forbidden'];

/** What the desk works on. */
export interface QuarantineDeskOptions {
  readonly store: Pick<Store, 'log' | 'vault' | 'ids' | 'region'>;
  readonly quarantine: Quarantine;
  /** Patterns of what must not be kept. */
  readonly forbidden: readonly string[];
  /** See `WayBack`. */
  readonly webhooksOf?: (source: string) => Promise<readonly (string | null)[]>;
  readonly clock?: () => number;
  readonly connectors?: readonly ConnectorDefinition[];
}

/**
 * Where messages in quarantine are dealt with: mended and replayed the way they came, under the id they came with,
 * tried again after a fix, discarded, and let go of when their time is over.
 */
export class QuarantineDesk {
  private readonly service: IntakeService;
  private readonly back: WayBack;
  private readonly clock: () => number;

  constructor(private readonly options: QuarantineDeskOptions) {
    const { store, forbidden, connectors = CONNECTORS, webhooksOf, clock = () => Date.now() } = options;
    this.clock = clock;
    this.back = new WayBack(connectors, webhooksOf);
    // What does not fit again waits already, and is not received once more.
    this.service = new IntakeService({
      ...store,
      log: untouchedByOthers(store.log),
      door: new Door(forbidden),
      quarantine: { put: () => Promise.resolve() },
    });
  }

  /**
   * Brings a message in again, as it was or as it is edited, with what its delivery said once for all. Repeats are
   * harmless: what is mended answers its event. `connector` reads one that came in a way that was not noted, or that
   * is not there any more. Throws InvalidInput (`quarantine.unfit`, with each problem) where it does not fit still,
   * `quarantine.settled` where it is discarded or expired, `quarantine.cut-out` where something was cut out of it and
   * it is not edited, `quarantine.no-connector` where it has to be said what reads it, NoSuchEntry.
   */
  async replay(id: string, edited: unknown, who: MendedBy, connector?: string): Promise<Replayed> {
    const entry = await this.entry(id);
    if (entry.state === 'mended') return mended(id, entry.event!);
    if (entry.state !== 'waiting' || entry.bytes === null)
      throw refused('quarantine.settled', `is ${entry.state === 'waiting' ? 'expired' : entry.state}`);
    const stated: unknown = edited === undefined ? JSON.parse(entry.bytes.toString()) : edited;
    if (CUT_OUT.includes(entry.reason) && isDeepStrictEqual(stated, JSON.parse(entry.bytes.toString())))
      throw cutOut('message', entry.reason);
    // What had not happened yet may have by now; a time that is not stated is when the message came.
    const arrivedAt = entry.reason === 'future' ? this.clock() : entry.receivedAt;
    const { origin, correlation } = entry.once ?? {};
    const { outcomes, position } = await this.service.accept(
      await this.back.reading(entry, stated, arrivedAt, connector),
      { id: who.by.id, source: entry.source, actor: who.by, ...authorityOf(who) },
      {
        arrivedAt,
        ...(origin === undefined ? {} : { origin }),
        ...(correlation === undefined ? {} : { correlation }),
      },
    );
    const problems = outcomes.flatMap((one) => (one.outcome === 'quarantined' ? problemsOf(one) : []));
    const [first] = outcomes;
    if (problems.length > 0 || first === undefined || first.outcome === 'quarantined') {
      const reasons = outcomes.flatMap((one) => (one.outcome === 'quarantined' ? [one.reason] : []));
      await this.options.quarantine.settle(id, {
        act: 'tried',
        by: nameOf(who.by),
        event: null,
        note: [...new Set(reasons)].join(', '),
      });
      throw new InvalidInput('quarantine.unfit', problems.length > 0 ? problems : [SAYS_NOTHING]);
    }
    const note = edited === undefined ? null : 'edited';
    // Recorded is recorded: where somebody discarded it meanwhile, or it expired, it is mended all the same.
    const settled = await this.options.quarantine.settle(id, {
      act: 'mended',
      by: nameOf(who.by),
      event: first.event,
      note,
    });
    // Another replay was faster: the entry became that one's event.
    if (!settled) return { ...mended(id, (await this.entry(id)).event ?? first.event), position };
    return { id, state: 'mended', event: first.event, position, repeated: first.outcome === 'repeated' };
  }

  /**
   * Tries a page of the waiting entries again as they are, the newest first: for after a fix. Those of which something
   * was cut out are left out. `connector` as in `replay`. Throws InvalidInput (`quarantine.cut-out`) where only such
   * are asked for.
   */
  async retry(
    filter: Omit<Filter, 'state'>,
    after: Place | undefined,
    who: MendedBy,
    connector?: string,
  ): Promise<Retried> {
    if (connector !== undefined) this.back.named(connector);
    if (filter.reason !== undefined && CUT_OUT.includes(filter.reason)) throw cutOut('reason', filter.reason);
    const page = await this.options.quarantine.list({
      ...filter,
      state: 'waiting',
      except: CUT_OUT,
      limit: TOGETHER,
      ...(after === undefined ? {} : { after }),
    });
    let position: Position | null = null;
    let count = 0;
    for (const { id } of page.items) {
      try {
        const replayed = await this.replay(id, undefined, who, connector);
        count++;
        if (replayed.position !== null && replayed.position > (position ?? 0)) position = replayed.position;
      } catch (error) {
        if (!(error instanceof InvalidInput)) throw error;
      }
    }
    return { tried: page.items.length, mended: count, position, next: page.next };
  }

  /**
   * Says that a message will never become an event, and why; answers what the list shows of it. Throws InvalidInput
   * (`quarantine.settled`), NoSuchEntry.
   */
  async discard(id: string, reason: string, who: MendedBy): Promise<Quarantined> {
    const settled = await this.options.quarantine.settle(id, {
      act: 'discarded',
      by: nameOf(who.by),
      event: null,
      note: reason,
    });
    const {
      bytes: _bytes,
      problems: _problems,
      messageId: _id,
      once: _once,
      acts: _acts,
      ...line
    } = await this.entry(id);
    if (!settled && line.state !== 'discarded') throw refused('quarantine.settled', `is ${line.state}`);
    return line;
  }

  /** Destroys the keys of what is older than so many days; answers how many messages cannot be mended any more. */
  expire(days: number): Promise<number> {
    const before = new Date(this.clock() - days * 86_400_000).toISOString().slice(0, 10);
    return this.options.quarantine.expire(before, 'rule quarantine-days');
  }

  /** The connectors that may read an entry, where it has to be said which; none where it is known. */
  readers(entry: Opened): Promise<readonly string[]> {
    return this.back.readers(entry);
  }

  /** An entry, opened. Throws NoSuchEntry. */
  async entry(id: string): Promise<Opened> {
    const entry = await this.options.quarantine.get(id);
    if (entry === null) throw new NoSuchEntry(id);
    return entry;
  }
}

/** The problem of an edit out of which its connector reads nothing. */
const SAYS_NOTHING: Problem = {
  where: 'message',
  what: 'says nothing that would be recorded',
  remedy: 'state what happened, or discard it',
};

function mended(id: string, event: EventId): Replayed {
  return { id, state: 'mended', event, position: null, repeated: true };
}

function problemsOf({ problems, reason }: Extract<Outcome, { outcome: 'quarantined' }>): readonly Problem[] {
  if (reason !== 'differs') return problems;
  const remedy = 'give it another id if it is another message, or discard it: the first stays';
  return problems.map((problem) => ({ ...problem, remedy }));
}

function authorityOf({ authority }: MendedBy): { readonly authority?: Authority } {
  return authority === undefined ? {} : { authority };
}

function nameOf({ kind, id }: Actor): string {
  return `${kind} ${id}`;
}

function cutOut(where: string, reason: QuarantineReason): InvalidInput {
  const what =
    reason === 'card-number' ? 'a card number was cut out of it' : 'what must not be kept here was cut out of it';
  const remedy = 'replay each edited, with something in the place of what was cut out, or without it';
  return new InvalidInput('quarantine.cut-out', [{ where, what, remedy }]);
}

function refused(code: string, what: string): InvalidInput {
  return new InvalidInput(code, [{ where: 'id', what }]);
}
