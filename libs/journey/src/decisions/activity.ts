import {
  broken,
  canonicalJson,
  decider,
  decision,
  evolves,
  id,
  oneOf,
  optional,
  text,
  wholeNumber,
  word,
} from '#kernel';
import { activityLogged } from '../events/activities/activity-logged.js';
import { customerOf } from '../customer.js';
import { happened, whenOf } from '../happened.js';
import { namedOnly } from '../named-only.js';
import { ACTIVITY_KINDS, DIRECTIONS } from '../vocabulary.js';

/** What was logged of an activity, null before: each is a stream of its own. */
export interface ActivityState {
  readonly logged: { readonly about: object; readonly payload: object } | null;
}

export const activity = decider<ActivityState>(
  'activity',
  { logged: null },
  evolves(activityLogged, (_state, { about, payload }): ActivityState => ({ logged: { about, payload } })),
);

/**
 * Logs what a member of staff did with a contact: a touch with an actor. `person` is who did it, where that is not who
 * says so. It is amended and withdrawn as every touch is. Throws `activity.already-logged` where another one has its id.
 */
export const logActivity = decision(
  activity,
  'log',
  {
    permission: 'activities.write',
    params: {
      contact: id,
      company: optional(id),
      person: optional(id),
      deal: optional(id),
      ticket: optional(id),
      kind: oneOf(...ACTIVITY_KINDS),
      direction: optional(oneOf(...DIRECTIONS)),
      outcome: optional(word),
      minutes: optional(wholeNumber),
      title: optional(text),
      note: optional(text),
      ...happened,
    },
  },
  ({ logged }, params, context) => {
    const { person, deal, ticket, kind, direction, outcome, minutes, title, note } = params;
    const more = whenOf('activity', namedOnly({ at: params.at, on: params.on }), context.at);
    if (minutes !== undefined && minutes < 0) throw broken('activity.minutes-unfit');
    const about = namedOnly({ ...customerOf('activity', params), profile: params.contact, person, deal, ticket });
    const payload = namedOnly({ kind, direction, outcome, minutes, title, note });
    if (logged === null) return [activityLogged.of(about, payload, more)];
    if (canonicalJson(logged) === canonicalJson({ about, payload })) return [];
    throw broken('activity.already-logged');
  },
);
