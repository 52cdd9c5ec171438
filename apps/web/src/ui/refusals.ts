import { keyOf } from './problem-codes.js';
import type { refusalCodes } from './refusal-codes.js';

type Codes = typeof refusalCodes;

let known: Partial<Codes> = {};

/** Fetches what the codes of refused commands mean: nobody meets them on the lists and at the sign-in. */
export async function loadRefusals(): Promise<void> {
  known = (await import('./refusal-codes.js')).refusalCodes;
}

/** The key of the words for why a command was refused; undefined for a code that is none of these. */
export function refusalKey(code: string | undefined): Codes[keyof Codes] | undefined {
  return keyOf(known, code);
}
