import { access, constants, readdir, stat, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { freemem, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import {
  checkServer,
  errorCode,
  findEmbeddedBinaries,
  readConfiguration,
  runningEmbeddedUrl,
  runningInstance,
  StartFailure,
  type Configuration,
  type RunningInstance,
} from '#platform';
import { bytes } from '../../output/table.js';

/** One thing that was looked at. */
export interface Examined {
  readonly check: string;
  readonly state: 'ok' | 'note' | 'problem';
  readonly what: string;
  /** What to do about it. */
  readonly remedy?: string;
}

const LEAST_DISK = 1_000_000_000;
const LEAST_MEMORY = 500_000_000;

/** Looks at everything there is to look at; starts nothing and changes nothing. */
export async function examine(environment: NodeJS.ProcessEnv): Promise<Examined[]> {
  const found: Examined[] = [node()];
  let configuration: Configuration;
  try {
    configuration = readConfiguration(environment);
    found.push({ check: 'settings', state: 'ok', what: 'every setting is known and in range' });
  } catch (error) {
    if (!(error instanceof StartFailure)) throw error;
    const problems = error.message.split('\n');
    return [
      ...found,
      ...problems.map((what): Examined => ({
        check: 'settings',
        state: 'problem',
        what,
        remedy: 'put it right and try again',
      })),
    ];
  }
  const running = await runningInstance(configuration.home);
  found.push(
    memory(),
    ...(await home(configuration)),
    ...(await secrets(configuration)),
    instance(configuration, running),
  );
  found.push(await port(configuration, running), ...(await database(configuration, running)));
  return found;
}

function node(): Examined {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const known = (major === 20 && minor! >= 19) || (major === 22 && minor! >= 13) || major! > 22;
  return {
    check: 'Node.js',
    state: known ? 'ok' : 'problem',
    what: process.versions.node,
    ...(known ? {} : { remedy: 'use 20.19 or later, or 22.13 or later' }),
  };
}

function memory(): Examined {
  const free = freemem();
  return {
    check: 'memory',
    state: free < LEAST_MEMORY ? 'note' : 'ok',
    what: `${bytes(free)} free of ${bytes(totalmem())}`,
    ...(free < LEAST_MEMORY ? { remedy: 'about 500 MB are used under load: end other programs' } : {}),
  };
}

async function home({ home: folder }: Configuration): Promise<Examined[]> {
  const existing = await nearest(folder);
  const writable = await access(existing, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  const { bavail, bsize } = await statfs(existing);
  const free = bavail * bsize;
  return [
    {
      check: 'data directory',
      state: writable ? 'ok' : 'problem',
      what: existing === folder ? folder : `${folder} (will be made)`,
      ...(writable
        ? {}
        : { remedy: `make ${existing} writable for this user, or set THROUGHLINE_HOME to another directory` }),
    },
    {
      check: 'disk',
      state: free < LEAST_DISK ? 'problem' : 'ok',
      what: `${bytes(free)} free`,
      ...(free < LEAST_DISK
        ? { remedy: 'free some space: a million touches take about 2 GB with their read models' }
        : {}),
    },
  ];
}

/** The directory itself, or the closest one above it that is there. */
async function nearest(folder: string): Promise<string> {
  try {
    await stat(folder);
    return folder;
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' || dirname(folder) === folder) throw error;
    return nearest(dirname(folder));
  }
}

async function secrets({ home: folder, idSecret, masterKey }: Configuration): Promise<Examined[]> {
  const path = join(folder, 'secrets');
  const files = await readdir(path).catch(() => []);
  const exposed: string[] = [];
  for (const file of files) if (((await stat(join(path, file))).mode & 0o077) !== 0) exposed.push(join(path, file));
  if (process.platform !== 'win32' && exposed.length > 0)
    return exposed.map((file) => ({
      check: 'secrets',
      state: 'problem',
      what: `${file} can be read by others`,
      remedy: `chmod 600 ${file}`,
    }));
  const given = [idSecret, masterKey].filter((secret) => secret !== undefined).length;
  const what =
    files.length > 0
      ? `${files.length} files, for their owner alone`
      : given === 2
        ? 'from the environment'
        : 'will be made at the first start';
  return [{ check: 'secrets', state: 'ok', what }];
}

function instance({ home: folder }: Configuration, running: RunningInstance | undefined): Examined {
  const what =
    running === undefined
      ? `nothing runs on ${folder}`
      : `process ${running.pid} runs since ${running.startedAt}${running.address === undefined ? '' : ` at ${running.address}`}`;
  return { check: 'instance', state: 'ok', what };
}

async function port({ host, port: number }: Configuration, running: RunningInstance | undefined): Promise<Examined> {
  const check = 'port';
  if (running?.address !== undefined && new URL(running.address).port === String(number))
    return { check, state: 'ok', what: `${number} is taken by the running instance` };
  const refused = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen({ host, port: number, exclusive: true }, () => server.close(() => resolve(null)));
  });
  if (refused === null) return { check, state: 'ok', what: `${number} on ${host} is free` };
  const remedy =
    refused.code === 'EADDRINUSE'
      ? 'stop the program that has it, or set PORT to another one'
      : 'set HOST and PORT to what this user may listen on';
  return {
    check,
    state: 'problem',
    what: `${number} on ${host} cannot be used (${refused.code ?? refused.message})`,
    remedy,
  };
}

async function database(
  { databaseUrl, home: folder }: Configuration,
  running: RunningInstance | undefined,
): Promise<Examined[]> {
  const found: Examined[] = [];
  if (databaseUrl === undefined)
    found.push(
      await attempted('PostgreSQL programs', async () => {
        const { path, version } = await findEmbeddedBinaries();
        return `embedded ${version} in ${path}`;
      }),
    );
  const url = databaseUrl ?? (running === undefined ? undefined : await runningEmbeddedUrl(folder));
  if (url === undefined) found.push({ check: 'database', state: 'ok', what: 'embedded; is started when needed' });
  else
    found.push(
      await attempted('database', async () => {
        const { version, ctype } = await checkServer(url);
        return `PostgreSQL ${version}, UTF-8, character classes ${ctype}`;
      }),
    );
  return found;
}

/** What looks at something that may refuse: the refusal says what to do. */
async function attempted(check: string, look: () => Promise<string>): Promise<Examined> {
  try {
    return { check, state: 'ok', what: await look() };
  } catch (error) {
    if (!(error instanceof StartFailure)) throw error;
    const [what, ...remedy] = error.message.split(': ');
    return { check, state: 'problem', what: what!, ...(remedy.length === 0 ? {} : { remedy: remedy.join(': ') }) };
  }
}
