import { reactions, type ReactionStatus } from '#automation';
import type { Head } from '#kernel';
import { MemoryEventLog } from '#event-log';
import { createHealth, createMetrics, type CheckResult, type Health } from '#platform';
import type { ReadModels, ReadModelStatus } from '#projections';
import { watchFollowing, watchReactions, watchReadModels } from './watching.js';

describe('the metrics of read models', () => {
  it('say how things are when they are read, the first time too', async () => {
    const metrics = createMetrics({ processMetrics: false });
    const contacts: ReadModelStatus = {
      name: 'contacts',
      version: 1,
      generation: 1,
      position: 0,
      deadLetters: 2,
      halted: 'unknown event',
      rebuilding: null,
      canRollBack: false,
    };
    const pool = { idleCount: 1, totalCount: 3, waitingCount: 0 };
    let asked = 0;
    watchReadModels(
      metrics,
      { log: new MemoryEventLog(), pool },
      { status: () => Promise.resolve(++asked > 1 ? [] : [contacts]) },
    );
    const text = await metrics.text();
    expect(text).toContain('throughline_projection_lag_events{projection="contacts"} 0');
    expect(text).toContain('throughline_projection_dead_letters{projection="contacts"} 2');
    expect(text).toContain('throughline_projection_halted{projection="contacts"} 1');
    expect(text).toContain('throughline_log_position 0');
    expect(text).toContain('throughline_database_connections{state="busy"} 2');
    expect(text).toContain('throughline_up 1');
    expect(asked).toBe(1);
  });

  it('say that the database is away, and all that can be said without it', async () => {
    const metrics = createMetrics({ processMetrics: false });
    let away = false;
    const status = (): Promise<readonly ReadModelStatus[]> =>
      away ? Promise.reject(new Error('Connection terminated unexpectedly')) : Promise.resolve([]);
    watchReadModels(
      metrics,
      { log: new MemoryEventLog(), pool: { idleCount: 1, totalCount: 3, waitingCount: 0 } },
      { status: status as ReadModels['status'] },
    );
    expect(await metrics.text()).toContain('throughline_log_position 0');
    away = true;
    const text = await metrics.text();
    expect(text).toContain('throughline_up 0');
    expect(text).toContain('throughline_database_connections{state="busy"} 2');
    expect(text).not.toMatch(/^throughline_log_position \d/m);
  });
});

describe('whoever follows the log', () => {
  let now = 0;
  let reaction: ReactionStatus;
  let contacts: ReadModelStatus;
  let away: boolean;
  let health: Health;
  const head = { position: 9 } as Head;
  const moving: ReactionStatus = {
    reaction: 'expire-sign-in-link',
    position: 9,
    activeFrom: 0,
    timers: 2,
    deadLetters: 1,
  };
  const others = reactions.map(({ name }) => name).filter((name) => name !== moving.reaction);

  beforeEach(() => {
    now = 0;
    away = false;
    reaction = moving;
    contacts = { name: 'contacts', position: 9, halted: null, rebuilding: null } as ReadModelStatus;
    health = createHealth();
    health.started();
    watchFollowing(health, {
      log: { head: () => (away ? Promise.reject(new Error('away')) : Promise.resolve(head)) },
      readModels: { status: () => Promise.resolve([contacts]) },
      reactions: () => Promise.resolve([reaction, ...others.map((name) => ({ ...moving, reaction: name }))]),
      clock: () => now,
    });
  });
  const check = async (name: string): Promise<CheckResult> =>
    (await health.ready()).checks.find((one) => one.name === name)!;

  it('is not ready while a reaction is behind and does not move', async () => {
    reaction = { ...reaction, position: 4 };
    expect((await check('reactions')).status).toBe('ok');
    now += 59_000;
    expect((await check('reactions')).status).toBe('ok');
    now += 2_000;
    expect(await check('reactions')).toMatchObject({
      status: 'failing',
      detail: expect.stringMatching(
        /^the reaction expire-sign-in-link is behind and has not moved for 61 s$/,
      ) as string,
    });
    reaction = { ...reaction, position: 5 };
    expect((await check('reactions')).status).toBe('ok');
    expect((await health.live()).status).toBe('ok');
  });

  it('is not live when somebody hangs for minutes, but for a reason that a restart does not mend', async () => {
    const live = async (): Promise<string> => {
      await health.live();
      now += 301_000;
      return (await health.live()).status;
    };
    expect(await live()).toBe('ok');
    contacts = { ...contacts, position: 3 };
    expect(await live()).toBe('failing');
    expect((await check('following')).detail).toContain('the read model contacts is behind');
    contacts = { ...contacts, halted: 'upgrade this process' };
    expect(await live()).toBe('ok');
    contacts = { ...contacts, halted: null };
    away = true;
    expect(await live()).toBe('ok');
  });

  it('shows how far reactions are in the metrics', async () => {
    const metrics = createMetrics({ processMetrics: false });
    const log = { spacing: 2, head: () => Promise.resolve(head) };
    watchReactions(metrics, log, () => Promise.resolve([{ ...reaction, position: 4 }]));
    const text = await metrics.text();
    expect(text).toContain('throughline_reaction_lag_events{reaction="expire-sign-in-link"} 3');
    expect(text).toContain('throughline_reaction_dead_letters{reaction="expire-sign-in-link"} 1');
    expect(text).toContain('throughline_reaction_timers{reaction="expire-sign-in-link"} 2');
  });
});
