import type { SumValue, TotalsTable } from '#kernel';
import { identifier, tableName, type Generation } from './tables.js';
import type { Transaction } from './transaction.js';

/**
 * Keeps the totals of one generation's current tables by what changes: the rows recomputed are taken off as they were and
 * added as they are, so a key with a hundred thousand rows costs what the recomputed ones do. Where an extreme may be
 * gone (a row left its key, or its own extreme became a lesser one) it is read again.
 */
export class Totals {
  constructor(private readonly generation: Generation) {}

  private name(table: string): string {
    return tableName(this.generation.definition.name, table, this.generation.number);
  }

  /** The totals of a current table. */
  of(current: string): (readonly [string, TotalsTable])[] {
    return Object.entries(this.generation.definition.totals).filter(([, { of }]) => of === current);
  }

  /** Parts of a `with`, behind `was` and `written`: rows of the current table as they were, and as they are. */
  keeping(current: string): string {
    return this.of(current)
      .map(([name, table], i) => {
        const per = identifier(table.per);
        const values = Object.entries(table.values);
        const columns = [per, 'n', ...values.map(([value]) => identifier(value)), 'settled'];
        const grouped = (from: string): string =>
          `(select ${[per, 'count(*) as n', ...values.map(([value, sum]) => `${aggregate(sum)} as ${identifier(value)}`)].join(', ')} from ${from} where ${per} is not null group by ${per})`;
        const changed = values.map(([value, { kind }]) => {
          const column = identifier(value);
          return kind === 'add' ? `coalesce(i.${column}, 0) - coalesce(w.${column}, 0)` : `i.${column}`;
        });
        const lost = values.flatMap(([value, { kind }]) => {
          const column = identifier(value);
          if (kind === 'add') return [];
          return [
            `(w.${column} is not null and (i.${column} is null or i.${column} ${kind === 'first' ? '>' : '<'} w.${column}))`,
          ];
        });
        const unsettled = ['coalesce(i.n, 0) < coalesce(w.n, 0)', ...lost].join(' or ');
        const merged = values.map(([value, { kind }]) => {
          const column = identifier(value);
          if (kind === 'add') return `${column} = t.${column} + excluded.${column}`;
          return `${column} = ${kind === 'first' ? 'least' : 'greatest'}(t.${column}, excluded.${column})`;
        });
        return `, totals_${i} as (
          insert into ${this.name(name)} as t (${columns.join(', ')})
          select ${[`coalesce(i.${per}, w.${per})`, 'coalesce(i.n, 0) - coalesce(w.n, 0)', ...changed, `not (${unsettled})`].join(', ')}
          from ${grouped('written')} i full join ${grouped('was')} w on w.${per} = i.${per}
          on conflict (${per}) do update set ${['n = t.n + excluded.n', ...merged, 'settled = t.settled and excluded.settled'].join(', ')})`;
      })
      .join('');
  }

  /** Drops totals of nothing, and reads extremes again that may be gone. */
  settle(tx: Transaction, current: string): void {
    for (const [name, table] of this.of(current)) {
      tx.write(`delete from ${this.name(name)} where not settled and n = 0`);
      const extremes = Object.entries(table.values).flatMap(([value, sum]) =>
        sum.kind === 'add'
          ? []
          : [
              `${identifier(value)} = (select ${aggregate(sum)} from ${this.name(current)} c where c.${identifier(table.per)} = t.${identifier(table.per)})`,
            ],
      );
      tx.write(`update ${this.name(name)} t set ${[...extremes, 'settled = true'].join(', ')} where not settled`);
    }
  }

  /** Adds up a whole current table, into an empty one. */
  fill(tx: Transaction, name: string): void {
    const table = this.generation.definition.totals[name]!;
    const per = identifier(table.per);
    const values = Object.entries(table.values);
    tx.once(
      `insert into ${this.name(name)} (${[per, 'n', ...values.map(([value]) => identifier(value))].join(', ')})
       select ${[per, 'count(*)', ...values.map(([, sum]) => aggregate(sum))].join(', ')} from ${this.name(table.of)} where ${per} is not null group by ${per}`,
    );
  }
}

function aggregate(value: SumValue): string {
  if (value.kind === 'add') return value.sql;
  return `${value.kind === 'first' ? 'min' : 'max'}(${identifier(value.column)})`;
}
