import type { Recorded } from './recorded.js';
import { pipelinesKnown } from './pipelines-told.js';
import { waysKnown } from './stages-told.js';
import { isHuman, touches } from './touches-told.js';
import { contactsKnown, nodeOfPerson } from './contacts-told.js';
import { dealsAt, type Deal } from './deals-told.js';
import {
  closingOf,
  count,
  hoursBetween,
  quantile,
  ratio,
  sums,
  within,
  type Asked,
  type Expected,
  type Oracle,
} from './told.js';

const won = ({ status }: Deal): boolean => status === 'won';
const closed = ({ status }: Deal): boolean => status !== 'open';

function closedIn(history: readonly Recorded[], asked: Asked): Deal[] {
  return dealsAt(history, asked, asked.asOf).filter((deal) => closed(deal) && within(asked, deal.closed));
}

/** "won / (won + lost), by close date" */
export const winRate: Oracle = (history, asked) => {
  const deals = closedIn(history, asked);
  return ratio(deals.filter(won).length, deals.length);
};

/** "won so far / deals opened in the period (dated ones; undated beside)" */
export const winRateOfCreated: Oracle = (history, asked) => {
  const all = dealsAt(history, asked, asked.asOf);
  const opened = all.filter((deal) => within(asked, deal.opened));
  const undated = all.filter((deal) => deal.opened === null).length;
  return ratio(opened.filter(won).length, opened.length, { undated });
};

/** "won / all deals known, whatever their state or date" */
export const wonShareOfAll: Oracle = (history, asked) => {
  const all = dealsAt(history, asked, closingOf(asked));
  return ratio(all.filter(won).length, all.length);
};

/** "won deals closed in the period: median and mean of (won − opened)" */
export const salesCycle: Oracle = (history, asked) => cycles(closedIn(history, asked).filter(won));

/** "`all-closed` variant counts lost ones" */
export const salesCycleAllClosed: Oracle = (history, asked) => cycles(closedIn(history, asked));

function cycles(deals: readonly Deal[]): Expected {
  const hours = deals.flatMap((deal) => hoursBetween(deal.opened, deal.closed) ?? []);
  return quantile(hours.map((each) => each / 24));
}

function agreed(history: readonly Recorded[], asked: Asked) {
  return closedIn(history, asked).flatMap((deal) => (won(deal) && deal.amount !== null ? [deal.amount] : []));
}

/** "mean and median amount of deals won" */
export const dealSize: Oracle = (history, asked) => {
  const amounts = agreed(history, asked);
  const means = [...new Set(amounts.map(({ currency }) => currency))].map((currency) => {
    const of = amounts.filter((one) => one.currency === currency).map(({ amount }) => amount);
    return [currency, quantile(of, 'mean').value!] as const;
  });
  return { value: null, amounts: sums(means), n: amounts.length };
};

/** "amount of deals won" */
export const bookings: Oracle = (history, asked) => {
  const amounts = agreed(history, asked);
  return { value: null, amounts: sums(amounts.map(({ currency, amount }) => [currency, amount])), n: amounts.length };
};

/** "open deals": how many there are at the end of the period, beside "open deals' amounts" */
export const openDeals: Oracle = (history, asked) =>
  count(dealsAt(history, asked, closingOf(asked)).filter((deal) => !closed(deal)).length);

/** "open deals' amounts": by the day they are expected to close on; `weight` is what share of one counts */
function expectedToClose(history: readonly Recorded[], asked: Asked, weight: (deal: Deal) => number): Expected {
  const open = dealsAt(history, asked, asked.asOf).filter((deal) => !closed(deal) && deal.amount !== null);
  const due = open.filter(({ closeOn }) => closeOn !== null && within(asked, { at: Date.parse(closeOn), day: true }));
  const amounts = due.map((deal) => [deal.amount!.currency, deal.amount!.amount * weight(deal)] as const);
  return { value: null, amounts: sums(amounts), n: due.length };
}

export const pipelineValue: Oracle = (history, asked) => expectedToClose(history, asked, () => 1);

/** "times stage probability, by expected close month" */
export const weightedForecast: Oracle = (history, asked) => {
  const stagesOf = pipelinesKnown(history, asked.knownUpTo);
  return expectedToClose(history, asked, ({ pipeline, stage }) => {
    const stages = stagesOf(pipeline);
    const { probability = 0 } = (stage === null ? stages[0] : stages.find(({ name }) => name === stage)) ?? {};
    return probability / 100;
  });
};

/** "mean human touches in and out per won deal, from lead capture (or opening) to win" */
export const touchesToClose: Oracle = (history, asked) => {
  const contactOf = contactsKnown(history, asked.knownUpTo);
  const leads = new Map(waysKnown(history, asked.knownUpTo).map(({ contact, lead }) => [contact, lead]));
  const human = new Map<string, number[]>();
  for (const touch of touches(history, asked))
    if (touch.at !== null && isHuman(touch)) human.set(touch.whose, [...(human.get(touch.whose) ?? []), touch.at.at]);
  const counts = closedIn(history, asked)
    .filter(won)
    .map(({ whom: { person }, opened, closed: win }) => {
      if (person === null) return 0;
      const contact = contactOf(nodeOfPerson(person));
      const until = win!.at + (win!.day ? 86_400_000 : 0.001);
      const captured = leads.get(contact);
      const since = captured != null && captured.at < until ? captured.at : (opened?.at ?? Infinity);
      return (human.get(contact) ?? []).filter((at) => at >= since && at < until).length;
    });
  return quantile(counts, 'mean');
};
