import { randomUUID } from 'node:crypto';
import type { NewEvent } from '../envelope.js';
import { LogBusy, type AppendOutcome, type AppendRequest, type EventLog, type Expected } from '../ports/event-log.js';
import type { LogStore } from './log-store.js';
import { decided, streamOf, touch, touching } from './sample-events.js';

type Appended = Extract<AppendOutcome, { kind: 'appended' }>;

/** Repeats, expectations, many streams in one call. */
export function appendingContract(makeStore: () => Promise<LogStore>): void {
  let store: LogStore;
  let log: EventLog;
  beforeAll(async () => {
    store = await makeStore();
    log = await store.open();
  });
  afterAll(() => store.close());

  const stored = async (made: NewEvent): Promise<Appended> => {
    const outcome = await log.append(streamOf(made), [made], 'none');
    expect(outcome).toMatchObject({ kind: 'appended', revision: 0, duplicate: 'no', differs: false });
    return outcome as Appended;
  };
  const textOf = async (made: NewEvent): Promise<string> => (await log.readStream(streamOf(made)))[0]!.text;

  describe('a message that comes again', () => {
    it('is answered with the first result, whatever it was wrapped in the second time', async () => {
      const message = randomUUID();
      const first = touch({ message, text: 'the same', correlation: 'first try' });
      const again = touch({ message, text: 'the same', correlation: 'second try' });
      expect(again.text).not.toBe(first.text);
      const { position } = await stored(first);
      const head = await log.head();
      expect(await log.append(streamOf(again), [again], 'none')).toEqual({
        kind: 'appended',
        revision: 0,
        position,
        duplicate: 'yes',
        differs: false,
      });
      expect(await textOf(first)).toBe(first.text);
      expect(await log.head()).toEqual(head);
    });

    it('with other content is told apart, and the first stays', async () => {
      const message = randomUUID();
      const first = touch({ message, text: 'what was said' });
      const other = touch({ message, text: 'something else' });
      const { position } = await stored(first);
      expect(await log.append(streamOf(other), [other], 'none')).toEqual({
        kind: 'appended',
        revision: 0,
        position,
        duplicate: 'yes',
        differs: true,
      });
      expect(await textOf(first)).toBe(first.text);
    });

    it('in the same call, and in calls at the same time, is stored once', async () => {
      const [one, two] = [touch(), touch()];
      const calls = await Promise.all(
        Array.from({ length: 10 }, () => log.appendAll([one, two, one, two, one].map(touching))),
      );
      const outcomes = calls.flat() as Appended[];
      expect(outcomes.every((outcome) => outcome.kind === 'appended' && !outcome.differs)).toBe(true);
      expect(outcomes.filter((outcome) => outcome.duplicate === 'no')).toHaveLength(2);
      expect(new Set(outcomes.map((outcome) => outcome.position)).size).toBe(2);
    });

    it('with other content in the same call differs from the one before it', async () => {
      const message = randomUUID();
      const outcomes = await log.appendAll([
        touching(touch({ message, text: 'a' })),
        touching(touch({ message, text: 'b' })),
      ]);
      expect(outcomes).toMatchObject([
        { duplicate: 'no', differs: false },
        { duplicate: 'yes', differs: true },
      ]);
    });

    it('to a stream of decisions is answered with its first revision, whatever is expected now', async () => {
      const stream = `deal-${randomUUID()}`;
      const events = [decided(stream), decided(stream)];
      const first = await log.append(stream, events, 'none');
      expect(first).toMatchObject({ kind: 'appended', revision: 1, duplicate: 'no' });
      await log.append(stream, [decided(stream)], 1);
      for (const expected of ['none', 'any', 'exists', 0, 7] as const)
        expect(await log.append(stream, events, expected)).toEqual({ ...first, duplicate: 'yes' });
      expect(await log.readStream(stream)).toHaveLength(3);
    });

    it('mixed with a new one is a conflict, and nothing is stored', async () => {
      const stream = `deal-${randomUUID()}`;
      const known = decided(stream);
      await log.append(stream, [known], 'none');
      for (const events of [
        [known, decided(stream)],
        [decided(stream), known],
      ])
        expect(await log.append(stream, events, 'any')).toEqual({ kind: 'conflict', expected: 'any', actual: 0 });
      expect(await log.readStream(stream)).toHaveLength(1);
    });
  });

  describe('what is expected of a stream', () => {
    const absent: readonly [Expected, boolean][] = [
      ['any', true],
      ['none', true],
      ['exists', false],
      [0, false],
      [3, false],
    ];
    const present: readonly [Expected, boolean][] = [
      ['any', true],
      ['none', false],
      ['exists', true],
      [0, false],
      [1, true],
      [2, false],
    ];
    it.each(absent)('%p of one that is absent: %p', async (expected, fits) => {
      const stream = `deal-${randomUUID()}`;
      expect(await log.append(stream, [decided(stream)], expected)).toMatchObject(
        fits ? { kind: 'appended', revision: 0, duplicate: 'no' } : { kind: 'conflict', expected, actual: -1 },
      );
      expect(await log.readStream(stream)).toHaveLength(fits ? 1 : 0);
    });
    it.each(present)('%p of one at revision 1: %p', async (expected, fits) => {
      const stream = `deal-${randomUUID()}`;
      await log.append(stream, [decided(stream), decided(stream)], 'none');
      expect(await log.append(stream, [decided(stream), decided(stream)], expected)).toMatchObject(
        fits ? { kind: 'appended', revision: 3, duplicate: 'no' } : { kind: 'conflict', expected, actual: 1 },
      );
      expect((await log.readStream(stream)).map((event) => event.revision)).toEqual(fits ? [0, 1, 2, 3] : [0, 1]);
    });
    it.each(absent)('%p of a touch that is absent: %p', async (expected, fits) => {
      const made = touch();
      const outcome = await log.append(streamOf(made), [made], expected);
      expect(outcome).toMatchObject(fits ? { kind: 'appended' } : { kind: 'conflict', actual: -1 });
    });
  });

  it('keeps streams apart in one call: one conflicts, the others are stored, outcomes in order', async () => {
    const streams = Array.from({ length: 5 }, () => `deal-${randomUUID()}`);
    await log.append(streams[2]!, [decided(streams[2]!)], 'none');
    const outcomes = await log.appendAll(
      streams.map((stream) => ({ stream, events: [decided(stream), decided(stream)], expected: 'none' })),
    );
    expect(outcomes.map((outcome) => outcome.kind)).toEqual([
      'appended',
      'appended',
      'conflict',
      'appended',
      'appended',
    ]);
    expect(await Promise.all(streams.map(async (stream) => (await log.readStream(stream)).length))).toEqual([
      2, 2, 1, 2, 2,
    ]);
  });

  it('lets later requests of a call build upon earlier ones', async () => {
    const stream = `deal-${randomUUID()}`;
    const outcomes = await log.appendAll([
      { stream, events: [decided(stream)], expected: 'none' },
      { stream, events: [decided(stream)], expected: 'none' },
      { stream, events: [decided(stream)], expected: 0 },
    ]);
    expect(outcomes).toMatchObject([
      { kind: 'appended', revision: 0 },
      { kind: 'conflict', actual: 0 },
      { kind: 'appended', revision: 1 },
    ]);
  });

  it('answers a call without requests with no outcomes', async () => {
    expect(await log.appendAll([])).toEqual([]);
  });

  describe('an acknowledgement that is lost', () => {
    const touches = (): AppendRequest[] => Array.from({ length: 12 }, () => touching(touch()));
    const decisions = (): AppendRequest[] =>
      Array.from({ length: 3 }, () => {
        const stream = `deal-${randomUUID()}`;
        return { stream, events: [decided(stream), decided(stream)], expected: 'none' };
      });

    it.each([
      ['touches', touches],
      ['decisions', decisions],
      ['both', () => [...touches(), ...decisions()]],
    ])(
      '(%s) is found by the log itself, or the repeat is answered with the first result; all is stored once',
      async (_what, make) => {
        const { log: losing, loseNext } = await store.openLosing();
        const requests = make();
        const { position: before } = await losing.head();
        loseNext();
        const first = await losing.appendAll(requests).catch((error: unknown) => {
          expect(error).toBeInstanceOf(LogBusy);
          return null;
        });
        const again = (await losing.appendAll(requests)) as Appended[];
        expect(again).toEqual(
          requests.map(({ events }) =>
            expect.objectContaining({
              kind: 'appended',
              revision: events.length - 1,
              duplicate: 'yes',
              differs: false,
            }),
          ),
        );
        if (first !== null) expect(first).toEqual(again.map((outcome) => ({ ...outcome, duplicate: 'no' })));
        const { events } = await losing.readAll({ after: before, limit: 100 });
        expect(events.map((event) => event.id)).toEqual(
          requests.flatMap((request) => request.events.map(({ id }) => id)),
        );
      },
    );
  });

  it('finishes what was accepted before it closes, and takes nothing afterwards', async () => {
    const other = await makeStore();
    const closing = await other.open();
    const made = Array.from({ length: 50 }, () => touch());
    const appended = Promise.all(made.map((one) => closing.append(streamOf(one), [one], 'none')));
    await closing.close();
    expect((await appended).every((outcome) => outcome.kind === 'appended')).toBe(true);
    await expect(closing.append(streamOf(made[0]!), [made[0]!], 'none')).rejects.toThrow('closed');
    await other.close();
  });
}
