import {
  ask,
  broken,
  decider,
  decision,
  event,
  evolves,
  EventCatalogue,
  open,
  optional,
  reaction,
  required,
  sealEvent,
  text,
  askNow,
  TIMING,
  timer,
  touchStream,
  whenever,
  wheneverKnowing,
  word,
  type Asker,
  type Envelope,
  type EventLog,
  type Happening,
} from '#kernel';
import { AutomationWorld } from '../../test/automation-world.js';
import { isDeterministic } from './consequences.js';

const later = '2026-03-02T09:00:00.000Z';

describe('the expiry of a sign-in link', () => {
  let world: AutomationWorld;
  beforeEach(async () => {
    world = await AutomationWorld.make();
  });
  afterEach(() => world.close());

  it('sets a timer, fires it once its time has come, and traces the expiry back to the link', async () => {
    world.start();
    await world.until('reaction-activated', 1);
    await world.issueLink('h1', later);
    const [set] = await world.until('timer-set', 1);
    expect(set!.payload).toMatchObject({ at: later, decision: 'person.expire-sign-in-link' });
    expect(await world.recorded('timer-fired')).toEqual([]);
    world.now = Date.parse(later);
    const [expired] = await world.until('sign-in-link-expired', 1);
    const [fired] = await world.until('timer-fired', 1);
    const [issued] = await world.until('sign-in-link-issued', 1);
    expect([expired!.cause, fired!.cause, set!.cause]).toEqual([fired!.id, set!.id, issued!.id]);
    expect(expired!.actor).toEqual({ kind: 'rule', id: 'expire-sign-in-link' });
  });

  it('does not fire once the link was used', async () => {
    world.start();
    await world.until('reaction-activated', 1);
    await world.issueLink('h1', later);
    await world.until('timer-set', 1);
    await world.useLink('h1');
    await world.until('timer-cancelled', 1);
    world.now = Date.parse(later) + 1;
    await world.issueLink('h2', '2026-03-05T09:00:00.000Z');
    await world.until('timer-set', 2);
    await world.caughtUp();
    expect(await world.recorded('timer-fired', 'sign-in-link-expired')).toEqual([]);
  });

  it('fires once although the engine stops in between, and although all its progress is forgotten', async () => {
    const first = world.start();
    await world.until('reaction-activated', 1);
    await world.issueLink('h1', later);
    await world.until('timer-set', 1);
    await first.stop();
    world.now = Date.parse(later) + 60_000;
    const second = world.start();
    await world.until('sign-in-link-expired', 1);
    await world.caughtUp();
    await second.stop();
    await second.reconcile();
    world.start();
    await world.caughtUp();
    expect(await world.recorded('timer-set', 'timer-fired', 'sign-in-link-expired')).toHaveLength(3);
    expect(world.told).toEqual([]);
  });

  it('stands by while another engine works, and takes over when it ends', async () => {
    const first = world.start();
    await world.until('reaction-activated', 1);
    world.start();
    await world.issueLink('h1', later);
    await world.until('timer-set', 1);
    world.now = Date.parse(later);
    await world.until('sign-in-link-expired', 1);
    await first.stop();
    await world.issueLink('h2', '2026-04-01T00:00:00.000Z');
    await world.until('timer-set', 2);
    expect(await world.recorded('timer-fired')).toHaveLength(1);
  });
});

const happened = event('thing-happened', 1, { about: { thing: required }, payload: { how: word } });
const noted = event('thing-noted', 1, { about: { note: required }, payload: { how: word } });
const notes = decider(
  'note',
  0,
  evolves(noted, (count) => count + 1),
);
const note = decision(
  notes,
  'take',
  { permission: 'system', params: { how: word, extra: optional(open(text)) } },
  (_count, { how }, { id }) => {
    if (how === 'forbidden') throw broken('note.forbidden');
    return [noted.of({ note: id }, { how })];
  },
);
const takeNotes = reaction('take-notes', 1, [
  whenever(happened, ({ about, payload }) => {
    if (payload.how === 'poison') throw new TypeError('cannot make anything of it');
    const command = ask(note, about.thing, { how: payload.how });
    return payload.how === 'later' ? timer('later', later, command) : askNow(command);
  }),
]);

const noteKnown = reaction('note-known', 1, [
  wheneverKnowing(
    happened,
    ({ about }) => ({ question: 'near', params: { thing: about.thing } }),
    (_event, known) => (known as readonly string[]).map((one) => askNow(ask(note, one, { how: 'known' }))),
  ),
]);

describe('any reaction', () => {
  const catalogue = new EventCatalogue([happened, noted, ...TIMING]);
  let world: AutomationWorld;
  let message = 0;
  beforeEach(async () => {
    world = await AutomationWorld.make();
    Object.assign(world, { decisions: null });
  });
  afterEach(() => world.close());

  const start = (log?: EventLog) =>
    world.start({ reactions: [takeNotes], decisions: [note], catalogue, ...(log === undefined ? {} : { log }) });
  const happen = async (
    how: string,
    more: { readonly origin?: 'history'; readonly thing?: string } = {},
  ): Promise<void> => {
    const happening: Happening = happened.of({ thing: more.thing ?? 'one' }, { how });
    const messageId = `m${message++}`;
    const id = world.ids.event('test', messageId);
    const sealed = sealEvent(
      happening,
      id,
      null,
      {
        actor: { kind: 'system', id: 'test' },
        source: { name: 'test', messageId },
        ...(more.origin === undefined ? {} : { origin: more.origin }),
      },
      world.ids,
      { get: () => undefined },
    );
    await world.log.append(touchStream(id), [sealed], 'none');
  };
  const hows = async (): Promise<unknown[]> =>
    (await world.recorded('thing-noted')).map((recorded) => (JSON.parse(recorded.text) as Envelope).payload['how']);

  it('ignores what happened before it was activated, and imported history', async () => {
    await happen('before');
    start();
    await world.until('reaction-activated', 1);
    await happen('imported', { origin: 'history' });
    await happen('after');
    await world.until('thing-noted', 1);
    await world.caughtUp();
    expect(await hows()).toEqual(['after']);
  });

  it('tells what a rule forbids, parks what it cannot make anything of, and goes on', async () => {
    const engine = start();
    await world.until('reaction-activated', 1);
    await happen('poison');
    await happen('forbidden');
    await happen('fine');
    await world.until('thing-noted', 1);
    expect(world.told.sort()).toEqual(['take-notes forbidden: note.forbidden', 'take-notes parked']);
    const parked = await engine.deadLetters.list('take-notes');
    expect(parked).toMatchObject([{ error: 'cannot make anything of it' }]);
    await expect(engine.deadLetters.retry(parked[0]!.id)).rejects.toThrow('cannot make anything of it');
    expect(await engine.deadLetters.retry('4711')).toBe(false);
  });

  it('asks what an event does not tell, and does once what it does, whatever is answered the second time', async () => {
    const answers: (readonly string[] | Error)[] = [new Error('not built yet'), ['a'], ['b', 'a']];
    const asked: unknown[] = [];
    const asker: Asker = (question, minPosition) => {
      asked.push([question, minPosition]);
      const answer = answers.shift()!;
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    };
    const options = { reactions: [noteKnown], decisions: [note], catalogue, asker };
    const first = world.start(options);
    await world.until('reaction-activated', 1);
    await happen('now');
    await world.until('thing-noted', 1);
    await world.caughtUp();
    await first.stop();
    await world.pool.query('DELETE FROM automation.checkpoint');
    world.start(options);
    await world.until('thing-noted', 2);
    await world.caughtUp();
    const things = (await world.recorded('thing-noted')).map(
      ({ text }) => (JSON.parse(text) as Envelope).about['note'],
    );
    expect(things).toEqual(['a', 'b']);
    const { position } = (await world.recorded('thing-happened'))[0]!;
    const question = [{ question: 'near', params: { thing: 'one' } }, position];
    expect(asked).toEqual([question, question, question]);
    expect(world.told).toEqual(['trouble: Error: not built yet']);
  });

  it('moves a timer that is set again', async () => {
    start();
    await world.until('reaction-activated', 1);
    await happen('later', { thing: 'one' });
    await world.until('timer-set', 1);
    await happen('later', { thing: 'two' });
    await world.until('timer-set', 2);
    world.now = Date.parse(later);
    const [noting] = await world.until('thing-noted', 1);
    await world.caughtUp();
    expect(noting!.about).toEqual({ note: 'two' });
    expect(await world.recorded('timer-fired')).toHaveLength(1);
  });

  it('does things once although every answer of the log is lost the first time', async () => {
    const lossy = Object.create(world.log) as EventLog;
    const lost = new Set<string>();
    lossy.append = async (stream, events, expected) => {
      const outcome = await world.log.append(stream, events, expected);
      if (lost.has(stream)) return outcome;
      lost.add(stream);
      throw new Error('the answer was lost');
    };
    start(lossy);
    await world.until('reaction-activated', 1);
    await happen('now', { thing: 'a' });
    await happen('later', { thing: 'b' });
    await world.until('timer-set', 1);
    world.now = Date.parse(later);
    await world.until('thing-noted', 2);
    await world.caughtUp();
    expect(new Set(await hows())).toEqual(new Set(['later', 'now']));
    expect(world.told.every((line) => line.includes('the answer was lost'))).toBe(true);
  });

  it('stops before the log of somebody else', async () => {
    const engine = start();
    await happen('x');
    await world.until('reaction-activated', 1);
    await world.caughtUp();
    await engine.stop();
    await world.pool.query('UPDATE automation.checkpoint SET log_id = $1', ['another']);
    start();
    while (world.told.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(world.told[0]).toContain('throughline reconcile');
  });
});

describe('what is parked', () => {
  it('is what no second attempt can change', () => {
    expect(isDeterministic(new TypeError('x'))).toBe(true);
    expect(isDeterministic(new Error('connection lost'))).toBe(false);
  });
});
