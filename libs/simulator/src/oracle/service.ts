import { promisesDecided } from './clocks-told.js';
import type { Recorded } from './recorded.js';
import { ticketsAt, type Ticket } from './tickets-told.js';
import { closingOf, count, endOf, hoursBetween, quantile, ratio, within, type Asked, type Oracle } from './told.js';

const HOUR = 3_600_000;
const MATURE = 7 * 24 * HOUR;

const waits = ({ status }: Ticket): boolean => status === 'open' || status === 'waiting';

function now(history: readonly Recorded[], asked: Asked): Ticket[] {
  return ticketsAt(history, asked, asked.asOf);
}

function resolvedIn(history: readonly Recorded[], asked: Asked): Ticket[] {
  return now(history, asked).filter((ticket) => within(asked, ticket.firstResolved));
}

/** "opened → first human public reply, placed at the reply; waiting tickets beside; median, mean, p90" */
export const firstResponse: Oracle = (history, asked) => {
  const all = now(history, asked);
  const answered = all.filter((ticket) => within(asked, ticket.answered));
  const waiting = all.filter((ticket) => ticket.answered === null && waits(ticket) && within(asked, ticket.opened));
  return {
    ...quantile(answered.flatMap((ticket) => hoursBetween(ticket.opened, ticket.answered) ?? [])),
    immature: waiting.length,
  };
};

/** "opened → first, last resolution; with and without time waiting for the customer; placed at the resolution": the first */
export const firstResolution: Oracle = (history, asked) =>
  quantile(
    resolvedIn(history, asked).flatMap(({ opened, firstResolved }) => hoursBetween(opened, firstResolved) ?? []),
  );

/** "opened → first, last resolution; with and without time waiting for the customer; placed at the resolution": the last */
export const fullResolution: Oracle = (history, asked) =>
  quantile(
    now(history, asked)
      .filter((ticket) => !waits(ticket) && within(asked, ticket.resolved))
      .flatMap(({ opened, resolved }) => hoursBetween(opened, resolved) ?? []),
  );

/** "resolved with one staff reply or during the call, no transfer, not reopened and no ticket of the same theme within 7 days (matured)" */
export const firstContactResolution: Oracle = (history, asked) => {
  const all = now(history, asked);
  const resolved = resolvedIn(history, asked);
  const mature = resolved.filter(({ firstResolved }) => firstResolved!.at + MATURE <= asked.asOf);
  const atOnce = mature.filter((ticket) => {
    const solved = ticket.firstResolved!.at;
    const replies = ticket.replies.filter(({ at }) => at <= solved).length;
    const again = all.some(
      ({ id, whose, theme, opened }) =>
        id !== ticket.id &&
        whose === ticket.whose &&
        theme !== null &&
        theme === ticket.theme &&
        opened!.at > solved &&
        opened!.at <= solved + MATURE,
    );
    const byOne = replies === 1 || (replies === 0 && ticket.channel === 'call');
    return byOne && ticket.transfers === 0 && ticket.reopened === 0 && !again;
  });
  return ratio(atOnce.length, mature.length, { immature: resolved.length - mature.length });
};

/** "tickets reopened at least once / resolved" */
export const reopenRate: Oracle = (history, asked) => {
  const resolved = resolvedIn(history, asked);
  return ratio(resolved.filter(({ reopened }) => reopened > 0).length, resolved.length);
};

/** "`sla-stated`: the source's own verdict, where it brings one" */
export const slaStated: Oracle = (history, asked) => {
  const stated = now(history, asked).filter(({ statedAt }) => within(asked, statedAt));
  return ratio(stated.filter((ticket) => ticket.stated).length, stated.length);
};

/** "answers 4 or 5 of 5 / answers (answer rate beside)" */
export const csat: Oracle = (history, asked) => {
  const rated = now(history, asked).filter(({ scored }) => within(asked, scored));
  return ratio(rated.filter(({ score }) => score! >= 4).length, rated.length);
};

/** "answers 4 or 5 of 5 / answers (answer rate beside)": the answer rate */
export const csatAnswerRate: Oracle = (history, asked) => {
  const resolved = resolvedIn(history, asked);
  return ratio(resolved.filter(({ score }) => score !== null).length, resolved.length);
};

/** "tickets open at an instant; their median age": how many */
export const queueDepth: Oracle = (history, asked) =>
  count(ticketsAt(history, asked, closingOf(asked)).filter(waits).length);

/** "tickets open at an instant; their median age": the age, in hours */
export const openAge: Oracle = (history, asked) => {
  const end = endOf(asked);
  const open = ticketsAt(history, asked, closingOf(asked)).filter(waits);
  return quantile(open.map(({ opened }) => (end - opened!.at) / HOUR));
};

/** "themes by ticket count, change against the previous period": how many tickets there are to count */
export const themes: Oracle = (history, asked) =>
  count(now(history, asked).filter(({ opened }) => within(asked, opened)).length);

/** "targets met / targets decided, each placed at the earlier of met and breached; the target in force when the clock ran" */
export const slaAttainment: Oracle = (history, asked) => {
  const decided = promisesDecided(history, asked).filter(({ at }) => within(asked, { at, day: false }));
  return ratio(decided.filter(({ met }) => met).length, decided.length);
};
