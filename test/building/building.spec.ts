import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const checkout = resolve(__dirname, '../..');

/** Stands for the compiler: what is built is what was written. */
const compiler = `
const { cpSync, readdirSync, renameSync } = require('node:fs');
for (const name of ['cli', 'standalone']) {
  cpSync(\`apps/\${name}/src\`, \`dist/apps/\${name}/src\`, { recursive: true });
  renameSync(\`dist/apps/\${name}/src/main.ts\`, \`dist/apps/\${name}/src/main.js\`);
}`;

describe('what runs from a checkout', () => {
  let folder: string;
  let children: ChildProcess[];

  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  const source = async (word: string): Promise<void> => {
    await write('apps/cli/src/main.ts', `console.log('${word}')`);
    await write('apps/standalone/src/main.ts', `console.log('${word}'); setInterval(() => undefined, 1_000)`);
  };
  const begin = (
    script: string,
  ): { child: ChildProcess; said: () => string; says: (text: string) => Promise<void> } => {
    const child = spawn(process.execPath, [script], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    children.push(child);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const says = async (text: string): Promise<void> => {
      while (!said.includes(text)) await new Promise((done) => setTimeout(done, 20));
    };
    return { child, said: () => said, says };
  };
  const command = async (): Promise<string> => {
    const { child, said } = begin('bin/throughline.mjs');
    await once(child, 'close');
    return said();
  };
  const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await once(child, 'close');
  };

  beforeEach(async () => {
    children = [];
    folder = await mkdtemp(join(tmpdir(), 'throughline-building-'));
    for (const part of ['bin', 'scripts']) await cp(join(checkout, part), join(folder, part), { recursive: true });
    for (const file of ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json']) await write(file, '{}');
    await write('package.json', '{ "type": "module" }');
    await write('node_modules/typescript/package.json', '{ "type": "commonjs" }');
    await write('node_modules/typescript/bin/tsc', compiler);
    await source('one');
  });
  afterEach(async () => {
    for (const child of children) if (child.exitCode === null && child.signalCode === null) await end(child, 'SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  it('is built by the first command; later ones take the build there is, and say when the sources are newer', async () => {
    expect(await command()).toMatch(/^Building app \.\.\.\nBuilt in \S+ s\.\none\n$/);
    expect(await command()).toBe('one\n');
    await source('another');
    expect(await command()).toBe('The sources are newer than the build:  npm run build  takes them in.\none\n');
    const build = begin('scripts/build.mjs');
    await once(build.child, 'close');
    expect(await command()).toBe('another\n');
  });

  it('is built by a start, but never under a process that runs from it', async () => {
    const first = begin('scripts/start.mjs');
    await first.says('one\n');
    await source('another');
    const kept = `The sources are newer than the build, which is kept: process ${first.child.pid} runs from it.\none\n`;
    const second = begin('scripts/start.mjs');
    await second.says('one\n');
    expect(second.said()).toBe(kept);
    await end(second.child, 'SIGKILL');
    expect(await command()).toBe(kept);
    expect(await readFile(join(folder, 'dist/apps/cli/src/main.js'), 'utf8')).toContain('one');

    await end(first.child, 'SIGKILL');
    const third = begin('scripts/start.mjs');
    await third.says('another\n');
    expect(third.said()).toContain('Building app');
  });
});
