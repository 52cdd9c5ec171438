import {
  EventReader,
  openAll,
  type Envelope,
  type EventCatalogue,
  type EventLog,
  type NodeId,
  type RecordedEvent,
  type Vault,
} from '#kernel';
import { keyRows } from '#event-log';
import type { Context } from '../../context.js';
import type { ExitCode } from '../../failure.js';
import type { Installation } from '../../installation.js';
import { gzipped } from '../../output/gzipped.js';
import type { Progress } from '../../output/progress.js';
import { openTarget, type Target } from '../../output/target.js';
import { lineOf } from './event-line.js';
import { linesHeader, LinesWriter, type LinesHeader } from './ndjson.js';

/** What `export events` is told. */
export interface ExportOptions {
  readonly out?: string;
  readonly force?: boolean;
  readonly opened?: boolean;
  /** Where the keys of personal data go, for an installation that the events are to be imported into. */
  readonly keys?: string;
  readonly after: number;
}

const PAGE = 2_000;

/**
 * Writes every event, one JSON object a line, in log order: position, when recorded, stream, revision, and the
 * envelope to the letter as it is stored, between a line that says of which log they are and one that says how many.
 * With `opened` instead, without those two, also the payload with its personal fields in clear, upcast to the newest
 * version; a field whose key is destroyed says `{"erased":true}`.
 */
export async function exportEvents(
  context: Context,
  _args: readonly string[],
  options: ExportOptions,
): Promise<ExitCode> {
  const installation = await context.look();
  const { log, vault, catalogue, secrets } = installation;
  const open = async (path: string | undefined, mode?: number): Promise<Target> => {
    const plain = await openTarget(path, options.force === true, context.output.out, mode);
    const target = path?.endsWith('.gz') === true ? gzipped(plain) : plain;
    context.finally(() => target.abandon());
    return target;
  };
  const target = await open(options.out);
  // Opened first: a file that cannot be written is said before anything is.
  const keysTarget = options.keys === undefined ? null : await open(options.keys, 0o600);
  const { position: head } = await log.head();
  const { after, opened = false } = options;
  const identity = await log.identity();
  const writer = new LinesWriter((text) => target.write(text));
  if (!opened) await writer.begin(linesHeader('events', identity, { after, head }, secrets));
  const bar = context.output.progress('Exporting', head - after, 'events');
  let events = 0;
  for await (const page of pages(log, after, head)) {
    await writer.lines(opened ? await openedLines(page, vault, catalogue) : page.map((event) => lineOf(event)));
    events += page.length;
    bar.at(events);
  }
  if (!opened) await writer.end();
  bar.done(events);
  let keys: number | null = null;
  // After the events: keys are durable before the first event that is sealed with them.
  if (keysTarget !== null) {
    const header = linesHeader('keys', identity, { after, head }, secrets);
    keys = await writeKeys(installation, keysTarget, header, context.output.progress('Exporting', null, 'keys'));
  }
  await target.finish();
  if (options.out !== undefined)
    context.output.result(
      { events, head, file: options.out, ...(keys === null ? {} : { keys, keysFile: options.keys }) },
      [
        `${events} events are in ${options.out}.`,
        ...(keys === null
          ? []
          : [
              `The keys of ${keys} data subjects are in ${options.keys}, wrapped by the master key: with it, whoever has the files can read everything.`,
            ]),
      ],
    );
  return 0;
}

async function writeKeys({ pool }: Installation, target: Target, header: LinesHeader, bar: Progress): Promise<number> {
  const writer = new LinesWriter((text) => target.write(text));
  await writer.begin(header);
  let keys = 0;
  for await (const page of keyRows(pool)) {
    await writer.lines(page.map((row) => JSON.stringify(row)));
    keys += page.length;
    bar.at(keys);
  }
  await writer.end();
  await target.finish();
  bar.done(keys);
  return keys;
}

async function* pages(log: EventLog, from: number, head: number): AsyncGenerator<readonly RecordedEvent[]> {
  for (let after = from; after < head;) {
    const page = await log.readAll({ after, until: head, limit: PAGE });
    yield page.events;
    if (page.scannedTo <= after) return;
    after = page.scannedTo;
  }
}

async function openedLines(page: readonly RecordedEvent[], vault: Vault, catalogue: EventCatalogue): Promise<string[]> {
  const reader = new EventReader(catalogue);
  const envelopes = page.map((event) => JSON.parse(event.text) as Envelope);
  const subjects = new Set<NodeId>(envelopes.flatMap((envelope) => (envelope.sealed ?? []).map((part) => part[1])));
  const keys = await vault.load([...subjects]);
  return page.map((event, i) => {
    const payload =
      event.type === 'amended'
        ? openAll(envelopes[i]!, keys, {})
        : fieldsOf(reader.open(event, keys, envelopes[i]).payload);
    return lineOf(event, `,"payload":${JSON.stringify(payload)}`);
  });
}

/** The fields of an opened payload, whose personal ones are read through getters. */
function fieldsOf(payload: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const name in payload) if (payload[name] !== undefined) fields[name] = payload[name];
  return fields;
}
