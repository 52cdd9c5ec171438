import type { EventStoreDBClient } from '@eventstore/db-client';

/** A stream that the client writes appends to. */
interface AppendStream {
  write(...written: unknown[]): boolean;
}

/** How the client makes the streams of its calls; its types keep that to whoever extends it. */
interface StreamMaking {
  GRPCStreamCreator(kind: unknown, call: string, begin: (on: unknown) => AppendStream, kept?: unknown): unknown;
}

/**
 * Keeps a client from holding back appends. It does so once its stream of appends has more to send than the server takes,
 * and when the stream ends then, it rejects a promise of each that was held back which nobody can get hold of: that would
 * end the process. Told that there is always room, it holds back none; how much is on its way is bounded by whoever
 * appends, and each append is rejected once, to its caller.
 */
export function holdingBackNone(client: EventStoreDBClient): EventStoreDBClient {
  const making = client as unknown as StreamMaking;
  const make = making.GRPCStreamCreator;
  making.GRPCStreamCreator = (kind, call, begin, kept) =>
    make(kind, call, call === 'appendToStream' ? (on) => withRoom(begin(on)) : begin, kept);
  return client;
}

function withRoom(stream: AppendStream): AppendStream {
  const write = stream.write.bind(stream);
  stream.write = (...written) => {
    write(...written);
    return true;
  };
  return stream;
}
