import {
  amending,
  broken,
  canonicalJson,
  day,
  decider,
  decision,
  evolves,
  id,
  instant,
  isErased,
  open,
  optional,
  properties,
  text,
  touchStream,
  withdrawn,
  type EventId,
  type EventView,
} from '#kernel';
import { activityLogged } from '../events/activities/activity-logged.js';
import { catalogue } from '../events/catalogue.js';

/** What people decided about a contact: which of its touches were taken back. */
export interface ContactState {
  readonly withdrawn: ReadonlySet<string>;
}

export const contact = decider<ContactState>(
  'contact',
  { withdrawn: new Set() },
  evolves(withdrawn, (state, { payload }) => ({ withdrawn: new Set([...state.withdrawn, payload.target]) })),
);

/**
 * The touch a command names, and its definition: what staff did with a contact is one, in a stream of its own. Throws
 * `touch.unknown` for what is not there, or no touch.
 */
function touchOf(named: EventView | null | undefined) {
  const definition = named === null || named === undefined ? undefined : catalogue.find(named.type);
  if (!named || definition === undefined) throw broken('touch.unknown');
  if (named.envelope.stream !== undefined && named.type !== activityLogged.name) throw broken('touch.unknown');
  return { named, definition, subject: named.about[definition.subject] as string };
}

/**
 * Takes a touch back that never was, or was somebody else's: from here on nobody believes it. `profile` is the
 * touch's own subject, in whose lane the taking back travels.
 */
export const withdrawTouch = decision(
  contact,
  'withdraw-touch',
  {
    permission: 'contacts.correct',
    params: { touch: id, profile: id, reason: optional(open(text)) },
    names: 'touch',
  },
  (state, { touch, profile, reason }, { named }) => {
    if (state.withdrawn.has(touch)) return [];
    const { subject, named: event } = touchOf(named);
    if (profile !== subject) throw broken('touch.other-profile', { profile: subject });
    return [
      withdrawn.of(
        { subject },
        {
          target: touch,
          targetStream: event.envelope.stream ?? touchStream(touch as EventId),
          ...(reason === undefined ? {} : { reason }),
        },
      ),
    ];
  },
);

/**
 * Gives a touch another payload from here on, all of it, and perhaps another time: what mends one that was recorded
 * wrong, or that no read model can make anything of. Whom it is about stays: its identifiers, and those of companies,
 * are taken over.
 */
export const amendTouch = decision(
  contact,
  'amend-touch',
  {
    permission: 'contacts.correct',
    params: {
      touch: id,
      payload: properties,
      at: optional(instant),
      on: optional(day),
      reason: optional(open(text)),
    },
    names: 'touch',
  },
  (state, { touch, payload, at, on, reason }, { named: event }) => {
    const { named, definition } = touchOf(event);
    if (state.withdrawn.has(touch)) throw broken('touch.withdrawn');
    if (at !== undefined && on !== undefined) throw broken('touch.two-times');
    if (Object.keys(definition.personal).some((field) => isErased(named.payload[field]))) throw broken('touch.erased');
    const { identifiers, companies } = named.payload;
    if (payload['identifiers'] !== undefined && canonicalJson(payload['identifiers']) !== canonicalJson(identifiers))
      throw broken('touch.other-identifiers');
    return [
      amending(named.envelope, definition, {
        payload: {
          ...payload,
          ...(identifiers === undefined ? {} : { identifiers }),
          ...(companies === undefined ? {} : { companies }),
        },
        ...(at === undefined ? {} : { when: { precision: 'instant', at } }),
        ...(on === undefined ? {} : { when: { precision: 'day', at: on } }),
        ...(reason === undefined ? {} : { reason }),
      }),
    ];
  },
);
