import { once } from 'node:events';
import { Metadata, status, type ServerWritableStream } from '@grpc/grpc-js';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import { caughtUp, checkpoint, confirmed, notFound, readEvent, streamName } from './stand-in-messages.js';
import type { Kept, StandInStore } from './stand-in-store.js';

export type ReadCall = ServerWritableStream<
  InstanceType<typeof streams.ReadReq>,
  InstanceType<typeof streams.ReadResp>
>;
type Options = NonNullable<ReturnType<ReadCall['request']['getOptions']>>;
type Filter = NonNullable<ReturnType<Options['getFilter']>>;

/** Events after which a filtered subscription says how far it has looked, times what it was asked for. */
const CHECKPOINT_EVERY = 32;

/** Answers reads of a stream and of everything; a subscription goes on until it is ended. */
export async function answerRead(
  call: ReadCall,
  store: StandInStore,
  placed: boolean,
  appended: () => Promise<void>,
): Promise<void> {
  const options = call.request.getOptions()!;
  if (options.hasSubscription()) return follow(call, store, options, appended);
  const events = options.hasStream() ? ofStream(call, store, options) : ofAll(call, store, options);
  if (events === null) return;
  const most = Number(options.getCount());
  for (const event of events.slice(0, most))
    if (!(await send(call, readEvent(event, options.hasAll() || placed)))) return;
  call.end();
}

function ofStream(call: ReadCall, store: StandInStore, options: Options): readonly Kept[] | null {
  const asked = options.getStream()!;
  const name = streamName(asked.getStreamIdentifier());
  const events = store.stream(name);
  if (events.length === 0) {
    call.write(notFound(name));
    call.end();
    return null;
  }
  if (isBackwards(options)) return [...events].reverse();
  return asked.hasRevision() ? events.slice(Number(asked.getRevision())) : events;
}

/** From a place on, inclusive; a place inside a record is none, and the server says that it cannot read there. */
function ofAll(call: ReadCall, store: StandInStore, options: Options): readonly Kept[] | null {
  const asked = options.getAll()!;
  const backwards = isBackwards(options);
  if (!asked.hasPosition()) return backwards ? [...store.events].reverse() : store.events;
  const from = Number(asked.getPosition()!.getCommitPosition());
  const begins = firstFrom(store.events, from);
  if (begins < store.events.length && store.events[begins]!.position !== from) {
    fail(call, status.UNKNOWN, `no record begins at ${from}`);
    return null;
  }
  return backwards ? store.events.slice(0, begins).reverse() : store.events.slice(begins);
}

/** Everything after a place, as it comes; filtered by the names of streams or by types. */
async function follow(
  call: ReadCall,
  store: StandInStore,
  options: Options,
  appended: () => Promise<void>,
): Promise<void> {
  const asked = options.getAll()!;
  const filter = options.getFilter();
  const wanted = filter === undefined ? () => true : filterOf(filter);
  const every = (filter?.getCheckpointintervalmultiplier() ?? 0) * CHECKPOINT_EVERY;
  let next = asked.hasEnd()
    ? store.events.length
    : asked.hasPosition()
      ? firstFrom(store.events, Number(asked.getPosition()!.getCommitPosition()) + 1)
      : 0;
  let scanned = 0;
  if (!(await send(call, confirmed()))) return;
  for (let live = false; !call.cancelled && !call.writableEnded;) {
    const event = store.events[next];
    if (event === undefined) {
      if (!live && !(await send(call, caughtUp()))) return;
      live = true;
      await appended();
      continue;
    }
    next++;
    scanned++;
    if (wanted(event) && !(await send(call, readEvent(event, true)))) return;
    if (every > 0 && scanned % every === 0 && !(await send(call, checkpoint(event.position)))) return;
  }
}

function filterOf(filter: Filter): (event: Kept) => boolean {
  const byStream = filter.hasStreamIdentifier();
  const expression = (byStream ? filter.getStreamIdentifier() : filter.getEventType())!;
  const prefixes = expression.getPrefixList();
  const pattern = new RegExp(expression.getRegex(), 'u');
  return (event) => {
    const text = byStream ? event.stream : event.type;
    return prefixes.length > 0 ? prefixes.some((prefix) => text.startsWith(prefix)) : pattern.test(text);
  };
}

function isBackwards(options: Options): boolean {
  return options.toObject().readDirection.valueOf() === 1;
}

/** Index of the first event at or after a place. */
function firstFrom(events: readonly Kept[], position: number): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (events[middle]!.position < position) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Writes as fast as the client reads; false where it is gone. */
async function send(call: ReadCall, message: Parameters<ReadCall['write']>[0]): Promise<boolean> {
  if (call.cancelled || call.destroyed || call.writableEnded) return false;
  if (call.write(message)) return true;
  const over = new AbortController();
  const { signal } = over;
  await Promise.race(['drain', 'cancelled', 'close'].map((event) => once(call, event, { signal })));
  over.abort();
  return !call.cancelled && !call.destroyed;
}

/** Ends a call with an error. */
export function fail(call: { emit(event: 'error', error: object): boolean }, code: status, details: string): void {
  call.emit('error', { code, details, metadata: new Metadata() });
}
