import type { ProjectionDefinition, SumsTable } from '#kernel';
import { identifier, tableName } from './tables.js';

/** Builds the statements that keep one sums table from the fact rows of a source (`from … where …`, the facts named `f`). */
export class SumsSql {
  readonly of: string;
  private readonly table: string;
  private readonly facts: string;
  private readonly keys: readonly string[];
  private readonly values: readonly (readonly [string, SumsTable['values'][string]])[];

  constructor(definition: ProjectionDefinition, generation: number, name: string, sums: SumsTable) {
    this.of = sums.of;
    this.table = tableName(definition.name, name, generation);
    this.facts = tableName(definition.name, sums.of, generation);
    this.keys = sums.per.map(identifier);
    this.values = Object.entries(sums.values);
  }

  private get keyed(): string {
    return this.keys.map((key) => `f.${key} is not null`).join(' and ');
  }

  private columns(): string {
    return [...this.keys, 'n', ...this.values.map(([name]) => identifier(name))].join(', ');
  }

  /** Adds the source's rows: deltas in key order, so that workers never wait for each other in a circle. */
  add(source: string): string {
    const selected = this.values.map(([, value]) =>
      value.kind === 'add' ? value.sql : `${value.kind === 'first' ? 'min' : 'max'}(f.${identifier(value.column)})`,
    );
    const merged = this.values.map(([name, value]) => {
      const column = identifier(name);
      if (value.kind === 'add') return `${column} = s.${column} + excluded.${column}`;
      return `${column} = ${value.kind === 'first' ? 'least' : 'greatest'}(s.${column}, excluded.${column})`;
    });
    return `insert into ${this.table} as s (${this.columns()})
select ${[...this.keys.map((key) => `f.${key}`), 'count(*)', ...selected].join(', ')} ${source} and ${this.keyed}
group by ${this.keys.map((key) => `f.${key}`).join(', ')} order by ${this.keys.map((key) => `f.${key}`).join(', ')}
on conflict (${this.keys.join(', ')}) do update set ${['n = s.n + excluded.n', ...merged].join(', ')}`;
  }

  /** Subtracts the source's rows; extremes are settled afterwards. */
  subtract(source: string): string {
    const selected = this.values.map(([, value]) => (value.kind === 'add' ? `-(${value.sql})` : 'null'));
    const merged = this.values.flatMap(([name, value]) =>
      value.kind === 'add' ? [`${identifier(name)} = s.${identifier(name)} + excluded.${identifier(name)}`] : [],
    );
    return `insert into ${this.table} as s (${this.columns()})
select ${[...this.keys.map((key) => `f.${key}`), '-count(*)', ...selected].join(', ')} ${source} and ${this.keyed}
group by ${this.keys.map((key) => `f.${key}`).join(', ')} order by ${this.keys.map((key) => `f.${key}`).join(', ')}
on conflict (${this.keys.join(', ')}) do update set ${['n = s.n + excluded.n', ...merged].join(', ')}`;
  }

  /** For the keys of the source's rows: drops sums of nothing, and reads extremes again from the facts. */
  settle(source: string): string[] {
    const touched = `(select distinct ${this.keys.map((key) => `f.${key}`).join(', ')} ${source}) k`;
    const same = this.keys.map((key) => `s.${key} = k.${key}`).join(' and ');
    const extremes = this.values.flatMap(([name, value]) =>
      value.kind === 'add'
        ? []
        : [
            `${identifier(name)} = (select ${value.kind === 'first' ? 'min' : 'max'}(x.${identifier(value.column)}) from ${this.facts} x where ${this.keys.map((key) => `x.${key} = s.${key}`).join(' and ')} and x.until is null)`,
          ],
    );
    const drop = `delete from ${this.table} s using ${touched} where ${same} and s.n = 0`;
    return extremes.length === 0
      ? [drop]
      : [drop, `update ${this.table} s set ${extremes.join(', ')} from ${touched} where ${same}`];
  }
}
