import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const snippets = join(__dirname, '..');
const docs = join(snippets, '..');

/** The how-to pages: every TypeScript block of theirs is a region of a snippet. */
export const PAGES = ['event', 'projection', 'query', 'kpi', 'reaction', 'connector'].map(
  (what) => `adding-a${what === 'event' ? 'n' : ''}-${what}.md`,
);

/** The files whose regions the pages show. */
export const FILES = [
  'advocate-share.ts',
  'advocates-query.ts',
  'referral-made.ts',
  'referral-rewards.ts',
  'referrals-connector.ts',
  'referrals-model.ts',
  'reward-referral.ts',
  'survey-webhook.ts',
];

/** The regions of a snippet, `// #region name` to `// #endregion`, without their indentation. */
export function regionsOf(file: string): ReadonlyMap<string, string> {
  const regions = new Map<string, string>();
  const text = readFileSync(join(snippets, file), 'utf8');
  for (const [, name, body] of text.matchAll(/^ *\/\/ #region (\S+)\n([\s\S]*?)^ *\/\/ #endregion$/gm))
    regions.set(`${file}#${name}`, dedented(body!.trimEnd()));
  return regions;
}

function dedented(text: string): string {
  const lines = text.split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
  const indent = Math.min(...indents);
  return lines.map((line) => line.slice(indent)).join('\n');
}

const BLOCK = /(<!-- snippet: (\S+) -->\n\n```ts\n)([\s\S]*?)(```)/g;

/** The snippets a page shows, by name, as it shows them. */
export function shownOn(page: string): ReadonlyMap<string, string> {
  const text = readFileSync(join(docs, page), 'utf8');
  return new Map([...text.matchAll(BLOCK)].map(([, , name, body]) => [name!, body!.trimEnd()]));
}

/** How many TypeScript blocks a page has, shown by a marker or not. */
export function blocksOn(page: string): number {
  return [...readFileSync(join(docs, page), 'utf8').matchAll(/^```(ts|typescript|js|tsx)\b/gm)].length;
}

/** Writes the regions into a page's blocks: `WRITE_SNIPPETS=1 npm run test:unit -- docs`. */
export function write(page: string, regions: ReadonlyMap<string, string>): void {
  const path = join(docs, page);
  const text = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    text.replace(BLOCK, (all, begin: string, name: string, _body, end: string) => {
      const region = regions.get(name);
      return region === undefined ? all : `${begin}${region}\n${end}`;
    }),
  );
}
