import type { Millis } from '#kernel';
import type { Dealing } from '../dealings/index.js';
import { contactsKnown, nodeOfPerson } from './contacts-told.js';
import type { Recorded } from './recorded.js';
import { momentOf, ofEach, told, wordOf, type Asked, type Moment } from './told.js';

/** A ticket as it stood. */
export interface Ticket {
  readonly id: string;
  /** The customer: whose other tickets are the same one's. */
  readonly whose: string;
  readonly channel: string | null;
  readonly theme: string | null;
  readonly status: 'open' | 'waiting' | 'resolved' | 'closed';
  readonly opened: Moment | null;
  readonly answered: Moment | null;
  readonly firstResolved: Moment | null;
  readonly resolved: Moment | null;
  /** Public replies by staff that no machine gave, by when. */
  readonly replies: readonly Moment[];
  readonly reopened: number;
  readonly transfers: number;
  readonly score: number | null;
  readonly scored: Moment | null;
  readonly stated: boolean | null;
  readonly statedAt: Moment | null;
}

const UNTOLD: Omit<Ticket, 'id' | 'whose'> = {
  channel: null,
  theme: null,
  status: 'open',
  opened: null,
  answered: null,
  firstResolved: null,
  resolved: null,
  replies: [],
  reopened: 0,
  transfers: 0,
  score: null,
  scored: null,
  stated: null,
  statedAt: null,
};

/** What was said of a ticket that had happened by an instant, in the order of time. */
export function ticketWords(said: readonly Dealing[], at: Millis): Dealing[] {
  return said
    .filter((dealing) => momentOf(dealing)!.at <= at)
    .map((dealing, recorded) => ({ dealing, recorded }))
    .sort((a, b) => momentOf(a.dealing)!.at - momentOf(b.dealing)!.at || a.recorded - b.recorded)
    .map(({ dealing }) => dealing);
}

/** Every ticket that was there by an instant, as it stood then by what was recorded. */
export function ticketsAt(history: readonly Recorded[], { knownUpTo }: Asked, at: Millis): Ticket[] {
  const contactOf = contactsKnown(history, knownUpTo);
  return [...ofEach(told(history, knownUpTo), 'ticket')].flatMap(([id, said]) => {
    const words = ticketWords(said, at);
    if (words.length === 0) return [];
    const { person, company } = words[0]!;
    const whose = person === null ? `company ${company!.index}` : contactOf(nodeOfPerson(person));
    return [{ id, whose, ...standing(words) }];
  });
}

function standing(words: readonly Dealing[]): Omit<Ticket, 'id' | 'whose'> {
  let ticket = UNTOLD;
  let assignee: string | null = null;
  for (const dealing of words) {
    const { payload, about } = dealing;
    const moment = momentOf(dealing)!;
    const set = (change: Partial<Ticket>): void => void (ticket = { ...ticket, ...change });
    switch (wordOf(dealing)) {
      case 'opened':
        set({
          opened: moment,
          channel: payload['channel'] as string,
          theme: (payload['theme'] as string | undefined) ?? ticket.theme,
        });
        break;
      case 'assigned':
        if (assignee !== null && assignee !== about['assignee']) set({ transfers: ticket.transfers + 1 });
        assignee = about['assignee']!;
        break;
      case 'replied':
        if (payload['from'] === 'staff' && payload['visibility'] === 'public' && payload['automatic'] !== true)
          set({ replies: [...ticket.replies, moment], answered: ticket.answered ?? moment });
        break;
      case 'themed':
        set({ theme: payload['theme'] as string });
        break;
      case 'put-on-hold':
        set({ status: 'waiting' });
        break;
      case 'taken-up':
        set({ status: 'open' });
        break;
      case 'resolved':
        set({ status: 'resolved', resolved: moment, firstResolved: ticket.firstResolved ?? moment });
        break;
      case 'reopened':
        set({ status: 'open', reopened: ticket.reopened + 1 });
        break;
      case 'closed':
        set({ status: 'closed' });
        break;
      case 'rated':
        set({ score: payload['score'] as number, scored: moment });
        break;
      case 'sla-stated':
        set({ stated: payload['met'] as boolean, statedAt: moment });
        break;
      default:
    }
  }
  return ticket;
}
