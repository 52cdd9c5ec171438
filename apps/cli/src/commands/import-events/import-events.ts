import { join } from 'node:path';
import type { Client } from 'pg';
import {
  connectClient,
  loadSecrets,
  migrate,
  openDatabase,
  readConfiguration,
  secretFingerprint,
  verifySecrets,
  type Configuration,
  type Secrets,
} from '#platform';
import { carriedOver, noteCarriedOver, type CarriedOver } from '../../../../api/src/composition/carried-over.js';
import { migrations } from '../../../../api/src/composition/store.js';
import { refuseMissingSecrets } from '../../as-it-is.js';
import type { Context } from '../../context.js';
import { failure, wrongUsage, type ExitCode } from '../../failure.js';
import { toolLogger } from '../../installation.js';
import { refuseData, refuseEventStore, refuseOthers, refuseRunning } from '../../others.js';
import { number } from '../../output/table.js';
import { sizeOf } from '../file-size.js';
import { Bars } from '../rebuild.js';
import { carryIn } from './carrying.js';
import { wholeFile, type WholeFile } from './lines-file.js';

/** The two files that `export events --keys` writes. */
interface Files {
  readonly events: WholeFile;
  readonly keys: WholeFile;
}

interface Carried {
  /** Events that came in now, and with what came in before. */
  readonly events: number;
  readonly total: number;
  /** Lines that said again what an earlier one had said, and were left out. */
  readonly repeated: number;
  readonly resumed: boolean;
  readonly log: string;
  readonly seconds: number;
}

/**
 * Brings the events of another installation, with their keys, into an empty one that has its secrets, then builds the
 * read models. Interrupted, the same command goes on.
 */
export async function importEvents(
  context: Context,
  [path]: readonly string[],
  { keys }: { readonly keys?: string },
): Promise<ExitCode> {
  if (keys === undefined)
    throw wrongUsage(
      'import.keys',
      'Give the keys of the events, too:  --keys FILE, which  throughline export events --keys FILE  writes.',
    );
  const { environment, output } = context;
  const configuration = readConfiguration(environment);
  refuseEventStore(configuration, 'import into an installation without EVENTSTORE_URL, then move its log');
  const files = { events: await looked(context, path!, 'events'), keys: await looked(context, keys, 'keys') };
  refuseOtherPair(files);
  await refuseMissingSecrets(configuration);
  const secrets = await loadSecrets(configuration);
  refuseOtherSecrets(files.events, secrets, configuration);
  const carried = await carry(context, configuration, files, secrets);
  const readModels = await build(context);
  const { header, lines } = files.events;
  const rate = carried.seconds > 0 ? Math.round(carried.events / carried.seconds) : 0;
  output.result({ file: path, from: header.log.id, ...carried, rate, readModels }, [
    carried.events === 0 && carried.resumed
      ? `Everything in ${path} was here already: ${number(lines)} events.`
      : `${number(carried.events)} events came in${carried.resumed ? `, ${number(carried.total)} with those that were here already` : ''}: ${number(rate)} a second. This log is ${carried.log}; the one they come from was ${header.log.id}.`,
    ...(carried.repeated === 0 ? [] : [`${number(carried.repeated)} lines said again what was said before.`]),
    ...(readModels.length === 0 ? [] : [`The read models are built: ${readModels.join(', ')}.`]),
    'Not in the files, and so not here: passwords (  throughline people link EMAIL  gives new links), messages in quarantine, secrets of webhooks.',
  ]);
  return 0;
}

async function looked(context: Context, path: string, kind: 'events' | 'keys'): Promise<WholeFile> {
  const bytes = await sizeOf(path, kind === 'events' ? 'FILE' : '--keys');
  const bar = context.output.progress(`Checking ${kind}`, bytes, 'bytes');
  try {
    return await wholeFile(path, kind, (read) => bar.at(read));
  } finally {
    bar.clear();
  }
}

/** Keys that were written with these events, or later, are all that they need. */
function refuseOtherPair({ events, keys }: Files): void {
  if (events.header.after > 0)
    throw wrongUsage(
      'import.partial',
      `${events.path} begins after position ${events.header.after}: export all events, without --after; nothing was changed.`,
    );
  const [of, with_] = [events.header, keys.header];
  if (of.log.id !== with_.log.id || with_.head < of.head)
    throw wrongUsage(
      'import.keys',
      `${keys.path} does not belong to ${events.path} (${of.log.id !== with_.log.id ? 'it is of another log' : 'it is older'}): export both together; nothing was changed.`,
    );
}

function refuseOtherSecrets({ path, header }: WholeFile, secrets: Secrets, { home, ...given }: Configuration): void {
  const each = [
    ['id-secret', 'idSecret', 'THROUGHLINE_ID_SECRET'],
    ['master-key', 'masterKey', 'THROUGHLINE_MASTER_KEY'],
  ] as const;
  for (const [file, name, variable] of each) {
    if (secretFingerprint(secrets[name]) === header.fingerprints[name]) continue;
    const place = given[name] === undefined ? join(home, 'secrets', file) : variable;
    throw failure(
      'secrets.other',
      `${place} is not the ${file} that the events in ${path} were written with: give that one in ${variable}, or put it there; nothing was changed.`,
    );
  }
}

async function carry(context: Context, configuration: Configuration, files: Files, secrets: Secrets): Promise<Carried> {
  const { environment, output } = context;
  await refuseRunning(configuration, 'stop it, or import into another THROUGHLINE_HOME');
  const logger = toolLogger(configuration, environment);
  const closing: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (let step = closing.pop(); step !== undefined; step = closing.pop()) await step();
  };
  context.finally(close);
  try {
    const database = await openDatabase(configuration, logger, { exclusive: true });
    closing.push(() => database.close());
    if (database.kind === 'external') await refuseOthers(database.url, 'run the same command again');
    await migrate(database.url, migrations, logger);
    const client = await connectClient(database.url, 'import-events');
    closing.push(() => client.end());
    await verifySecrets(client, secrets);
    const began = performance.now();
    const { state, resumed } = await begin(client, configuration, files.events);
    const left = files.events.lines - state.lines;
    const { rows } = await client.query<{ id: string }>('SELECT id FROM log.identity');
    const report = { total: files.events.lines, resumed, log: rows[0]!.id };
    if (state.done) return { ...report, events: 0, repeated: 0, seconds: 0 };
    if (resumed) output.note(`An import that was interrupted goes on: ${number(state.lines)} events are in.`);
    const bar = output.progress('Importing', left, 'events');
    try {
      const { repeated } = await carryIn({ client, url: database.url }, files, state, {
        lines: (lines) => bar.at(lines - state.lines),
      });
      bar.done(left);
      const seconds = Number(((performance.now() - began) / 1_000).toFixed(3));
      return { ...report, events: left, repeated, seconds };
    } catch (error) {
      bar.clear();
      throw error;
    }
  } finally {
    await close();
  }
}

/** From where to go on: the beginning, in an installation that holds nothing, or where the same file had come to. */
async function begin(
  client: Client,
  configuration: Configuration,
  { path, sha256, header }: WholeFile,
): Promise<{ readonly state: CarriedOver; readonly resumed: boolean }> {
  const known = await carriedOver(client);
  if (known?.sha256 === sha256) return { state: known, resumed: true };
  if (known !== undefined && !known.done)
    throw failure(
      'import.other-file',
      `An import of another file stopped here half way: run it again to its end, or import ${path} into an empty installation; nothing was changed.`,
    );
  await refuseData(client, configuration, 'import.not-empty', 'import events into an empty installation');
  const state = { sha256, from: header.log.id, keys: false, lines: 0, done: false };
  await noteCarriedOver(client, state);
  return { state, resumed: false };
}

/** Builds the read models that there are not yet, as a rebuild does; whoever runs on the installation by now does it. */
async function build(context: Context): Promise<string[]> {
  const installation = await context.open();
  if (installation.running !== undefined) return [];
  const live = new Set((await installation.readModels.status()).map(({ name }) => name));
  const bars = new Bars(context);
  const { projections } = installation.projector({ rebuilding: (models, progress) => bars.show(models, progress) });
  const missing = projections.definitions.map(({ name }) => name).filter((name) => !live.has(name));
  if (missing.length === 0 || (await installation.log.head()).position === 0) return [];
  try {
    await projections.rebuild(missing);
    return missing;
  } finally {
    await projections.stop();
    bars.clear();
  }
}
