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

/** Enough to show what grows with time, and few enough that comparing with a rebuild does not become all there is. */
export const IN_ONE_INSTALLATION = 12;

export const usage = `npm run test:faults -- [--all | --seed N | --seeds N,FROM-TO,…] [--rate MESSAGES] [--json FILE]
  without: one fault of each of the ${faults.length} kinds; --all: ${ALL} faults, ${IN_ONE_INSTALLATION} an installation; --rate: messages a second (${RATE})`;

/** Reads the arguments; a text where they are wrong, which says what is. */
export function askedFor(given: readonly string[]): AskedFor | string {
  let seeds: readonly number[] = upTo(1, faults.length);
  let rate = RATE;
  let json: string | null = null;
  const rest = given.flatMap((one) => (/^--\w+=/.test(one) ? one.split(/=(.*)/s).slice(0, 2) : [one]));
  for (let option = rest.shift(); option !== undefined; option = rest.shift()) {
    if (option === '--all') {
      seeds = upTo(1, ALL);
      continue;
    }
    const value = rest.shift() ?? '';
    if (option === '--json' && value !== '') json = value;
    else if (option === '--rate' && Number(value) > 0) rate = Number(value);
    else if (option === '--seed' || option === '--seeds') {
      seeds = value.split(',').flatMap(seedsOf);
      if (seeds.includes(0)) return `${option} ${value}: give seeds from 1 on, such as 7, 1-12 or 6,18,30-42`;
    } else return `${`${option} ${value}`.trim()}: is not understood`;
  }
  return { seeds, rate, json };
}

/** Of a number, or of two with a hyphen; 0 stands for what is neither. */
function seedsOf(range: string): readonly number[] {
  const [, from, to = from] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(range) ?? [];
  const seeds = upTo(Number(from ?? 0), Number(to ?? 0));
  return seeds.length === 0 ? [0] : seeds;
}

function upTo(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
}
