import { RowsPassing } from './rows-passing.js';

describe('rows that pass', () => {
  it('are counted while a table is under way, whatever pieces it comes in', () => {
    const said: number[] = [];
    const passing = new RowsPassing({ at: (count) => said.push(count) }, 100);
    for (const piece of ['1\tone\n2\tt', 'wo\n', '3\twith\\nbreak', '\n4\t\n']) passing.piece(Buffer.from(piece));
    expect(said).toEqual([101, 102, 102, 104]);
    expect(passing.rows).toBe(4);
  });
});
