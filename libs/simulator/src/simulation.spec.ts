import { createHash } from 'node:crypto';
import fc from 'fast-check';
import {
  Bookkeeper,
  deliveries,
  People,
  reportedOf,
  simulate,
  type Simulated,
  type SimulationOptions,
} from './index.js';

const until = Date.parse('2026-03-01T00:00:00Z');
const DAY = 86_400_000;
const some = (options: Partial<SimulationOptions> = {}): SimulationOptions => ({
  seed: 7,
  touches: 2_000,
  until,
  ...options,
});

const anyOptions = fc.noShrink(
  fc.record({
    seed: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
    touches: fc.integer({ min: 100, max: 3_000 }),
    until: fc.integer({ min: Date.parse('2001-01-01'), max: Date.parse('2090-01-01') }),
    days: fc.integer({ min: 2, max: 2_000 }),
  }),
);

function booked(options: SimulationOptions): { messages: Simulated[]; keeper: Bookkeeper } {
  const people = new People(options.seed);
  const keeper = new Bookkeeper((index) => people.person(index));
  const messages = [...simulate(options)];
  for (const message of messages) keeper.take(message);
  return { messages, keeper };
}

/** Contacts the slow and plain way: what was seen together joins, strongest first, unless two people would become one. */
function united(messages: readonly Simulated[]): Map<string, number> {
  const rank = ['user', 'email', 'phone', 'external', 'anonymous'];
  // a role's mailbox is the weakest, and joins nobody
  const node = (kind: string, value: string): string =>
    `${value.startsWith('info@') ? rank.length : rank.indexOf(kind)} ${value.trim().toLowerCase()}`;
  const members = new Map<string, Set<string>>();
  const edges: [weaker: string, stronger: string, from: string, to: string, position: number][] = [];
  messages.forEach(({ identifiers }, position) => {
    const nodes = identifiers.map(({ kind, value }) => node(kind, value)).sort();
    for (const each of nodes) if (!members.has(each)) members.set(each, new Set([each]));
    for (const each of nodes.slice(1).filter((one) => !one.startsWith(`${rank.length}`)))
      edges.push([each[0]!, nodes[0]![0]!, nodes[0]!, each, position]);
  });
  edges.sort((a, b) => a[0].localeCompare(b[0]) || a[1].localeCompare(b[1]) || a[4] - b[4]);
  const holds = (group: Set<string>, kind: string): number => [...group].filter((each) => each[0] === kind).length;
  for (const [weaker, , from, to] of edges) {
    const [a, b] = [members.get(from)!, members.get(to)!];
    if (a === b || holds(a, '0') + holds(b, '0') > 1) continue;
    if (weaker === '4' && holds(a, '1') > 0 && holds(b, '1') > 0) continue;
    for (const each of b) members.set(each, a.add(each));
  }
  const touches = new Map([...members.values()].map((group) => [[...group].sort()[0]!, 0]));
  for (const { type, identifiers, truth } of messages) {
    if (truth.repeat) continue;
    const contact = [...members.get(identifiers.map(({ kind, value }) => node(kind, value)).sort()[0]!)!].sort()[0]!;
    touches.set(contact, (touches.get(contact) ?? 0) + (type === 'touch' ? 1 : 0));
  }
  return touches;
}

describe('a simulated history', () => {
  it('is the same, byte for byte, for the same options, today and in years', () => {
    const hash = createHash('sha256');
    let messages = 0;
    for (const message of simulate(some({ touches: 20_000 }))) {
      const { person, ...truth } = message.truth;
      hash.update(JSON.stringify({ ...message, truth: { ...truth, person: person.index } }));
      messages++;
    }
    expect({ messages, hash: hash.digest('hex') }).toMatchInlineSnapshot(`
      {
        "hash": "3a01eb86db4f9af6396a058905edeaf62529f6b3683ea8cfdb8dd1bd4d17ed8c",
        "messages": 23155,
      }
    `);
  });

  it('holds exactly the touches asked for, in order of arrival, none before it happened or after the end', () => {
    fc.assert(
      fc.property(anyOptions, (options) => {
        const wrong: string[] = [];
        let last = -Infinity;
        const seen = new Map<string, string>();
        let touches = 0;
        for (const message of simulate(options)) {
          const { messageId, arrivesAt, truth } = message;
          if (arrivesAt < last) wrong.push(`${messageId} arrives before the one before it`);
          last = arrivesAt;
          const occurredAt = truth.occurredAt ?? arrivesAt;
          if (occurredAt > arrivesAt) wrong.push(`${messageId} arrives before it happened`);
          if (arrivesAt > options.until) wrong.push(`${messageId} arrives after the end`);
          if (occurredAt < options.until - (options.days + 1) * DAY) wrong.push(`${messageId} happened before it all`);
          const stated = JSON.stringify(reportedOf(message).stated);
          if (seen.get(messageId) !== (truth.repeat ? stated : undefined)) wrong.push(`${messageId} is no repeat`);
          seen.set(messageId, stated);
          if (!truth.repeat && message.type === 'touch') touches++;
        }
        expect(wrong).toEqual([]);
        expect(touches).toBe(options.touches);
      }),
      { numRuns: 25 },
    );
  });

  it('says only what the events’ definitions allow', () => {
    const problems = new Set<string>();
    for (const message of simulate(some({ touches: 5_000 }))) {
      const { definition, payload } = reportedOf(message);
      const identifiers = message.identifiers.map((each) => ({ namespace: '', ...each }));
      for (const problem of definition.problems({ ...payload, identifiers })) problems.add(JSON.stringify(problem));
    }
    expect([...problems]).toEqual([]);
  });

  it('has the dirt of real life in about the shares it promises', () => {
    const { messages, keeper } = booked(some({ touches: 30_000 }));
    const figures = keeper.figures();
    expect(figures.messages.repeats / figures.messages.distinct).toBeCloseTo(0.05, 1);
    expect(figures.messages.late / figures.messages.distinct).toBeCloseTo(0.05, 1);
    const people = new Set(messages.map(({ truth }) => truth.person.index)).size;
    expect(figures.touches / people).toBeGreaterThan(8);
    expect(figures.touches / people).toBeLessThan(12);
    const named = Object.values(figures.identifiers).reduce((sum, count) => sum + count, 0) / people;
    expect(named).toBeGreaterThan(2);
    expect(named).toBeLessThan(4);
    expect(messages.some(({ clockAhead }) => clockAhead !== 0)).toBe(true);
    expect(messages.some(({ truth }) => truth.person.sharesDevice === 'borrows')).toBe(true);
    expect(figures.undated).toBeGreaterThan(0);
    expect(figures.dayPrecision).toBeGreaterThan(0);
    const scripts = [
      /\p{Script=Cyrillic}/u,
      /\p{Script=Han}/u,
      /\p{Script=Arabic}/u,
      /\p{Script=Thai}/u,
      /\p{Script=Greek}/u,
    ];
    for (const script of scripts) expect(messages.some(({ truth }) => script.test(truth.person.name))).toBe(true);
  });

  it('grows by messages, not by what it holds: the first messages do not wait for the rest', () => {
    const first = simulate(some({ touches: 10_000_000 })).next();
    expect(first.done).toBe(false);
  });

  it('refuses what it cannot simulate, naming what', () => {
    expect(() => simulate(some({ touches: 99 })).next()).toThrow('touches must be from 100 to 10000000, not 99');
    expect(() => simulate(some({ seed: -1 })).next()).toThrow('seed must be a whole number from 0, not -1');
  });
});

describe('the expected figures', () => {
  it('agree with themselves and with a plain union of what was seen together', () => {
    fc.assert(
      fc.property(anyOptions, (options) => {
        const { messages, keeper } = booked(options);
        const figures = keeper.figures();
        const total = (counts: Readonly<Record<string, number>>): number =>
          Object.values(counts).reduce((a, b) => a + b, 0);
        expect(figures.touches).toBe(options.touches);
        for (const counts of [figures.byChannel, figures.byKind, figures.byChannelAndKind])
          expect(total(counts)).toBe(options.touches);
        const plain = [...united(messages).values()].sort((a, b) => a - b);
        const expected = [...keeper.contacts()].map(({ touches }) => touches).sort((a, b) => a - b);
        expect(expected).toEqual(plain);
        const nodes = new Set(
          messages.flatMap(({ identifiers }) =>
            identifiers.map(({ kind, value }) => `${kind} ${value.trim().toLowerCase()}`),
          ),
        );
        expect(total(figures.identifiers)).toBe(nodes.size);
      }),
      { numRuns: 40 },
    );
  });

  it('tell when each contact was first and last touched', () => {
    const { messages, keeper } = booked(some());
    const times = new Map<string, number[]>();
    for (const { type, identifiers, truth } of messages)
      if (type === 'touch' && !truth.repeat && truth.occurredAt !== null)
        for (const { value } of identifiers) {
          if (value.startsWith('info@') && identifiers.length > 1) continue;
          const key = value.trim().toLowerCase();
          times.set(key, [...(times.get(key) ?? []), truth.occurredAt]);
        }
    for (const contact of keeper.contacts()) {
      const seen = times.get(contact.identifier.value) ?? [];
      for (const at of seen) {
        expect(contact.firstAt).toBeLessThanOrEqual(at);
        expect(contact.lastAt).toBeGreaterThanOrEqual(at);
      }
    }
  });

  it('hold a few whole journeys in order of time', () => {
    const { keeper } = booked(some());
    const { journeys } = keeper.figures();
    expect(journeys).toHaveLength(6);
    for (const { identifier, touches } of journeys) {
      const times = touches.map(({ at }) => at ?? -Infinity);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      const contact = [...keeper.contacts()].find((each) => each.touches === touches.length);
      expect(contact).toBeDefined();
      expect(identifier.value).toMatch(/@.*\.example$/);
    }
  });
});

describe('deliveries', () => {
  it('keep every message in order, at most `size` together, and never two clocks in one', () => {
    const messages = [...simulate(some({ touches: 20_000 }))];
    const grouped = [...deliveries(messages, 100)];
    expect(grouped.flatMap((delivery) => delivery.messages)).toEqual(messages);
    for (const delivery of grouped) {
      expect(delivery.messages.length).toBeLessThanOrEqual(100);
      expect(new Set(delivery.messages.map(({ clockAhead }) => clockAhead))).toEqual(new Set([delivery.clockAhead]));
    }
    expect(grouped.some(({ clockAhead }) => clockAhead !== 0)).toBe(true);
  });
});
