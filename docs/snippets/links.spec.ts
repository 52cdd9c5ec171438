import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = join(__dirname, '..', '..');
const inDocs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.md'))
  .map((file) => join('docs', file));
const pages = ['README.md', 'CONTRIBUTING.md', ...inDocs].map((page) => join(root, page));

/** Where a page points to, code left out. */
function linksOf(page: string): string[] {
  const text = readFileSync(page, 'utf8')
    .replaceAll(/```[\s\S]*?```/g, '')
    .replaceAll(/`[^`\n]*`\]/g, ']');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(page: string): string[] {
  const headings = readFileSync(page, 'utf8').matchAll(/^#{1,6} (.+)$/gm);
  return [...headings].map(([, title]) =>
    title!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\- ]/gu, '')
      .replaceAll(' ', '-'),
  );
}

it.each(pages.map((page) => relative(root, page)))('every link of %s leads somewhere', (name) => {
  const page = join(root, name);
  const broken = linksOf(page).filter((target) => {
    if (/^(https?:|mailto:)/.test(target)) return false;
    const [path, anchor] = target.split('#') as [string, string?];
    const to = path === '' ? page : join(dirname(page), path);
    return !existsSync(to) || (anchor !== undefined && !anchorsOf(to).includes(anchor));
  });
  expect(broken).toEqual([]);
});
