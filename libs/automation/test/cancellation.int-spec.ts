import {
  cancelSubscription,
  resumeSubscription,
  startSubscription,
  subscription,
  subscriptionCancelled,
} from '#journey';
import { ask, sealEvent } from '#kernel';
import { reactions } from '../src/index.js';
import { AutomationWorld } from './automation-world.js';

const id = '0192f0c1-1111-8000-8000-000000000001';
const company = '0192f0c1-3333-8600-8000-000000000003';
const effectiveAt = '2026-04-01T00:00:00.000Z';

describe('a cancellation that takes effect', () => {
  let world: AutomationWorld;
  let commands = 0;
  beforeEach(async () => {
    world = await AutomationWorld.make();
    world.start({ reactions });
    await world.until('reaction-activated', reactions.length);
  });
  afterEach(() => world.close());

  const run = (command: ReturnType<typeof ask>) =>
    world.decisions.run(command, { by: { kind: 'system', id: 'test' }, commandId: `c${commands++}` });
  const begin = () => run(ask(startSubscription, id, { company, plan: 'pro' }));

  it('ends the subscription then, once, for the reason it gave', async () => {
    await begin();
    await run(ask(cancelSubscription, id, { effectiveAt, reason: 'price', voluntary: true }));
    const [set] = await world.until('timer-set', 1);
    expect(set!.payload).toMatchObject({ at: effectiveAt, decision: 'subscription.end' });
    world.now = Date.parse(effectiveAt) + 5_000;
    const [ended] = await world.until('subscription-ended', 1);
    expect(ended).toMatchObject({
      occurredAt: effectiveAt,
      payload: { reason: 'price', voluntary: true },
      actor: { kind: 'rule', id: 'end-subscription-when-cancellation-takes-effect' },
    });
    await world.caughtUp();
    expect(await world.recorded('subscription-ended')).toHaveLength(1);
  });

  it('moves with the cancellation', async () => {
    await begin();
    await run(ask(cancelSubscription, id, { effectiveAt }));
    await world.until('timer-set', 1);
    const later = '2026-05-01T00:00:00.000Z';
    await run(ask(cancelSubscription, id, { effectiveAt: later }));
    await world.until('timer-set', 2);
    world.now = Date.parse(effectiveAt) + 1;
    await world.caughtUp();
    expect(await world.recorded('subscription-ended')).toEqual([]);
    world.now = Date.parse(later) + 1;
    const [ended] = await world.until('subscription-ended', 1);
    expect(ended!.occurredAt).toBe(later);
  });

  it('does nothing once the subscription was resumed', async () => {
    await begin();
    await run(ask(cancelSubscription, id, { effectiveAt }));
    await world.until('timer-set', 1);
    await run(ask(resumeSubscription, id, {}));
    await world.until('timer-cancelled', 1);
    world.now = Date.parse(effectiveAt) + 1;
    await world.caughtUp();
    expect(await world.recorded('timer-fired', 'subscription-ended')).toEqual([]);
    expect((await world.decisions.state(subscription, id)).said.map(({ says }) => says)).toEqual([
      'started',
      'cancelled',
      'resumed',
    ]);
  });

  it('sets no clock for history', async () => {
    await begin();
    const stream = `subscription-${id}`;
    const sealed = sealEvent(
      subscriptionCancelled.of({ subscription: id, company }, { effectiveAt }),
      world.ids.event('test', 'history'),
      stream,
      {
        actor: { kind: 'system', id: 'test' },
        source: { name: 'test', messageId: 'history' },
        origin: 'history',
      },
      world.ids,
      new Map(),
    );
    expect(await world.log.append(stream, [sealed], 'any')).toMatchObject({ kind: 'appended' });
    await world.caughtUp();
    expect(await world.recorded('timer-set')).toEqual([]);
  });
});
