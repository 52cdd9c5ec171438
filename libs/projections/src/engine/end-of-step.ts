import type { Range } from './derive-states.js';
import { identifier, IDENTITY, tableName, type Generation } from './tables.js';
import type { Transaction } from './transaction.js';

/**
 * Where a step ends that begins after a range's start: at most so many rows of any table begin or end in it that
 * something is derived from, or all of those of one position. Positions may have gaps: they do not say how much is there.
 */
export async function endOfStep(
  tx: Transaction,
  generation: Generation,
  { from, to }: Range,
  most: number,
): Promise<number> {
  if (to - from <= most) return to;
  const [row] = await tx.rows<{ end: string | null }>(
    `select least(${changes(generation).map(nth).join(', ')}) as end`,
    [from, most - 1],
  );
  return Math.min(to, Number(row?.end ?? to));
}

/** A column of positions at which rows of a table begin, or end. */
type Changes = readonly [table: string, column: string];

function changes({ definition, number, identity }: Generation): Changes[] {
  const facts = Object.keys(definition.facts).map((name) => tableName(definition.name, name, number));
  const map = identity === null ? [] : ['map', 'membership'].map((name) => tableName(IDENTITY, name, identity));
  return [
    ...facts.flatMap((table): Changes[] => [
      [table, 'position'],
      [table, 'until'],
    ]),
    ...map.flatMap((table): Changes[] => [
      [table, 'from_position'],
      [table, 'until_position'],
    ]),
  ];
}

function nth([table, name]: Changes): string {
  const column = identifier(name);
  return `(select ${column} from ${table} where ${column} > $1 order by ${column} offset $2 limit 1)`;
}
