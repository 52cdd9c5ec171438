import { broken, decider, decision, evolves, flag, id, oneOf, optional, word } from '#kernel';
import { teamChanged } from '../events/teams/team-changed.js';
import { teamClosed } from '../events/teams/team-closed.js';
import { teamFounded } from '../events/teams/team-founded.js';
import type { TeamGround } from '../grounds.js';
import { FUNCTIONS, type TeamFunction } from '../vocabulary.js';
import { happened, whenOf } from '../happened.js';

/** What a team is. */
interface Team {
  readonly name?: string;
  readonly function?: TeamFunction;
  readonly region?: string;
  readonly calendar?: string;
  readonly parent?: string;
  readonly lead?: string;
}

/** A team: not there yet, at work, or closed. Of imported history the founding may be missing. */
export type TeamState =
  | { readonly status: 'unknown' }
  | { readonly status: 'open'; readonly team: Team }
  | { readonly status: 'closed'; readonly team: Team };

interface Said {
  readonly about: { readonly parent?: string; readonly lead?: string };
  readonly payload: Omit<Team, 'parent' | 'lead'>;
}

/** What an event says of a team; what it leaves out stays. */
function changed(team: Team, { about, payload }: Said): Team {
  const { name, function: does, region, calendar } = payload;
  const said = { name, function: does, region, calendar, parent: about.parent, lead: about.lead };
  return { ...team, ...(Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) as Team) };
}

export const team = decider<TeamState>(
  'team',
  { status: 'unknown' },
  evolves(teamFounded, (_state, event): TeamState => ({ status: 'open', team: changed({}, event) })),
  evolves(teamChanged, (state, event): TeamState => {
    const before = state.status === 'unknown' ? {} : state.team;
    const { parent: _parent, ...rest } = before;
    return {
      status: state.status === 'closed' ? 'closed' : 'open',
      team: changed(event.payload.top === true ? rest : before, event),
    };
  }),
  evolves(teamClosed, (state): TeamState => ({ status: 'closed', team: state.status === 'unknown' ? {} : state.team })),
);

const said = {
  region: optional(word),
  /** Whose hours its clocks run by. */
  calendar: optional(id),
  /** The team it is below. */
  parent: optional(id),
  lead: optional(id),
} as const;

function aboutOf(parent: string | undefined, lead: string | undefined): Said['about'] {
  return { ...(parent === undefined ? {} : { parent }), ...(lead === undefined ? {} : { lead }) };
}

/** What is known of the team above. Throws `team.parent-unknown`, `team.parent-closed`, `team.parent-circle`. */
function checkParent(team: string, parent: string | undefined, known: unknown): void {
  if (parent === undefined) return;
  const ground = known as TeamGround | null;
  if (parent === team || ground?.above.includes(team) === true) throw broken('team.parent-circle');
  if (ground === null) throw broken('team.parent-unknown');
  if (!ground.open) throw broken('team.parent-closed');
}

const asksForParent = (_state: TeamState, { parent }: { readonly parent?: string }) =>
  parent === undefined ? null : { question: 'team-ground', params: { team: parent } };

/** Who is below whom is said by one at a time: two who say it at once could make a circle. */
const guardsTree = ({ parent }: { readonly parent?: string }) => (parent === undefined ? [] : ['teams']);

/** Founds a team, perhaps below another one; once closed it stays closed. */
export const foundTeam = decision(
  team,
  'found',
  {
    permission: 'settings.manage',
    params: { name: word, function: oneOf(...FUNCTIONS), ...said, ...happened },
    asks: asksForParent,
  },
  (state, { at, on, parent, lead, ...says }, context) => {
    if (state.status === 'open') {
      const wanted: Team = changed({}, { about: aboutOf(parent, lead), payload: says });
      const names = Object.keys(wanted) as (keyof Team)[];
      if (names.every((name) => state.team[name] === wanted[name])) return [];
      throw broken('team.already-founded');
    }
    if (state.status === 'closed') throw broken('team.closed');
    checkParent(context.id, parent, context.known);
    const about = { team: context.id, ...aboutOf(parent, lead) };
    return [teamFounded.of(about, says, whenOf('team', { ...(at && { at }), ...(on && { on }) }, context.at))];
  },
);

/** Makes a team another: what is not named stays; `top` says that it is below none. */
export const changeTeam = decision(
  team,
  'change',
  {
    permission: 'settings.manage',
    params: {
      name: optional(word),
      function: optional(oneOf(...FUNCTIONS)),
      ...said,
      top: optional(flag),
      ...happened,
    },
    asks: asksForParent,
    guards: guardsTree,
  },
  (state, { at, on, parent, lead, top, ...says }, context) => {
    if (state.status === 'unknown') throw broken('team.unknown');
    if (state.status === 'closed') throw broken('team.closed');
    if (top === true && parent !== undefined) throw broken('team.top-below-another');
    checkParent(context.id, parent, context.known);
    const wanted = changed({}, { about: aboutOf(parent, lead), payload: says });
    const news = (Object.keys(wanted) as (keyof Team)[]).some((name) => state.team[name] !== wanted[name]);
    const rises = top === true && state.team.parent !== undefined;
    if (!news && !rises) return [];
    return [
      teamChanged.of(
        { team: context.id, ...aboutOf(parent, lead) },
        { ...says, ...(rises ? { top: true } : {}) },
        whenOf('team', { ...(at && { at }), ...(on && { on }) }, context.at),
      ),
    ];
  },
);

/** Closes a team, for good. What its members own stays theirs. */
export const closeTeam = decision(
  team,
  'close',
  // nobody is put below it meanwhile
  { permission: 'settings.manage', params: { reason: optional(word), ...happened }, guards: () => ['teams'] },
  (state, { reason, at, on }, context) => {
    if (state.status === 'closed') return [];
    if (state.status === 'unknown') throw broken('team.unknown');
    return [
      teamClosed.of(
        { team: context.id },
        reason === undefined ? {} : { reason },
        whenOf('team', { ...(at && { at }), ...(on && { on }) }, context.at),
      ),
    ];
  },
);
