import { ALL_LANES, EVERY_LANE, laneOf, type RecordedEvent } from '#kernel';

/** The subject of a recorded event: the id of the first role of `about`, which stands first in the envelope's `about`. */
export function subjectOf(event: RecordedEvent): string {
  const at = event.text.indexOf('"about":{"');
  const colon = event.text.indexOf('":"', at + 10);
  return event.text.slice(colon + 3, event.text.indexOf('"', colon + 3));
}

/** The lane an event travels in, or ALL_LANES. */
export function laneOfEvent(event: RecordedEvent): number {
  return EVERY_LANE.has(event.type) ? ALL_LANES : laneOf(subjectOf(event));
}
