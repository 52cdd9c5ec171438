import { setTimeout as sleep } from 'node:timers/promises';
import { touchpointRecorded } from '#journey';
import { sealEvent, touchStream, type EventId } from '#kernel';
import type { Fault, Struck } from '../fault.js';
import type { Installation } from '../installation.js';

const PATIENCE_MS = 60_000;

/** Passes as a text, and fits no column. */
const NO_TIME = '2026-13-45T25:61:00.000Z';

/**
 * An event stands in the log that read models cannot write: it is parked, everything else goes on. It is amended, as an
 * operator would, and everything believes the amendment.
 */
export const poison: Fault = {
  kind: 'poison event',
  strike: async (struck) => {
    const { installation, seeded } = struck;
    const events = seeded.between(1, 3);
    for (let one = 1; one <= events; one++) {
      const touch = await record(struck, `poison-${seeded.between(1, 1e9)}`);
      await parked(installation, touch, true);
      const { status, body } = await installation.admin.post(
        '/api/commands/contact.amend-touch',
        { params: { touch, payload: { channel: 'web', kind: 'viewed' }, at: new Date().toISOString() } },
        `amend ${touch}`,
      );
      if (status !== 200) throw new Error(`the amendment was answered with ${status}: ${JSON.stringify(body)}`);
      await parked(installation, touch, false);
    }
    return `${events} events that no read model can write, parked and amended`;
  },
};

async function record({ installation: { store }, seeded }: Struck, messageId: string): Promise<EventId> {
  const { ids, vault, log } = store;
  const value = `user-${seeded.between(1, 5_000)}`;
  const profile = ids.node('user', 'website', value);
  const id = ids.event('poison', messageId);
  const payload = { channel: 'web', kind: 'viewed', identifiers: [{ kind: 'user', namespace: 'website', value }] };
  const happening = touchpointRecorded.of({ profile }, payload, {
    when: { precision: 'instant', at: NO_TIME },
  });
  const keys = await vault.ensure([profile]);
  const metadata = { actor: { kind: 'system', id: 'faults' }, source: { name: 'poison', messageId } } as const;
  const event = sealEvent(happening, id, null, metadata, ids, keys);
  const [outcome] = await log.appendAll([{ stream: touchStream(id), events: [event], expected: 'none' }]);
  if (outcome?.kind !== 'appended') throw new Error(`the poison was not recorded: ${JSON.stringify(outcome)}`);
  return id;
}

/** Waits until some read model has parked the event, or none has it parked any more. */
async function parked({ readModels }: Installation, touch: string, wanted: boolean): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const letters = await Promise.all(['contacts', 'identity', 'lineage'].map((name) => readModels.deadLetters(name)));
    const there = letters.flat().some(({ eventId, mendedAt }) => eventId === touch && mendedAt === null);
    if (there === wanted) return;
    if (performance.now() > until)
      throw new Error(`the poison ${touch} was ${wanted ? 'parked by no read model' : 'not mended by its amendment'}`);
    await sleep(100);
  }
}
