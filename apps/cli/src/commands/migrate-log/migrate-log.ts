import { moveLog, MoveRefused, UnfitEvent, type LogSource, type MoveResult } from '#event-log';
import { readConfiguration } from '#platform';
import type { Context } from '../../context.js';
import { failure, wrongUsage, type ExitCode } from '../../failure.js';
import { duration, number } from '../../output/table.js';
import { openGround } from './ground.js';
import { openSource } from './open-source.js';
import { openTarget, refuseInUse, type OpenedTarget } from './open-target.js';
import { placeName, placeOf, samePlace, type Place } from './place.js';
import { verifyMove, type Verified } from './verify-move.js';

interface Options {
  readonly from: string;
  readonly to: string;
  readonly follow?: boolean;
  readonly untilQuiet?: number;
  readonly verify?: boolean;
}

/**
 * Moves a log's events to another log, whatever the engines: as they are, so that read models come to the same.
 * Receipts, keys and read models stay where they are. Exit code 1 where `--verify` finds a difference.
 */
export async function migrateLog(context: Context, _args: readonly string[], options: Options): Promise<ExitCode> {
  const { environment, output } = context;
  const { eventStoreUrl } = readConfiguration(environment);
  const [from, to] = [placeOf('--from', options.from, eventStoreUrl), placeOf('--to', options.to, eventStoreUrl)];
  refuseNonsense(from, to, options);
  const ground = await openGround(context, options.follow !== true);
  for (const place of [from, to])
    if (place.kind === 'postgres' && place.url === ground.database.url)
      throw wrongUsage('log.place', `${placeName(place)} is the database of this installation: write  postgres .`);
  await refuseInUse(ground, to);
  const opened = await openSource(context, ground, from, options.follow === true);
  const target = await openTarget(ground, to, opened);
  const began = performance.now();
  const moved = await move(context, target, to, options);
  const seconds = (performance.now() - began) / 1_000;
  if (!moved.done) {
    output.note(`Stopped: ${number(moved.events)} events were moved now; the same command goes on.`);
    return 0;
  }
  if (options.untilQuiet !== undefined) await opened.settle?.(options.untilQuiet * 1_000);
  await target.close();
  const verified = options.verify === true ? await verifyMove(context, ground, opened, from, to) : null;
  const rate = moved.events > 0 ? Math.round(moved.events / seconds) : 0;
  output.result(
    {
      ...moved,
      from: opened.source.id,
      to: target.id,
      seconds: Number(seconds.toFixed(3)),
      rate,
      ...(verified === null ? {} : { verified }),
    },
    [...movedLines(moved, opened.source, target, to, seconds), ...(verified === null ? [] : verifiedLines(verified))],
  );
  return verified === null || verified.same ? 0 : 1;
}

function refuseNonsense(from: Place, to: Place, { follow, untilQuiet }: Options): void {
  if (samePlace(from, to)) throw wrongUsage('log.same', '--from and --to are the same log: nothing is to be moved.');
  if (follow === true && (from.kind === 'file' || to.kind === 'file'))
    throw wrongUsage('log.follow', 'A file has an end: leave out --follow.');
  if (untilQuiet !== undefined && follow !== true) throw wrongUsage('log.follow', '--until-quiet goes with --follow.');
}

/** Until its end, or until the command is told to end: then after the batch at hand. */
async function move(
  context: Context,
  { target, source }: OpenedTarget,
  to: Place,
  { follow, untilQuiet }: Options,
): Promise<MoveResult> {
  const known = await target.moved();
  const total = source.events((await source.head()) - (known?.position ?? 0));
  if (known !== null && !known.done) context.output.note('A move that was interrupted goes on.');
  const bar = context.output.progress('Moving', total, 'events');
  const stopped = new AbortController();
  const moving = moveLog(source, target, {
    ...(follow === true ? { follow: { quietMs: untilQuiet === undefined ? null : untilQuiet * 1_000 } } : {}),
    stopped: stopped.signal,
    on: {
      found: (events) => bar.at(events, total, 'there already'),
      moved: (events, left) => bar.at(events, Math.max(total, events + left)),
    },
  });
  context.finally(async () => {
    stopped.abort();
    // how it ended is said by whoever awaits it
    await moving.catch(() => undefined);
  });
  try {
    const moved = await moving;
    bar.done(moved.events);
    return moved;
  } catch (error) {
    bar.clear();
    throw explained(error, to);
  }
}

function explained(error: unknown, to: Place): unknown {
  if (error instanceof UnfitEvent)
    return failure('log.unfit', `The log cannot be moved to ${placeName(to)}: ${error.message}.`);
  if (!(error instanceof MoveRefused)) return error;
  if (error.code === 'in-use')
    return failure(
      'log.in-use',
      `The log cannot be moved to ${placeName(to)}: ${error.message}; wait until it is done.`,
    );
  if (error.code === 'source-moves')
    return failure(
      'log.source-moves',
      'Events were recorded while they were moved: stop who records, then run the same command again, or give --follow.',
    );
  return failure(
    `log.${error.code}`,
    `The log cannot be moved to ${placeName(to)}: ${error.message}; give a log that is empty.`,
  );
}

function movedLines(
  { events }: MoveResult,
  source: LogSource,
  { id }: OpenedTarget,
  to: Place,
  seconds: number,
): string[] {
  const rate = seconds > 0 ? events / seconds : 0;
  const million = events > 0 ? `, ${duration(1_000_000 / rate)} for a million` : '';
  return [
    events === 0
      ? `Everything is in ${placeName(to)} already.`
      : `${number(events)} events were moved to ${placeName(to)}: ${number(rate)} a second${million}.`,
    id === null
      ? `They are of log ${source.id}. Keys of personal data stay in this installation.`
      : `This log is ${id}; the one they come from is ${source.id}. Receipts and keys of personal data stay in this installation.`,
    ...afterwards(to),
  ];
}

function afterwards(to: Place): string[] {
  if (to.kind === 'file') return [];
  if (to.kind === 'postgres')
    return [
      'It is a copy of the log alone, without the keys that open it: no program is to be started on it. An installation is copied by  throughline backup  and  throughline restore .',
    ];
  return ['Once the settings name this log, run  throughline reconcile : it builds the read models from it.'];
}

function verifiedLines({ events, difference, readModels, notCompared }: Verified): string[] {
  return [
    difference ?? `Both logs are the same: ${number(events)} events, to the letter.`,
    ...(notCompared === null
      ? readModels.map(({ name, same, live }) =>
          same ? `${name}: the same from the new log (${live}).` : `${name}: DIFFERS when built from the new log.`,
        )
      : [`Read models were not compared: ${notCompared}.`]),
  ];
}
