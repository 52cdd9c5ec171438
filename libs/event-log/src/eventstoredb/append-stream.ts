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
 * appends, and each append is rejected once, to its caller. Throws where the client does not make its streams this way: a
 * release of it that was not proved.
 */
export function holdingBackNone(client: EventStoreDBClient): EventStoreDBClient {
  const making = client as unknown as StreamMaking;
  const make: unknown = making.GRPCStreamCreator;
  if (!isStreamMaking(make))
    throw new Error(
      '@eventstore/db-client does not make its streams by GRPCStreamCreator any more, which keeps a lost connection from ending the process: install the release of it that package-lock.json names',
    );
  making.GRPCStreamCreator = (kind, call, begin, kept) =>
    make(kind, call, call === 'appendToStream' ? (on) => withRoom(begin(on)) : begin, kept);
  return client;
}

function isStreamMaking(make: unknown): make is StreamMaking['GRPCStreamCreator'] {
  return typeof make === 'function';
}

function withRoom(stream: AppendStream): AppendStream {
  const write = stream.write.bind(stream);
  stream.write = (...written) => {
    write(...written);
    return true;
  };
  return stream;
}
