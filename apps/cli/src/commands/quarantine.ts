import { PostgresQuarantine, QUARANTINE_REASONS, type Filter, type Place, type QuarantineReason } from '#event-log';
import { InvalidInput, isUuid } from '#kernel';
import { QuarantineDesk, NoSuchEntry } from '../../../api/src/composition/quarantine-desk.js';
import { failure, wrongUsage, type ExitCode } from '../failure.js';
import type { Context } from '../context.js';
import type { Installation } from '../installation.js';
import { operator } from './people.js';

interface Filtering {
  readonly source?: string;
  readonly reason?: string;
  readonly limit?: number;
}

async function deskOf(context: Context, installation: Installation) {
  const { url, secrets, configuration, access } = installation;
  const quarantine = await PostgresQuarantine.open({ url, masterKey: secrets.masterKey });
  context.finally(() => quarantine.close());
  return {
    quarantine,
    desk: new QuarantineDesk({
      store: installation,
      quarantine,
      forbidden: configuration.forbiddenPatterns,
      webhooksOf: (source) => access.directory.webhooksOf(source),
    }),
  };
}

function filterOf({ source, reason }: Filtering): Omit<Filter, 'state'> {
  if (reason !== undefined && !(QUARANTINE_REASONS as readonly string[]).includes(reason))
    throw wrongUsage(
      'quarantine.reason-unknown',
      `--reason is ${JSON.stringify(reason)}: give one of ${QUARANTINE_REASONS.join(', ')}.`,
    );
  return {
    ...(source === undefined ? {} : { source }),
    ...(reason === undefined ? {} : { reason: reason as QuarantineReason }),
  };
}

function idOf(given: string | undefined): string {
  if (given !== undefined && isUuid(given)) return given;
  throw wrongUsage('quarantine.id', `${given} is no id of the quarantine: throughline quarantine list  names them.`);
}

/** Shows messages that wait because they could not become events. Exit code 1 where there are any. */
export async function listQuarantine(
  context: Context,
  _args: readonly string[],
  options: Filtering,
): Promise<ExitCode> {
  const filter = filterOf(options);
  const { quarantine } = await deskOf(context, await context.look());
  const { items, next } = await quarantine.list({ ...filter, state: 'waiting', limit: options.limit ?? 100 });
  const { output } = context;
  output.result(
    { quarantine: items, more: next !== null },
    items.length === 0
      ? ['Nothing waits in quarantine.']
      : [
          ...output.table(items, [
            { title: 'ID', value: (row) => row.id },
            { title: 'SOURCE', value: (row) => row.source },
            { title: 'REASON', value: (row) => row.reason },
            { title: 'SINCE', value: (row) => new Date(row.receivedAt).toISOString() },
            { title: 'TIMES', value: (row) => row.times, right: true },
          ]),
          ...(next === null ? [] : ['There are more: narrow them with --source and --reason, or raise --limit.']),
        ],
  );
  return items.length === 0 ? 0 : 1;
}

/** Shows one message in quarantine, opened, with what is wrong and what was done. */
export async function showQuarantined(context: Context, [given]: readonly string[]): Promise<ExitCode> {
  const id = idOf(given);
  const { desk } = await deskOf(context, await context.look());
  const { bytes, messageId: _id, ...entry } = await explained(() => desk.entry(id));
  const message = bytes === null ? null : (JSON.parse(bytes.toString()) as unknown);
  context.output.result({ ...entry, message }, [
    `${entry.source}, ${entry.reason}, ${entry.state}, ${entry.times} times since ${new Date(entry.receivedAt).toISOString()}`,
    ...(entry.problems ?? []).map(
      ({ where, what, remedy }) => `${where}: ${what}${remedy === undefined ? '' : ` (${remedy})`}`,
    ),
    ...(entry.firstEvent === null ? [] : [`The event that stands: ${entry.firstEvent}`]),
    ...entry.acts.map((act) =>
      `${new Date(act.at).toISOString()}  ${act.act} by ${act.by} ${act.note ?? ''}`.trimEnd(),
    ),
    message === null
      ? 'It cannot be read any more: the key of its day is destroyed.'
      : JSON.stringify(message, null, 2),
  ]);
  return 0;
}

/** Tries messages again as they are: one, or all that wait of a filter. Exit code 1 where some still do not fit. */
export async function retryQuarantined(
  context: Context,
  [given]: readonly string[],
  options: Filtering & { readonly connector?: string },
): Promise<ExitCode> {
  const filter = filterOf(options);
  const { connector } = options;
  const id = given === undefined ? undefined : idOf(given);
  const { desk } = await deskOf(context, await context.open());
  const { by } = operator();
  if (id !== undefined) {
    const { event } = await explained(() => desk.replay(id, undefined, { by }, connector));
    context.output.result({ id, event }, [`${id} is recorded as event ${event}.`]);
    return 0;
  }
  let [tried, mended] = [0, 0];
  for (let after: Place | null | undefined; after !== null;) {
    const page = await desk.retry(filter, after, { by }, connector);
    tried += page.tried;
    mended += page.mended;
    after = page.next;
  }
  context.output.result({ tried, mended, left: tried - mended }, [
    `${mended} of ${tried} messages are recorded; ${tried - mended} still do not fit.`,
  ]);
  return tried === mended ? 0 : 1;
}

/** Says that a message will never become an event. */
export async function discardQuarantined(
  context: Context,
  [given]: readonly string[],
  { because }: { readonly because: string },
): Promise<ExitCode> {
  const id = idOf(given);
  const { desk } = await deskOf(context, await context.open());
  await explained(() => desk.discard(id, because, { by: operator().by }));
  context.output.result({ id, state: 'discarded' }, [`${id} is discarded: ${because}`]);
  return 0;
}

async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NoSuchEntry)
      throw wrongUsage('quarantine.unknown', `There is no message ${error.id} in quarantine.`);
    if (error instanceof InvalidInput && error.code === 'quarantine.unfit')
      throw failure(error.code, `It does not fit: ${error.message}`);
    if (error instanceof InvalidInput && error.code === 'quarantine.settled')
      throw failure(error.code, `This message ${error.problems[0]!.what}: nothing more can be done about it.`);
    throw error;
  }
}
