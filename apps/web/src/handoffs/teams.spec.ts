import type { HandoffLine, TeamLine } from '../api/types.js';
import { choicesOf, placeOf } from './teams.js';

const team = (id: string, parent: string | null, lead: string | null, members: readonly string[]): TeamLine => ({
  team: id,
  name: id,
  function: 'sales',
  region: null,
  parent,
  lead: lead === null ? null : { id: lead, name: lead },
  calendar: null,
  open: true,
  members: members.map((one) => ({ id: one, name: one, role: 'member', since: null })),
});

const teams = [
  team('north', 'sales', null, ['ann', 'ben']),
  team('sales', null, 'cy', []),
  team('help', null, null, ['dee']),
];
const now = Date.parse('2026-03-02T12:00:00.000Z');
const offer: HandoffLine = {
  handoff: 'h',
  status: 'open',
  contact: { id: 'c', name: 'Contact' },
  from: { id: 'dee', name: 'Dee' },
  fromTeam: { id: 'help', name: 'Help' },
  team: { id: 'north', name: 'North' },
  to: null,
  deal: null,
  reason: 'ready',
  offeredAt: '2026-03-02T09:00:00.000Z',
  answerBy: '2026-03-02T17:00:00.000Z',
  answeredAt: null,
  answerReason: null,
  by: null,
  backTo: null,
  owner: null,
  instead: null,
  returnedAt: null,
  returnReason: null,
  waitedHours: 3,
};
const may = (person: string, line: Partial<HandoffLine> = {}, at = now): string[] =>
  Object.entries(choicesOf({ ...offer, ...line }, placeOf(person, teams), at))
    .filter(([, allowed]) => allowed)
    .map(([name]) => name);

describe('what somebody may do about a handoff', () => {
  it('is answering for members of the team, and whoever leads it from above', () => {
    expect(['ann', 'ben', 'cy', 'dee'].map((person) => may(person))).toEqual([
      ['answer'],
      ['answer'],
      ['answer'],
      ['withdraw'],
    ]);
  });

  it('is answering for the one alone it was offered to, and their lead', () => {
    const to = { id: 'ann', name: 'Ann' };
    expect(['ann', 'ben', 'cy'].map((person) => may(person, { to }))).toEqual([['answer'], [], ['answer']]);
  });

  it('is nothing once its time is over or it was answered', () => {
    expect(may('ann', {}, Date.parse('2026-03-02T17:00:00.000Z'))).toEqual([]);
    expect(may('ann', { status: 'refused' })).toEqual([]);
  });

  it('is giving back for who took it, for 14 days', () => {
    const taken = { status: 'accepted', by: { id: 'ann', name: 'Ann' }, answeredAt: '2026-03-02T10:00:00.000Z' };
    expect(may('ann', taken)).toEqual(['giveBack']);
    expect(may('ben', taken)).toEqual([]);
    expect(may('cy', taken)).toEqual(['giveBack']);
    expect(may('ann', taken, Date.parse('2026-03-16T10:00:00.001Z'))).toEqual([]);
  });
});
