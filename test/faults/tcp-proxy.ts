import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What stands between programs and a server, and makes the network bad. */
export interface TcpProxy {
  readonly port: number;
  /** Cuts open connections: all of them, or those that are chosen. */
  cut(chosen?: () => boolean): void;
  /** What comes from now on is handed on so much later, in order. */
  delay(ms: number): void;
  /** From now on nothing passes, and nothing is closed; new connections are taken and say nothing either. */
  freeze(): void;
  /** Undoes `freeze` and `delay`. */
  mend(): void;
  close(): Promise<void>;
}

interface Weather {
  delayMs: number;
  frozen: boolean;
}

/** Listens on a free port of loopback and hands on to another; which one is asked for at every connection. */
export async function startTcpProxy(target: () => number): Promise<TcpProxy> {
  const weather: Weather = { delayMs: 0, frozen: false };
  const pairs = new Set<{ cut(): void; mend(): void }>();
  const server = createServer((client) => {
    const upstream = connect(target(), '127.0.0.1');
    const ways = [new OneWay(client, upstream, weather), new OneWay(upstream, client, weather)];
    const pair = {
      cut: () => {
        client.destroy();
        upstream.destroy();
      },
      mend: () => ways.forEach((way) => way.pump()),
    };
    pairs.add(pair);
    client.on('error', pair.cut);
    upstream.on('error', pair.cut);
    client.once('close', () => pairs.delete(pair));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    cut: (chosen = () => true) => [...pairs].filter(chosen).forEach((pair) => pair.cut()),
    delay: (ms) => {
      weather.delayMs = ms;
    },
    freeze: () => {
      weather.frozen = true;
    },
    mend: () => {
      weather.delayMs = 0;
      weather.frozen = false;
      pairs.forEach((pair) => pair.mend());
    },
    close: async () => {
      pairs.forEach((pair) => pair.cut());
      server.close();
      await once(server, 'close');
    },
  };
}

/** Bytes from one end to the other, held while the weather says so; the end of the stream is handed on like bytes. */
class OneWay {
  private readonly held: { readonly due: number; readonly bytes: Buffer | null }[] = [];
  private timer: NodeJS.Timeout | null = null;

  constructor(
    from: Socket,
    private readonly to: Socket,
    private readonly weather: Weather,
  ) {
    from.setNoDelay(true);
    from.on('data', (bytes) => this.hand(bytes));
    from.once('close', () => this.hand(null));
  }

  pump(): void {
    for (let next = this.held[0]; next !== undefined && !this.weather.frozen; next = this.held[0]) {
      const wait = this.weather.delayMs === 0 ? 0 : next.due - performance.now();
      if (wait > 0) return this.later(wait);
      this.held.shift();
      if (next.bytes === null) this.to.end();
      else if (!this.to.destroyed) this.to.write(next.bytes);
    }
  }

  private hand(bytes: Buffer | null): void {
    this.held.push({ due: performance.now() + this.weather.delayMs, bytes });
    this.pump();
  }

  private later(ms: number): void {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.pump();
    }, ms);
  }
}
