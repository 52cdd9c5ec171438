import { given } from '../../test/given.js';
import { ticketAssigned } from '../events/tickets/ticket-assigned.js';
import { ticketClosed } from '../events/tickets/ticket-closed.js';
import { ticketEscalated } from '../events/tickets/ticket-escalated.js';
import { ticketMerged } from '../events/tickets/ticket-merged.js';
import { ticketOpened } from '../events/tickets/ticket-opened.js';
import { ticketPrioritised } from '../events/tickets/ticket-prioritised.js';
import { ticketPutOnHold } from '../events/tickets/ticket-put-on-hold.js';
import { ticketReopened } from '../events/tickets/ticket-reopened.js';
import { ticketReplied } from '../events/tickets/ticket-replied.js';
import { ticketResolved } from '../events/tickets/ticket-resolved.js';
import { ticketThemed } from '../events/tickets/ticket-themed.js';
import { assignTicket, escalateTicket, openTicket, prioritiseTicket, replyToTicket, themeTicket } from './ticket.js';
import { rateTicket, reopenTicket } from './ticket-course.js';

const id = '0192f0c1-1111-8000-8000-000000000001';
const profile = '0192f0c1-2222-8200-8000-000000000002';
const company = '0192f0c1-2222-8600-8000-000000000003';
const ann = '0192f0c1-3333-8000-8000-000000000004';
const team = '0192f0c1-3333-8000-8000-000000000005';
const about = { ticket: id, profile };
const opened = ticketOpened.of(about, { priority: 'low', theme: 'billing' });
const closed = [opened, ticketResolved.of(about, {}), ticketClosed.of(about, {})];
const merged = [opened, ticketMerged.of({ ...about, into: team }, {})];

describe('opening a ticket', () => {
  it('says what was asked, by whom, and who works on it', () => {
    const said = { number: 'T-7', title: 'No light', priority: 'high', channel: 'phone', from: 'customer' };
    expect(given().when(openTicket, { ...said, profile, company, assignee: ann, team })).toEqual([
      ['ticket-opened', said],
    ]);
  });
  it('happens once', () => {
    expect(given(opened).when(openTicket, { profile })).toBe('ticket.already-opened');
    expect(given(opened).when(openTicket, { profile, priority: 'low', theme: 'billing' })).toEqual([]);
    const asked = { profile, title: 'No light', message: 'Since Monday', assignee: ann };
    const told = ticketOpened.of({ ...about, assignee: ann }, { title: 'No light', message: 'Since Monday' });
    expect(given(told, ticketResolved.of(about, {})).when(openTicket, asked)).toEqual([]);
    expect(given(told).when(openTicket, { ...asked, title: 'No lights' })).toBe('ticket.already-opened');
  });
  it('needs a contact for words, which is no company', () => {
    expect(given().when(openTicket, { company, number: 'T-7' })).toEqual([['ticket-opened', { number: 'T-7' }]]);
    expect(given().when(openTicket, { company, title: 'No light' })).toBe('ticket.nobodys');
    expect(given().when(openTicket, { profile: company })).toBe('ticket.contact-unfit');
    expect(given().when(openTicket, { company: profile })).toBe('ticket.company-unfit');
  });
});

describe('whatever is asked of a ticket', () => {
  it.each([
    [assignTicket, { assignee: ann }],
    [replyToTicket, { from: 'staff' }],
    [prioritiseTicket, { priority: 'high' }],
    [escalateTicket, {}],
    [themeTicket, { theme: 'returns' }],
    [rateTicket, { score: 5 }],
    [reopenTicket, {}],
  ] as const)('%# needs one, which is not merged', (decision, params) => {
    expect(given().when(decision, params)).toBe('ticket.unknown');
    expect(given(...merged).when(decision, params)).toBe('ticket.merged');
  });
  it.each([
    [assignTicket, { assignee: ann }],
    [replyToTicket, { from: 'customer' }],
    [prioritiseTicket, { priority: 'high' }],
    [escalateTicket, {}],
  ] as const)('%# is too late once it is closed', (decision, params) => {
    expect(given(...closed).when(decision, params)).toBe('ticket.closed');
  });
  it('takes a history with gaps for what it is', () => {
    expect(given(ticketResolved.of(about, {})).when(rateTicket, { score: 4 })).toEqual([
      ['ticket-rated', { score: 4 }],
    ]);
  });
});

describe('who works on a ticket', () => {
  const toAnn = ticketAssigned.of({ ...about, assignee: ann, team }, {});
  it('is said by every later event, until somebody else does', () => {
    expect(given(opened).when(assignTicket, { assignee: ann, team })).toEqual([['ticket-assigned', {}]]);
    expect(given(opened, toAnn).when(assignTicket, { assignee: ann, team })).toEqual([]);
    expect(given(opened, toAnn).when(assignTicket, { assignee: ann })).toHaveLength(1);
    expect(given(opened, toAnn).when(assignTicket, {})).toHaveLength(1);
    expect(given(opened).when(assignTicket, {})).toEqual([]);
  });
  it('is named with whose the ticket is', () => {
    const state = [opened, toAnn].reduce(
      (known, { definition, about: roles, payload }) =>
        prioritiseTicket.decider.evolve
          .find((step) => step.definition.name === definition.name)!
          .apply(known, { type: definition.name, about: roles, payload, envelope: {} } as never),
      prioritiseTicket.decider.initial,
    );
    const [said] = prioritiseTicket.decide(state, { priority: 'high' }, { id, at: '', by: { kind: 'system', id: '' } });
    expect(said!.about).toEqual({ ticket: id, profile, assignee: ann, team });
  });
});

describe('replying', () => {
  const reply = ['ticket-replied', { from: 'customer', visibility: 'public', message: 'Still dark' }];
  const customer = { from: 'customer', message: 'Still dark' };
  it('is for both to see unless it is a note', () => {
    expect(given(opened).when(replyToTicket, customer)).toEqual([reply]);
    expect(given(opened).when(replyToTicket, { from: 'staff', visibility: 'internal', automatic: true })).toEqual([
      ['ticket-replied', { from: 'staff', visibility: 'internal', automatic: true }],
    ]);
    expect(given(opened).when(replyToTicket, { from: 'customer', visibility: 'internal' })).toBe(
      'ticket.customer-internal',
    );
  });
  it('takes a ticket up that waits for the customer, not for somebody else', () => {
    const waiting = ticketPutOnHold.of(about, { for: 'customer' });
    expect(given(opened, waiting).when(replyToTicket, customer)).toEqual([reply, ['ticket-taken-up', {}]]);
    const third = ticketPutOnHold.of(about, { for: 'third-party' });
    expect(given(opened, third).when(replyToTicket, customer)).toEqual([reply]);
    expect(given(opened, waiting).when(replyToTicket, { from: 'staff' })).toHaveLength(1);
  });
  it('reopens what was resolved, if it is the customer’s', () => {
    const resolved = ticketResolved.of(about, {});
    expect(given(opened, resolved).when(replyToTicket, customer)).toEqual([
      reply,
      ['ticket-reopened', { reason: 'customer-replied' }],
    ]);
    expect(given(opened, resolved).when(replyToTicket, { from: 'staff' })).toHaveLength(1);
    expect(given(opened, resolved, ticketReopened.of(about, {})).when(replyToTicket, customer)).toEqual([reply]);
  });
  it('needs somebody whose words they are', () => {
    const nobodys = ticketOpened.of({ ticket: id }, {});
    expect(given(nobodys).when(replyToTicket, customer)).toBe('ticket.nobodys');
    expect(given(nobodys).when(replyToTicket, { from: 'staff', channel: 'phone' })).toHaveLength(1);
    expect(
      given(nobodys, ticketReplied.of(about, { from: 'customer', visibility: 'public' })).when(replyToTicket, customer),
    ).toHaveLength(1);
  });
});

describe('priority, level and theme', () => {
  it('are no news the second time', () => {
    expect(given(opened).when(prioritiseTicket, { priority: 'low' })).toEqual([]);
    expect(given(opened).when(prioritiseTicket, { priority: 'high' })).toEqual([
      ['ticket-prioritised', { priority: 'high' }],
    ]);
    const high = ticketPrioritised.of(about, { priority: 'high' });
    expect(given(opened, high).when(prioritiseTicket, { priority: 'high' })).toEqual([]);
    expect(given(opened).when(themeTicket, { theme: 'billing' })).toEqual([]);
    expect(given(...closed).when(themeTicket, { theme: 'returns' })).toEqual([['ticket-themed', { theme: 'returns' }]]);
    expect(given(opened).when(themeTicket, {})).toEqual([['ticket-themed', {}]]);
    expect(given(opened, ticketThemed.of(about, {})).when(themeTicket, {})).toEqual([]);
  });
  it('rise by one unless a level is named', () => {
    expect(given(opened).when(escalateTicket, { reason: 'angry' })).toEqual([
      ['ticket-escalated', { level: 1, reason: 'angry' }],
    ]);
    const escalated = ticketEscalated.of(about, {});
    expect(given(opened, escalated).when(escalateTicket, {})).toEqual([['ticket-escalated', { level: 2 }]]);
    expect(given(opened, escalated).when(escalateTicket, { level: 1 })).toEqual([]);
    expect(given(opened).when(escalateTicket, { level: 0 })).toBe('ticket.level-unfit');
  });
});
