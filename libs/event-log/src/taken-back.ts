import type { EventId, Position } from '#kernel';

/** One taking back: `by` says that `target` is not to be believed. */
export interface Taking {
  readonly target: EventId;
  readonly by: EventId;
  /** Where `by` stands. */
  readonly position: Position;
}

/**
 * The targets that are taken back. What takes back may itself be taken back by something later, and then its target
 * is believed again; decided from the latest on, so that the answer is one whatever points at what. Nothing takes itself
 * back.
 */
export function resolveTakings(takings: Iterable<Taking>): ReadonlySet<EventId> {
  const latestFirst = [...takings].sort((a, b) => b.position - a.position);
  const gone = new Set<EventId>();
  for (const { target, by } of latestFirst) if (target !== by && !gone.has(by)) gone.add(target);
  return gone;
}
