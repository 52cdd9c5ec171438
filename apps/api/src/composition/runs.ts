import { createHash } from 'node:crypto';
import { kafkaSettings, type KafkaSettings } from '#feed';
import { catalogue } from '#journey';
import { StartFailure, type Configuration } from '#platform';
import { definitionsText, models } from '#projections';
import { READ_MODELS } from './read-models.js';

/** What a process that follows the log runs, and what it follows the log through. */
export interface Runs {
  /** Names of read models. */
  readonly projections: readonly string[];
  readonly reactions: boolean;
  /** Null: the log's tail. */
  readonly kafka: KafkaSettings | null;
}

/** Every read model and the reactions, on the log's tail. */
export const RUNS_EVERYTHING: Runs = { projections: READ_MODELS, reactions: true, kafka: null };

/** What the settings say. Throws StartFailure (exit code 2) where they name a read model there is not, or nothing to run. */
export function runsOf(configuration: Configuration): Runs {
  const { projections: named } = configuration;
  const unknown = named.filter((name) => !READ_MODELS.includes(name));
  if (unknown.length > 0)
    throw refusal(
      `there is no read model ${unknown.join(', ')}; there are ${[...READ_MODELS].sort().join(', ')}: correct --projections, or THROUGHLINE_PROJECTIONS`,
    );
  const projections = named.length === 0 ? READ_MODELS : READ_MODELS.filter((name) => named.includes(name));
  return { projections, reactions: configuration.reactions === 'on', kafka: kafkaSettings(configuration) };
}

/**
 * Processes that run the same read models, of the same definitions, share the work: what they call themselves together.
 * Another release, whose read models are others, takes no lanes from this one while both run.
 */
export function groupOf({ projections }: Pick<Runs, 'projections'>): string {
  const names = [...projections].sort().join('+');
  const short = projections.length === READ_MODELS.length ? 'all' : names.length <= 80 ? names : digestOf(names);
  return `${short}.${digestOf(definitionsText(projections, models, catalogue))}`;
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** What `--projections a,b` and `--no-reactions` set, over the environment; and the arguments that are left. */
export function runsFromArguments(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): { readonly argv: readonly string[]; readonly environment: Readonly<Record<string, string | undefined>> } {
  const left: string[] = [];
  const set: Record<string, string> = {};
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i]!;
    if (argument === '--no-reactions') set['THROUGHLINE_REACTIONS'] = 'off';
    else if (argument.startsWith('--projections=')) set['THROUGHLINE_PROJECTIONS'] = argument.slice(14);
    else if (argument === '--projections') set['THROUGHLINE_PROJECTIONS'] = argv[++i] ?? '';
    else left.push(argument);
    if (set['THROUGHLINE_PROJECTIONS'] === '') throw refusal('--projections needs names, such as contacts,identity');
  }
  return { argv: left, environment: { ...environment, ...set } };
}

function refusal(message: string): StartFailure {
  return new StartFailure('projector.runs', message, 2);
}
