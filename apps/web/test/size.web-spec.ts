import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, BUILD_MS, web } from './built.js';

interface Chunk {
  readonly file: string;
  readonly css?: readonly string[];
  readonly imports?: readonly string[];
}

/** In bytes, gzipped: scripts, styles and texts that the browser fetches before the page can be used. */
const BOUND = 200_000;

const ENTRY = 'index.html';
const SHELL = 'src/shell/shell.tsx';
const pages: Readonly<Record<string, readonly string[]>> = {
  'sign-in': ['src/sign-in/sign-in.tsx'],
  contacts: [SHELL, 'src/contacts/contacts.tsx'],
};

/** The files of a page: what it imports at once, each counted once. */
function filesOf(manifest: Readonly<Record<string, Chunk>>, parts: readonly string[]): Set<string> {
  const files = new Set<string>();
  const seen = new Set<string>();
  const take = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    const chunk = manifest[name];
    if (chunk === undefined) throw new Error(`${name} is not in the build's manifest`);
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
    for (const imported of chunk.imports ?? []) take(imported);
  };
  for (const part of [ENTRY, 'src/i18n/en.json', ...parts]) take(part);
  return files;
}

describe('the built screens', () => {
  beforeAll(build, BUILD_MS);

  const manifest = (): Record<string, Chunk> =>
    JSON.parse(readFileSync(join(web, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>;

  it.each(Object.keys(pages))('load their first page under 200 kB, gzipped: %s', (page) => {
    const files = [...filesOf(manifest(), pages[page]!), 'index.html', 'before-paint.js'];
    const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(web, file))).length, 0);
    console.info(`${page}: ${(bytes / 1000).toFixed(1)} kB in ${files.length} files`);
    expect(bytes).toBeLessThan(BOUND);
  });

  it('keep the parts that are not needed at once out of it', () => {
    const first = filesOf(manifest(), pages['contacts']!);
    for (const later of [
      'src/contact/contact.tsx',
      'src/settings/projections.tsx',
      'src/shell/palette.tsx',
      'src/travel/moment-popover.tsx',
      'src/ui/refusal-codes.ts',
      'src/i18n/desk/en.json',
    ])
      expect(first).not.toContain(manifest()[later]!.file);
  });

  it('have no script or style in the page itself', () => {
    const html = readFileSync(join(web, 'index.html'), 'utf8');
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/);
    expect(html).not.toMatch(/<style|\son\w+=|javascript:/);
  });
});
