import { contactsKnown, nodeOfPerson } from './contacts-told.js';
import { standingsKnown } from './owners-told.js';
import type { Recorded } from './recorded.js';
import { count, endOf, momentOf, quantile, told, type Asked, type Oracle } from './told.js';
import { touches } from './touches-told.js';

const HOUR = 3_600_000;

/** Since when contacts have been nobody's that are so at the end of the period. */
function unownedSince(history: readonly Recorded[], asked: Asked): number[] {
  const end = endOf(asked);
  return standingsKnown(history, asked.knownUpTo).flatMap((standings) => {
    const now = standings.findLast(({ at }) => at <= end);
    return now?.status === 'unowned' ? [now.at] : [];
  });
}

/** "contacts with no owner": of those that somebody had, or that were offered */
export const unowned: Oracle = (history, asked) => count(unownedSince(history, asked).length);

/** "contacts with no owner": how long they have had none, in hours */
export const unownedAge: Oracle = (history, asked) =>
  quantile(unownedSince(history, asked).map((at) => (endOf(asked) - at) / HOUR));

/** When what somebody wrote, or asked by a ticket, came in that no person has answered by the end of the period. */
function unansweredSince(history: readonly Recorded[], asked: Asked): number[] {
  const end = endOf(asked);
  const contactOf = contactsKnown(history, asked.knownUpTo);
  const answered = new Map<string, number>();
  const answer = (whose: string, at: number): void => {
    if (at < end) answered.set(whose, Math.max(answered.get(whose) ?? -Infinity, at));
  };
  for (const dealing of told(history, asked.knownUpTo)) {
    const { definition, person, company, payload } = dealing;
    if (person === null && company === null) continue;
    const whose = person === null ? `company ${company!.index}` : contactOf(nodeOfPerson(person));
    const written = payload['kind'] === 'email' || payload['kind'] === 'message';
    const replies = payload['from'] === 'staff' && payload['visibility'] === 'public' && payload['automatic'] !== true;
    const answers =
      (definition.name === 'activity-logged' &&
        payload['kind'] !== 'note' &&
        (!written || payload['direction'] === 'out')) ||
      (definition.name === 'ticket-replied' && replies) ||
      ['ticket-resolved', 'ticket-closed', 'ticket-merged'].includes(definition.name);
    if (answers) answer(whose, momentOf(dealing)!.at);
  }
  const all = touches(history, asked).filter(({ at }) => at !== null && at.at < end);
  for (const { whose, channel, kind, direction, at } of all)
    if (channel !== 'ticket' && direction === 'out' && ['replied', 'answered', 'held'].includes(kind))
      answer(whose, at!.at);
  return all
    .filter(
      ({ direction, channel, kind }) =>
        direction === 'in' &&
        (kind === 'received' ||
          kind === 'replied' ||
          (channel === 'ticket' && kind === 'opened') ||
          (channel === 'chat' && kind === 'started')),
    )
    .flatMap(({ whose, at }) => ((answered.get(whose) ?? -Infinity) < at!.at ? [at!.at] : []));
}

/** "inbound messages with no human answer, and for how long": how many */
export const unanswered: Oracle = (history, asked) => count(unansweredSince(history, asked).length);

/** "inbound messages with no human answer, and for how long": the hours */
export const unansweredAge: Oracle = (history, asked) =>
  quantile(unansweredSince(history, asked).map((at) => (endOf(asked) - at) / HOUR));
