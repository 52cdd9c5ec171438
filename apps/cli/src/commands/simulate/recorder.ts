import { setTimeout as sleep } from 'node:timers/promises';
import { LogBusy } from '#kernel';
import { IntakeService, withCompany } from '#intake';
import { PostgresQuarantine } from '#event-log';
import { callOf, reportedOf, type SimulatedDelivery } from '#simulator';
import { failure } from '../../failure.js';
import type { Installation } from '../../installation.js';

/** What became of messages that were handed over. */
export interface Recorded {
  recorded: number;
  repeated: number;
  quarantined: number;
  /** The highest position of them; null while nobody said one. */
  position: number | null;
}

/** Takes deliveries somewhere; resolves when they are durable. */
export interface Recorder {
  take(delivery: SimulatedDelivery): Promise<Recorded>;
  close(): Promise<void>;
}

const MOST_ATTEMPTS = 60;

/** Records through intake in this process, as if each message had arrived when the simulation says. */
export async function localRecorder(installation: Installation, source: string, live: boolean): Promise<Recorder> {
  const { log, vault, ids, url, secrets } = installation;
  const quarantine = await PostgresQuarantine.open({ url, masterKey: secrets.masterKey });
  const service = new IntakeService({ log, vault, ids, quarantine });
  const deliverer = { id: ids.derived('key', 'simulation', source), source };
  return {
    take: ({ messages, arrivesAt, clockAhead }) =>
      patiently(() =>
        service.accept(
          {
            reports: messages.flatMap((message) => withCompany(reportedOf(message))),
            refused: [],
            ...(clockAhead === 0 ? {} : { sentAt: new Date(arrivesAt + clockAhead).toISOString() }),
          },
          deliverer,
          { arrivedAt: arrivesAt, origin: live ? 'live' : 'history' },
        ),
      ),
    close: () => quarantine.close(),
  };
}

/** Tries again while there is no room: nothing is lost or counted twice that is sent again. */
export async function patiently<T>(take: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await take();
    } catch (error) {
      if (!(error instanceof LogBusy) || attempt === MOST_ATTEMPTS) throw error;
      await sleep(error.retryAfterSeconds * 1_000);
    }
  }
}

const TIMEOUT_MS = 60_000;

/** Sends over HTTP to a running instance, in the order of the messages. */
export function remoteRecorder(url: string, key: string, live: boolean): Recorder {
  const post = async (path: string, body: unknown): Promise<Recorded> => {
    for (let attempt = 1; ; attempt++) {
      const response = await send(`${url}/${path}${live ? '' : '?origin=history'}`, key, body);
      if (response.ok) return (await response.json()) as Recorded;
      const text = await response.text();
      const passing = response.status === 429 || response.status >= 500;
      if (!passing || attempt === MOST_ATTEMPTS)
        throw failure('simulate.refused', `${url}/${path} answered ${response.status}: ${text.slice(0, 300)}`);
      await sleep(1_000 * Math.min(Number(response.headers.get('retry-after') ?? 1) || 1, 30));
    }
  };
  return {
    take: async ({ messages }) => {
      const sum: Recorded = { recorded: 0, repeated: 0, quarantined: 0, position: null };
      const calls = messages.map(callOf);
      for (let from = 0; from < calls.length;) {
        const { path } = calls[from]!;
        let to = from;
        while (to < calls.length && calls[to]!.path === path) to++;
        const bodies = calls.slice(from, to).map(({ body }) => body);
        const answer = await post(path, path === 'v1/batch' ? { batch: bodies } : bodies);
        sum.recorded += answer.recorded;
        sum.repeated += answer.repeated;
        sum.quarantined += answer.quarantined;
        if (answer.position !== null) sum.position = Math.max(sum.position ?? 0, answer.position);
        from = to;
      }
      return sum;
    },
    close: () => Promise.resolve(),
  };
}

async function send(address: string, key: string, body: unknown): Promise<Response> {
  try {
    return await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    const why =
      error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : String(error);
    throw failure(
      'simulate.unreachable',
      `${address} does not answer (${why}): is it running, and is the address right?`,
    );
  }
}
