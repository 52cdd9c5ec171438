import { broken, decider, decision, evolves, id, identity, reveal, oneOf, optional, word } from '#kernel';
import { colleagueDescribed } from '../events/teams/colleague-described.js';
import { teamJoined } from '../events/teams/team-joined.js';
import { teamLeft } from '../events/teams/team-left.js';
import type { TeamGround } from '../grounds.js';
import { happened, whenOf } from '../happened.js';

/** What is decided about somebody of the staff besides whether they may sign in: what they are called, and their team. */
export interface ColleagueState {
  readonly name: string | null;
  readonly title: string | null;
  /** The team they are in now: one at a time. */
  readonly team: { readonly id: string; readonly role: 'member' | 'lead' } | null;
}

export const colleague = decider<ColleagueState>(
  'colleague',
  { name: null, title: null, team: null },
  evolves(colleagueDescribed, (state, { payload: { name, title } }) => ({
    ...state,
    name: reveal(name) ?? null,
    title: title ?? state.title,
  })),
  evolves(teamJoined, (state, { about, payload }) => ({
    ...state,
    team: { id: about.team, role: payload.role ?? 'member' },
  })),
  evolves(teamLeft, (state, { about }) => (state.team?.id === about.team ? { ...state, team: null } : state)),
);

/** Says what somebody is called who need not be able to sign in: an agent another system names. */
export const describeColleague = decision(
  colleague,
  'describe',
  { permission: 'staff.manage', params: { name: identity, title: optional(word) } },
  (state, { name, title }, context) =>
    state.name === name && (title === undefined || state.title === title)
      ? []
      : [colleagueDescribed.of({ person: context.id }, { name, ...(title === undefined ? {} : { title }) })],
);

/** Puts somebody into a team, out of the one they were in. */
export const joinTeam = decision(
  colleague,
  'join-team',
  {
    permission: 'staff.manage',
    params: { team: id, role: optional(oneOf('member', 'lead')), ...happened },
    asks: (_state, { team }) => ({ question: 'team-ground', params: { team } }),
  },
  (state, { team, role, at, on }, context) => {
    if (state.team?.id === team && state.team.role === (role ?? 'member')) return [];
    const ground = context.known as TeamGround | null;
    if (ground === null) throw broken('team.unknown');
    if (!ground.open) throw broken('team.closed');
    return [
      teamJoined.of(
        { person: context.id, team },
        role === undefined ? {} : { role },
        whenOf('colleague', { ...(at && { at }), ...(on && { on }) }, context.at),
      ),
    ];
  },
);

/** Takes somebody out of their team. What they own stays theirs until it is given to others. */
export const leaveTeam = decision(
  colleague,
  'leave-team',
  { permission: 'staff.manage', params: { team: optional(id), ...happened } },
  (state, { team, at, on }, context) => {
    if (state.team === null) return [];
    if (team !== undefined && team !== state.team.id) throw broken('colleague.other-team', { team: state.team.id });
    return [
      teamLeft.of(
        { person: context.id, team: state.team.id },
        {},
        whenOf('colleague', { ...(at && { at }), ...(on && { on }) }, context.at),
      ),
    ];
  },
);
