import { createHash } from 'node:crypto';
import { importUndone, isUuid, makeIds, withdrawn } from '#kernel';
import {
  happenedAt,
  happeningOfDealing,
  simulateDealings,
  streamOfDealing,
  thingOf,
  type Dealing,
  type Naming,
  type SimulationOptions,
} from '../index.js';

const until = Date.parse('2026-03-01T00:00:00Z');
const DAY = 86_400_000;
const some = (options: Partial<SimulationOptions> = {}): SimulationOptions => ({
  seed: 7,
  touches: 12_000,
  until,
  ...options,
});
const ids = makeIds(Buffer.alloc(32, 1));
const naming: Naming = {
  person: ({ email }) => ids.node('email', '', email),
  company: ({ domain }) => ids.node('domain', '', domain),
  event: (messageId) => ids.event('simulation', messageId),
  briefing: () => ({ log: 'a-log', event: ids.event('simulation', 'last') }),
};

describe('simulated dealings', () => {
  const all = [...simulateDealings(some())];
  const named = (name: string): Dealing[] => all.filter(({ definition }) => definition.name === name);

  it('are the same for the same options, and others for another seed', () => {
    const digest = (options: SimulationOptions): string => {
      const hash = createHash('sha256');
      for (const { definition, takesBack, person, company, ...said } of simulateDealings(options))
        hash.update(JSON.stringify([definition.name, takesBack?.messageId, person?.index, company?.index, said]));
      return hash.digest('hex');
    };
    expect(digest(some())).toBe(digest(some()));
    expect(digest(some({ seed: 8 }))).not.toBe(digest(some()));
    expect(digest(some())).toMatchInlineSnapshot(`"c1e4deb6c0d3ed45fd642d0c37638346caf35736993edfcf3ccf805483da33e6"`);
  });

  it('come in order of arrival, after they happened, none after the end, each under an id of its own', () => {
    expect(new Set(all.map(({ messageId }) => messageId)).size).toBe(all.length);
    for (const [i, dealing] of all.entries()) {
      if (i > 0) expect(dealing.arrivesAt).toBeGreaterThanOrEqual(all[i - 1]!.arrivesAt);
      expect(happenedAt(dealing) ?? 0).toBeLessThanOrEqual(dealing.arrivesAt);
      expect(dealing.arrivesAt).toBeLessThanOrEqual(until);
    }
  });

  it('say what their definitions allow, in the streams of whoever decides', () => {
    for (const dealing of all) {
      expect(() => happeningOfDealing(dealing, naming)).not.toThrow();
      const stream = streamOfDealing(dealing, naming);
      if (dealing.definition.name.startsWith('deal-')) expect(stream).toBe(`deal-${thingOf(dealing)}`);
      for (const id of Object.values(dealing.about)) if (id !== undefined) expect(isUuid(id)).toBe(true);
    }
  });

  it('are about as many as the touches call for', () => {
    const alone = (name: string): number => named(name).filter((one) => one.import === undefined).length;
    expect(alone('deal-opened')).toBeGreaterThan(190);
    expect(alone('deal-opened')).toBeLessThanOrEqual(200);
    expect(alone('ticket-opened')).toBeGreaterThan(290);
    expect(alone('handoff-offered')).toBeGreaterThan(140);
    expect(alone('order-placed')).toBeGreaterThan(110);
  });

  it('begin each thing with what begins it', () => {
    const first = new Map<string, string>();
    for (const dealing of all) {
      const { definition } = dealing;
      if (definition === withdrawn || definition === importUndone) continue;
      if (!first.has(thingOf(dealing))) first.set(thingOf(dealing), definition.name);
    }
    for (const name of ['deal', 'ticket', 'order', 'handoff', 'subscription'])
      for (const dealing of all.filter(({ definition }) => definition.subject === name))
        expect(first.get(thingOf(dealing))).toMatch(/-(opened|placed|offered|started)$/);
  });

  it('have the dirt of real life', () => {
    const late = all.filter((one) => one.arrivesAt - (happenedAt(one) ?? one.arrivesAt) > 2 * DAY);
    expect(late.length / all.length).toBeGreaterThan(0.02);
    expect(named('deal-corrected').length).toBeGreaterThan(0);
    expect(named('withdrawn').every(({ takesBack }) => all.includes(takesBack!))).toBe(true);
    expect(named('withdrawn').length).toBeGreaterThan(0);
    expect(named('import-undone')).toHaveLength(1);
    expect(all.filter((one) => one.import !== undefined).length).toBeGreaterThan(3);
    expect(named('contacts-unlinked').length).toBeGreaterThan(0);
    expect(named('contacts-linked').length).toBeGreaterThanOrEqual(named('contacts-unlinked').length);
    const opened = named('deal-opened');
    expect(opened.some(({ when }) => when.precision === 'none')).toBe(true);
    expect(opened.some(({ when }) => when.precision === 'day')).toBe(true);
    expect(opened.some(({ person, company }) => person === null && company !== null)).toBe(true);
    expect(opened.some(({ person, company }) => person !== null && company === null)).toBe(true);
    expect(named('subscription-cancelled').some((one) => one.arrivesAt - happenedAt(one)! > 30 * DAY)).toBe(true);
  });

  it('are made as they are asked for', () => {
    const many = simulateDealings(some({ touches: 10_000_000 }));
    for (let i = 0; i < 100; i++) expect(many.next().done).toBe(false);
  });
});
