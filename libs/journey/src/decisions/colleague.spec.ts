import { given } from '../../test/given.js';
import { colleagueDescribed } from '../events/teams/colleague-described.js';
import { teamJoined } from '../events/teams/team-joined.js';
import { teamLeft } from '../events/teams/team-left.js';
import { describeColleague, joinTeam, leaveTeam } from './colleague.js';

const person = '0192f0c1-1111-8000-8000-000000000001';
const [west, east] = ['0192f0c1-1111-8000-8000-000000000002', '0192f0c1-1111-8000-8000-000000000003'] as const;
const joined = teamJoined.of({ person, team: west }, {});
const there = { known: { team: west, open: true, above: [] } };

describe('a colleague', () => {
  it('is called what is said last, once', () => {
    const described = colleagueDescribed.of({ person }, { name: 'Ann', title: 'agent' });
    expect(given().when(describeColleague, { name: 'Ann' })).toEqual([['colleague-described', { name: 'Ann' }]]);
    expect(given(described).when(describeColleague, { name: 'Ann' })).toEqual([]);
    expect(given(described).when(describeColleague, { name: 'Ann', title: 'lead' })).toHaveLength(1);
  });
  it('joins a team that is there and open', () => {
    expect(given().when(joinTeam, { team: west, role: 'lead' }, there)).toEqual([['team-joined', { role: 'lead' }]]);
    expect(given().when(joinTeam, { team: west }, { known: null })).toBe('team.unknown');
    expect(given().when(joinTeam, { team: west }, { known: { ...there.known, open: false } })).toBe('team.closed');
  });
  it('is in one team at a time, in one role', () => {
    expect(given(joined).when(joinTeam, { team: west, role: 'member' }, there)).toEqual([]);
    expect(given(joined).when(joinTeam, { team: west, role: 'lead' }, there)).toHaveLength(1);
    expect(given(joined).when(joinTeam, { team: east }, there)).toHaveLength(1);
  });
  it('leaves the team they are in, once', () => {
    expect(given(joined).when(leaveTeam, { on: '2026-02-01' })).toEqual([['team-left', {}]]);
    expect(given(joined).when(leaveTeam, { team: east })).toBe('colleague.other-team');
    expect(given(joined, teamLeft.of({ person, team: west }, {})).when(leaveTeam, {})).toEqual([]);
    expect(given(joined, teamLeft.of({ person, team: east }, {})).when(leaveTeam, {})).toHaveLength(1);
  });
});
