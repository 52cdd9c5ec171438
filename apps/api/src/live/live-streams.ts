import type { ServerResponse } from 'node:http';
import { TooMany } from '../edge/errors.js';
import type { LiveMessage } from './live-hub.js';

/** What streams pass on. */
export interface LiveSource {
  /** Listens until the function it returns is called. */
  listen(listener: (message: LiveMessage) => void): () => void;
}

/** Who listens. */
export interface Listening {
  /** Streams are counted by it: the id of a person or key. */
  readonly owner: string;
  /** Whether they still may: asked again at each heartbeat. */
  readonly allowed: () => Promise<boolean>;
}

/** How streams are looked after. */
export interface LiveStreamsOptions {
  readonly heartbeatMs?: number;
  /** Most streams of one owner at once. */
  readonly most?: number;
  /** Hears how many streams are open. */
  readonly counted?: (open: number) => void;
}

const HEARTBEAT_MS = 25_000;
const MOST = 30;
/** A client that leaves more than this unread is let go: it connects again and asks for what it missed. */
const MOST_UNREAD_BYTES = 64 * 1024;

/** The open streams of server-sent events: each for as long as its owner may listen and does read. */
export class LiveStreams {
  private readonly open = new Map<() => void, string>();
  private readonly heartbeatMs: number;
  private readonly most: number;
  private readonly counted: (open: number) => void;

  constructor(
    private readonly source: LiveSource,
    options: LiveStreamsOptions = {},
  ) {
    this.heartbeatMs = options.heartbeatMs ?? HEARTBEAT_MS;
    this.most = options.most ?? MOST;
    this.counted = options.counted ?? (() => undefined);
    this.counted(0);
  }

  /** Throws TooMany (`live.too-many`) where an owner has as many streams as one may have. */
  admit(owner: string): void {
    const own = [...this.open.values()].filter((one) => one === owner).length;
    if (own >= this.most)
      throw new TooMany('live.too-many', `${this.most} live connections are open already: close some screens`, 30);
  }

  /** Streams into an answer whose head is written, until its client goes, may no longer listen, or does not read. */
  begin(raw: ServerResponse, { owner, allowed }: Listening): void {
    raw.write('retry: 1000\n\n');
    const write = (text: string): void => {
      if (raw.writableLength > MOST_UNREAD_BYTES) raw.destroy();
      else raw.write(text);
    };
    const silence = this.source.listen((message) => write(`data: ${JSON.stringify(message)}\n\n`));
    const heartbeat = setInterval(() => {
      // What the last heartbeat left there nobody has read since.
      if (raw.writableLength > 0) raw.destroy();
      else write(': here\n\n');
      // Where it cannot be found out, the next heartbeat asks again.
      allowed().then(
        (may) => may || end(),
        () => undefined,
      );
    }, this.heartbeatMs);
    const end = (): void => {
      clearInterval(heartbeat);
      silence();
      this.open.delete(end);
      this.counted(this.open.size);
      raw.end();
    };
    this.open.set(end, owner);
    this.counted(this.open.size);
    raw.on('close', end);
  }

  /** Ends every stream: an open one would keep the server from closing. */
  endAll(): void {
    for (const end of this.open.keys()) end();
  }
}
