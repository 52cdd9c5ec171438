import { MemoryEventLog } from '#event-log';
import {
  ask,
  decider,
  decision,
  identity,
  list,
  makeIds,
  optional,
  reaction,
  type Envelope,
  timer,
  type EventLog,
} from '#kernel';
import { TimerContested, TimerStreams } from './timer-streams.js';

const command = ask(
  decision(decider('note', null), 'take', { permission: 'system', params: {} }, () => []),
  'one',
  {},
);
const reacting = reaction('reacting', 1, []);

describe('the streams of timers', () => {
  const ids = makeIds(Buffer.alloc(32, 4));
  const now = Date.parse('2026-03-01T09:00:00.000Z');
  const trigger = { event: ids.event('test', 'a'), position: 1, step: '0' };

  it('say when by the clock they are given', async () => {
    const log = new MemoryEventLog();
    const timers = new TimerStreams(log, ids, () => now);
    expect(await timers.set(reacting, 't', '2026-03-02T09:00:00.000Z', command, trigger)).toBe('now');
    expect(await timers.set(reacting, 't', '2026-03-02T09:00:00.000Z', command, trigger)).toBe('before');
    const [set] = (await log.readAll({ after: 0, limit: 1 })).events;
    expect((JSON.parse(set!.text) as Envelope).occurredAt).toBe('2026-03-01T09:00:00.000Z');
  });

  it('keep nothing personal: a command that could say it has to be asked for without a timer', async () => {
    const log = new MemoryEventLog();
    const personal = ask(
      decision(
        decider('note', null),
        'send',
        { permission: 'system', params: { to: optional(list(identity)) } },
        () => [],
      ),
      'one',
      {},
    );
    const refused = { code: 'timer.personal', problems: [{ where: 'note.send.params.to' }] };
    expect(() => timer('t', '2026-03-02T09:00:00.000Z', personal)).toThrow(
      expect.objectContaining({ code: refused.code }),
    );
    const timers = new TimerStreams(log, ids, () => now);
    await expect(timers.set(reacting, 't', '2026-03-02T09:00:00.000Z', personal, trigger)).rejects.toMatchObject(
      refused,
    );
    expect((await log.head()).position).toBe(0);
  });

  it('say so when others are faster every time', async () => {
    let asked = 0;
    const busy = Object.create(new MemoryEventLog()) as EventLog;
    busy.append = (_stream, _events, expected) => {
      if (asked++ > 100) throw new Error('asks without end');
      return Promise.resolve({ kind: 'conflict', expected, actual: 7 });
    };
    const timers = new TimerStreams(busy, ids, () => now);
    await expect(timers.set(reacting, 't', '2026-03-02T09:00:00.000Z', command, trigger)).rejects.toThrow(
      TimerContested,
    );
    expect(asked).toBe(5);
  });
});
