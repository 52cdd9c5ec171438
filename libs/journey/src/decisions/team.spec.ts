import { given } from '../../test/given.js';
import { teamChanged } from '../events/teams/team-changed.js';
import { teamClosed } from '../events/teams/team-closed.js';
import { teamFounded } from '../events/teams/team-founded.js';
import { changeTeam, closeTeam, foundTeam } from './team.js';

const team = '0192f0c1-1111-8000-8000-000000000001';
const parent = '0192f0c1-1111-8000-8000-000000000002';
const lead = '0192f0c1-1111-8000-8000-000000000003';
const says = { name: 'West', function: 'sales' };
const founded = teamFounded.of({ team, parent }, { name: 'West', function: 'sales' });
const closed = teamClosed.of({ team }, {});
const above = (open: boolean, ...teams: string[]) => ({ known: { team: parent, open, above: teams } });

describe('founding a team', () => {
  it('says what it is, once', () => {
    expect(given().when(foundTeam, says)).toEqual([['team-founded', says]]);
    expect(given(founded).when(foundTeam, { ...says, parent }, above(true))).toEqual([]);
    expect(given(founded).when(foundTeam, { ...says, name: 'East' })).toBe('team.already-founded');
    expect(given(founded, closed).when(foundTeam, says)).toBe('team.closed');
  });
  it('is below a team that is there', () => {
    expect(given().when(foundTeam, { ...says, parent }, above(true))).toHaveLength(1);
    expect(given().when(foundTeam, { ...says, parent }, { known: null })).toBe('team.parent-unknown');
    expect(given().when(foundTeam, { ...says, parent }, above(false))).toBe('team.parent-closed');
  });
  it('is a dated fact, not of the future', () => {
    expect(given().when(foundTeam, { ...says, on: '2026-01-01' })).toHaveLength(1);
    expect(given().when(foundTeam, { ...says, on: '2026-03-03' })).toBe('team.in-future');
    expect(given().when(foundTeam, { ...says, at: '2026-03-01T09:30:00.001Z' })).toBe('team.in-future');
    expect(given().when(foundTeam, { ...says, on: '2026-01-01', at: '2026-01-01T00:00:00.000Z' })).toBe(
      'team.two-times',
    );
  });
});

describe('changing a team', () => {
  it('says what is another, and is no news otherwise', () => {
    expect(given(founded).when(changeTeam, { name: 'East', lead })).toEqual([['team-changed', { name: 'East' }]]);
    expect(given(founded).when(changeTeam, { name: 'West', parent }, above(true))).toEqual([]);
    const led = teamChanged.of({ team, lead }, { region: 'north' });
    expect(given(founded, led).when(changeTeam, { lead, region: 'north' })).toEqual([]);
  });
  it('raises it to the top, where it was below another', () => {
    expect(given(founded).when(changeTeam, { top: true })).toEqual([['team-changed', { top: true }]]);
    expect(given(founded, teamChanged.of({ team }, { top: true })).when(changeTeam, { top: true })).toEqual([]);
    expect(given(founded).when(changeTeam, { top: true, parent }, above(true))).toBe('team.top-below-another');
  });
  it('makes no circle', () => {
    expect(given(founded).when(changeTeam, { parent }, { ...above(true, team), id: team })).toBe('team.parent-circle');
    expect(given(founded).when(changeTeam, { parent: team }, { ...above(true), id: team })).toBe('team.parent-circle');
  });
  it('needs a team that is there', () => {
    expect(given().when(changeTeam, { name: 'East' })).toBe('team.unknown');
    expect(given(founded, closed).when(changeTeam, { name: 'East' })).toBe('team.closed');
  });
});

describe('closing a team', () => {
  it('is for good, once', () => {
    expect(given(founded).when(closeTeam, { reason: 'merged' })).toEqual([['team-closed', { reason: 'merged' }]]);
    expect(given(founded, closed).when(closeTeam, {})).toEqual([]);
    expect(given().when(closeTeam, {})).toBe('team.unknown');
  });
});
