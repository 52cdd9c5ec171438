import type { KpiDefinition } from '#kernel';
import type { CountedGroup } from './counting.js';
import { figureOf, type Telling } from './figure.js';
import type { Part } from './period.js';
import type { KpiRow } from './row.js';

/** Groups as rows, with what has no record where the parts of the period are given; `null` for no buckets at all. */
export function foldedRows(
  kpi: KpiDefinition,
  names: readonly string[],
  groups: readonly CountedGroup[],
  parts: readonly Part[] | null,
  telling: Telling,
): readonly KpiRow[] {
  const byKeys = new Map<string, { readonly keys: CountedGroup['keys']; readonly rows: CountedGroup[] }>();
  for (const { name } of parts ?? []) byKeys.set(JSON.stringify([name]), { keys: [name], rows: [] });
  for (const group of groups) {
    if (group.state !== 'counted') continue;
    const id = JSON.stringify(group.keys);
    const known = byKeys.get(id);
    if (known === undefined) byKeys.set(id, { keys: group.keys, rows: [group] });
    else known.rows.push(group);
  }
  return [...byKeys.values()].map(({ keys, rows }) => {
    const values = parts === null ? keys : keys.slice(1);
    return {
      slice: Object.fromEntries(names.map((name, i) => [name, values[i] ?? null])),
      bucket: parts === null ? null : (keys[0] ?? null),
      ...figureOf(kpi, rows, telling),
    };
  });
}
