import {
  ask,
  askNow,
  contactsLinked,
  contactsUnlinked,
  identifierMarkedShared,
  importUndone,
  reaction,
  timer,
  wheneverKnowing,
  withdrawn,
  type AnyEventDefinition,
  type Consequence,
} from '#kernel';
import { closeHandoff, expireHandoff, handoffAccepted, reopenHandoff, type OfferGround } from '#journey';

/** An open offer of a contact, as the read models tell it, the oldest first. */
interface Offer extends OfferGround {
  readonly withDeal: boolean;
}

/** Whom an offer is to: its team, else its person. */
function receiver({ team, to }: OfferGround): string {
  return team ?? to ?? '';
}

/**
 * Of several open offers to one team the one goes on whose side has an open deal, else the oldest; the others are closed.
 * `kept`, where there is one, goes on in any case.
 */
function settled(
  offers: readonly Offer[],
  kept?: { readonly handoff: string; readonly receiver: string },
): Consequence[] {
  const receivers = new Set(kept === undefined ? offers.map(receiver) : [kept.receiver]);
  return [...receivers].flatMap((one) => {
    const rivals = offers.filter((offer) => receiver(offer) === one);
    const instead = kept?.handoff ?? (rivals.find(({ withDeal }) => withDeal) ?? rivals[0])!.handoff;
    return rivals
      .filter(({ handoff }) => handoff !== instead)
      .map(({ handoff }) => askNow(ask(closeHandoff, handoff, { reason: 'contacts-linked', instead })));
  });
}

/** An offer that was closed because contacts were one, which they are not any more. */
interface Closing {
  readonly handoff: string;
  readonly answerBy: string | null;
}

/** The offer is open again, and expires if its time is over. */
function reopened({ handoff, answerBy }: Closing): Consequence[] {
  return [
    askNow(ask(reopenHandoff, handoff, { reason: 'contacts-unlinked' })),
    ...(answerBy === null ? [] : [timer(handoff, answerBy, ask(expireHandoff, handoff, {}))]),
  ];
}

/** What may part contacts: people say so, an identifier turns out to be many's, or what joined them is taken back. */
const PARTING = [contactsUnlinked, identifierMarkedShared, withdrawn, importUndone] as const;

/**
 * Contacts that are linked may have two open offers to one team: one goes on, the others are closed. Where the contacts
 * are parted, however that came, those are opened again, and expire if their time is over. Whose linked contacts are needs
 * no reaction: it follows from what was said of both. Where sources showed that two contacts are one, nobody judged it: their
 * offers are settled when one of them is accepted.
 */
export const settleOwnersOfLinkedContacts = reaction('settle-owners-of-linked-contacts', 1, [
  wheneverKnowing(
    contactsLinked,
    ({ about }) => ({ question: 'offers-ground', params: { contact: about.node } }),
    (_event, known) => settled((known as { readonly offers: readonly Offer[] }).offers),
  ),
  wheneverKnowing(
    handoffAccepted,
    ({ about }) => ({ question: 'offers-ground', params: { contact: about.profile } }),
    ({ about }, known) =>
      settled((known as { readonly offers: readonly Offer[] }).offers, {
        handoff: about.handoff,
        receiver: about.team ?? about.to ?? '',
      }),
  ),
  ...PARTING.map((parting) =>
    wheneverKnowing<AnyEventDefinition>(
      parting,
      () => ({ question: 'closings-ground', params: {} }),
      (_event, known) => (known as { readonly handoffs: readonly Closing[] }).handoffs.flatMap(reopened),
    ),
  ),
]);
