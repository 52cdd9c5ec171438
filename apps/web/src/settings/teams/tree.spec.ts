import type { TeamLine } from '../../api/types.js';
import { treeOf } from './tree.js';

const team = (name: string, parent: string | null): TeamLine => ({
  team: name,
  name,
  function: 'sales',
  region: null,
  parent,
  lead: null,
  calendar: null,
  open: true,
  members: [],
});
const shape = (teams: readonly TeamLine[]) =>
  treeOf(teams).map(({ team: one, depth }) => `${'-'.repeat(depth)}${one.team}`);

describe('the tree of teams', () => {
  it('has each below the one it belongs to', () => {
    expect(shape([team('emea', 'sales'), team('sales', null), team('paris', 'emea'), team('service', null)])).toEqual([
      'sales',
      '-emea',
      '--paris',
      'service',
    ]);
  });

  it('loses nobody: neither below one that is missing, nor in a circle', () => {
    expect(shape([team('lost', 'gone'), team('a', 'b'), team('b', 'a')])).toEqual(['lost', 'a', '-b']);
  });
});
