import type { Millis } from '#kernel';
import { contactsKnown, nodeOfPerson } from './contacts-told.js';
import { once, type Recorded } from './recorded.js';
import { momentOf, ofEach, told, wordOf, type Moment } from './told.js';

interface Money {
  readonly amount: number;
  readonly currency: string;
}

/** An order as it stood. */
export interface Order {
  /** The customer: the company where there is one, else the contact. */
  readonly unit: string;
  readonly placed: Moment;
  readonly cancelled: boolean;
  readonly currency: string;
  /** What it brought less what was given back. */
  readonly net: number;
  /** Of that, what its products left; null where what one of them costs is not known. */
  readonly margin: number | null;
}

/** The steps of every order, by what was recorded. */
const ordersKnown = once((history: readonly Recorded[], knownUpTo: number) => {
  const contactOf = contactsKnown(history, knownUpTo);
  return [...ofEach(told(history, knownUpTo), 'order')].map(([id, said]) => {
    const { person, company } = said[0]!;
    const unit = company !== null ? `company ${company.index}` : person !== null ? contactOf(nodeOfPerson(person)) : id;
    return { unit, said };
  });
});

/** Every order that was placed by an instant, as it stood then. */
export function ordersAt(history: readonly Recorded[], knownUpTo: number, at: Millis): readonly Order[] {
  return ordersKnown(history, knownUpTo).flatMap(({ unit, said }) => {
    const placing = said.find((one) => wordOf(one) === 'placed');
    if (placing === undefined || momentOf(placing)!.at > at) return [];
    const after = said.filter((one) => momentOf(one)!.at <= at);
    const { amount, lines } = placing.payload as { amount: Money; lines?: readonly { cost?: Money }[] };
    const back = after
      .filter((one) => wordOf(one) === 'refunded')
      .map((one) => (one.payload['amount'] as Money).amount);
    const net = back.reduce((left, each) => left - each, amount.amount);
    const costs = lines?.map(({ cost }) => cost?.amount ?? null) ?? [null];
    const cost = costs.includes(null) ? null : costs.reduce<number>((sum, one) => sum + one!, 0);
    return [
      {
        unit,
        placed: momentOf(placing)!,
        cancelled: after.some((one) => wordOf(one) === 'cancelled'),
        currency: amount.currency,
        net,
        margin: cost === null ? null : net - cost,
      },
    ];
  });
}
