import type { AppendOutcome, Millis, Position } from '#kernel';
import { notJson, type Prepared, type PreparedEvent } from '../prepare.js';
import { passes, TooLarge, WrongVersion } from './answers.js';
import type { Connection } from './connection.js';
import { busy, tooLarge } from './decision-appender.js';
import type { Intent, Intents, Settled } from './intents.js';
import type { LogReader } from './log-reader.js';
import { eventData } from './recorded.js';
import { endingAt, retrying, type Patience } from './retrying.js';

export interface TouchAppenderOptions {
  readonly connection: Connection;
  readonly reader: LogReader;
  readonly intents: Intents;
  readonly patience: Patience;
  /** Appends on their way at the same time. */
  readonly inFlight: number;
  readonly clock: () => Millis;
}

/**
 * Appends touches, each to a stream of its own that must not be there yet: the only check of EventStoreDB that holds for
 * ever. The server's id of an event is made of the touch's id and of the call that appends it: so the server takes a
 * call's own retry for what it is, and tells every other repeat by refusing it, whoever stored the first and when.
 */
export class TouchAppender {
  private onTheirWay = 0;
  private readonly queue: (() => void)[] = [];

  constructor(private readonly options: TouchAppenderOptions) {}

  /**
   * Outcomes in order; nothing is sent after `until`. What is to be appended is noted before, and counted after, once for
   * all of it.
   */
  async append(asked: readonly Prepared[], until: number): Promise<AppendOutcome[]> {
    const refused = asked.map(notJson);
    const outcomes = (
      await this.appendJson(
        asked.filter((_, i) => refused[i] === null),
        until,
      )
    )[Symbol.iterator]();
    return refused.map((one) => one ?? outcomes.next().value!);
  }

  private async appendJson(requests: readonly Prepared[], until: number): Promise<AppendOutcome[]> {
    if (requests.length === 0) return [];
    if (performance.now() >= until) throw busy(new Error('they waited for others too long'));
    const intent = await this.options.intents.begin(requests, this.options.clock());
    const settled: Settled[] = [];
    const firsts = new Map<string, Promise<AppendOutcome>>();
    const results = await Promise.allSettled(
      requests.map(async (request) => {
        const earlier = firsts.get(request.stream);
        const coming = earlier === undefined ? this.one(request, intent, until) : this.after(earlier, request);
        firsts.set(request.stream, coming);
        const outcome = await coming;
        if (outcome.kind === 'appended') settled.push({ request, outcome });
        return outcome;
      }),
    );
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) {
      // Of what went unanswered, the streams will tell: the intent stays until they are read.
      this.options.intents.leave(intent);
      throw failed.reason;
    }
    await this.options.intents.settle(intent, settled);
    return results.map((result) => (result as PromiseFulfilledResult<AppendOutcome>).value);
  }

  private async one(request: Prepared, intent: Intent, until: number): Promise<AppendOutcome> {
    const { stream, expected } = request;
    const event = request.events[0]!;
    if (expected !== 'none' && expected !== 'any') {
      const first = await this.first(stream, event);
      return first ?? { kind: 'conflict', expected, actual: -1 };
    }
    const data = [eventData(event, intent.mark, intent.at)];
    await this.slot();
    try {
      const { connection, patience } = this.options;
      if (performance.now() >= until) throw new Error('they waited for others too long');
      const { position } = await retrying(endingAt(patience, until), (left) =>
        connection.append(stream, data, -1, Math.min(left, connection.deadline)),
      );
      return {
        kind: 'appended',
        revision: 0,
        position: await this.placeOf(stream, position),
        duplicate: 'no',
        differs: false,
      };
    } catch (error) {
      if (error instanceof TooLarge) return tooLarge(request, error);
      if (!(error instanceof WrongVersion)) throw passes(error) ? busy(error) : error;
    } finally {
      this.free();
    }
    return (await this.first(stream, event))!;
  }

  /** A repeat within one call: the server would take it for the call's own retry. */
  private async after(earlier: Promise<AppendOutcome>, { stream, events, expected }: Prepared): Promise<AppendOutcome> {
    await earlier;
    return (await this.first(stream, events[0]!)) ?? { kind: 'conflict', expected, actual: -1 };
  }

  /** The first result of a repeat. */
  private async first(stream: string, event: PreparedEvent): Promise<AppendOutcome | null> {
    const [first] = await this.options.reader.stream(stream, 0, 1);
    if (first === undefined) return null;
    return {
      kind: 'appended',
      revision: 0,
      position: first.position,
      duplicate: 'yes',
      differs: first.metadata.fingerprint !== event.fingerprint,
    };
  }

  /** Where it stands: the server need not say so in its answer. */
  private async placeOf(stream: string, told: Position): Promise<Position> {
    if (told >= 0) return told;
    const [stored] = await this.options.reader.stream(stream, 0, 1);
    if (stored === undefined) throw new Error(`the server has not told where ${stream} is stored`);
    return stored.position;
  }

  private async slot(): Promise<void> {
    if (this.onTheirWay < this.options.inFlight) this.onTheirWay++;
    else await new Promise<void>((resolve) => this.queue.push(resolve));
  }

  private free(): void {
    const next = this.queue.shift();
    if (next === undefined) this.onTheirWay--;
    else next();
  }
}
