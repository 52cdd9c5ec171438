import { dataSubjectOf, sealEvent, touchStream } from '#kernel';
import { IntakeService, withCompany } from '#intake';
import { MemoryQuarantine } from '#event-log';
import {
  deliveries,
  happeningOfDealing,
  isDealing,
  reportedOf,
  simulate,
  simulateDealings,
  streamOfDealing,
  type Dealing,
  type Naming,
  type Recorded,
  type SimulatedDelivery,
  type SimulationOptions,
} from '#simulator';
import { Figures } from './figures.js';

const TOGETHER = 500;

/** What is recorded at once: a sender's delivery, or dealings one after another. */
type Turn = SimulatedDelivery | readonly Dealing[];

/** Touches as they arrive, and before each delivery the dealings that had arrived by then. */
function* turnsOf(options: SimulationOptions): Generator<Turn, void, undefined> {
  const dealings = simulateDealings(options);
  let next = dealings.next();
  const until = function* (instant: number): Generator<Dealing[], void, undefined> {
    let some: Dealing[] = [];
    for (; next.done !== true && next.value.arrivesAt <= instant; next = dealings.next()) {
      some.push(next.value);
      if (some.length < TOGETHER) continue;
      yield some;
      some = [];
    }
    if (some.length > 0) yield some;
  };
  for (const delivery of deliveries(simulate(options), TOGETHER)) {
    yield* until(delivery.arrivesAt);
    yield delivery;
  }
  yield* until(Infinity);
}

const isDelivery = (turn: Turn): turn is SimulatedDelivery => 'messages' in turn;

/** A simulated company whose history is recorded: all of it as it was, and every figure over it. */
export class SimulatedCompany {
  /** Everything in the order in which it was recorded. */
  readonly history: readonly Recorded[];
  /** Where the log stood when so much was recorded. */
  private readonly positions: readonly { readonly upTo: number; readonly position: string }[];

  private constructor(
    readonly figures: Figures,
    history: readonly Recorded[],
    positions: readonly { readonly upTo: number; readonly position: string }[],
  ) {
    this.history = history;
    this.positions = positions;
  }

  /** Records a company's history: touches by intake, business in the streams of those who decide about it. */
  static async record(options: SimulationOptions): Promise<SimulatedCompany> {
    const figures = await Figures.start();
    const { log, vault, ids } = figures.world;
    const intake = new IntakeService({ log, vault, ids, quarantine: new MemoryQuarantine() });
    const deliverer = { id: ids.derived('key', 'simulation'), source: 'simulation' };
    const history: Recorded[] = [];
    const positions: { readonly upTo: number; readonly position: string }[] = [];
    for (const turn of turnsOf(options)) {
      if (isDelivery(turn)) {
        const { messages, arrivesAt, clockAhead } = turn;
        const { quarantined } = await intake.accept(
          {
            reports: messages.flatMap((message) => withCompany(reportedOf(message))),
            refused: [],
            ...(clockAhead === 0 ? {} : { sentAt: new Date(arrivesAt + clockAhead).toISOString() }),
          },
          deliverer,
          { arrivedAt: arrivesAt, origin: 'history' },
        );
        if (quarantined > 0) throw new Error(`${quarantined} messages were quarantined`);
        history.push(...messages);
      } else {
        await recordDealings(figures, turn);
        history.push(...turn);
      }
      positions.push({ upTo: history.length, position: String((await log.head()).position) });
    }
    await figures.drained();
    return new SimulatedCompany(figures, history, positions);
  }

  get dealings(): readonly Dealing[] {
    return this.history.filter(isDealing);
  }

  /** How much of the history was recorded when about a share of it was, and where the log stood then. */
  known(share: number): { readonly upTo: number; readonly position: string } {
    return this.positions.find(({ upTo }) => upTo >= share * this.history.length)!;
  }

  close(): Promise<void> {
    return this.figures.close();
  }
}

async function recordDealings({ world: { ids, vault, log } }: Figures, some: readonly Dealing[]): Promise<void> {
  const naming: Naming = {
    person: ({ email }) => ids.node('email', '', email.toLowerCase()),
    company: ({ domain }) => ids.node('domain', '', domain),
    event: (messageId) => ids.event('simulation', messageId),
    briefing: () => ({ log: 'simulated', event: ids.event('simulation', 'briefing') }),
  };
  const told = some.map((dealing) => ({ dealing, happening: happeningOfDealing(dealing, naming) }));
  const keys = await vault.ensure(told.flatMap(({ happening }) => dataSubjectOf(happening) ?? []));
  const outcomes = await log.appendAll(
    told.map(({ dealing, happening }) => {
      const { messageId, import: named } = dealing;
      const stream = streamOfDealing(dealing, naming);
      const source = { name: 'simulation', messageId };
      const metadata = { actor: { kind: 'key', id: 'simulation' }, source, origin: 'history' } as const;
      const imported = named === undefined ? {} : { import: named };
      const id = naming.event(messageId);
      const own = stream === touchStream(id) ? null : stream;
      const event = sealEvent(happening, id, own, { ...metadata, ...imported }, ids, keys);
      return { stream, events: [event], expected: 'any' as const };
    }),
  );
  for (const outcome of outcomes) if (outcome.kind !== 'appended') throw new Error(JSON.stringify(outcome));
}
