import { randomUUID } from 'node:crypto';
import type { NewEvent } from '../envelope.js';
import type { EventLog } from '../ports/event-log.js';
import type { LogStore } from './log-store.js';
import { decided, streamOf, touch, undoing, withdrawal } from './sample-events.js';

/** Which events of a stream are taken back, current to the head. */
export function takingBackContract(makeStore: () => Promise<LogStore>): void {
  let store: LogStore;
  let log: EventLog;
  beforeAll(async () => {
    store = await makeStore();
    log = await store.open();
  });
  afterAll(() => store.close());

  const append = async (made: NewEvent, stream = streamOf(made)): Promise<void> => {
    expect((await log.append(stream, [made], 'any')).kind).toBe('appended');
  };
  const gone = async (stream: string): Promise<string[]> => [...(await log.takenBack(stream))].sort();

  describe('what is taken back', () => {
    it('is nothing at first, and of a stream that is not there', async () => {
      const made = touch();
      await append(made);
      expect(await gone(streamOf(made))).toEqual([]);
      expect(await gone(`deal-${randomUUID()}`)).toEqual([]);
    });

    it('is a touch that was withdrawn', async () => {
      const made = touch();
      await append(made);
      await append(withdrawal(made, streamOf(made)));
      expect(await gone(streamOf(made))).toEqual([made.id]);
      expect(await log.readStream(streamOf(made))).toHaveLength(1);
    });

    it('is what was withdrawn, superseded or came with an undone import, of this stream only', async () => {
      const stream = `deal-${randomUUID()}`;
      const other = `deal-${randomUUID()}`;
      const name = randomUUID();
      const [stands, told, wrong, imported] = [
        decided(stream),
        decided(stream),
        decided(stream),
        decided(stream, { import: name }),
      ];
      const elsewhere = decided(other, { import: name });
      const kept = decided(stream, { import: randomUUID() });
      for (const made of [stands, told, wrong, imported, kept]) await append(made, stream);
      await append(elsewhere, other);
      await append(withdrawal(told, stream));
      expect(await gone(stream)).toEqual([told.id]);
      await append(decided(stream, { supersedes: wrong.id }), stream);
      expect(await gone(stream)).toEqual([told.id, wrong.id].sort());
      await append(undoing(name));
      expect(await gone(stream)).toEqual([told.id, wrong.id, imported.id].sort());
      expect(await gone(other)).toEqual([elsewhere.id]);
      expect(await log.readStream(stream)).toHaveLength(6);
    });

    it('is a touch of an undone import', async () => {
      const name = randomUUID();
      const made = touch({ import: name });
      await append(made);
      expect(await gone(streamOf(made))).toEqual([]);
      await append(undoing(name));
      expect(await gone(streamOf(made))).toEqual([made.id]);
    });

    it('is nothing where the target is not of the stream it is said to be of', async () => {
      const made = touch();
      const [stream, other] = [`deal-${randomUUID()}`, `deal-${randomUUID()}`];
      const [told, elsewhere] = [decided(stream), decided(other)];
      await append(made);
      await append(told, stream);
      await append(elsewhere, other);
      const early = withdrawal(touch(), streamOf(made));
      for (const wrong of [withdrawal(made, stream), withdrawal(told, other), withdrawal(told, streamOf(made)), early])
        await append(wrong);
      for (const name of [streamOf(made), stream, other]) expect(await gone(name)).toEqual([]);
      const missing = touch();
      await append(withdrawal(missing, streamOf(missing)));
      expect(await gone(streamOf(missing))).toEqual([]);
      const taken = withdrawal(made, streamOf(made));
      await append(taken);
      await append(withdrawal(taken, streamOf(made)));
      await append(withdrawal(taken, other));
      expect(await gone(streamOf(made))).toEqual([made.id]);
      await append(withdrawal(taken, streamOf(taken)));
      expect(await gone(streamOf(made))).toEqual([]);
    });

    it('is known even if the taking back was recorded first', async () => {
      const made = touch();
      await append(withdrawal(made, streamOf(made)));
      await append(made);
      expect(await gone(streamOf(made))).toEqual([made.id]);
    });

    it('is not what a taking back took that was itself taken back later', async () => {
      const made = touch();
      const name = randomUUID();
      const first = withdrawal(made, streamOf(made), { import: name });
      await append(made);
      await append(first);
      expect(await gone(streamOf(made))).toEqual([made.id]);
      const second = withdrawal(first, streamOf(first));
      await append(second);
      expect(await gone(streamOf(made))).toEqual([]);
      expect(await gone(streamOf(first))).toEqual([first.id]);
      await append(withdrawal(second, streamOf(second)));
      expect(await gone(streamOf(made))).toEqual([made.id]);
      await append(undoing(name));
      expect(await gone(streamOf(made))).toEqual([]);
    });
  });
}
