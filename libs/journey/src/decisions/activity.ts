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
  isErased,
} from '#kernel';
import { activityLogged } from '../events/activities/activity-logged.js';
import { customerOf } from '../customer.js';
import { happened, whenOf } from '../happened.js';
import { namedOnly } from '../named-only.js';
import { ACTIVITY_KINDS, DIRECTIONS } from '../vocabulary.js';

/** What was logged of an activity, in words that can be compared; null before: each is a stream of its own. */
export interface ActivityState {
  readonly logged: { readonly words: string; readonly occurredAt: number | null } | null;
}

/** What is said of an activity. What was erased nobody can say again: it is null. */
function inWords(
  about: object,
  { kind, direction, outcome, minutes, title, note }: Readonly<Record<string, unknown>>,
): string {
  const known = (value: unknown): unknown => (isErased(value) ? null : value);
  return canonicalJson([about, { kind, direction, outcome, minutes, title: known(title), note: known(note) }]);
}

export const activity = decider<ActivityState>(
  'activity',
  { logged: null },
  evolves(activityLogged, (_state, { about, payload, occurredAt }): ActivityState => ({
    logged: { words: inWords(about, payload as Readonly<Record<string, unknown>>), occurredAt },
  })),
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
    const moment = params.at ?? params.on;
    const then = moment === undefined || Date.parse(moment) === logged.occurredAt;
    if (then && logged.words === inWords(about, payload)) return [];
    throw broken('activity.already-logged');
  },
);
