import { catalogue } from '#journey';
import { InvalidInput } from '#kernel';
import { parseMapping } from './mapping-document.js';
import { rowReader, type RowReading } from './row-reports.js';

const lookups = {
  columns: () => ['id', 'begins'],
  finder: () => (key: string) => (key === '7' ? '2026-03-01' : undefined),
};

/** Reads one row by a mapping of one emit. */
function read(emit: string, row: Record<string, string>, file = ''): RowReading {
  const document = `name: m\nsource: s\n${file}lookups:\n  campaigns: { file: c.csv, key: id }\nemits:\n  - event: touchpoint-recorded\n${emit}`;
  return rowReader(parseMapping(document, catalogue), Object.keys(row), lookups, catalogue)(Object.values(row));
}

const WHO = '    identifiers: [{ kind: user, column: who }]\n';
const AT = '    at: unknown\n';

/** What a field's expression makes of a cell. */
function value(expression: string, cell: string, more: Record<string, string> = {}, file = ''): unknown {
  const emit = `${WHO}${AT}    fields: { channel: other, kind: sent, properties: { object: { v: ${expression} } } }\n`;
  const { reports, problems } = read(emit, { who: 'ann', c: cell, ...more }, file);
  if (problems !== undefined) return problems.map(({ where, what }) => `${where}: ${what}`).join('; ');
  return (reports[0]!.report.payload['properties'] as { v: unknown } | undefined)?.v;
}

/** When an emit's `at` says that a cell happened. */
function at(format: string, cell: string, file = ''): unknown {
  const emit = `${WHO}    at: { column: c${format} }\n    fields: { channel: other, kind: sent }\n`;
  const { reports, problems } = read(emit, { who: 'ann', c: cell }, file);
  return problems === undefined ? reports[0]!.report.when : problems[0]!.what;
}

describe('a value of a row', () => {
  it('is a column, trimmed; what is blank says nothing', () => {
    expect(value('{ column: c }', ' a ')).toBe('a');
    expect(value('{ column: c, trim: false }', ' a ')).toBe(' a ');
    expect(value('{ column: c }', '  ')).toBeUndefined();
    expect(value('{ column: c }', '?', {}, 'file: { blank: ["?"] }\n')).toBeUndefined();
    expect(value('{ column: c, blank: [none] }', 'none')).toBeUndefined();
    expect(value('{ column: c, required: true }', '')).toBe('touchpoint-recorded.properties: is blank');
    expect(value('{ column: c, otherwise: x }', '')).toBe('x');
  });

  it('is mapped, turned to one case, put together, or constant', () => {
    expect(value('{ column: c, case: upper }', 'aé')).toBe('AÉ');
    expect(value('{ column: c, case: lower, map: { yes: true, no: false } }', 'Yes')).toBe(true);
    expect(value('{ column: c, map: { a: b }, otherwise: z }', 'q')).toBe('z');
    expect(value('{ column: c, map: { a: b } }', 'constructor')).toBe('constructor');
    expect(value('{ concat: [house-, { column: c }] }', '7')).toBe('house-7');
    expect(value('{ concat: [house-, { column: c }] }', '')).toBeUndefined();
    expect(value('{ concat: [{ column: c }, { column: d }], separator: "/" }', '7', { d: '8' })).toBe('7/8');
    expect(value('{ constant: [1, { a: null }] }', '')).toEqual([1, { a: null }]);
    expect(value('{ list: [{ column: c }, { column: d }] }', '', { d: '8' })).toEqual(['8']);
    expect(value('{ columns: all }', '1')).toEqual({ who: 'ann', c: '1' });
    expect(value('{ columns: [c] }', '1')).toEqual({ c: '1' });
  });

  it('is a number as the file writes it', () => {
    expect(value('{ column: c, number: true }', '-1.5')).toBe(-1.5);
    expect(value('{ column: c, number: { decimal: ",", group: "." } }', '1.234,5')).toBe(1234.5);
    const german = (cell: string): unknown => value('{ column: c, number: { decimal: ",", group: "." } }', cell);
    expect(['1.234.567', '-12 345,60', '+,5', '7'].map(german)).toEqual([1234567, -12345.6, 0.5, 7]);
    for (const cell of ['12.50', '10 20', '1.2345.678', '1.234.5', '1,2,3', '.', ',', '1.234 567', '1e5'])
      expect([cell, german(cell)]).toEqual([cell, expect.stringMatching(/number/)]);
    const english = (cell: string): unknown => value('{ column: c, number: { group: "," } }', cell);
    expect(['1,234.5', '1,00,000'].map(english)).toEqual([1234.5, 100_000]);
    expect(english('1,5')).toMatch(/number/);
    expect(value('{ column: c, number: whole }', '1.5')).toBe(
      'touchpoint-recorded.properties: "1.5" is no whole number',
    );
    expect(value('{ column: c, number: true }', '1e5')).toBe('touchpoint-recorded.properties: "1e5" is no number');
  });

  it('is money to the minor unit, never rounded', () => {
    expect(value('{ column: c, money: EUR }', '0.29')).toEqual({ amount: 29, currency: 'EUR' });
    expect(value('{ column: c, money: EUR }', '-1234567.1')).toEqual({ amount: -123_456_710, currency: 'EUR' });
    expect(value('{ column: c, money: JPY }', '500.00')).toEqual({ amount: 500, currency: 'JPY' });
    expect(value('{ column: c, money: { currency: { column: d }, decimal: "," } }', '3,5', { d: 'USD' })).toEqual({
      amount: 350,
      currency: 'USD',
    });
    const rounded = ['0.295', '-0.295', '0.294999', '4.440892e-16', '1e2', '1e30'].map((cell) =>
      value('{ column: c, money: { currency: EUR, round: true } }', cell),
    );
    expect(rounded).toEqual([
      ...[30, -30, 29, 0, 10_000].map((amount) => ({ amount, currency: 'EUR' })),
      'touchpoint-recorded.properties: "1e30" is no amount in EUR',
    ]);
    expect(value('{ column: c, money: EUR }', '0.295')).toBe(
      'touchpoint-recorded.properties: "0.295" is no amount in EUR',
    );
  });

  it('is found in another file by its key', () => {
    expect(value('{ lookup: campaigns, key: { column: c }, field: begins }', '7')).toBe('2026-03-01');
    expect(value('{ lookup: campaigns, key: { column: c }, field: begins }', '8')).toBeUndefined();
    expect(value('{ column: c, date: dd.MM.yyyy }', '01.03.2026')).toBe('2026-03-01');
  });
});

describe('when a row happened', () => {
  it('is a day, or an instant of the zone stated', () => {
    expect(at('', '2026-03-01')).toEqual({ precision: 'day', at: '2026-03-01' });
    expect(at('', '2026-03-01 09:30:00')).toEqual({ precision: 'instant', at: '2026-03-01T09:30:00.000Z' });
    expect(at('', '2026-03-01T09:30:00+07:00')).toEqual({ precision: 'instant', at: '2026-03-01T02:30:00.000Z' });
    expect(at(', format: d/M/yyyy H:mm', '29/2/2016 01:16', 'file: { zone: Asia/Jakarta }\n')).toEqual({
      precision: 'instant',
      at: '2016-02-28T18:16:00.000Z',
    });
    expect(at(', format: d/M/yyyy H:mm, precision: day', '29/2/2016 23:16')).toEqual({
      precision: 'day',
      at: '2016-02-29',
    });
    expect(at(', format: unix', '1772357400')).toEqual({ precision: 'instant', at: '2026-03-01T09:30:00.000Z' });
  });

  it('is read by the first format that fits; by none is said', () => {
    expect(at(', formats: [iso, dd.MM.yyyy]', '01.03.2026')).toEqual({ precision: 'day', at: '2026-03-01' });
    expect(at(', formats: [iso, dd.MM.yyyy]', '31.02.2026')).toBe('"31.02.2026" is not written as iso or dd.MM.yyyy');
    expect(at('', '')).toBe('is blank: nobody knows when it happened');
    expect(at(', missing: unknown', '')).toEqual({ precision: 'none' });
  });
});

/** What the rows of a file become by a mapping of one emit, each with why it is refused. */
function rowsOf(
  event: string,
  emit: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): unknown[] {
  const document = `name: m\nsource: s\nemits:\n  - event: ${event}\n${emit}`;
  const reader = rowReader(parseMapping(document, catalogue), columns, lookups, catalogue);
  return rows.map((row) => {
    const { reports, problems } = reader(row);
    return (
      problems?.map(({ where, what }) => `${where}: ${what}`) ??
      reports!.map(({ report, things }) => ({ ...report, things }))
    );
  });
}

describe('a moment that is moved', () => {
  const moved = (at: string, tenure: string): unknown => {
    const emit = `    at: ${at}\n${WHO}    fields: { channel: other, kind: sent }\n`;
    const [came] = rowsOf('touchpoint-recorded', emit, ['who', 'tenure'], [['ann', tenure]]) as [
      string[] | [{ when: unknown }],
    ];
    return typeof came[0] === 'string' ? came[0] : came[0].when;
  };
  const back = `{ constant: '2020-01-01', shift: { months: { column: tenure, negate: true } } }`;

  it('is so many units of the calendar before or after', () => {
    expect(moved(back, '13')).toEqual({ precision: 'day', at: '2018-12-01' });
    expect(moved(back, '0')).toEqual({ precision: 'day', at: '2020-01-01' });
    expect(moved(`{ constant: '2024-03-31', shift: { months: -1, days: 1 } }`, '')).toEqual({
      precision: 'day',
      at: '2024-03-01',
    });
    // at the same time on the wall, also where summer time began meanwhile
    expect(moved(`{ constant: '2026-03-20 09:00', zone: Europe/Berlin, shift: { weeks: 2 } }`, '')).toEqual({
      precision: 'instant',
      at: '2026-04-03T07:00:00.000Z',
    });
  });

  it('is refused where nobody knows how far, unless that is allowed', () => {
    expect(moved(back, '')).toBe('touchpoint-recorded.at.shift: is blank: nobody knows when it happened');
    expect(moved(back.replace('shift', 'missing: unknown, shift'), '')).toEqual({ precision: 'none' });
    expect(moved(back, '1.5')).toBe('touchpoint-recorded.at.shift: "1.5" is no whole number of months');
    expect(moved(back, '30000')).toBe('touchpoint-recorded.at.shift: leads to no date between the years 1 and 9999');
  });
});

describe('a row after another one', () => {
  it('is known by what changed, and by what stood before', () => {
    const columns = ['ticket', 'group', 'state'];
    const rows = [
      ['1', 'a', 'new'],
      ['1', 'a', 'waiting'],
      ['1', 'b', 'open'],
      ['2', 'b', 'open'],
    ];
    const came = (when: string): number[] =>
      rowsOf(
        'ticket-closed',
        `    when: ${when}\n${AT}    about: { ticket: { column: ticket } }\n`,
        columns,
        rows,
      ).flatMap((reports, i) => ((reports as unknown[]).length > 0 ? [i] : []));
    expect(came('{ changed: ticket }')).toEqual([0, 3]);
    expect(came('{ changed: [ticket, group] }')).toEqual([0, 2, 3]);
    expect(came('[{ changed: group }, { changed: ticket, not: true }]')).toEqual([2]);
    expect(came('{ previous: state, equals: waiting }')).toEqual([2]);
    expect(came('{ previous: state, blank: true }')).toEqual([0]);
  });

  it('is told from one that could not be read', () => {
    const emit = `    when: { changed: ticket }\n${AT}    about: { ticket: { column: ticket } }\n`;
    const came = rowsOf('ticket-closed', emit, ['ticket', 'n'], [['1', ''], ['1'], ['1', '']]);
    expect(came.map((one) => (one as unknown[]).length)).toEqual([1, 1, 0]);
  });
});

describe('the things of a row', () => {
  it('are named by role or field, each with what kind it is; one that must be there refuses the row', () => {
    const emit = `${AT}    about: { deal: { column: no }, owner: { column: agent }, pipeline: sales }\n`;
    const [first, second] = rowsOf(
      'deal-opened',
      emit,
      ['no', 'agent'],
      [
        ['O1', ''],
        ['', 'Ann'],
      ],
    );
    expect(first).toMatchObject([
      {
        identifiers: [],
        stated: ['deal-opened', [], {}, { precision: 'none' }, { deal: 'O1', pipeline: 'sales' }],
        things: {
          deal: { kind: 'deal', as: 'role', name: 'O1' },
          pipeline: { kind: 'pipeline', as: 'field', name: 'sales' },
        },
      },
    ]);
    expect(Object.keys((first as [{ things: object }])[0].things)).toEqual(['deal', 'pipeline']);
    expect(second).toEqual(['deal-opened.deal: is blank']);
    const owned = rowsOf(
      'deal-won',
      emit.replace(', pipeline: sales', ', company: acme'),
      ['no', 'agent'],
      [['O1', 'Ann']],
    );
    expect(owned).toMatchObject([
      [{ things: { owner: { kind: 'person', as: 'role', name: 'Ann' }, company: { kind: 'company', as: 'company' } } }],
    ]);
  });
});

describe('a condition', () => {
  it('looks for a pattern in time that grows with the cell alone', () => {
    const emit = (pattern: string): string =>
      `    when: { column: c, matches: '${pattern}' }\n${WHO}${AT}    fields: { channel: ticket, kind: created }\n`;
    expect(read(emit('^(a+)+$'), { who: 'ann', c: `${'a'.repeat(10_000)}b` }).reports).toEqual([]);
    expect(read(emit('é{2}$'), { who: 'ann', c: 'Zoéé' }).reports).toHaveLength(1);
    expect(() => read(emit('a(?=b)'), { who: 'ann', c: '' })).toThrow(
      expect.objectContaining({
        problems: [expect.objectContaining({ what: expect.stringMatching(/^is no pattern/) })],
      }),
    );
  });
});

describe('a row', () => {
  const emits = `    name: opened
    when: { column: state, equals: new }
${WHO}${AT}    fields: { channel: ticket, kind: created }
  - event: contact-described
    when: [{ column: city, present: true }, { column: state, in: [old], not: true }, { column: city, matches: "^[A-Z]" }]
${WHO}${AT}    fields: { traits: { object: { city: { column: city } } } }
`;
  const came = (state: string, city: string): unknown =>
    read(emits, { who: 'ann', state, city }).reports?.map(({ emit, report }) => [emit, report.payload]);

  it('becomes every event whose conditions hold, and none where none do', () => {
    expect(came('new', 'Bonn')).toEqual([
      ['opened', { channel: 'ticket', kind: 'created' }],
      ['contact-described', { traits: { city: 'Bonn' } }],
    ]);
    expect(came('new', '')).toEqual([['opened', { channel: 'ticket', kind: 'created' }]]);
    expect(came('old', 'Bonn')).toEqual([]);
    expect(came('', 'bonn')).toEqual([]);
  });

  it('of another width is refused', () => {
    const document = `name: m\nsource: s\nemits:\n  - event: touchpoint-recorded\n${WHO}${AT}    fields: { channel: web, kind: b }\n`;
    const reader = rowReader(parseMapping(document, catalogue), ['who', 'c'], lookups, catalogue);
    expect(reader(['ann']).problems).toEqual([{ where: '', what: 'has 1 cells, and there are 2 columns' }]);
  });

  it('cannot be read by a mapping that names a column the file has not', () => {
    expect(() => read(emits, { who: 'ann', state: 'new' })).toThrow(InvalidInput);
    expect(() => read(emits, { who: 'ann', state: 'new' })).toThrow(
      'line 13, column 22, emits[1].when[0].column: the file has no column "city" (it has who, state)',
    );
  });
});
