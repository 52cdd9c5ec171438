import { ALL_LANES, EVERY_LANE, laneOf, type RecordedEvent } from '#kernel';

/** The subject of a recorded event: the id of the first role of `about`, which stands first in the envelope's `about`. */
export function subjectOf(event: RecordedEvent): string {
  const at = event.text.indexOf('"about":{"');
  const colon = event.text.indexOf('":"', at + 10);
  return event.text.slice(colon + 3, event.text.indexOf('"', colon + 3));
}

/** Every read model follows the log for itself and asks this of the same events. */
const known = new WeakMap<RecordedEvent, number>();

/** The lane an event travels in, or ALL_LANES. Worked out once for an event that many readers share. */
export function laneOfEvent(event: RecordedEvent): number {
  let lane = known.get(event);
  if (lane === undefined) {
    lane = EVERY_LANE.has(event.type) ? ALL_LANES : laneOf(subjectOf(event));
    known.set(event, lane);
  }
  return lane;
}
