import { MemoryEventLog } from '#event-log';
import {
  ask,
  askNow,
  broken,
  cancel,
  decider,
  decision,
  event,
  evolves,
  EventCatalogue,
  reaction,
  required,
  sealEvent,
  timer,
  TIMING,
  touchStream,
  whenever,
  word,
  type Consequence,
  type Envelope,
  type EventLog,
  type RecordedEvent,
} from '#kernel';
import { Lease, LeaseLost } from '#platform';
import { AutomationWorld } from '../../test/automation-world.js';
import { Checkpoints } from './checkpoints.js';
import { Following } from './following.js';
import { REACTIONS } from './lease.js';

const happened = event('thing-happened', 1, { about: { thing: required }, payload: { how: word } });
const noted = event('thing-noted', 1, { about: { note: required }, payload: { how: word } });
const notes = decider(
  'note',
  { closed: false },
  evolves(noted, (_state, { payload }) => ({ closed: payload.how === 'close' })),
);
/** Reopening and checking say something only about what is closed. */
const note = decision(notes, 'take', { permission: 'system', params: { how: word } }, (state, { how }, { id }) => {
  if (how === 'check' && !state.closed) throw broken('note.open');
  return how === 'reopen' && !state.closed ? [] : [noted.of({ note: id }, { how })];
});
const later = '2030-01-01T00:00:00.000Z';
const take = (thing: string, how: string): Consequence => askNow(ask(note, thing, { how }));
const reacting = reaction('reacting', 1, [
  whenever(happened, ({ about, payload: { how } }) => {
    const set = timer('t', later, ask(note, about.thing, { how: 'z' }));
    if (how === 'set') return set;
    if (how === 'cancel') return cancel('t');
    if (how === 'cancel-set') return [cancel('t'), set];
    if (how === 'reopen-poison')
      return [take(about.thing, 'reopen'), timer('p', 'no instant', ask(note, about.thing, { how }))];
    return take(about.thing, how);
  }),
]);
const catalogue = new EventCatalogue([happened, noted, ...TIMING]);

describe('whatever is read again', () => {
  let world: AutomationWorld;
  let message = 0;
  beforeEach(async () => {
    world = await AutomationWorld.make();
  });
  afterEach(() => world.close());

  /** Lets things happen, read together. */
  const happen = async (...hows: readonly string[]): Promise<readonly RecordedEvent[]> => {
    await world.log.appendAll(
      hows.map((how) => {
        const messageId = `m${message++}`;
        const id = world.ids.event('test', messageId);
        const metadata = { actor: { kind: 'system', id: 'test' }, source: { name: 'test', messageId } } as const;
        const nothingPersonal = { get: () => undefined };
        const sealed = sealEvent(
          happened.of({ thing: 'one' }, { how }),
          id,
          null,
          metadata,
          world.ids,
          nothingPersonal,
        );
        return { stream: touchStream(id), events: [sealed], expected: 'none' as const };
      }),
    );
    return world.recorded('thing-happened');
  };
  /** As a process of its own would: nothing in memory from before. */
  const following = (): Following =>
    new Following({
      pool: world.pool,
      log: world.log,
      vault: world.vault,
      ids: world.ids,
      catalogue,
      decisions: [note],
      forbidden: (_name, _event, { code }) => world.told.push(code),
    });
  const follow = async (events: readonly RecordedEvent[]): Promise<void> => {
    const process = following();
    for (const one of events) await process.follow(reacting, one);
  };
  const start = (log?: EventLog) =>
    world.start({ reactions: [reacting], decisions: [note], catalogue, ...(log === undefined ? {} : { log }) });
  const timers = async (): Promise<string[]> =>
    (await world.recorded('timer-set', 'timer-cancelled', 'timer-fired')).map(({ type }) => type);
  const hows = async (): Promise<unknown[]> =>
    (await world.recorded('thing-noted')).map((one) => (JSON.parse(one.text) as Envelope).payload['how']);

  it('leaves a timer that was set after it was cancelled for nothing', async () => {
    const events = await happen('cancel', 'set');
    await follow(events);
    await follow(events);
    expect(await timers()).toEqual(['timer-set']);
  });

  it('leaves a timer in the order of the log, however late a trigger comes', async () => {
    const [cancelling, setting] = await happen('cancel', 'set');
    await follow([setting!, cancelling!]);
    expect(await timers()).toEqual(['timer-set']);
    const [, , earlier, later] = await happen('set', 'cancel');
    await follow([later!, earlier!]);
    expect(await timers()).toEqual(['timer-set', 'timer-cancelled']);
  });

  it('leaves a timer that the same trigger cancelled and set', async () => {
    const events = await happen('set', 'cancel-set');
    for (let i = 0; i < 3; i++) await follow(events);
    expect(await timers()).toEqual(['timer-set', 'timer-cancelled', 'timer-set']);
  });

  it('does not do later what was no news, or forbidden, at first', async () => {
    const events = await happen('reopen', 'check', 'close');
    for (let i = 0; i < 3; i++) await follow(events);
    expect(await hows()).toEqual(['close']);
    expect(world.told).toEqual(['note.open']);
  });

  it('changes nothing when the engine ends before it has saved how far it is', async () => {
    const failing = Object.create(world.pool) as typeof world.pool;
    Object.assign(failing, {
      query: (...asked: [string, unknown[]]) =>
        asked[0].includes('INSERT INTO automation.checkpoint')
          ? Promise.reject(new Error('cut off'))
          : world.pool.query(...asked),
    });
    const first = world.start({ reactions: [reacting], decisions: [note], catalogue, pool: failing });
    await world.until('reaction-activated', 1);
    await happen('reopen', 'cancel', 'close', 'set');
    await world.until('timer-set', 1);
    await world.until('thing-noted', 1);
    while (!world.told.some((line) => line.includes('cut off')))
      await new Promise((resolve) => setTimeout(resolve, 20));
    await first.stop();
    start();
    await world.caughtUp();
    expect([await hows(), await timers()]).toEqual([['close'], ['timer-set']]);
  });

  it('does not decide anew, at a dead letter’s retry, what led to nothing before it', async () => {
    const engine = start();
    await world.until('reaction-activated', 1);
    await happen('reopen-poison', 'close');
    await world.until('thing-noted', 1);
    await happen('close');
    await world.until('thing-noted', 2);
    await world.caughtUp();
    const [letter] = await engine.deadLetters.list('reacting');
    await expect(engine.deadLetters.retry(letter!.id)).rejects.toThrow('must be an instant');
    expect(await hows()).toEqual(['close', 'close']);
  });

  it('forgets traces that nobody asks for any more', async () => {
    start();
    await world.until('reaction-activated', 1);
    await happen('reopen', 'cancel', 'close');
    await world.until('thing-noted', 1);
    await world.caughtUp();
    expect((await world.pool.query('SELECT * FROM automation.dealt_with')).rows).toEqual([]);
  });

  it('goes on where the restored log ends, and not from the beginning', async () => {
    const first = start();
    await world.until('reaction-activated', 1);
    await happen('reopen', 'close');
    await world.until('thing-noted', 1);
    const restored = (await world.log.head()).position;
    await world.caughtUp();
    await happen('set');
    await world.until('timer-set', 1);
    await world.caughtUp();
    await first.stop();
    // an older copy, and something else has happened since
    const older = new MemoryEventLog({ identity: await world.log.identity() });
    let now = 0;
    Object.assign(older, { options: { identity: await world.log.identity(), clock: () => now } });
    for (const one of (await world.log.readAll({ after: 0, until: restored, limit: 100 })).events) {
      const { about, fingerprint, source } = JSON.parse(one.text) as Envelope;
      now = one.recordedAt;
      const subject = Object.values(about)[0] as string;
      await older.append(one.stream, [{ ...one, subject, fingerprint, source: source.name, import: null }], 'any');
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
    now = Date.now();
    Object.assign(world, { log: older });
    await happen('reopen');
    const second = start();
    while (!world.told.some((line) => line.includes('reconcile')))
      await new Promise((resolve) => setTimeout(resolve, 20));
    await second.stop();
    await second.reconcile();
    start();
    await world.until('thing-noted', 2);
    await world.caughtUp();
    expect([await hows(), await timers()]).toEqual([['close', 'reopen'], []]);
  });
});

describe('the lease of reactions', () => {
  let world: AutomationWorld;
  beforeEach(async () => {
    world = await AutomationWorld.make();
  });
  afterEach(() => world.close());

  it('is held by one, released to the next, and lost for good to whoever seizes it', async () => {
    const first = (await Lease.acquire(world.pool, REACTIONS))!;
    expect(await Lease.acquire(world.pool, REACTIONS)).toBeNull();
    await first.release();
    const second = (await Lease.acquire(world.pool, REACTIONS))!;
    expect(second.epoch).toBe(first.epoch + 1);
    await Lease.seize(world.pool, REACTIONS);
    Object.assign(second, { heldAt: Number.NEGATIVE_INFINITY });
    await expect(second.hold()).rejects.toThrow(LeaseLost);
  });

  it('fences checkpoints: an older epoch moves none', async () => {
    const checkpoints = new Checkpoints(world.pool, world.log, await world.log.identity());
    const old = (await Lease.seize(world.pool, REACTIONS)).epoch;
    const { epoch } = await Lease.seize(world.pool, REACTIONS);
    await checkpoints.save([checkpoints.begin('r', 7)], epoch);
    await expect(checkpoints.save([checkpoints.begin('r', 3)], old)).rejects.toThrow(LeaseLost);
    // as releases did that knew no lease
    await expect(
      world.pool.query(
        `INSERT INTO automation.checkpoint (reaction, log_id, epoch, active_from, positions, seen_position, seen_event)
         VALUES ('r', '', 1, 0, '{3}', 0, NULL) ON CONFLICT (reaction) DO UPDATE SET positions = excluded.positions`,
      ),
    ).rejects.toThrow('lease_epoch');
    expect((await checkpoints.load('r'))!.positions[0]).toBe(7);
  });

  it('passes to the standby within ten seconds when its holder is paused, which then does nothing any more', async () => {
    let resume: () => void = () => undefined;
    const paused = new Promise<void>((resolve) => (resume = resolve));
    let reached: () => void = () => undefined;
    const stuck = new Promise<void>((resolve) => (reached = resolve));
    const pausing = Object.create(world.log) as EventLog;
    pausing.readStream = async (stream) => {
      if (stream.startsWith('timer-')) {
        reached();
        await paused;
      }
      return world.log.readStream(stream);
    };
    world.start({ log: pausing });
    await world.until('reaction-activated', 1);
    await world.issueLink('h1', later);
    await stuck;
    world.start();
    const since = Date.now();
    await world.until('timer-set', 1);
    expect(Date.now() - since).toBeLessThan(10_000);
    await world.useLink('h1');
    await world.until('timer-cancelled', 1);
    await world.caughtUp();
    resume();
    while (!world.told.some((line) => line.includes('another engine took over')))
      await new Promise((resolve) => setTimeout(resolve, 20));
    await world.issueLink('h2', later);
    await world.until('timer-set', 2);
    await world.caughtUp();
    expect(await world.recorded('timer-set', 'timer-cancelled')).toHaveLength(3);
  });
});
