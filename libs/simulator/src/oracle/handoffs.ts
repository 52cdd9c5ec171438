import type { Millis } from '#kernel';
import type { Recorded } from './recorded.js';
import {
  count,
  endOf,
  momentOf,
  ofEach,
  quantile,
  ratio,
  told,
  within,
  wordOf,
  type Asked,
  type Moment,
  type Oracle,
} from './told.js';
import { survivalOf } from './survival-of.js';

const HOUR = 3_600_000;

/** An offer as it stood: what was answered, and when. */
interface Offer {
  readonly offered: Moment;
  /** When the answer was given; the offer's own moment without one. */
  readonly answered: Moment;
  readonly answer: 'accepted' | 'refused' | 'expired' | 'withdrawn' | 'returned' | null;
}

/** Every offer that was there by an instant, as it stood then by what was recorded. */
function offersAt(history: readonly Recorded[], { knownUpTo }: Asked, at: Millis): Offer[] {
  return [...ofEach(told(history, knownUpTo), 'handoff').values()].flatMap((said) => {
    const happened = said.filter((dealing) => momentOf(dealing)!.at <= at);
    const offer = happened.find((dealing) => wordOf(dealing) === 'offered');
    if (offer === undefined) return [];
    // given back, where nobody told yet that it had been accepted, is an answer that counts nowhere
    const words = happened.map(wordOf).filter((word) => word !== 'offered');
    const answer = words.find((word) => word !== 'returned') ?? words[0] ?? null;
    return [
      {
        offered: momentOf(offer)!,
        answered: momentOf(happened.find((one) => wordOf(one) === answer) ?? offer)!,
        answer: answer as Offer['answer'],
      },
    ];
  });
}

/** "accepted / (accepted + refused + expired), by offer cohort; reasons" */
export const handoffAcceptance: Oracle = (history, asked) => {
  const offers = offersAt(history, asked, asked.asOf).filter(({ offered }) => within(asked, offered));
  const with_ = (answer: Offer['answer']): number => offers.filter((offer) => offer.answer === answer).length;
  const accepted = with_('accepted');
  return ratio(accepted, accepted + with_('refused') + with_('expired'), { immature: with_(null) });
};

/** "offers open; contacts with no owner": the offers */
export const awaitingAcceptance: Oracle = (history, asked) =>
  count(offersAt(history, asked, endOf(asked)).filter(({ answer }) => answer === null).length);

/** "offers open; contacts with no owner": how long the offers have been, in hours */
export const awaitingAcceptanceAge: Oracle = (history, asked) => {
  const end = endOf(asked);
  const open = offersAt(history, asked, end).filter(({ answer }) => answer === null);
  return quantile(open.map(({ offered }) => (end - offered.at) / HOUR));
};

/** "offered → answered, open and expired ones censored" */
export const handoffWait: Oracle = (history, asked) => {
  const waits = offersAt(history, asked, asked.asOf)
    .filter(({ offered, answer }) => within(asked, offered) && answer !== 'returned')
    .map(({ offered, answered, answer }) => ({
      time: ((answer === null ? asked.asOf : answered.at) - offered.at) / HOUR,
      over: answer === 'accepted' || answer === 'refused',
    }));
  return survivalOf(waits);
};
