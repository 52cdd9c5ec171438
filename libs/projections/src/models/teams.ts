import {
  bool,
  document,
  facts,
  label,
  personalText,
  projection,
  spans,
  states,
  uuid,
  when,
  type Fact,
  type Valid,
} from '#kernel';
import {
  calendarSet,
  colleagueDescribed,
  personRemoved,
  reasonsSet,
  teamChanged,
  teamClosed,
  teamFounded,
  teamJoined,
  teamLeft,
} from '#journey';
import { inTimeOrder } from '../fields/time-order.js';

const TEAM = ['name', 'function', 'parent', 'lead', 'region', 'calendar', 'open'] as const;

/** Every row holds what is known of a team from then on: what a change leaves out stays. */
function teamOf(believed: readonly Fact[]): Valid[] {
  let known: Record<string, unknown> = { open: true };
  const rows = inTimeOrder(believed).map((fact) => {
    const said = Object.fromEntries(TEAM.flatMap((name) => (fact[name] === null ? [] : [[name, fact[name]]])));
    known = { ...known, ...(fact['top'] === true ? { parent: null } : {}), ...said };
    return { ...fact, known };
  });
  return spans(rows, (row) => row['known']);
}

/** Where somebody belongs: to one team at a time, to none once they left it or were removed. */
function membershipOf(believed: readonly Fact[]): Valid[] {
  let team: unknown = null;
  let role: unknown = null;
  const rows = inTimeOrder(believed).map((fact) => {
    if (fact['kind'] === 'joined') [team, role] = [fact['team'], fact['role'] ?? 'member'];
    else if (fact['kind'] === 'removed' || fact['team'] === team) [team, role] = [null, null];
    return { ...fact, now: team === null ? null : { team, role } };
  });
  return spans(rows, (row) => row['now'] as Record<string, unknown> | null);
}

/** Teams of staff, who is in which, and what their clocks run by. */
export const teams = projection('teams', 1, {
  facts: {
    said: facts(
      {
        team: uuid,
        name: label,
        function: label,
        parent: uuid,
        lead: uuid,
        region: label,
        calendar: uuid,
        top: bool,
        open: bool,
      },
      [
        when(teamFounded, ({ about, payload }) => ({
          team: about.team,
          parent: about.parent,
          lead: about.lead,
          name: payload.name,
          function: payload.function,
          region: payload.region,
          calendar: payload.calendar,
        })),
        when(teamChanged, ({ about, payload }) => ({
          team: about.team,
          parent: about.parent,
          lead: about.lead,
          name: payload.name,
          function: payload.function,
          region: payload.region,
          calendar: payload.calendar,
          top: payload.top,
        })),
        when(teamClosed, ({ about }) => ({ team: about.team, open: false })),
      ],
      ['team, position'],
    ),
    moved: facts(
      { person: uuid, kind: label, team: uuid, role: label },
      [
        when(teamJoined, ({ about, payload }) => ({
          person: about.person,
          kind: 'joined',
          team: about.team,
          role: payload.role,
        })),
        when(teamLeft, ({ about }) => ({ person: about.person, kind: 'left', team: about.team })),
        when(personRemoved, ({ about }) => ({ person: about.person, kind: 'removed' })),
      ],
      ['person, position'],
    ),
    described: facts(
      { person: uuid, name: personalText('identity'), title: label },
      [
        when(colleagueDescribed, ({ about, payload }) => ({
          person: about.person,
          name: payload.name,
          title: payload.title,
        })),
      ],
      ['person, position'],
    ),
    calendar: facts(
      { calendar: uuid, zone: label, hours: document, holidays: document },
      [
        when(calendarSet, ({ about, payload }) => ({
          calendar: about.calendar,
          zone: payload.zone,
          hours: payload.hours,
          holidays: payload.holidays,
        })),
      ],
      ['calendar, position'],
    ),
    reasons: facts(
      { kind: label, reasons: document },
      [when(reasonsSet, ({ payload }) => ({ kind: payload.of, reasons: payload.reasons }))],
      ['kind, position'],
    ),
  },
  states: {
    team: states({
      per: ['team'],
      from: ['said'],
      columns: {
        name: label,
        function: label,
        parent: uuid,
        lead: uuid,
        region: label,
        calendar: uuid,
        open: bool,
      },
      derive: teamOf,
    }),
    membership: states({
      per: ['person'],
      from: ['moved'],
      columns: { team: uuid, role: label },
      indexes: ['(team, role, person) WHERE believed_until IS NULL AND valid_to IS NULL'],
      derive: membershipOf,
    }),
    colleague: states({
      per: ['person'],
      from: ['described'],
      columns: { name: personalText('identity'), title: label },
      derive: (believed) => spans(believed, (fact) => ({ name: fact['name'], title: fact['title'] })),
    }),
  },
});
