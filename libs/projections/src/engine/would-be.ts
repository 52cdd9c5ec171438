import type { Pool } from 'pg';
import { factColumn, viewName, type ProjectionDefinition, type StatesTable, type Valid } from '#kernel';
import { group } from './group.js';
import { asDefined, byPosition, type BelievedFact } from './read-facts.js';
import { settingsIn } from './settings-known.js';
import { identifier } from './tables.js';

/**
 * The rows that a state per contact or company would have now for each that had exactly these nodes: derived as
 * `StatesDerivation` derives them, from what is believed of the nodes now. Reads the live generation, writes nothing.
 */
export async function wouldBe(
  on: Pick<Pool, 'query'>,
  { name, states }: ProjectionDefinition,
  state: string,
  each: readonly (readonly string[])[],
): Promise<readonly (readonly Valid[])[]> {
  const table: StatesTable = states[state]!;
  const column = factColumn(table.per[0]!);
  const read = async (facts: string, where: string, values: readonly unknown[]): Promise<readonly BelievedFact[]> => {
    const text = `select f.*, '${facts}' as "table" from read.${viewName(name, facts)} f where ${where}`;
    return (await on.query<BelievedFact>({ text, values: [...values], types: asDefined })).rows;
  };
  const ofNodes = `f.${identifier(column)} = any($1::uuid[]) and f.until is null`;
  const nodes = [...new Set(each.flat())];
  const [facts, settings] = await Promise.all([
    Promise.all(table.from.map((from) => read(from, ofNodes, [nodes]))),
    Promise.all((table.settings ?? []).map((from) => read(from, 'true', []))),
  ]);
  const factsOf = group(facts.flat(), (fact) => fact[column] as string);
  const inForce = settingsIn(settings.flat());
  return each.map((of) => {
    const believed = [...new Set(of)].flatMap((node) => factsOf.get(node) ?? []);
    if (believed.length === 0) return [];
    return table.derive(believed.sort(byPosition), inForce);
  });
}
