import { asTimeWent, type Fact, type Valid } from '#kernel';
import { heldFrom } from './thing-history.js';

/** What made somebody a customer, and when. */
interface Cause {
  readonly at: number | null;
  readonly precision: unknown;
  readonly fact: Fact;
}

/** Whether a fact says how a deal ended, or that it ended otherwise. */
function closes(fact: Fact): boolean {
  return fact.table !== 'became' || fact['how'] === 'deal-won';
}

/**
 * Everything that made somebody a customer. What corrects a deal is about its last end that was recorded before: it was
 * always won, or always lost, and on the day that is said. Of a deal whose end nobody told, the correction is the end.
 */
function causesOf(believed: readonly Fact[]): Cause[] {
  const ends = new Map<Fact, Cause & { readonly won: boolean }>();
  for (const fact of believed) {
    if (fact.table !== 'corrected') {
      const { occurred_at: at, precision } = fact;
      ends.set(fact, { at, precision, fact, won: fact.table === 'became' });
      continue;
    }
    const outcome = fact['outcome'];
    const closedOn = fact['closed_on'] as string | null;
    const day = closedOn === null ? {} : { at: Date.parse(closedOn), precision: 'day' };
    const last = [...ends.keys()].findLast((end) => end['thing'] === fact['thing'] && closes(end));
    const {
      at,
      precision,
      fact: said,
      won,
    } = ends.get(last ?? fact) ?? { at: fact.occurred_at, precision: fact['precision'], fact, won: false };
    const becomes = outcome === null ? won : outcome === 'won';
    // who was no customer by the end is one by what set it right
    ends.set(last ?? fact, { at, precision, ...day, fact: becomes && !won ? fact : said, won: becomes });
  }
  return [...ends.values()].filter(({ won }) => won);
}

/**
 * Since when somebody is a customer: from the first cause on, for good. What they bought themselves outweighs, from then
 * on, what they bought for a company. A deal that is reopened, or an order called off, made them one all the same.
 */
export function customerHistory(believed: readonly Fact[]): Valid[] {
  const when = ({ at, fact: { position, n } }: Cause) => ({ occurred_at: at, position, n });
  const causes = causesOf(believed).sort((a, b) => asTimeWent(when(a), when(b)));
  let since: Cause | null = null;
  return heldFrom(
    causes.map((cause) => {
      if (since === null || (since.fact['unit'] === false && cause.fact['unit'] === true)) since = cause;
      return {
        since: cause.at,
        values: {
          unit: since.fact['unit'],
          since_at: since.at,
          since_precision: since.precision,
          since_event: since.fact.event_id,
          how: since.fact['how'],
          thing: since.fact['thing'],
        },
      };
    }),
  );
}
