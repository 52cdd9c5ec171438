import type { ColumnGuess, Looked } from '../api/types.js';
import { identifierKinds, type ColumnUse } from './mapping-view.js';

/** The fields of a touch that a column may say, by the event's own names. */
export const touchFields = [
  'channel',
  'kind',
  'direction',
  'campaign',
  'variant',
  'name',
  'duration',
  'subject',
  'title',
  'url',
  'referrer',
  'utmSource',
  'utmMedium',
  'utmCampaign',
  'utmTerm',
  'utmContent',
  'clickId',
  'ip',
  'userAgent',
] as const;

/** A use as the value of an option. */
export function codeOf(use: ColumnUse): string {
  if (use.as === 'identifier') return `identifier:${use.kind}`;
  return use.as === 'field' ? `field:${use.field}` : use.as;
}

/** The use an option stands for, read as the column seems to be written. */
export function meantBy(code: string, column: Looked['columns'][number]): ColumnUse {
  const [as, which] = code.split(':');
  const kind = identifierKinds.find((one) => one === which);
  if (as === 'identifier' && kind !== undefined) return { as, kind };
  if (as === 'field' && which !== undefined) return { as, field: which };
  if (as === 'time') return { as, format: column.format ?? 'iso' };
  if (as !== 'property') return { as: 'out' };
  const { guess, name, samples } = column;
  if (guess === 'time' || guess === 'day') return { as, name, value: 'date', detail: column.format ?? 'iso' };
  return { as, name, value: isNumeric(guess) ? numberKind(samples) : 'text', detail: '' };
}

function isNumeric(guess: ColumnGuess): boolean {
  return guess === 'number' || guess === 'money';
}

/** Which sign parts the decimals: the last one where both stand, a comma that parts other than thousands. */
function numberKind(samples: readonly string[]): 'number' | 'number-comma' {
  return samples.some((text) => /\.\d{3},|^[^.]*,(\d{1,2}|\d{4,})$/.test(text)) ? 'number-comma' : 'number';
}
