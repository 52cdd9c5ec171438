import { broken, canonicalJson, decider, decision, evolves, type Position } from '#kernel';
import { slaSet } from '../events/settings/sla-set.js';
import { CALENDAR, SLA, type SlaPolicy } from '../tickets/promises.js';
import { calendar } from './calendar.js';

/** The policy as it was set, each time, with the position from which on it counted. */
export interface SlaState {
  readonly versions: readonly { readonly position: Position; readonly policy: SlaPolicy }[];
}

export const sla = decider<SlaState>(
  'sla',
  { versions: [] },
  evolves(slaSet, ({ versions }, { position, payload: { name, calendar: hours, targets, nearBreach } }) => {
    const policy = { name, ...(hours === undefined ? {} : { calendar: hours }), targets, nearBreach };
    return { versions: [...versions, { position, policy }] };
  }),
);

/** A year of minutes: no promise is for longer. */
const LONGEST = 365 * 24 * 60;

function unfit(where: string, what: string) {
  return broken('sla.unfit', { where, what });
}

/**
 * Promises how soon tickets are answered and resolved, by priority. It counts for tickets that are opened, or get
 * another priority, from here on. Throws `sla.unknown` for another policy than the one there is, `sla.unfit` for
 * priorities named twice, targets that are no time, or a calendar nobody set.
 */
export const setSla = decision(
  sla,
  'set',
  {
    permission: 'settings.manage',
    params: slaSet.payload,
    consults: [(_state, params) => (params.calendar === undefined ? [] : [{ decider: calendar, id: params.calendar }])],
  },
  ({ versions }, policy, { id, consulted }) => {
    if (id !== SLA) throw broken('sla.unknown');
    const { calendar: hours, targets, nearBreach } = policy;
    if (hours !== undefined && hours !== CALENDAR && consulted!(calendar, hours).versions.length === 0)
      throw unfit('calendar', 'is one that nobody set');
    if (nearBreach < 1 || nearBreach > 100) throw unfit('nearBreach', 'must be from 1 to 100 percent');
    if (new Set(targets.map(({ priority }) => priority)).size < targets.length)
      throw unfit('targets', 'name a priority twice');
    for (const { priority, firstResponse, resolution } of targets)
      for (const minutes of [firstResponse, resolution])
        if (minutes !== undefined && (minutes < 1 || minutes > LONGEST))
          throw unfit(priority, 'must be from a minute to a year');
    if (canonicalJson(versions.at(-1)?.policy ?? null) === canonicalJson(policy)) return [];
    return [slaSet.of({ sla: id }, policy)];
  },
);
