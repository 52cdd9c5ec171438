import type { Stages } from '../../api/types.js';

export type TeamFunction = Stages['stages'][number]['function'];

/** What teams do for customers. */
export const FUNCTIONS = [
  'marketing',
  'sales',
  'service',
  'finance',
  'partner',
  'other',
] as const satisfies readonly TeamFunction[];

/** The function of a name; any other is `other`. */
export function knownFunction(name: string): TeamFunction {
  return FUNCTIONS.find((one) => one === name) ?? 'other';
}
