import { useFormat, useNow } from '../i18n/use-format.js';

/** A moment: how long ago, and exactly, with the zone, on hover. */
export function Moment({ at, className }: { readonly at: string; readonly className?: string }) {
  const format = useFormat();
  const now = useNow();
  const day = at.length === 10;
  return (
    <time dateTime={at} title={day ? format.day(at) : format.exact(at)} className={className}>
      {format.relative(day ? `${at}T12:00:00Z` : at, now)}
    </time>
  );
}
