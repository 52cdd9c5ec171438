import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runningFromBuild } from './running.mjs';

/** The checkout's root. */
export const root = fileURLToPath(new URL('..', import.meta.url));

const dist = join(root, 'dist');

/** What is built, from which sources, by which command; `shows` is a file that only a finished build leaves. */
const targets = {
  app: {
    sources: ['apps', 'libs', 'bench'],
    ignores: (path) => path === 'apps/web' || /\.(int-|e2e-|web-|kafka-)?spec\.ts$/.test(path),
    extensions: ['.ts'],
    settings: ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'],
    shows: 'dist/apps',
    command: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'],
  },
  web: {
    sources: ['apps/web'],
    ignores: (path) => /\.(web-)?spec\.tsx?$/.test(path),
    extensions: undefined,
    settings: ['package-lock.json'],
    shows: 'dist/web/index.html',
    command: [
      'node_modules/vite/bin/vite.js',
      'build',
      '--logLevel',
      'warn',
      '--config',
      'apps/web/vite.config.ts',
      'apps/web',
    ],
  },
};

/**
 * Builds what is older than its sources. When nothing changed it only looks at the files' dates and sizes.
 * Several processes may call it at once.
 *
 * @param {object} options
 * @param {boolean} [options.web] `false` leaves the web screens alone.
 * @param {(names: string[]) => string | undefined} [options.keep] Asked when builds are older than their sources: why
 *   these are kept as they are, or undefined. What is not built at all is built.
 * @param {(line: string) => void} [options.log]
 * @throws Error when a build fails; its output has been printed.
 */
export async function build({
  web = true,
  keep = () => undefined,
  log = (line) => process.stderr.write(`${line}\n`),
} = {}) {
  const names = (web ? ['app', 'web'] : ['app']).filter((name) => existsSync(join(root, targets[name].sources[0])));
  const old = names.filter((name) => isBuilt(name) && !isFresh(name));
  const why = old.length > 0 ? keep(old) : undefined;
  if (why !== undefined) log(why);
  const isDone = why === undefined ? isFresh : isBuilt;
  if (names.every((name) => isDone(name))) return;
  await exclusively(async () => {
    const stale = names.filter((name) => !isDone(name));
    if (stale.length === 0) return;
    log(`Building ${stale.join(' and ')} ...`);
    const began = performance.now();
    const outcomes = await Promise.allSettled(stale.map(run));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
    log(`Built in ${((performance.now() - began) / 1000).toFixed(1)} s.`);
  });
}

const stampOf = (name) => join(dist, `.${name}.stamp`);

/** Whether there is a build that was finished, of these sources or of earlier ones. */
function isBuilt(name) {
  return existsSync(join(root, targets[name].shows)) && existsSync(stampOf(name));
}

function isFresh(name) {
  return isBuilt(name) && readFileSync(stampOf(name), 'utf8') === fingerprint(name);
}

/** Changes when a source is added, removed or written: path, date and size of each. */
function fingerprint(name) {
  const { sources, settings, extensions, ignores } = targets[name];
  const hash = createHash('sha1');
  const add = (path) => {
    const { mtimeMs, size } = statSync(join(root, path));
    hash.update(`${path}\0${mtimeMs}\0${size}\n`);
  };
  const walk = (folder) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (ignores(path)) continue;
      if (entry.isDirectory()) walk(path);
      else if (!extensions || extensions.some((extension) => entry.name.endsWith(extension))) add(path);
    }
  };
  for (const folder of sources) if (existsSync(join(root, folder))) walk(folder);
  for (const file of settings) add(file);
  return hash.digest('hex');
}

async function run(name) {
  const before = fingerprint(name);
  rmSync(stampOf(name), { force: true });
  if (name === 'app' && !existsSync(join(dist, 'apps'))) rmSync(join(dist, 'build.tsbuildinfo'), { force: true });
  const code = await new Promise((resolve, reject) => {
    const child = spawn(process.execPath, targets[name].command, { cwd: root, stdio: ['ignore', 2, 2] });
    child.once('error', reject);
    child.once('exit', (status) => resolve(status ?? 1));
  });
  if (code !== 0) throw new Error(`The ${name} could not be built; what is wrong stands above.`);
  writeFileSync(stampOf(name), before);
}

async function exclusively(work) {
  const lock = join(dist, '.building');
  mkdirSync(dist, { recursive: true });
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (!holderRuns(lock)) rmSync(lock, { force: true });
      await sleep(100);
    }
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function holderRuns(lock) {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    // Another process may have made the file and not yet written its id.
    if (!pid) return Date.now() - statSync(lock).mtimeMs < 2_000;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const keep = () => {
    const running = runningFromBuild();
    if (running.length > 0)
      process.stderr.write(`Process ${running.join(', ')} runs from this build: start it again afterwards.\n`);
  };
  await build({ keep }).catch((error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
}
