import { setTimeout as sleep } from 'node:timers/promises';
import type { Program } from './program.js';

const PATIENCE_MS = 60_000;

/** The relays, the one that publishes first. Throws where none comes to it. */
export async function leaderFirst(relays: readonly Program[]): Promise<readonly Program[]> {
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until) {
    for (const relay of relays) {
      const metrics = await relay.ask('/metrics');
      if (metrics !== null && /^throughline_relay_leader 1$/m.test(metrics.text))
        return [relay, ...relays.filter((other) => other !== relay)];
    }
    await sleep(200);
  }
  throw new Error(`no relay has published for ${PATIENCE_MS / 1_000} s`);
}
