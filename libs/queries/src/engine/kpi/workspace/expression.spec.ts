import { sql, type KpiReading } from '#kernel';
import { readExpression } from './expression.js';
import { Unsayable } from './tokens.js';

const nameable = {
  columns: new Set(['amount', 'outcome', 'closed_at', 'date']),
  parameters: new Map([
    ['least', 'bigint'],
    ['which', 'text'],
  ] as const),
};
const reading = { at: sql`AT`, parameter: (name: string) => (name === 'least' ? 3 : 'won') } as unknown as KpiReading;
const said = (expression: string): string => {
  const { text, values } = readExpression(expression, nameable)(reading);
  return text.replaceAll(/\$(\d+)/g, (_, n: string) => `<${String(values[Number(n) - 1])}>`).replaceAll(/\s+/g, ' ');
};

const refusal = (expression: string): string => {
  try {
    return `taken as ${said(expression)}`;
  } catch (error) {
    if (!(error instanceof Unsayable)) throw error;
    return `${error.offset}: ${error.message}`;
  }
};

describe('an expression of a figure', () => {
  it('is put together from what was understood', () => {
    for (const [expression, becomes] of [
      ['amount', 'f."amount"'],
      ["outcome = 'won'", '(f."outcome" = <won>::text)'],
      ["outcome = 'it''s'", `(f."outcome" = <it's>::text)`],
      ['amount >= :least AND outcome = :which', '((f."amount" >= <3>::bigint) AND (f."outcome" = <won>::text))'],
      ['not amount is null or amount between 1 and 2', '((NOT (f."amount" IS NULL)) OR (f."amount" BETWEEN 1 AND 2))'],
      ["outcome not in ('won', 'lost')", '(f."outcome" NOT IN (<won>::text, <lost>::text))'],
      ['1 + 2 * -amount', '(1 + (2 * (- f."amount")))'],
      ['- -amount', 'f."amount"'],
      ["now() - closed_at > interval '30 days'", '((AT - f."closed_at") > <30 days>::interval)'],
      ["date > date '2026-03-01'", '(f."date" > <2026-03-01>::date)'],
      ['COALESCE(amount, 0)::float8 / 100', '((coalesce(f."amount", 0))::float8 / 100)'],
      [
        "case when amount > 5 then 'big' else 'small' end",
        '(CASE WHEN (f."amount" > 5) THEN <big>::text ELSE <small>::text END)',
      ],
      ["date_part('year', closed_at)", 'pg_catalog.date_part(<year>::text, f."closed_at")'],
      ['amount is not distinct from 3', '(f."amount" IS NOT DISTINCT FROM 3)'],
    ] as const)
      expect([expression, said(expression).replace('CASE  WHEN', 'CASE WHEN')]).toEqual([expression, becomes]);
  });

  it('with a text that looks like SQL or a parameter of SQL keeps it a text', () => {
    expect(said("outcome = '$1; drop table x --'")).toBe('(f."outcome" = <$1; drop table x -->::text)');
  });

  it('says nothing but a value over the record', () => {
    for (const hostile of [
      '(select 1)',
      'amount in (select amount)',
      'exists (select 1)',
      'amount; drop schema read cascade',
      'amount -- and nothing more',
      'amount /* hidden */ > 1',
      'pg_sleep(10)',
      "pg_read_file('/etc/passwd')",
      "set_config('role', 'postgres', false)",
      "current_setting('data_directory')",
      "query_to_xml('select 1', true, true, '')",
      "dblink('x', 'y')",
      "lo_import('/etc/passwd')",
      'pg_catalog.pg_sleep(1)',
      'read.contacts_contact',
      'f.amount',
      '"amount"',
      'amount::regclass',
      "'pg_authid'::regclass",
      "'x'::regproc",
      "regclass 'pg_authid'",
      'cast(amount as text)',
      "E'\\x27'",
      "U&'\\0027'",
      '$$text$$',
      '$1',
      'amount = any (array[1])',
      "outcome ~ '(a+)+$'",
      "repeat('x', 1000000000)",
      'generate_series(1, 1000000000)',
      'count(*)',
      'sum(amount) over ()',
      'current_user',
      'session_user',
      'email',
      'amount collate "C"',
      'row(1, 2)',
      'amount between 1 and',
      "outcome = 'won",
      ':nothing',
      'amount amount',
      'in',
      '',
      '(',
      '1e400',
      '0x1F',
      '1.2.3',
      `${'('.repeat(60)}1${')'.repeat(60)}`,
      `amount > ${'1 + '.repeat(2_000)}1`,
      'amount\u0000',
      'amоunt',
    ])
      expect([hostile, refusal(hostile)]).toEqual([hostile, expect.not.stringContaining('taken as')]);
  });

  it('says where it goes wrong, and what there is', () => {
    expect(refusal('amount > pg_sleep(1)')).toBe('9: pg_sleep is no function there is');
    expect(refusal('amount; x')).toMatch(/^6: a semicolon/);
    expect(refusal('amount::regclass')).toBe('8: regclass is no type to cast to');
    expect(refusal('email = 1')).toBe('0: there is no column email');
  });
});
