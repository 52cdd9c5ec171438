import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { Door, parseMapping, tryImport, type ImportMapping, type ImportProgress } from '#intake';
import { catalogue } from '#journey';
import { InvalidInput } from '#kernel';
import { readConfiguration } from '#platform';
import { historyAdmission } from '../../../../api/src/composition/history-admission.js';
import { Imports } from '../../../../api/src/composition/imports.js';
import type { Context } from '../../context.js';
import { wrongUsage, type ExitCode } from '../../failure.js';
import type { Installation } from '../../installation.js';
import type { Progress } from '../../output/progress.js';
import { number } from '../../output/table.js';
import { sizeOf } from '../file-size.js';
import { importEvents } from '../import-events/import-events.js';
import { operator } from '../people.js';
import { importedLines, triedLines } from './lines.js';

/** What `import` is told: of a CSV file, or of the events of another installation. */
export interface ImportOptions {
  readonly mapping?: string;
  readonly events?: boolean;
  readonly keys?: string;
  readonly dryRun?: boolean;
  readonly source?: string;
  readonly name?: string;
  readonly refused?: string;
}

/** Brings a file in: of events where it is said to be one, else a CSV file. */
export async function importFile(
  context: Context,
  args: readonly string[],
  { mapping, events, keys, ...options }: ImportOptions,
): Promise<ExitCode> {
  if (events === true) return importEvents(context, args, keys === undefined ? {} : { keys });
  if (keys !== undefined)
    throw wrongUsage('usage.wrong', '--keys goes with --events (--help says what may be written)');
  if (mapping !== undefined) return importCsv(context, args, { ...options, mapping });
  throw wrongUsage(
    'usage.wrong',
    'Say what the file is: --mapping FILE for a CSV file, --events for events of another installation (--help says what may be written)',
  );
}

type CsvOptions = Omit<ImportOptions, 'events' | 'keys' | 'mapping'> & { readonly mapping: string };

/** Brings a CSV file in, or shows what would come of it. Exit code 1 where rows were refused. */
async function importCsv(context: Context, [path]: readonly string[], options: CsvOptions): Promise<ExitCode> {
  const mapping = await mappingOf(options);
  const bytes = await sizeOf(path!, 'FILE');
  const file = { path: path!, mapping, folder: dirname(path!) };
  if (options.dryRun !== true) return record(context, file, bytes, options);
  const { region, forbiddenPatterns } = readConfiguration(context.environment);
  const tried = await tryImport(file, catalogue, { region, door: new Door(forbiddenPatterns) });
  context.output.result({ dryRun: true, ...tried }, triedLines(tried));
  return tried.refused > 0 ? 1 : 0;
}

async function record(
  context: Context,
  file: { readonly path: string; readonly mapping: ImportMapping; readonly folder: string },
  bytes: number,
  options: CsvOptions,
): Promise<ExitCode> {
  const { output } = context;
  const installation = await context.open();
  const refusedPath = options.refused ?? refusedPathOf(file);
  const bar = output.progress('Importing', bytes, 'bytes');
  const stopping = new AbortController();
  const running = importsOf(installation).run(
    { ...file, refusedPath, ...(options.name === undefined ? {} : { name: options.name }) },
    operator(),
    {
      signal: stopping.signal,
      onStart: ({ id, resumed }) => output.note(`Import ${id}${resumed ? ', which was interrupted, goes on' : ''}.`),
      onProgress: showing(bar),
    },
  );
  // Ctrl-C: what is on its way is recorded, then it ends; the same command goes on from there.
  context.finally(async () => {
    stopping.abort();
    await running.catch(() => undefined);
  });
  const imported = await running.catch((error: unknown) => {
    bar.clear();
    throw error;
  });
  bar.done(bytes);
  const refusedFile = imported.refused === 0 ? null : refusedPath;
  output.result({ ...imported, refusedFile }, importedLines(imported, refusedFile));
  return imported.refused > 0 || imported.interrupted ? 1 : 0;
}

/** Files as this command brings them in: behind live traffic, where somebody reads the log. */
export function importsOf(installation: Installation): Imports {
  const { log, pool, readModels, decisions, configuration } = installation;
  return new Imports({
    store: installation,
    decisions,
    admission: historyAdmission({ log, pool, readModels }),
    forbidden: configuration.forbiddenPatterns,
  });
}

function showing(bar: Progress): (progress: ImportProgress) => void {
  const began = performance.now();
  return ({ bytes, rows, recorded, repeated, refused }) => {
    const pace = number((rows * 1_000) / Math.max(1, performance.now() - began));
    bar.at(
      bytes,
      undefined,
      `${number(rows)} rows, ${pace} rows/s: ${number(recorded)} recorded, ${number(repeated)} repeated, ${number(refused)} refused`,
    );
  };
}

/** Each mapping has its own: what one refuses, another may take. */
function refusedPathOf({ path, mapping }: { readonly path: string; readonly mapping: ImportMapping }): string {
  return `${path}.${mapping.name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')}.refused.csv`;
}

async function mappingOf({ mapping: path, source }: CsvOptions): Promise<ImportMapping> {
  await sizeOf(path, '--mapping');
  const mapping = parsed(basename(path), await readFile(path, 'utf8'));
  return source === undefined ? mapping : { ...mapping, source };
}

/** Reads a mapping, whose places are named with its file: several files are asked for. */
function parsed(name: string, document: string): ImportMapping {
  const within = (place: string): string => `${name}, ${place}`;
  try {
    const mapping = parseMapping(document, catalogue);
    return { ...mapping, placeOf: (path) => within(mapping.placeOf(path)) };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    throw new InvalidInput(
      error.code,
      error.problems.map((problem) => ({ ...problem, where: within(problem.where) })),
    );
  }
}
