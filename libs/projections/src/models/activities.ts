import { facts, label, projection, sealed, uuid, when, whole } from '#kernel';
import { activityLogged } from '#journey';

/** What members of staff did with contacts: who, what, with whom, what came of it. */
export const activities = projection('activities', 1, {
  facts: {
    activity: facts(
      {
        profile: uuid,
        company: uuid,
        /** Who did it: the person named, else who said so where that is a person. */
        person: uuid,
        kind: label,
        /** Who reached out; nobody did in a note. */
        direction: label,
        outcome: label,
        minutes: whole,
        deal: uuid,
        ticket: uuid,
        /** Title and note. */
        content: sealed('content'),
      },
      [
        when(activityLogged, (event) => {
          const { about, payload, envelope } = event;
          const { actor } = envelope;
          return {
            profile: about.profile,
            company: about.company,
            person: about.person ?? (actor.kind === 'person' ? actor.id : null),
            kind: payload.kind,
            direction: payload.kind === 'note' ? null : (payload.direction ?? 'out'),
            outcome: payload.outcome,
            minutes: payload.minutes,
            deal: about.deal,
            ticket: about.ticket,
            content: event.sealed('content'),
          };
        }),
      ],
      [
        'occurred_at desc, position desc',
        'profile, occurred_at desc, position desc',
        '(person, occurred_at desc, position desc) where person is not null',
        '(company) where company is not null',
        '(deal, occurred_at desc) where deal is not null',
        '(ticket, occurred_at desc) where ticket is not null',
      ],
    ),
  },
});
