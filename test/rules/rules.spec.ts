import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** What the dependency rules say about each tree in `fixtures`. */
const { rules, broken } = JSON.parse(
  execFileSync(process.execPath, [join(__dirname, 'cruise-fixtures.mjs')], { encoding: 'utf8' }),
) as { rules: string[]; broken: Record<string, string[]> };

describe('the dependency rules', () => {
  it.each(rules)('report a tree that breaks %s, and nothing else about it', (rule) => {
    expect(broken[rule]).toEqual([rule]);
  });

  it('are content with a tree that keeps them', () => {
    expect(broken['allowed']).toEqual([]);
  });
});
