import type { KpiDefinition } from '#kernel';
import { exchangeRates, KpiEngine, kpis, QueryEngine, type KpiQuestion, type WorkspaceKpis } from '#queries';
import { workspaceKpis } from '../../../../api/src/composition/defining-kpis.js';
import { anybodyFollows } from '../../../../api/src/composition/history-admission.js';
import type { Context } from '../../context.js';
import { failure, wrongUsage, type ExitCode } from '../../failure.js';
import type { Installation } from '../../installation.js';
import type { Output } from '../../output/output.js';
import { answerCsv, answerLines, catalogueCsv } from './kpi-output.js';

/** How a figure is asked for on the command line. */
interface Options {
  readonly from?: string;
  readonly to?: string;
  readonly by?: string;
  readonly where?: readonly string[];
  readonly bucket?: KpiQuestion['bucket'];
  readonly compare?: 'previous';
  readonly asOf?: string;
  readonly asKnownAt?: string;
  readonly currency?: string;
  readonly param?: readonly string[];
  readonly kpiVersion?: number;
  readonly csv?: boolean;
}

const PATIENCE_MS = 600_000;

/** Shows a figure, from read models that hold everything recorded; without a name, which figures there are. */
export async function showKpi(context: Context, [name]: readonly string[], options: Options): Promise<ExitCode> {
  const { output } = context;
  if (name === undefined) return listKpis(context, await ownFigures(context), options.csv === true);
  const installation = await context.look();
  const { engine, workspace } = enginesOf(installation);
  if (engine.find(name) === undefined) await upToDate(installation, ['kpis']);
  const kpi = await workspace.find(name, options.kpiVersion);
  if (kpi === undefined)
    throw wrongUsage('kpi.unknown', `There is no figure ${name}: see  throughline kpi  for those there are.`);
  const question = questionOf(options);
  await upToDate(installation, engine.readsOf(kpi, question));
  const answer = await engine.evaluate(kpi, question);
  if (options.csv === true) writeCsv(output, answerCsv(answer));
  else output.result(answer, answerLines(output, kpi, answer));
  return 0;
}

/** What answers figures of an installation, those defined in its workspace included. */
export function enginesOf({ pool, log, vault, readModels, configuration }: Installation): {
  readonly engine: KpiEngine;
  readonly workspace: WorkspaceKpis;
} {
  const queries = new QueryEngine({ pool, log, vault, readModels, zone: configuration.zone });
  const engine = new KpiEngine(queries, kpis, exchangeRates);
  return { engine, workspace: workspaceKpis(queries, engine) };
}

/** Figures that were defined in the workspace; none where there is no installation yet. */
async function ownFigures(context: Context): Promise<readonly KpiDefinition[]> {
  const installation = await context.look().catch((error: unknown) => {
    if ((error as { readonly code?: unknown }).code === 'installation.none') return undefined;
    throw error;
  });
  if (installation === undefined) return [];
  await upToDate(installation, ['kpis']);
  return enginesOf(installation).workspace.newest();
}

function listKpis({ output }: Context, own: readonly KpiDefinition[], csv: boolean): ExitCode {
  const shipped = kpis.filter((kpi) => !kpis.some((other) => other.name === kpi.name && other.version > kpi.version));
  const newest = [...shipped, ...own];
  if (csv) writeCsv(output, catalogueCsv(newest));
  else
    output.result(
      { kpis: newest.map(described) },
      output.table(newest, [
        { title: 'NAME', value: (kpi) => kpi.name },
        { title: 'UNIT', value: (kpi) => kpi.unit },
        { title: 'TEAM', value: (kpi) => kpi.team },
        { title: 'SLICES', value: (kpi) => Object.keys(kpi.slices).join(', ') },
        { title: 'DEFINITION', value: (kpi) => kpi.says.en },
      ]),
    );
  return 0;
}

function writeCsv({ out }: Output, lines: readonly string[]): void {
  for (const line of lines) out.write(`${line}\r\n`);
}

function described({ name, version, kind, unit, team, title, says, slices }: KpiDefinition): object {
  return { name, version, kind, unit, team, title, definition: says, slices: Object.keys(slices) };
}

function questionOf({ by, param, csv: _csv, kpiVersion: _version, ...asked }: Options): KpiQuestion {
  const { from, to, where, bucket, compare, asOf, asKnownAt, currency } = asked;
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(by === undefined ? {} : { by: by.split(',') }),
    ...(where === undefined ? {} : { where }),
    ...(bucket === undefined ? {} : { bucket }),
    ...(compare === undefined ? {} : { compare }),
    ...(asOf === undefined ? {} : { asOf }),
    ...(asKnownAt === undefined ? {} : { asKnownAt }),
    ...(currency === undefined ? {} : { currency }),
    parameters: Object.fromEntries((param ?? []).map(parameter)),
  };
}

function parameter(text: string): readonly [string, string] {
  const equals = text.indexOf('=');
  if (equals < 1)
    throw wrongUsage('usage.wrong', `${text} chooses nothing: give a parameter and its value, as days=90.`);
  return [text.slice(0, equals), text.slice(equals + 1)];
}

/** Waits until the read models hold everything; where nobody follows the log, this process does until the command ends. */
export async function upToDate(installation: Installation, reads: readonly string[]): Promise<void> {
  const { pool, log, readModels } = installation;
  const { position } = await log.head();
  if (await readModels.waitFor(reads, position, 0)) return;
  if (installation.running === undefined && !(await anybodyFollows(pool))) await installation.follow();
  if (await readModels.waitFor(reads, position, PATIENCE_MS)) return;
  throw failure('kpi.behind', 'The read models stay behind the log: see  throughline projections, then try again.');
}
