import { eventOf, given } from '../../test/given.js';
import { ownerAssigned } from '../events/handoffs/owner-assigned.js';
import type { OwnershipGround } from '../grounds.js';
import { assignOwner, ownership, reassignOwner, releaseOwner, takeBackReassignment } from './ownership.js';

const uuid = (n: number): string => `0192f0c1-0000-8000-8000-${String(n).padStart(12, '0')}`;
const [contact, linked, ann, bob] = [1, 2, 3, 4].map(uuid) as [string, string, string, string];
const [sales, service, reassignment] = [11, 12, 13].map(uuid) as [string, string, string];
const ground: OwnershipGround = {
  contact,
  owners: [{ team: sales, person: ann, profile: contact }],
  claims: [contact],
  person: { person: bob, here: true, team: sales, leads: [] },
  team: null,
};
const knowing = (more: Partial<OwnershipGround> = {}) => ({ known: { ...ground, ...more } });
/** What is said of whom. */
const about = (
  decision: typeof assignOwner | typeof releaseOwner,
  params: object,
  more: Partial<OwnershipGround> = {},
) =>
  decision
    .decide(ownership.initial, params as never, {
      id: contact,
      at: '2026-03-01T09:30:00.000Z',
      by: { kind: 'system', id: 'test' },
      ...knowing(more),
    })
    .map((one) => one.about);

describe('whose a contact is', () => {
  it('is said for the team named, else for the person’s own', () => {
    expect(given().when(assignOwner, { person: bob, reason: 'holiday' }, knowing())).toEqual([
      ['owner-assigned', { reason: 'holiday' }],
    ]);
    expect(about(assignOwner, { person: bob })).toEqual([{ profile: contact, team: sales, person: bob }]);
    const team = { team: service, open: true, above: [] };
    expect(about(assignOwner, { person: bob, team: service }, { team })).toEqual([
      { profile: contact, team: service, person: bob },
    ]);
  });
  it('is no news where it is so, unless it was so from another day on', () => {
    const person = { ...ground.person!, person: ann };
    expect(given().when(assignOwner, { person: ann }, knowing({ person }))).toEqual([]);
    expect(given().when(assignOwner, { person: ann, on: '2026-01-01' }, knowing({ person }))).toHaveLength(1);
  });
  it('outweighs what was said of each of contacts that are linked', () => {
    expect(about(assignOwner, { person: bob }, { claims: [contact, linked] })).toMatchObject([{ over: [linked] }]);
    expect(about(releaseOwner, {}, { claims: [contact, linked] })).toEqual([
      { profile: contact, team: sales, over: [linked] },
    ]);
  });
  it('needs a contact, somebody who is here, and a team that is', () => {
    expect(given().when(assignOwner, { person: bob }, knowing({ contact: null }))).toBe('contact.unknown');
    const gone = { ...ground.person!, here: false };
    expect(given().when(assignOwner, { person: bob }, knowing({ person: gone }))).toBe('ownership.person-gone');
    expect(given().when(assignOwner, { person: bob }, knowing({ person: null }))).toBe('ownership.person-gone');
    expect(given().when(assignOwner, { person: bob, team: service }, knowing())).toBe('team.unknown');
    const team = { team: service, open: false, above: [] };
    expect(given().when(assignOwner, { person: bob, team: service }, knowing({ team }))).toBe('team.closed');
  });
  it('ends for a team, or for all, where somebody has it', () => {
    const owners = [...ground.owners, { team: null, person: bob, profile: contact }];
    expect(given().when(releaseOwner, {}, knowing({ owners }))).toHaveLength(2);
    expect(given().when(releaseOwner, { team: sales }, knowing({ owners }))).toHaveLength(1);
    expect(given().when(releaseOwner, { team: service }, knowing({ owners }))).toEqual([]);
  });
});

describe('a reassignment', () => {
  const params = { profile: contact, person: bob, team: sales, reassignment };
  const done = ownerAssigned.of({ profile: contact, person: bob, team: sales }, { reassignment });
  it('is said once of each contact and team', () => {
    expect(given().when(reassignOwner, params)).toEqual([['owner-assigned', { reassignment }]]);
    expect(given(done).when(reassignOwner, params)).toEqual([]);
    expect(given(done).when(reassignOwner, { ...params, team: service })).toHaveLength(1);
  });
  it('is taken back as a whole, and nothing else with it', () => {
    const other = ownerAssigned.of({ profile: contact, person: ann, team: sales }, {});
    expect(given(other, done).when(takeBackReassignment, { reassignment, reason: 'stays after all' })).toEqual([
      [
        'withdrawn',
        {
          target: eventOf(1),
          targetStream: 'ownership-0192f0c1-1111-8000-8000-000000000001',
          reason: 'stays after all',
        },
      ],
    ]);
    expect(given(other, done).when(takeBackReassignment, { reassignment: uuid(99) })).toEqual([]);
  });
});
