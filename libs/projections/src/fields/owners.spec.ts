import fc from 'fast-check';
import type { Fact } from '#kernel';
import { ownersOf, statusesOf } from './owners.js';

const DAY = 86_400_000;
let position = 0;

/** A fact at a day, recorded in the order it is made. */
function fact(table: 'said' | 'deal', day: number | null, columns: Record<string, unknown>): Fact {
  position++;
  const nothing = Object.fromEntries(
    ['handoff', 'team', 'person', 'from_person', 'from_team', 'owner', 'back_to', 'over', 'open', 'deal'].map(
      (name) => [name, null],
    ),
  );
  return {
    ...nothing,
    profile: 'n1',
    ...columns,
    table,
    position,
    n: 0,
    event_id: `e${position}`,
    occurred_at: day === null ? null : day * DAY,
    precision: 'instant',
  };
}
const assigned = (day: number | null, person: string | null, team: string, more: object = {}): Fact =>
  fact('said', day, { kind: 'assigned', person, team, ...more });
const parties = { handoff: 'h1', from_person: 'ann', from_team: 'm', team: 's' };
const happened = (day: number, kind: string, more: object = {}): Fact =>
  fact('said', day, { ...parties, kind, ...more });
const deal = (day: number, open: boolean, more: object = {}): Fact => fact('deal', day, { deal: 'd1', open, ...more });

/** Rows as `team person from-to`, in days. */
const owners = (...facts: Fact[]): string[] =>
  ownersOf(facts)
    .map(({ from, to, values }) => `${String(values['team'])} ${String(values['person'])} ${days(from)}-${days(to)}`)
    .sort();
const statuses = (...facts: Fact[]): string[] =>
  statusesOf(facts).map(({ from, to, values }) => `${String(values['status'])} ${days(from)}-${days(to)}`);
const days = (at: number | null): string => (at === null ? '' : String(at / DAY));

beforeEach(() => {
  position = 0;
});

describe('whose a contact is', () => {
  it('is said per team, from then on, and until somebody else is named, or nobody', () => {
    expect(
      owners(assigned(1, 'ann', 'm'), assigned(2, 'sam', 's'), assigned(3, 'bob', 'm'), assigned(4, null, 's')),
    ).toEqual(['m ann 1-3', 'm bob 3-', 's sam 2-4']);
    expect(owners(assigned(null, 'ann', 'm'))).toEqual(['m ann -']);
  });
  it('goes by when it was, not by when it was recorded', () => {
    expect(owners(assigned(3, 'bob', 'm'), assigned(1, 'ann', 'm'))).toEqual(['m ann 1-3', 'm bob 3-']);
  });
  it('stays the giver’s while an offer is open, and is the receiver’s once they accept', () => {
    const offered = [assigned(1, 'ann', 'm'), happened(2, 'offered')];
    expect(owners(...offered)).toEqual(['m ann 1-']);
    expect(statuses(...offered)).toEqual(['owned 1-2', 'awaiting-acceptance 2-']);
    const accepted = [...offered, happened(4, 'accepted', { person: 'sam' })];
    expect(owners(...accepted)).toEqual(['m ann 1-4', 's sam 4-']);
    expect(statuses(...accepted)).toEqual(['owned 1-2', 'awaiting-acceptance 2-4', 'owned 4-']);
  });
  it('is the giver’s who offers what was nobody’s', () => {
    expect(owners(happened(2, 'offered'))).toEqual(['m ann 2-']);
  });
  it.each(['refused', 'expired', 'withdrawn'])('stays the giver’s where the offer was %s', (kind) => {
    const facts = [assigned(1, 'ann', 'm'), happened(2, 'offered'), happened(3, kind, { back_to: 'giver' })];
    expect(owners(...facts)).toEqual(['m ann 1-']);
    expect(statuses(...facts)).toEqual(['owned 1-2', 'awaiting-acceptance 2-3', 'owned 3-']);
  });
  it('goes to the lead where the giver has left, else to nobody', () => {
    const facts = [assigned(1, 'ann', 'm'), happened(2, 'offered')];
    expect(owners(...facts, happened(3, 'expired', { back_to: 'lead', owner: 'lea' }))).toEqual([
      'm ann 1-3',
      'm lea 3-',
    ]);
    const nobody = [...facts, happened(3, 'refused', { back_to: 'nobody' })];
    expect(owners(...nobody)).toEqual(['m ann 1-3']);
    expect(statuses(...nobody).at(-1)).toBe('unowned 3-');
  });
  it('is the giver’s again once it is returned, unless somebody has it for their team by then', () => {
    const taken = [assigned(1, 'ann', 'm'), happened(2, 'offered'), happened(3, 'accepted', { person: 'sam' })];
    const back = { person: 'sam', back_to: 'giver' };
    expect(owners(...taken, happened(5, 'returned', back))).toEqual(['m ann 1-3', 'm ann 5-', 's sam 3-5']);
    expect(owners(...taken, assigned(4, 'bob', 'm'), happened(5, 'returned', back))).toEqual([
      'm ann 1-3',
      'm bob 4-',
      's sam 3-5',
    ]);
    expect(owners(...taken, happened(5, 'returned', { ...back, back_to: 'nobody' }))).toEqual([
      'm ann 1-3',
      's sam 3-5',
    ]);
  });
  it('is not moved by the expiry of an offer once a manager gave it to somebody else', () => {
    const facts = [assigned(1, 'ann', 'm'), happened(2, 'offered'), assigned(3, 'bob', 'm')];
    expect(owners(...facts, happened(4, 'expired', { back_to: 'nobody' }))).toEqual(['m ann 1-3', 'm bob 3-']);
  });
});

describe('contacts that are linked', () => {
  const ann = (): Fact => assigned(1, 'ann', 's');
  const bob = (): Fact => assigned(2, 'bob', 's', { profile: 'n2' });
  it('are the older owner’s', () => {
    expect(owners(ann(), bob())).toEqual(['s ann 1-']);
    expect(owners(bob(), ann())).toEqual(['s ann 1-']);
  });
  it('are the owner’s of the side with an open deal, while it is open', () => {
    expect(owners(ann(), bob(), deal(3, true, { profile: 'n2' }), deal(5, false, { profile: 'n2' }))).toEqual([
      's ann 1-3',
      's ann 5-',
      's bob 3-5',
    ]);
    expect(owners(ann(), bob(), deal(3, true, { profile: 'n3', owner: 'bob' }))).toEqual(['s ann 1-3', 's bob 3-']);
  });
  it('keep the older side where its owner changed since', () => {
    expect(owners(ann(), bob(), assigned(4, 'carl', 's'))).toEqual(['s ann 1-4', 's carl 4-']);
  });
  it('keep what each side has for teams of its own', () => {
    expect(owners(ann(), assigned(2, 'tim', 'v', { profile: 'n2' }))).toEqual(['s ann 1-', 'v tim 2-']);
  });
  it('are whose a person says, as long as they are linked', () => {
    const overruled = assigned(5, 'bob', 's', { over: ['n2'] });
    const [one, other] = [ann(), bob()];
    expect(owners(one, other, overruled)).toEqual(['s ann 1-5', 's bob 5-']);
    expect(owners(one, overruled)).toEqual(['s ann 1-']);
    expect(owners(other)).toEqual(['s bob 2-']);
  });
  it('are nobody’s where a person says so', () => {
    expect(owners(ann(), bob(), assigned(5, null, 's', { over: ['n2'] }))).toEqual(['s ann 1-5']);
  });
  it('are whose who accepts, though the other side is older', () => {
    const facts = [ann(), bob(), happened(3, 'offered', { profile: 'n2' })];
    const accepted = happened(4, 'accepted', { profile: 'n2', person: 'sam', over: ['n1'] });
    expect(owners(...facts, accepted)).toEqual(['s ann 1-4', 's sam 4-']);
  });
  it('wait for the offer that was made first', () => {
    const facts = [ann(), happened(3, 'offered'), happened(4, 'offered', { profile: 'n2', handoff: 'h2' })];
    expect(statuses(...facts)).toEqual(['owned 1-3', 'awaiting-acceptance 3-']);
    expect(statusesOf([...facts, happened(5, 'closed')]).map(({ values }) => values['handoff'])).toEqual([
      null,
      'h1',
      'h2',
    ]);
  });
});

describe('against a plain table', () => {
  it('is, of one node, what a map of the last words says at every moment', () => {
    const words = fc.record({
      day: fc.integer({ min: 0, max: 9 }),
      person: fc.constantFrom('ann', 'bob', null),
      team: fc.constantFrom('m', 's'),
    });
    fc.assert(
      fc.property(fc.array(words, { maxLength: 12 }), (said) => {
        position = 0;
        const facts = said.map(({ day, person, team }) => assigned(day, person, team));
        const rows = ownersOf(facts);
        for (let day = 0; day < 10; day++) {
          const last = new Map<string, string | null>();
          const ordered = said.map((one, i) => ({ ...one, i })).sort((a, b) => a.day - b.day || a.i - b.i);
          for (const one of ordered) if (one.day <= day) last.set(one.team, one.person);
          const plain = [...last]
            .filter(([, person]) => person !== null)
            .map((one) => one.join(' '))
            .sort();
          const at = day * DAY;
          const derived = rows
            .filter(({ from, to }) => from! <= at && (to === null || to > at))
            .map(({ values }) => `${String(values['team'])} ${String(values['person'])}`)
            .sort();
          expect([day, derived]).toEqual([day, plain]);
        }
      }),
    );
  });
  it('never gives a team two owners at a time, however many nodes disagree', () => {
    const words = fc.record({
      day: fc.integer({ min: 0, max: 9 }),
      person: fc.constantFrom('ann', 'bob', null),
      profile: fc.constantFrom('n1', 'n2', 'n3'),
      over: fc.constantFrom(null, ['n1'], ['n2', 'n3']),
    });
    fc.assert(
      fc.property(fc.array(words, { maxLength: 12 }), fc.array(fc.nat(9), { maxLength: 4 }), (said, dealt) => {
        position = 0;
        const facts = said.map(({ day, person, ...more }) => assigned(day, person, 's', more));
        const deals = dealt.map((day, i) => deal(day, i % 2 === 0, { profile: 'n2' }));
        const rows = ownersOf([...facts, ...deals]);
        for (let at = 0; at < 10 * DAY; at += DAY)
          expect(rows.filter(({ from, to }) => from! <= at && (to === null || to > at)).length).toBeLessThanOrEqual(1);
      }),
    );
  });
});
