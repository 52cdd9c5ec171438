import { setTimeout as sleep } from 'node:timers/promises';
import {
  broken,
  KeyDestroyed,
  LogBusy,
  MAX_EVENT_BYTES,
  sealEvent,
  touchStream,
  type Actor,
  type AppendOutcome,
  type Authority,
  type EventId,
  type EventLog,
  type Ids,
  type NewEvent,
  type NodeId,
  type Problem,
  type Vault,
} from '#kernel';
import type { Admission } from '../engine/admission.js';
import { happeningOf, knownOf } from '../engine/happening.js';
import { Identify } from '../engine/identify/identify.js';
import { Turn } from '../engine/turn.js';
import { large } from './event-size.js';
import { toGeneration, type Item, type RowWork } from './row-work.js';
import { ofThing, streamOf } from './thing-stream.js';
import { WhatStands, type Standing } from './what-stands.js';

/** What rows are recorded in, and as what. */
export interface RecordingOptions {
  readonly log: EventLog;
  readonly vault: Vault;
  readonly ids: Ids;
  readonly source: string;
  /** The import's id. */
  readonly import: string;
  readonly actor: Actor;
  readonly authority?: Authority;
  /** Lets history in only as fast as it is read. */
  readonly admission?: Admission;
  /** Whose national phone numbers are meant where neither number nor mapping names a country. */
  readonly region?: string | undefined;
  /** Nothing waits for room any more once it is aborted. */
  readonly signal?: AbortSignal;
}

/** Events appended together. */
const TOGETHER = 2_000;

/**
 * Records what rows state: whole rows or nothing of them, and each once, however often they come. What an undone import
 * had recorded is recorded anew, a generation later.
 */
export class Recording {
  readonly identify: Identify;
  private readonly stands: WhatStands;
  /** The batch before: what it appends stands before what the next one does. */
  private before: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: RecordingOptions) {
    this.identify = new Identify(options.ids, options.region);
    this.stands = new WhatStands(options.log);
  }

  /**
   * Settles every item, or notes problems on its row. Rows, and the batches they come in, are in the order of the file.
   * Throws BrokenRule `import.undone` where the import was undone meanwhile: whoever did so was not kept from it, as the
   * lock was lost.
   */
  settle(rows: readonly RowWork[]): Promise<void> {
    const settling = this.settleAfter(this.before, rows);
    if (rows.some(({ items }) => items.some(({ happening }) => ofThing(happening)))) this.before = settling;
    // Heard by the next batch, or by whoever asked.
    settling.catch(() => undefined);
    return settling;
  }

  private async settleAfter(before: Promise<unknown>, rows: readonly RowWork[]): Promise<void> {
    const { source, ids } = this.options;
    let asked = rows.flatMap(({ items }) => items);
    while (asked.length > 0) {
      const standing = await this.stands.under(asked.map(({ id }) => id));
      const undone = await this.stands.undone(importsOf(standing.values()));
      asked = asked.filter((item) => {
        const first = standing.get(item.id);
        if (first === undefined) return false;
        if (first.import === null || !undone.has(first.import)) {
          item.became = this.compared(item, first);
          return false;
        }
        toGeneration(item, item.generation + 1, source, ids);
        return true;
      });
    }
    for (const row of rows) if (row.problems.length === 0) row.problems = differing(row.items);
    const sealed = await this.seal(rows.filter(({ problems }) => problems.length === 0));
    this.accept(rows);
    // What happened to a thing stands in one stream: whatever failed before it fails this as well.
    await before;
    await this.append(sealed.filter(({ row, item }) => row.problems.length === 0 && item.became === 'new'));
    for (const row of rows) if (row.problems.length === 0) row.problems = differing(row.items);
  }

  /** Recorded by this very import, perhaps before it was interrupted, is recorded; by anything else it is a repeat. */
  private compared({ fingerprint, before }: Item, first: Standing): Item['became'] {
    if (first.fingerprint !== fingerprint) return 'differs';
    return before === 0 && first.import === this.options.import ? 'recorded' : 'repeated';
  }

  /** A message that stands twice in one batch is the repeat of its first one: of one that will be recorded. */
  private accept(rows: readonly RowWork[]): void {
    const taken = new Map<EventId, Item>();
    for (const row of rows) {
      if (row.problems.length > 0) continue;
      const fresh = new Map<EventId, Item>();
      for (const item of row.items) {
        if (item.became !== 'new') continue;
        const first = taken.get(item.id) ?? fresh.get(item.id);
        if (first === undefined) fresh.set(item.id, item);
        else item.became = first.fingerprint === item.fingerprint ? 'repeated' : 'differs';
      }
      row.problems = differing(row.items);
      if (row.problems.length === 0) for (const [id, item] of fresh) taken.set(id, item);
    }
  }

  private async seal(rows: readonly RowWork[]): Promise<Sealed[]> {
    const subjects = new Set<NodeId>();
    for (const { items } of rows)
      for (const { known } of items) if (known.dataSubject !== null) subjects.add(known.dataSubject);
    const keys = { at: await this.options.vault.ensure([...subjects]) };
    const sealed: Sealed[] = [];
    const turn = new Turn();
    for (const row of rows) {
      if (turn.over()) await turn.next();
      const events: Sealed[] = [];
      for (const item of row.items) {
        if (item.became !== 'new') continue;
        for (;;) {
          try {
            events.push({ row, item, event: this.sealed(item, keys.at) });
            break;
          } catch (error) {
            if (!(error instanceof KeyDestroyed)) throw error;
            if (!item.known.identified.some(({ node }) => node === error.subject)) {
              row.problems = [...row.problems, { where: item.emit, what: 'is about somebody whose data is erased' }];
              break;
            }
            await this.forget(item, error.subject);
            keys.at = await this.options.vault.ensure([...subjects.add(item.known.dataSubject!)]);
          }
        }
      }
      if (row.problems.length > 0) continue;
      const tooLarge = events.filter(({ event }) => Buffer.byteLength(event.text) > MAX_EVENT_BYTES);
      if (tooLarge.length === 0) sealed.push(...events);
      else row.problems = tooLarge.map(({ item }) => large(item.emit));
    }
    return sealed;
  }

  private sealed(
    { happening, id, messageId, fingerprint }: Item,
    keys: Awaited<ReturnType<Vault['ensure']>>,
  ): NewEvent {
    const { ids, source, actor, authority } = this.options;
    return sealEvent(
      happening,
      id,
      streamOf(happening),
      {
        actor,
        source: { name: source, messageId },
        fingerprint,
        ...(authority === undefined ? {} : { authority }),
        origin: 'history',
        import: this.options.import,
      },
      ids,
      keys,
    );
  }

  /** Identifiers whose keys are destroyed are other nodes from here on. */
  private async forget(item: Item, destroyed: NodeId): Promise<void> {
    const { identified, report } = item.known;
    const keys = await this.options.vault.ensure(identified.map(({ node }) => node));
    for (const one of identified)
      if (one.node === destroyed || keys.get(one.node)?.identity === null) this.identify.erased(one);
    item.known = knownOf({ ...report, messageId: item.messageId }, this.options.source, this.identify);
    item.happening = happeningOf(item.known, { arrivedAt: Date.now(), sentAt: null });
  }

  private async append(sealed: readonly Sealed[]): Promise<void> {
    for (let from = 0; from < sealed.length; from += TOGETHER) {
      const some = sealed.slice(from, from + TOGETHER);
      const { import: own } = this.options;
      if ((await this.stands.undone([own])).has(own)) throw broken('import.undone', { import: own });
      const outcomes = await this.patiently(some);
      const stood = some.filter(({ item, row }, i) => heard(item, row, outcomes[i]!));
      if (stood.length === 0) continue;
      // Somebody else was faster, or the answer to an earlier attempt was lost.
      const standing = await this.stands.under(stood.map(({ item }) => item.id));
      for (const { item } of stood) item.became = this.compared(item, standing.get(item.id)!);
    }
  }

  /**
   * Tries again while there is no room: nothing is lost or counted twice that is handed over again. Throws the signal's
   * reason where it would have to wait once that is aborted.
   */
  private async patiently(some: readonly Sealed[]): Promise<readonly AppendOutcome[]> {
    const requests = some.map(({ item, event }) => {
      const stream = streamOf(item.happening);
      return stream === null
        ? { stream: touchStream(event.id), events: [event], expected: 'none' as const }
        : { stream, events: [event], expected: 'any' as const };
    });
    const { signal } = this.options;
    for (;;) {
      let appended: (() => void) | undefined;
      try {
        appended = await this.options.admission?.admit('history', requests.length);
        return await this.options.log.appendAll(requests);
      } catch (error) {
        if (!(error instanceof LogBusy)) throw error;
        await untilAborted(Math.min(error.retryAfterSeconds, 5) * 1_000, signal);
      } finally {
        appended?.();
      }
    }
  }
}

interface Sealed {
  readonly row: RowWork;
  readonly item: Item;
  readonly event: NewEvent;
}

/** Waits. Throws the signal's reason once it is aborted. */
async function untilAborted(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
  signal?.throwIfAborted();
}

/** Takes in what the log answered; whether something stood there already. */
function heard(item: Item, row: RowWork, outcome: AppendOutcome): boolean {
  if (outcome.kind === 'refused') {
    row.problems = [...row.problems, { where: item.emit, what: outcome.reason }];
    return false;
  }
  if (outcome.kind === 'conflict') throw new Error(`touch ${item.id} conflicts with a stream that is its own`);
  if (outcome.duplicate !== 'no') return true;
  item.became = 'recorded';
  return false;
}

function importsOf(standing: Iterable<Standing>): Set<string> {
  const imports = new Set<string>();
  for (const { import: name } of standing) if (name !== null) imports.add(name);
  return imports;
}

function differing(items: readonly Item[]): readonly Problem[] {
  return items
    .filter(({ became }) => became === 'differs')
    .map(({ emit }) => ({
      where: emit,
      what: 'the same message was recorded before and said something else',
      remedy: 'undo the import that recorded it, or correct it there',
    }));
}
