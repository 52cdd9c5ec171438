import { setTimeout as sleep } from 'node:timers/promises';
import {
  EventStoreEventLog,
  EventStoreTarget,
  HEARD_OF_WITHIN,
  type EventStoreLogOptions,
  type EventStoreTargetOptions,
} from '#event-log/eventstoredb';
import type { Ground } from './ground.js';

/** What a log in EventStoreDB is opened with; `url`: of the database beside it, this installation's own. */
export interface Opening extends Pick<Ground, 'configuration' | 'logger' | 'closing'> {
  readonly url: string;
}

/** Opens a log in EventStoreDB to be read, until the end of the command. Throws where there is none. */
export async function openEventStore(eventStoreUrl: string, ground: Opening): Promise<EventStoreEventLog> {
  const log = await EventStoreEventLog.open({
    ...settingsOf(eventStoreUrl, ground),
    url: ground.url,
    visiting: true,
  });
  ground.closing(() => log.close());
  return log;
}

/** Opens a log in EventStoreDB to be moved to. */
export function openEventStoreTarget(eventStoreUrl: string, ground: Opening): Promise<EventStoreTarget> {
  return EventStoreTarget.open(settingsOf(eventStoreUrl, ground));
}

/** The id of the log in an EventStoreDB; null where there is none. */
export function idInEventStore(eventStoreUrl: string, ground: Opening): Promise<string | null> {
  return EventStoreTarget.idAt(settingsOf(eventStoreUrl, ground));
}

/**
 * Before this installation leaves its log in EventStoreDB: makes receipts of what processes had appended that were killed
 * before they had counted it. Nothing but that log tells what became of it. `quietMs`: nothing was recorded for so long;
 * who began before that and is only slow has said so since, once it is long enough. 0: no program runs.
 */
export async function settleReceipts(eventStoreUrl: string, ground: Opening, quietMs: number): Promise<void> {
  const leftAfter = quietMs === 0 ? 0 : Math.max(quietMs, HEARD_OF_WITHIN);
  await sleep(leftAfter - quietMs);
  const options: EventStoreLogOptions = { ...settingsOf(eventStoreUrl, ground), url: ground.url, leftAfter };
  const log = await EventStoreEventLog.open(options);
  try {
    await log.settleLeft();
  } finally {
    await log.close();
  }
}

function settingsOf(eventStoreUrl: string, { configuration, logger }: Opening): EventStoreTargetOptions {
  const { eventStoreDeadline: deadline, eventStoreMaxAppendBytes: maxAppendBytes, eventStoreCaFile } = configuration;
  return {
    eventStoreUrl,
    deadline,
    maxAppendBytes,
    onTrouble: (error) => logger.warn({ err: error }, 'EventStoreDB made trouble'),
    ...(eventStoreCaFile === undefined ? {} : { caFile: eventStoreCaFile }),
  };
}
