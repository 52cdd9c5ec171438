import fc from 'fast-check';
import { BrokenRule, type AnyDecision, type Happening } from '#kernel';
import { given } from '../../test/given.js';
import { ticketClosed } from '../events/tickets/ticket-closed.js';
import { ticketMerged } from '../events/tickets/ticket-merged.js';
import { ticketOpened } from '../events/tickets/ticket-opened.js';
import { ticketPutOnHold } from '../events/tickets/ticket-put-on-hold.js';
import { ticketRated } from '../events/tickets/ticket-rated.js';
import { ticketReopened } from '../events/tickets/ticket-reopened.js';
import { ticketResolved } from '../events/tickets/ticket-resolved.js';
import { ticketTakenUp } from '../events/tickets/ticket-taken-up.js';
import { ticket, type TicketState } from '../tickets/ticket-state.js';
import { replyToTicket } from './ticket.js';
import {
  closeTicket,
  holdTicket,
  mergeTicket,
  rateTicket,
  reopenTicket,
  resolveTicket,
  takeUpTicket,
} from './ticket-course.js';

const id = '0192f0c1-1111-8000-8000-000000000001';
const other = '0192f0c1-1111-8000-8000-000000000002';
const about = { ticket: id, profile: '0192f0c1-2222-8200-8000-000000000002' };
const opened = ticketOpened.of(about, {});
const waiting = [opened, ticketPutOnHold.of(about, { for: 'customer' })];
const resolved = [opened, ticketResolved.of(about, {})];
const closed = [...resolved, ticketClosed.of(about, {})];
const merged = [opened, ticketMerged.of({ ...about, into: other }, {})];
/** What is known of the other ticket as one is merged into it. */
const into = (state: Partial<TicketState>) => ({ consulted: () => state as never });

/** Each decision, and what becomes of it in each standing: events, or the code of the rule it breaks. */
const COURSE: readonly [AnyDecision, Record<string, unknown>, readonly unknown[]][] = [
  [holdTicket, { for: 'customer' }, [['ticket-put-on-hold'], [], 'ticket.resolved', 'ticket.closed', 'ticket.merged']],
  [takeUpTicket, {}, [[], ['ticket-taken-up'], 'ticket.resolved', 'ticket.closed', 'ticket.merged']],
  [resolveTicket, {}, [['ticket-resolved'], ['ticket-resolved'], [], 'ticket.closed', 'ticket.merged']],
  [reopenTicket, {}, [[], [], ['ticket-reopened'], ['ticket-reopened'], 'ticket.merged']],
  [closeTicket, {}, ['ticket.not-resolved', 'ticket.not-resolved', ['ticket-closed'], [], 'ticket.merged']],
  [
    rateTicket,
    { score: 3 },
    ['ticket.not-resolved', 'ticket.not-resolved', ['ticket-rated'], ['ticket-rated'], 'ticket.merged'],
  ],
  [mergeTicket, { into: other }, [['ticket-merged'], ['ticket-merged'], ['ticket-merged'], 'ticket.closed', []]],
];

describe('the course of a ticket', () => {
  const standings = Object.entries({ open: [opened], waiting, resolved, closed, merged });
  it.each(COURSE.map(([decision, params, comes]) => [decision.name, decision, params, comes] as const))(
    '%s',
    (_name, decision, params, comes) => {
      expect(given().when(decision, params)).toBe('ticket.unknown');
      standings.forEach(([standing, history], i) => {
        const came = given(...history).when(decision, params, into({ status: 'open' }));
        expect([standing, typeof came === 'string' ? came : came.map(([event]) => event)]).toEqual([
          standing,
          comes[i],
        ]);
      });
    },
  );
  it('waits for somebody else, once it waited for the customer', () => {
    expect(given(...waiting).when(holdTicket, { for: 'third-party' })).toEqual([
      ['ticket-put-on-hold', { for: 'third-party' }],
    ]);
  });
  it('says how it was solved, in whose words', () => {
    const said = { code: 'replaced', resolution: 'A new lamp' };
    expect(given(opened).when(resolveTicket, said)).toEqual([['ticket-resolved', said]]);
    expect(given(ticketOpened.of({ ticket: id }, {})).when(resolveTicket, said)).toBe('ticket.nobodys');
  });
  it('says why it is open again', () => {
    expect(given(...closed).when(reopenTicket, { reason: 'broken again' })).toEqual([
      ['ticket-reopened', { reason: 'broken again' }],
    ]);
  });
  it('goes on as part of another ticket that goes on', () => {
    const merge = (state: Partial<TicketState>, target = other) =>
      given(opened).when(mergeTicket, { into: target }, into(state));
    expect(merge({ status: 'waiting' })).toHaveLength(1);
    expect(merge({ status: 'open' }, id)).toBe('ticket.into-itself');
    expect(merge({ status: 'unknown' })).toBe('ticket.into-unknown');
    expect(merge({ status: 'closed' })).toBe('ticket.into-over');
    expect(merge({ status: 'merged' })).toBe('ticket.into-over');
    expect(given(...merged).when(mergeTicket, { into: id })).toBe('ticket.merged');
  });
  it('is rated from 1 to 5, the last one counts', () => {
    for (const score of [0, 6]) expect(given(...closed).when(rateTicket, { score })).toBe('ticket.score-unfit');
    const rated = [...closed, ticketRated.of(about, { score: 4 })];
    expect(given(...rated).when(rateTicket, { score: 4 })).toEqual([]);
    expect(given(...rated).when(rateTicket, { score: 4, comment: 'quick' })).toHaveLength(1);
    expect(given(...rated).when(rateTicket, { score: 2 })).toEqual([['ticket-rated', { score: 2 }]]);
  });
});

/** The statuses a ticket goes through, by a table. */
const NEXT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  open: { hold: 'waiting', takeUp: 'open', resolve: 'resolved', reopen: 'open', reply: 'open', merge: 'merged' },
  waiting: { hold: 'waiting', takeUp: 'open', resolve: 'resolved', reopen: 'waiting', reply: 'open', merge: 'merged' },
  resolved: { resolve: 'resolved', reopen: 'open', close: 'closed', reply: 'open', merge: 'merged' },
  closed: { reopen: 'open', close: 'closed' },
  merged: { merge: 'merged' },
};
const ASKED: Readonly<Record<string, readonly [AnyDecision, Record<string, unknown>]>> = {
  hold: [holdTicket, { for: 'customer' }],
  takeUp: [takeUpTicket, {}],
  resolve: [resolveTicket, {}],
  reopen: [reopenTicket, {}],
  close: [closeTicket, {}],
  reply: [replyToTicket, { from: 'customer' }],
  merge: [mergeTicket, { into: other }],
};

describe('whatever is asked, in whatever order', () => {
  const fold = (state: TicketState, happening: Happening): TicketState =>
    ticket.evolve
      .find((step) => step.definition.name === happening.definition.name)!
      .apply(state, { type: happening.definition.name, ...happening, envelope: {} } as never);

  it('a ticket stands where the table says, and a refusal changes nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...Object.keys(ASKED)), { maxLength: 20 }), (asked) => {
        let state = fold(ticket.initial, opened);
        for (const one of asked) {
          const next = NEXT[state.status]![one];
          const [decision, params] = ASKED[one]!;
          try {
            const came = decision.decide(state, params, {
              id,
              at: '2026-03-01T09:30:00.000Z',
              by: { kind: 'system', id: 'test' },
              consulted: () => ({ status: 'open' }) as never,
            });
            state = came.reduce(fold, state);
            expect(state.status).toBe(next);
            // asked again at once, it is no news, but for a reply
            if (one !== 'reply')
              expect(decision.decide(state, params, { id, at: '', by: { kind: 'system', id: '' } })).toEqual([]);
          } catch (error) {
            if (!(error instanceof BrokenRule)) throw error;
            expect(next).toBeUndefined();
          }
        }
      }),
    );
  });

  it('a history folds in any order', () => {
    const events = [...closed, ...waiting, ticketTakenUp.of(about, {}), ticketReopened.of(about, {})];
    fc.assert(
      fc.property(fc.shuffledSubarray(events, { minLength: 1 }), (history) => {
        expect(history.reduce(fold, ticket.initial).status).not.toBe('unknown');
      }),
    );
  });
});
