import { broken, id, isCompanyNode, oneOf, optional, text, wholeNumber, word, decision, flag } from '#kernel';
import { ticketAssigned } from '../events/tickets/ticket-assigned.js';
import { ticketEscalated } from '../events/tickets/ticket-escalated.js';
import { ticketOpened } from '../events/tickets/ticket-opened.js';
import { ticketPrioritised } from '../events/tickets/ticket-prioritised.js';
import { ticketReopened } from '../events/tickets/ticket-reopened.js';
import { ticketReplied } from '../events/tickets/ticket-replied.js';
import { ticketTakenUp } from '../events/tickets/ticket-taken-up.js';
import { ticketThemed } from '../events/tickets/ticket-themed.js';
import { openingText } from '../opening-text.js';
import { aboutOf, refuseNobodys, stillGoing, there } from '../tickets/ticket-rules.js';
import { ticket } from '../tickets/ticket-state.js';

const permission = 'tickets.write';

/**
 * Opens a ticket, for a contact, a company, or nobody known. What people wrote is the contact's: without one a ticket
 * has no words. Throws `ticket.already-opened`, `ticket.contact-unfit`, `ticket.company-unfit`, `ticket.nobodys`.
 */
export const openTicket = decision(
  ticket,
  'open',
  {
    permission,
    params: {
      profile: optional(id),
      company: optional(id),
      number: optional(word),
      title: optional(text),
      message: optional(text),
      channel: optional(word),
      priority: optional(word),
      theme: optional(word),
      from: optional(oneOf('customer', 'staff')),
      assignee: optional(id),
      team: optional(id),
    },
  },
  (state, { profile, company, assignee, team, ...payload }, context) => {
    const about = aboutOf({ profile, company, assignee, team }, context.id);
    if (state.status !== 'unknown') {
      const { opening } = state;
      if (opening !== null && openingText(opening.about, opening.payload) === openingText(about, payload)) return [];
      throw broken('ticket.already-opened');
    }
    if (profile !== undefined && isCompanyNode(profile)) throw broken('ticket.contact-unfit');
    if (company !== undefined && !isCompanyNode(company)) throw broken('ticket.company-unfit');
    refuseNobodys({ profile }, payload.title, payload.message);
    return [ticketOpened.of(about, payload)];
  },
);

/** Gives a ticket to a member of staff, a team, both, or, without either, to nobody. */
export const assignTicket = decision(
  ticket,
  'assign',
  { permission, params: { assignee: optional(id), team: optional(id) } },
  (state, { assignee, team }, context) => {
    const { about } = stillGoing(there(state));
    if (about.assignee === assignee && about.team === team) return [];
    return [ticketAssigned.of(aboutOf({ ...about, assignee, team }, context.id), {})];
  },
);

/**
 * Notes a message, for both to see unless it is said to be internal. The customer's reply takes up a ticket that waits
 * for the customer, and reopens one that is resolved; one that is closed takes none. Throws `ticket.customer-internal`
 * for a note of a customer, `ticket.nobodys` for words on a ticket of nobody known.
 */
export const replyToTicket = decision(
  ticket,
  'reply',
  {
    permission,
    params: {
      from: oneOf('staff', 'customer'),
      visibility: optional(oneOf('public', 'internal')),
      automatic: optional(flag),
      channel: optional(word),
      message: optional(text),
    },
  },
  (state, { visibility = 'public', ...said }, context) => {
    const known = stillGoing(there(state));
    if (said.from === 'customer' && visibility === 'internal') throw broken('ticket.customer-internal');
    refuseNobodys(known.about, said.message);
    const about = aboutOf(known.about, context.id);
    const reply = ticketReplied.of(about, { ...said, visibility });
    if (said.from === 'staff') return [reply];
    if (known.status === 'waiting' && known.for === 'customer') return [reply, ticketTakenUp.of(about, {})];
    return known.status === 'resolved' ? [reply, ticketReopened.of(about, { reason: 'customer-replied' })] : [reply];
  },
);

/** Gives a ticket another priority: its promises are those of it from here on, with the time that is used already. */
export const prioritiseTicket = decision(
  ticket,
  'prioritise',
  { permission, params: { priority: word } },
  (state, { priority }, context) => {
    const known = stillGoing(there(state));
    return known.priority === priority ? [] : [ticketPrioritised.of(aboutOf(known.about, context.id), { priority })];
  },
);

/** Brings a ticket before somebody with more authority: one level up, or to the level that is named. Throws `ticket.level-unfit`. */
export const escalateTicket = decision(
  ticket,
  'escalate',
  { permission, params: { level: optional(wholeNumber), reason: optional(word) } },
  (state, { level, reason }, context) => {
    const known = stillGoing(there(state));
    if (level !== undefined && level < 1) throw broken('ticket.level-unfit', { level });
    if (level === known.level) return [];
    return [
      ticketEscalated.of(aboutOf(known.about, context.id), {
        level: level ?? known.level + 1,
        ...(reason === undefined ? {} : { reason }),
      }),
    ];
  },
);

/** Says what a ticket is about, as a theme to count by, also after it is closed; without one, nothing. */
export const themeTicket = decision(
  ticket,
  'set-theme',
  { permission, params: { theme: optional(word) } },
  (state, { theme }, context) => {
    const known = there(state);
    if (known.status === 'merged') throw broken('ticket.merged', { into: known.into });
    if (known.theme === (theme ?? null)) return [];
    return [ticketThemed.of(aboutOf(known.about, context.id), theme === undefined ? {} : { theme })];
  },
);
