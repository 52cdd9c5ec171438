import { faults } from './faults/index.js';

/** What the command line asks for. */
export interface AskedFor {
  readonly seeds: readonly number[];
  /** Messages a second. */
  readonly rate: number;
  /** Where the counts are written as JSON; null: nowhere. */
  readonly json: string | null;
}

const ALL = 200;
const RATE = 500;

export const usage = `npm run test:faults -- [--all | --seed N | --seeds FROM-TO] [--rate MESSAGES] [--json FILE]
  without: one fault of each of the ${faults.length} kinds; --all: ${ALL} faults; --rate: messages a second (${RATE})`;

/** Reads the arguments; a text where they are wrong, which says what is. */
export function askedFor(given: readonly string[]): AskedFor | string {
  let [from, to, rate]: [number, number, number] = [1, faults.length, RATE];
  let json: string | null = null;
  const rest = given.flatMap((one) => (/^--\w+=/.test(one) ? one.split(/=(.*)/s).slice(0, 2) : [one]));
  for (let option = rest.shift(); option !== undefined; option = rest.shift()) {
    if (option === '--all') {
      [from, to] = [1, ALL];
      continue;
    }
    const value = rest.shift() ?? '';
    const range = /^(\d+)(?:-(\d+))?$/.exec(value);
    if (option === '--json' && value !== '') json = value;
    else if (option === '--rate' && Number(value) > 0) rate = Number(value);
    else if ((option === '--seed' || option === '--seeds') && range !== null) {
      from = Number(range[1]);
      to = Number(range[2] ?? range[1]);
    } else return `${`${option} ${value}`.trim()}: is not understood`;
  }
  if (from < 1 || to < from) return 'seeds are whole numbers from 1 on, the smaller first';
  return { seeds: Array.from({ length: to - from + 1 }, (_, i) => from + i), rate, json };
}
