import type { RecordedEvent } from '#kernel';

/** An event as a line of an export: the envelope to the letter, `more` behind it. */
export function lineOf(
  {
    position,
    recordedAt,
    stream,
    revision,
    text,
  }: Pick<RecordedEvent, 'position' | 'recordedAt' | 'stream' | 'revision' | 'text'>,
  more = '',
): string {
  const at = JSON.stringify(new Date(recordedAt).toISOString());
  return `{"position":${position},"recordedAt":${at},"stream":${JSON.stringify(stream)},"revision":${revision},"envelope":${text}${more}}`;
}
