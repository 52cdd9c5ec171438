import { MemoryEventLog, MemoryVault } from '#event-log';
import {
  ask,
  broken,
  decider,
  decision,
  event,
  evolves,
  EventCatalogue,
  identity,
  makeIds,
  required,
  optional,
  reveal,
  sealEvent,
  TAKING_BACK,
  touchStream,
  wholeNumber,
  withdrawn,
  word,
  type AppendOutcome,
  type EventLog,
  type Personal,
  ofPairs,
} from '#kernel';
import { DecisionContested, Decisions, OtherRevision, type Commanding } from './decisions.js';

const deposited = event('money-deposited', 1, {
  about: { account: required },
  payload: { cents: wholeNumber, by: identity },
});
const account = decider<{ cents: number; by: string[] }>(
  'account',
  { cents: 0, by: [] },
  evolves(deposited, ({ cents, by }, { payload }) => ({
    cents: cents + payload.cents,
    by: [...by, reveal(payload.by as Personal<string>) ?? '(erased)'],
  })),
);
const deposit = decision(
  account,
  'deposit',
  { permission: 'money', params: { cents: wholeNumber, by: identity } },
  ({ cents: before }, { cents, by }, { id }) => {
    if (before + cents > 100) throw broken('account.full', { before });
    return cents === 0 ? [] : [deposited.of({ account: id }, { cents, by })];
  },
);

const open = decision(
  account,
  'open',
  { permission: 'money', params: { cents: wholeNumber, secret: word }, fresh: ['secret'] },
  (_state, { cents, secret }, { id }) => [deposited.of({ account: id }, { cents, by: secret })],
);

const transfer = decision(
  account,
  'take-over',
  {
    permission: 'money',
    params: { from: word, further: word },
    consults: [
      (_state, { from }) => [{ decider: account, id: from }],
      (_state, { from, further }, consulted) =>
        consulted(account, from).cents > 50 ? [{ decider: account, id: further }] : [],
    ],
  },
  (_state, { from, further }, { id, consulted }) => {
    const cents = consulted!(account, from).cents + consulted!(account, further).cents;
    return [deposited.of({ account: id }, { cents, by: 'others' })];
  },
);

const match = decision(
  account,
  'match',
  {
    permission: 'money',
    params: { other: word },
    asks: (state, { other }, { id: own }) => (state.cents > 0 ? null : { question: 'worth', params: { own, other } }),
  },
  (_state, { other }, { id, known }) =>
    known === undefined
      ? []
      : [deposited.of({ account: id }, { cents: (known as { cents: number }).cents, by: other })],
);

const commanding = (commandId: string): Commanding => ({ by: { kind: 'person', id: 'ann' }, commandId });

describe('deciding', () => {
  const ids = makeIds(Buffer.alloc(32, 1));
  const id = ids.node('account', '', 'one');
  let log: EventLog;
  let vault: MemoryVault;
  const over = (over: EventLog = log): Decisions =>
    new Decisions({ log: over, vault, ids, catalogue: new EventCatalogue([deposited, ...TAKING_BACK]) });

  beforeEach(() => {
    log = new MemoryEventLog();
    vault = new MemoryVault();
  });

  it('folds what was recorded, sealed fields opened, and records what follows', async () => {
    const decisions = over();
    const first = await decisions.run(ask(deposit, id, { cents: 60, by: 'Ann' }), commanding('c1'));
    expect(first).toMatchObject({ position: 1, repeated: false });
    await decisions.run(ask(deposit, id, { cents: 30, by: 'Bob' }), commanding('c2'));
    expect(await decisions.state(account, id)).toEqual({ cents: 90, by: ['Ann', 'Bob'] });
    await expect(decisions.run(ask(deposit, id, { cents: 20, by: 'Ann' }), commanding('c3'))).rejects.toMatchObject({
      code: 'account.full',
      detail: { before: 90 },
    });
    expect((await log.head()).position).toBe(2);
  });

  it('consults what else the rule has to know, step after step, and nothing it did not say', async () => {
    const decisions = over();
    const [from, further] = [ids.node('account', '', 'two'), ids.node('account', '', 'three')];
    const command = ask(transfer, id, { from, further });
    await decisions.run(ask(deposit, from, { cents: 50, by: 'Ann' }), commanding('c1'));
    await expect(decisions.run(command, commanding('c2'))).rejects.toThrow('which it does not consult');
    await decisions.run(ask(deposit, from, { cents: 1, by: 'Ann' }), commanding('c3'));
    await decisions.run(command, commanding('c2'));
    expect(await decisions.state(account, id)).toEqual({ cents: 51, by: ['others'] });
    expect(await decisions.state(account, further)).toEqual({ cents: 0, by: [] });
  });

  it('asks the read models what they hold of all that is recorded, where it asks anything', async () => {
    const asked: unknown[] = [];
    const decisions = new Decisions({
      log,
      vault,
      ids,
      catalogue: new EventCatalogue([deposited, ...TAKING_BACK]),
      asker: (question, minPosition) => {
        asked.push([question, minPosition]);
        return Promise.resolve({ cents: 7 });
      },
    });
    await decisions.run(ask(deposit, ids.node('account', '', 'other'), { cents: 1, by: 'Ann' }), commanding('c1'));
    await decisions.run(ask(match, id, { other: 'x' }), commanding('c2'));
    expect(asked).toEqual([[{ question: 'worth', params: { own: id, other: 'x' } }, 1]]);
    expect(await decisions.state(account, id)).toEqual({ cents: 7, by: ['x'] });
    await decisions.run(ask(match, id, { other: 'x' }), commanding('c3'));
    expect(asked).toHaveLength(1);
    const deaf = ask(match, ids.node('account', '', 'third'), { other: 'x' });
    await expect(over().run(deaf, commanding('c4'))).rejects.toThrow('which nobody here answers');
  });

  it('decides a command once, answers its first result again, and refuses its id for another command', async () => {
    const decisions = over();
    const command = ask(deposit, id, { cents: 60, by: 'Ann' });
    const first = await decisions.run(command, commanding('same'));
    expect(await decisions.run(command, commanding('same'))).toEqual({ ...first, repeated: true });
    await expect(decisions.run(ask(deposit, id, { cents: 61, by: 'Ann' }), commanding('same'))).rejects.toMatchObject({
      code: 'command.id-reused',
    });
  });

  it('refuses the id of a command for the same about another thing, also where nothing has to happen', async () => {
    const decisions = over();
    const other = ids.node('account', '', 'two');
    await decisions.run(ask(deposit, id, { cents: 60, by: 'Ann' }), commanding('same'));
    for (const cents of [60, 0])
      await expect(decisions.run(ask(deposit, other, { cents, by: 'Ann' }), commanding('same'))).rejects.toMatchObject({
        code: 'command.id-reused',
      });
    expect((await log.head()).position).toBe(1);
    expect((await decisions.state(account, other)).cents).toBe(0);
  });

  it('takes commands that differ only in what is made anew for the same', async () => {
    const decisions = over();
    const first = await decisions.run(ask(open, id, { cents: 1, secret: 'a' }), commanding('same'));
    expect(await decisions.run(ask(open, id, { cents: 1, secret: 'b' }), commanding('same'))).toEqual({
      ...first,
      repeated: true,
    });
    await expect(decisions.run(ask(open, id, { cents: 2, secret: 'a' }), commanding('same'))).rejects.toMatchObject({
      code: 'command.id-reused',
    });
  });

  it('finds out whose attempt stands where the log cannot tell', async () => {
    const unsure = Object.create(log) as EventLog;
    unsure.readStream = () => Promise.resolve([]);
    unsure.append = async (stream, events) => ({
      ...((await log.append(stream, events, 'any')) as Extract<AppendOutcome, { kind: 'appended' }>),
      duplicate: 'unknown',
      differs: false,
    });
    const decisions = over(unsure);
    const asked = (cents: number) => decisions.run(ask(open, id, { cents, secret: 'a' }), commanding('same'));
    expect(await asked(1)).toMatchObject({ repeated: false });
    expect(await asked(1)).toMatchObject({ repeated: true });
    await expect(asked(2)).rejects.toMatchObject({ code: 'command.id-reused' });
  });

  it('records nothing where nothing has to happen', async () => {
    expect(await over().run(ask(deposit, id, { cents: 0, by: 'Ann' }), commanding('c'))).toEqual({
      position: 0,
      id,
      events: [],
      revision: -1,
      repeated: false,
    });
  });

  it('decides at the revision a command was made of, and at no other; a repeat is answered wherever it is', async () => {
    const decisions = over();
    const ask60 = ask(deposit, id, { cents: 60, by: 'Ann' });
    const at = (commandId: string, expected: number | 'exists'): Commanding => ({ ...commanding(commandId), expected });
    await expect(decisions.run(ask60, at('c0', 'exists'))).rejects.toThrow(OtherRevision);
    expect(await decisions.run(ask60, at('c1', -1))).toMatchObject({ revision: 0, repeated: false });
    expect(await decisions.run(ask60, at('c1', -1))).toMatchObject({ revision: 0, repeated: true });
    const more = ask(deposit, id, { cents: 1, by: 'Bob' });
    await expect(decisions.run(more, at('c2', 5))).rejects.toMatchObject({ expected: 5, actual: 0 });
    expect(await decisions.run(more, at('c2', 0))).toMatchObject({ revision: 1 });
    expect(await decisions.run(more, at('c3', 'exists'))).toMatchObject({ revision: 2 });
    const outcomes = await Promise.allSettled([over().run(more, at('c4', 2)), over().run(more, at('c5', 2))]);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toMatchObject([{ reason: { actual: 3 } }]);
    expect((await log.head()).position).toBe(4);
  });

  it('decides again when somebody was faster, so that no rule is broken by two at once', async () => {
    const outcomes = await Promise.allSettled(
      [60, 50, 40].map((cents, i) => over().run(ask(deposit, id, { cents, by: 'Ann' }), commanding(`race-${i}`))),
    );
    expect(outcomes.map((outcome) => outcome.status).sort((a, b) => (a < b ? -1 : 1))).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
    ]);
    expect((await over().state(account, id)).cents).toBeLessThanOrEqual(100);
  });

  it('shows a decision the event that a parameter names, opened', async () => {
    const decisions = over();
    const shown: unknown[] = [];
    const look = decision(
      account,
      'look',
      { permission: 'money', params: { event: optional(word) }, names: 'event' },
      (_state, _params, { named }) => {
        shown.push(named === undefined || named === null ? named : [named.id, reveal(named.payload['by'] as never)]);
        return [];
      },
    );
    const { events } = await decisions.run(ask(deposit, id, { cents: 60, by: 'Ann' }), commanding('c1'));
    await decisions.run(ask(look, id, { event: events[0]! }), commanding('c2'));
    await decisions.run(ask(look, id, { event: ids.event('test', 'none') }), commanding('c3'));
    await decisions.run(ask(look, id, {}), commanding('c4'));
    expect(shown).toEqual([[events[0], 'Ann'], null, undefined]);
  });

  it('refuses to say something personal of somebody whose data is erased', async () => {
    const decisions = over();
    await decisions.run(ask(deposit, id, { cents: 60, by: 'Ann' }), commanding('c1'));
    await vault.destroy(id);
    await expect(decisions.run(ask(deposit, id, { cents: 1, by: 'Ann' }), commanding('c2'))).rejects.toMatchObject({
      code: 'person.erased',
    });
  });

  it('says so when others are faster every time', async () => {
    const busy = Object.create(log) as EventLog;
    busy.append = (_stream, _events, expected) => Promise.resolve({ kind: 'conflict', expected, actual: 7 });
    await expect(over(busy).run(ask(deposit, id, { cents: 1, by: 'Ann' }), commanding('c'))).rejects.toThrow(
      DecisionContested,
    );
  });

  it('leaves out what was taken back', async () => {
    const decisions = over();
    const { events } = await decisions.run(ask(deposit, id, { cents: 90, by: 'Ann' }), commanding('c1'));
    const taking = ids.event('test', 'w');
    await log.append(
      touchStream(taking),
      [
        sealEvent(
          withdrawn.of({ subject: id }, { target: events[0]!, targetStream: `account-${id}` }),
          taking,
          null,
          { actor: { kind: 'person', id: 'ann' }, source: { name: 'test', messageId: 'w' } },
          ids,
          await vault.load([]),
        ),
      ],
      'none',
    );
    expect((await decisions.state(account, id)).cents).toBe(0);
    expect(await decisions.run(ask(deposit, id, { cents: 80, by: 'Bob' }), commanding('c2'))).toMatchObject({
      repeated: false,
    });
    expect((await decisions.state(account, id)).by).toEqual(['Bob']);
  });

  it('is about ids that read models can hold: of a pair, where it decides about pairs', async () => {
    const two = '0192f0c1-0003-8000-8000-000000000001.0192f0c1-0003-8000-8000-000000000002';
    const of = (decides: typeof deposit, about: string) =>
      over().ask(decides, about, { cents: 5, by: 'Ann' }, commanding(`pair ${about}`));
    await expect(of(deposit, two)).rejects.toMatchObject({ problems: [{ where: 'id' }] });
    const ofTwo = { ...deposit, decider: ofPairs(deposit.decider) } as unknown as typeof deposit;
    expect(await of(ofTwo, two)).toMatchObject({ id: two, repeated: false });
  });

  it('names every problem of what it was asked', async () => {
    await expect(over().ask(deposit, 'sub-1', { cents: 1.5, colour: 'red' }, commanding('c'))).rejects.toMatchObject({
      code: 'command.invalid',
      problems: [{ where: 'id' }, { where: 'params.colour' }, { where: 'params.cents' }, { where: 'params.by' }],
    });
  });
});
