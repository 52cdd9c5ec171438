import type { KpiRow } from '../api/types.js';

/** A row of an answer as an address says it: `channel=email`, its slices one after the other. */
export function rowAddress(slice: KpiRow['slice']): string {
  return new URLSearchParams(Object.entries(slice).map(([name, value]) => [name, value ?? ''])).toString();
}

/** The conditions an address says, as the API takes them; nothing behind `=` means none. */
export function rowConditions(address: string | undefined): readonly string[] {
  return address === undefined ? [] : [...new URLSearchParams(address)].map(([name, value]) => `${name}=${value}`);
}
