import fc from 'fast-check';
import type { EventView, Happening } from '#kernel';
import { eventOf, given, somebody, type Came } from '../../test/given.js';
import { handoffAccepted } from '../events/handoffs/handoff-accepted.js';
import { handoffClosed } from '../events/handoffs/handoff-closed.js';
import { handoffExpired } from '../events/handoffs/handoff-expired.js';
import { handoffOffered } from '../events/handoffs/handoff-offered.js';
import { handoffRefused } from '../events/handoffs/handoff-refused.js';
import { handoffReturned } from '../events/handoffs/handoff-returned.js';
import { handoffWithdrawn } from '../events/handoffs/handoff-withdrawn.js';
import { HANDOFF_REASONS, type HandoffGround, type StaffGround } from '../grounds.js';
import {
  acceptHandoff,
  closeHandoff,
  expireHandoff,
  refuseHandoff,
  reopenHandoff,
  returnHandoff,
  withdrawHandoff,
} from './handoff-answers.js';
import { handoff as decider } from './handoff-state.js';
import { offerHandoff } from './handoff.js';

const uuid = (n: number): string => `0192f0c1-0000-8000-8000-${String(n).padStart(12, '0')}`;
const [contact, linked, ann, bob, sam, tess, lea] = [1, 2, 3, 4, 5, 6, 7].map(uuid) as [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];
const [marketing, sales, deal, event] = [11, 12, 13, 14].map(uuid) as [string, string, string, string];
const handoff = '0192f0c1-1111-8000-8000-000000000001';
const at = '2026-03-01T09:30:00.000Z';
const answerBy = '2026-03-02T09:30:00.000Z';

const staff = (person: string, team: string | null, leads: readonly string[] = []): StaffGround => ({
  person,
  here: true,
  team,
  leads,
});
const ground: HandoffGround = {
  contact,
  owners: [{ team: marketing, person: ann, profile: contact }],
  offers: [],
  claims: [],
  asker: staff(ann, marketing),
  giver: staff(ann, marketing),
  lead: lea,
  receiver: null,
  team: { team: sales, open: true, above: [] },
  calendar: null,
  pin: { log: 'log-1', event },
  reasons: HANDOFF_REASONS,
};
const asAnn = { by: somebody(ann), known: ground };
const as = (asker: StaffGround, more: Partial<HandoffGround> = {}) => ({
  by: somebody(asker.person),
  known: { ...ground, asker, ...more },
});
const asSam = as(staff(sam, sales));

const parties = { handoff, profile: contact, from: ann, fromTeam: marketing, team: sales };
const when = { when: { precision: 'instant', at } } as const;
const offered = handoffOffered.of(parties, { reason: 'qualified', briefing: { log: 'log-1', event }, answerBy }, when);
const accepted = handoffAccepted.of({ ...parties, person: sam }, {}, when);
const refused = handoffRefused.of({ ...parties, person: sam }, { reason: 'too-early', backTo: 'giver' }, when);
const expired = handoffExpired.of(parties, { backTo: 'giver' }, when);
const withdrawnOffer = handoffWithdrawn.of({ ...parties, person: ann }, { backTo: 'giver' }, when);
const returned = handoffReturned.of({ ...parties, person: sam }, { reason: 'no-answer', backTo: 'giver' }, when);
const closed = handoffClosed.of(parties, { reason: 'contacts-linked' }, when);
const over = { accepted, refused, expired, withdrawn: withdrawnOffer, returned, closed };

/** Whom an event is about, beside what `given` tells. */
function about(history: readonly Happening[], decision: { decide: Function }, params: object, context: object) {
  let state: unknown = decider.initial;
  history.forEach((one, i) => {
    const { about, payload, when } = one;
    const occurredAt = when === undefined || when.precision === 'none' ? null : Date.parse(when.at);
    const step = decider.evolve.find(({ definition }) => definition.name === one.definition.name)!;
    state = step.apply(state as never, { id: eventOf(i), about, payload, occurredAt } as EventView);
  });
  return (decision.decide(state, params, { id: handoff, at, by: somebody(ann), ...context }) as Happening[])[0]!.about;
}

describe('offering a contact', () => {
  const params = { contact, team: sales, reason: 'qualified' };
  it('pins the journey so far, and reckons the time to answer', () => {
    const payload = { reason: 'qualified', briefing: { log: 'log-1', event }, answerBy: '2026-03-01T17:30:00.000Z' };
    expect(given().when(offerHandoff, params, asAnn)).toEqual([['handoff-offered', payload]]);
    expect(about([], offerHandoff, params, asAnn)).toEqual(parties);
  });
  it('reckons in the working hours of the receiver', () => {
    const hours = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: '09:00', to: '17:00' }));
    const calendar = { zone: 'Asia/Jakarta', hours, holidays: [{ on: '2026-03-02' }] };
    // Sunday; Monday is a holiday; two hours of Tuesday
    expect(
      given().when(offerHandoff, { ...params, within: 120 }, as(staff(ann, marketing), { calendar })),
    ).toMatchObject([['handoff-offered', { answerBy: '2026-03-03T04:00:00.000Z' }]]);
  });
  it('takes an instant to answer by, in the future, and not both', () => {
    expect(given().when(offerHandoff, { ...params, answerBy }, asAnn)).toMatchObject([
      ['handoff-offered', { answerBy }],
    ]);
    expect(given().when(offerHandoff, { ...params, answerBy: at }, asAnn)).toBe('handoff.over-already');
    expect(given().when(offerHandoff, { ...params, answerBy, within: 5 }, asAnn)).toBe('handoff.two-times');
    expect(given().when(offerHandoff, { ...params, within: 0 }, asAnn)).toBe('handoff.time-unfit');
  });
  it('is the same offer again under the same id, and no other', () => {
    const own = { handoff, team: sales, to: null, profile: contact, withDeal: false, offeredAt: null };
    const standing = as(staff(ann, marketing), { offers: [own] });
    expect(given(offered).when(offerHandoff, params, standing)).toEqual([]);
    for (const other of [{ to: sam }, { team: marketing }, { deal }])
      expect(given(offered).when(offerHandoff, { ...params, ...other }, standing)).toBe('handoff.already-offered');
    // it is not among the offers of the contact that this one names
    expect(given(offered).when(offerHandoff, { ...params, contact: linked }, asAnn)).toBe('handoff.already-offered');
    for (const [, end] of Object.entries(over))
      expect(given(offered, end).when(offerHandoff, params, asAnn)).toBe('handoff.already-offered');
  });
  it('needs a contact, and somebody to take it who is there', () => {
    const known = (more: Partial<HandoffGround>) => as(staff(ann, marketing), more);
    expect(given().when(offerHandoff, params, known({ contact: null }))).toBe('contact.unknown');
    expect(given().when(offerHandoff, { contact, reason: 'x' }, asAnn)).toBe('handoff.to-nobody');
    expect(given().when(offerHandoff, params, known({ team: null }))).toBe('handoff.team-unknown');
    expect(given().when(offerHandoff, params, known({ team: { team: sales, open: false, above: [] } }))).toBe(
      'handoff.team-closed',
    );
    expect(given().when(offerHandoff, { contact, to: ann, reason: 'x' }, asAnn)).toBe('handoff.to-oneself');
    const gone = known({ receiver: { ...staff(sam, null), here: false } });
    expect(given().when(offerHandoff, { contact, to: sam, reason: 'x' }, gone)).toBe('handoff.receiver-gone');
    const elsewhere = known({ receiver: staff(sam, marketing) });
    expect(given().when(offerHandoff, { ...params, to: sam }, elsewhere)).toBe('handoff.not-a-member');
  });
  it('goes to the team of the person it is offered to', () => {
    const known = as(staff(ann, marketing), { receiver: staff(sam, sales) });
    expect(about([], offerHandoff, { contact, to: sam, reason: 'x' }, known)).toEqual({ ...parties, to: sam });
  });
  it('is the owner’s to make, or of who leads them; anybody’s where it is nobody’s', () => {
    const params2 = { ...params, from: ann };
    expect(given().when(offerHandoff, params, as(staff(bob, marketing), { giver: staff(bob, marketing) }))).toBe(
      'handoff.not-the-owner',
    );
    expect(given().when(offerHandoff, params2, as(staff(bob, marketing)))).toBe('handoff.not-yours');
    expect(given().when(offerHandoff, params2, as(staff(lea, marketing, [marketing])))).toHaveLength(1);
    const free = { owners: [], giver: staff(bob, marketing) };
    expect(given().when(offerHandoff, params, as(staff(bob, marketing), free))).toHaveLength(1);
  });
  it('is of the node the giver’s ownership was said of, so that it goes with it when contacts are taken apart', () => {
    const known = as(staff(ann, marketing), { owners: [{ team: marketing, person: ann, profile: linked }] });
    expect(about([], offerHandoff, params, known)).toEqual({ ...parties, profile: linked });
  });
  it('is one at a time to a team', () => {
    const offers = [{ handoff: uuid(99), team: sales, to: null }];
    expect(given().when(offerHandoff, params, as(staff(ann, marketing), { offers }))).toBe('handoff.already-open');
    const other = [{ handoff: uuid(99), team: marketing, to: null }];
    expect(given().when(offerHandoff, params, as(staff(ann, marketing), { offers: other }))).toHaveLength(1);
  });
});

describe('accepting', () => {
  it('is who accepts becoming the owner', () => {
    expect(given(offered).when(acceptHandoff, {}, asSam)).toEqual([['handoff-accepted', {}]]);
    expect(about([offered], acceptHandoff, {}, asSam)).toEqual({ ...parties, person: sam });
  });
  it('outweighs what was said of the other nodes of contacts that are linked', () => {
    const known = as(staff(sam, sales), { claims: [contact, linked] });
    expect(about([offered], acceptHandoff, {}, known)).toEqual({ ...parties, person: sam, over: [linked] });
  });
  it('is for members of the team, for the person where one was asked, and for who leads the team', () => {
    expect(given(offered).when(acceptHandoff, {}, as(staff(bob, marketing)))).toBe('handoff.not-yours');
    expect(given(offered).when(acceptHandoff, {}, as(staff(lea, marketing, [sales])))).toHaveLength(1);
    const toSam = handoffOffered.of({ ...parties, to: sam }, { ...offered.payload } as never, when);
    expect(given(toSam).when(acceptHandoff, {}, as(staff(tess, sales)))).toBe('handoff.not-yours');
    expect(given(toSam).when(acceptHandoff, {}, asSam)).toHaveLength(1);
    expect(given(offered).when(acceptHandoff, {}, { known: { ...ground, asker: null } })).toBe('handoff.needs-person');
  });
  it('is the same answer the second time, and of two the first', () => {
    expect(given(offered, accepted).when(acceptHandoff, {}, asSam)).toEqual([]);
    expect(given(offered, accepted).when(acceptHandoff, {}, as(staff(tess, sales)))).toBe('handoff.already-accepted');
  });
  it('is too late once its time is over, said or not', () => {
    expect(given(offered).when(acceptHandoff, {}, { ...asSam, at: answerBy })).toBe('handoff.already-expired');
  });
});

describe('whose a contact is when an offer came to nothing', () => {
  const reason = { reason: 'too-early' };
  it.each([
    ['the giver’s', {}, 'giver', undefined],
    [
      'the lead’s of the giver’s team where the giver was removed',
      { giver: { ...staff(ann, null), here: false } },
      'lead',
      lea,
    ],
    ['the lead’s, too, where the giver is in another team', { giver: staff(ann, sales) }, 'lead', lea],
    ['nobody’s where nobody leads the team', { giver: staff(ann, sales), lead: null }, 'nobody', undefined],
  ] as const)('is %s', (_, more, backTo, owner) => {
    const known = as(staff(sam, sales), more);
    expect(given(offered).when(refuseHandoff, reason, known)).toEqual([['handoff-refused', { ...reason, backTo }]]);
    expect(about([offered], refuseHandoff, reason, known)['owner']).toBe(owner);
    const back = { reason: 'no-answer' };
    expect(given(offered, accepted).when(returnHandoff, back, known)).toEqual([
      ['handoff-returned', { ...back, backTo }],
    ]);
    const late = { at: answerBy, known: { ...ground, ...more } };
    expect(given(offered).when(expireHandoff, {}, late)).toEqual([['handoff-expired', { backTo }]]);
    expect(given(offered).when(withdrawHandoff, {}, as(staff(ann, marketing), more))).toEqual([
      ['handoff-withdrawn', { backTo }],
    ]);
  });
});

describe('refusing, returning, withdrawing, expiring', () => {
  it('refuses for a reason there is, in words besides', () => {
    expect(given(offered).when(refuseHandoff, { reason: 'because' }, asSam)).toBe('handoff.reason-unknown');
    expect(given(offered).when(refuseHandoff, { reason: 'other', comment: 'moved' }, asSam)).toMatchObject([
      ['handoff-refused', { comment: 'moved' }],
    ]);
    expect(given(offered, refused).when(refuseHandoff, { reason: 'other' }, asSam)).toEqual([]);
    expect(given(offered, refused).when(acceptHandoff, {}, asSam)).toBe('handoff.already-refused');
    expect(given(offered).when(refuseHandoff, { reason: 'other' }, as(staff(bob, marketing)))).toBe(
      'handoff.not-yours',
    );
  });
  it('returns what was taken over, for two weeks, by who took it or leads the team', () => {
    const reason = { reason: 'no-answer' };
    expect(given(offered, accepted).when(returnHandoff, reason, asSam)).toHaveLength(1);
    expect(given(offered, accepted).when(returnHandoff, reason, as(staff(lea, marketing, [sales])))).toHaveLength(1);
    expect(given(offered, accepted).when(returnHandoff, reason, as(staff(tess, sales)))).toBe('handoff.not-yours');
    expect(given(offered, accepted).when(returnHandoff, { reason: 'x' }, asSam)).toBe('handoff.reason-unknown');
    const late = { ...asSam, at: '2026-03-15T09:30:00.001Z' };
    expect(given(offered, accepted).when(returnHandoff, reason, late)).toBe('handoff.return-over');
    expect(given(offered).when(returnHandoff, reason, asSam)).toBe('handoff.not-accepted');
    expect(given(offered, accepted, returned).when(returnHandoff, reason, asSam)).toEqual([]);
  });
  it('withdraws one’s own', () => {
    expect(given(offered).when(withdrawHandoff, { reason: 'by mistake' }, asAnn)).toHaveLength(1);
    expect(given(offered).when(withdrawHandoff, {}, asSam)).toBe('handoff.not-yours');
    expect(given(offered).when(withdrawHandoff, {}, as(staff(lea, sales, [marketing])))).toHaveLength(1);
    expect(given(offered, withdrawnOffer).when(withdrawHandoff, {}, asAnn)).toEqual([]);
  });
  it('expires when its time is over, not before, and leaves what was answered', () => {
    expect(given(offered).when(expireHandoff, {}, { known: ground })).toBe('handoff.not-over');
    for (const end of Object.values(over))
      expect(given(offered, end).when(expireHandoff, {}, { known: ground, at: answerBy })).toEqual([]);
    expect(given().when(expireHandoff, {}, { known: ground, at: answerBy })).toEqual([]);
  });
  it('closes one that another replaces, and opens it again by taking that back', () => {
    expect(given(offered).when(closeHandoff, { reason: 'contacts-linked', instead: deal })).toEqual([
      ['handoff-closed', { reason: 'contacts-linked', instead: deal }],
    ]);
    expect(given(offered, closed).when(closeHandoff, { reason: 'x' })).toEqual([]);
    expect(given(offered, closed).when(reopenHandoff, {})).toEqual([
      ['withdrawn', { target: eventOf(1), targetStream: `handoff-${handoff}` }],
    ]);
    expect(given(offered).when(reopenHandoff, {})).toEqual([]);
    expect(given(offered, accepted).when(reopenHandoff, {})).toBe('handoff.already-accepted');
  });
});

/** Each decision with what a plain table says of each status: events, no news, or the code. */
const DECISIONS = {
  accept: [acceptHandoff, {}, asSam],
  refuse: [refuseHandoff, { reason: 'other' }, asSam],
  return: [returnHandoff, { reason: 'other' }, asSam],
  withdraw: [withdrawHandoff, {}, asAnn],
  close: [closeHandoff, { reason: 'contacts-linked' }, {}],
} as const;
const BECOMES = {
  accept: 'accepted',
  refuse: 'refused',
  return: 'returned',
  withdraw: 'withdrawn',
  close: 'closed',
} as const;
type Asked = keyof typeof DECISIONS;
type Status = 'unknown' | 'open' | (typeof BECOMES)[Asked];

/** The next status and what comes of it, told plainly. */
function plainly(status: Status, asked: Asked): { readonly status: Status; readonly came: string } {
  const becomes = BECOMES[asked];
  if (status === becomes) return { status, came: 'no news' };
  if (status === 'unknown') return { status, came: 'handoff.unknown' };
  const from: Status = asked === 'return' ? 'accepted' : 'open';
  if (status === from) return { status: becomes, came: 'news' };
  return {
    status,
    came: asked === 'return' && status === 'open' ? 'handoff.not-accepted' : `handoff.already-${status}`,
  };
}

describe('any sequence of answers', () => {
  it('is what a plain table says', () => {
    const sequences = fc.array(fc.constantFrom(...(Object.keys(DECISIONS) as Asked[])), { maxLength: 8 });
    fc.assert(
      fc.property(fc.boolean(), sequences, (isOffered, sequence) => {
        const history: Happening[] = isOffered ? [offered] : [];
        let status: Status = isOffered ? 'open' : 'unknown';
        for (const asked of sequence) {
          const [decision, params, context] = DECISIONS[asked];
          const came: Came = given(...history).when(decision, params, context);
          const plain = plainly(status, asked);
          expect([asked, status, typeof came === 'string' ? came : came.length === 0 ? 'no news' : 'news']).toEqual([
            asked,
            status,
            plain.came,
          ]);
          if (plain.came === 'news') history.push(over[plain.status as keyof typeof over]);
          ({ status } = plain);
        }
      }),
    );
  });
  it('folds history in whatever order it stands, and with gaps', () => {
    const all = [offered, ...Object.values(over)];
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: 1 }), (history) => {
        const last = history.findLast((one) => one !== offered);
        const came = given(...history).when(closeHandoff, { reason: 'x' });
        if (last === undefined) expect(came).toHaveLength(1);
        else if (last === closed) expect(came).toEqual([]);
        else expect(came).toBe(`handoff.already-${last.definition.name.slice('handoff-'.length)}`);
      }),
    );
  });
});
