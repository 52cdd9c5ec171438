import type { EventLog, Position } from '#kernel';
import type { ReadModels, ReadModelStatus } from '#projections';

/** How far read models are behind, for people. */
export interface Freshness {
  /** Everything up to here is visible in every read model. */
  readonly position: Position;
  readonly head: Position;
  /** How long ago the oldest event was recorded that is not visible yet; 0 when all is. */
  readonly lagSeconds: number;
  readonly rebuilding: (Rebuilding & { readonly name: string }) | null;
  /** Read models that stopped, each with what to do. */
  readonly halted: readonly string[];
}

/** How far a rebuild is. */
export interface Rebuilding {
  /** From 0 to 1. */
  readonly progress: number;
  /** Events a second. */
  readonly rate: number;
  readonly secondsLeft: number | null;
}

/** Seconds since the oldest event after a position was recorded; 0 when there is none. */
export async function lagSecondsOf(
  log: Pick<EventLog, 'readAll'>,
  position: Position,
  head: Position,
): Promise<number> {
  if (position >= head) return 0;
  const [oldest] = (await log.readAll({ after: position, limit: 1 })).events;
  return oldest === undefined ? 0 : Math.max(0, (Date.now() - oldest.recordedAt) / 1_000);
}

/** How far the rebuild of a read model is; null where none is under way. */
export function rebuildingOf({ rebuilding }: ReadModelStatus): Rebuilding | null {
  if (rebuilding === null) return null;
  const { done, of, rate, secondsLeft } = rebuilding;
  return { progress: of === 0 ? 1 : Math.min(1, done / of), rate, secondsLeft };
}

/** How fresh everything is, read anew. */
export async function readFreshness(
  log: Pick<EventLog, 'head' | 'readAll'>,
  readModels: Pick<ReadModels, 'status'>,
): Promise<Freshness> {
  const [status, { position: head }] = await Promise.all([readModels.status(), log.head()]);
  const position = status.length === 0 ? 0 : Math.min(head, ...status.map((model) => model.position));
  const rebuilt = status.find((model) => model.rebuilding !== null);
  return {
    position,
    head,
    lagSeconds: await lagSecondsOf(log, position, head),
    rebuilding: rebuilt === undefined ? null : { name: rebuilt.name, ...rebuildingOf(rebuilt)! },
    halted: status.flatMap((model) => (model.halted === null ? [] : [`${model.name}: ${model.halted}`])),
  };
}
