import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What the dependency rules say about each tree in `fixtures`. */
const { rules, broken } = JSON.parse(
  execFileSync(process.execPath, [join(__dirname, 'cruise-fixtures.mjs')], { encoding: 'utf8' }),
) as { rules: string[]; broken: Record<string, string[]> };

describe('names that are imported', () => {
  it('lead to a file', () => {
    const checkout = resolve(__dirname, '../..');
    const { imports } = JSON.parse(readFileSync(resolve(checkout, 'package.json'), 'utf8')) as {
      imports: Record<string, { 'throughline-source': string }>;
    };
    const sources = Object.values(imports).map((one) => one['throughline-source']);
    expect(sources.filter((path) => !existsSync(resolve(checkout, path)))).toEqual([]);
  });
});

describe('the dependency rules', () => {
  it.each(rules)('report a tree that breaks %s, and nothing else about it', (rule) => {
    expect(broken[rule]).toEqual([rule]);
  });

  it('are asked of every folder that holds code', () => {
    const text = readFileSync(resolve(__dirname, '../../package.json'), 'utf8');
    const { deps } = (JSON.parse(text) as { scripts: { deps: string } }).scripts;
    expect(deps.split(' ').slice(3).sort()).toEqual(['apps', 'bench', 'docs', 'libs', 'test']);
  });

  it('are content with a tree that keeps them', () => {
    expect(broken['allowed']).toEqual([]);
  });
});
