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
import type { ExitCode } from '../../failure.js';
import { openTarget } from '../../output/target.js';
import type { Context } from '../../context.js';

/** What `export events` is told. */
export interface ExportOptions {
  readonly out?: string;
  readonly force?: boolean;
  readonly opened?: boolean;
  readonly after: number;
}

const PAGE = 2_000;

/**
 * Writes every event, one JSON object a line, in log order: position, when recorded, stream, revision, and the
 * envelope to the letter as it is stored. With `opened` also the payload with its personal fields in clear, upcast to
 * the newest version; a field whose key is destroyed says `{"erased":true}`.
 */
export async function exportEvents(
  context: Context,
  _args: readonly string[],
  options: ExportOptions,
): Promise<ExitCode> {
  const { log, vault, catalogue } = await context.look();
  const target = await openTarget(options.out, options.force === true, context.output.out);
  context.finally(() => target.abandon());
  const { position: head } = await log.head();
  const bar = context.output.progress('Exporting', head - options.after, 'events');
  let events = 0;
  for await (const page of pages(log, options.after, head)) {
    const lines = options.opened ? await openedLines(page, vault, catalogue) : page.map((event) => lineOf(event));
    if (lines.length > 0) await target.write(`${lines.join('\n')}\n`);
    events += page.length;
    bar.at(events);
  }
  await target.finish();
  bar.done(events);
  if (options.out !== undefined)
    context.output.result({ events, head, file: options.out }, [`${events} events are in ${options.out}.`]);
  return 0;
}

async function* pages(log: EventLog, from: number, head: number): AsyncGenerator<readonly RecordedEvent[]> {
  for (let after = from; after < head;) {
    const page = await log.readAll({ after, until: head, limit: PAGE });
    yield page.events;
    if (page.scannedTo <= after) return;
    after = page.scannedTo;
  }
}

function lineOf({ position, recordedAt, stream, revision, text }: RecordedEvent, more = ''): string {
  const at = JSON.stringify(new Date(recordedAt).toISOString());
  return `{"position":${position},"recordedAt":${at},"stream":${JSON.stringify(stream)},"revision":${revision},"envelope":${text}${more}}`;
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
