import type { Tried } from '#intake';
import type { Imported } from '../../../../api/src/composition/imports.js';
import { number } from '../../output/table.js';

const MOST_REASONS = 10;

/** What became of a file, for people. */
export function importedLines(imported: Imported, refusedPath: string | null): string[] {
  const { id, rows, leftOut, refused, types, reasons, interrupted } = imported;
  return [
    interrupted
      ? `Import ${id} was interrupted after ${number(rows)} rows: the same command goes on from there.`
      : `Import ${id}: ${number(rows)} rows, ${number(leftOut)} left out, ${number(refused)} refused.`,
    ...types.map(
      ({ type, recorded, repeated }) => `  ${type}: ${number(recorded)} recorded, ${number(repeated)} repeated`,
    ),
    ...reasonLines(reasons),
    ...(refusedPath === null ? [] : [`The refused rows, with the reasons, are in ${refusedPath}.`]),
  ];
}

/** What would become of a file, for people. */
export function triedLines({ rows, leftOut, refused, types, reasons, first, firstRefused }: Tried): string[] {
  return [
    `Nothing was recorded. ${number(rows)} rows, ${number(leftOut)} left out, ${number(refused)} refused.`,
    ...types.map(({ type, events }) => `  ${type}: ${number(events)}`),
    ...reasonLines(reasons),
    ...(first.length === 0 ? [] : ['The first rows become:']),
    ...first.map(
      ({ line, event, occurredAt, payload }) =>
        `  line ${line}: ${event}, ${occurredAt ?? 'nobody knows when'}: ${JSON.stringify(payload)}`,
    ),
    ...(firstRefused.length === 0 ? [] : ['The first rows refused:']),
    ...firstRefused.map(({ line, reasons: why }) => `  line ${line}: ${why.join('; ')}`),
  ];
}

function reasonLines(reasons: Tried['reasons']): string[] {
  if (reasons.length === 0) return [];
  const rest = reasons.length - MOST_REASONS;
  return [
    'Refused because:',
    ...reasons.slice(0, MOST_REASONS).map(({ reason, rows }) => `  ${number(rows)}: ${reason}`),
    ...(rest > 0 ? [`  and ${number(rest)} other reasons`] : []),
  ];
}
