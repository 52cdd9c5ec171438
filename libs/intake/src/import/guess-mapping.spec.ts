import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { catalogue } from '#journey';
import { tryImport, type Tried } from './dry-run.js';
import { sourceOf } from './guess-mapping.js';
import { lookAt, type Looked } from './look.js';
import { parseMapping } from './mapping-document.js';

describe('a mapping that is guessed', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'throughline-guess-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** What a file looks like, and what would come of it by the mapping guessed from that. */
  async function guessed(content: string, name = 'orders-2026-03.csv'): Promise<{ looked: Looked; tried: Tried }> {
    const path = join(folder, 'file.csv');
    await writeFile(path, content);
    const looked = await lookAt(path, { name });
    return {
      looked,
      tried: await tryImport({ path, folder, mapping: parseMapping(looked.mapping, catalogue) }, catalogue),
    };
  }

  it('records touches where a column says when', async () => {
    const { looked, tried } = await guessed(
      'Order ID;E-Mail;Customer Name;Ordered At;Total;Currency;Status\n' +
        'A-1;ann@example.com;Ann;03/25/2026 14:05;1.234,50;EUR;paid\n' +
        'A-2;ben@example.com;Ben;04/02/2026 08:00;9,99;EUR;paid\n' +
        'A-3;cleo@example.com;Cleo;04/03/2026 08:00;N/A;EUR;open\n',
    );
    expect(looked.columns.map(({ guess, format }) => [guess, format])).toEqual([
      ['text', undefined],
      ['email', undefined],
      ['name', undefined],
      ['time', 'M/d/yyyy H:mm'],
      ['money', undefined],
      ['text', undefined],
      ['text', undefined],
    ]);
    expect(looked.columns[4]).toMatchObject({ name: 'Total', samples: ['1.234,50', '9,99'], blank: 1 });
    expect(tried).toMatchObject({ rows: 3, refused: 0, types: [{ type: 'touchpoint-recorded', events: 3 }] });
    expect(tried.first[0]).toMatchObject({
      occurredAt: '2026-03-25T14:05:00.000Z',
      payload: {
        channel: 'order',
        kind: 'purchased',
        properties: { 'Order ID': 'A-1', Total: { amount: 123_450, currency: 'EUR' }, Status: 'paid' },
        identifiers: [{ kind: 'email', value: 'ann@example.com' }],
      },
    });
    expect(tried.first[2]!.payload['properties']).not.toHaveProperty('Total');
    expect(looked.mapping).toMatch(/^name: orders\nsource: orders$/m);
  });

  it('describes contacts where none does', async () => {
    const { looked, tried } = await guessed(
      'customer_id,first_name,phone,age,zip\n17,Ann,+49 30 1234567,41,01067\n18,Ben,+49 30 7654321,35,10115\n',
      'contacts.csv',
    );
    expect(looked.columns.map(({ guess }) => guess)).toEqual(['external', 'name', 'phone', 'number', 'text']);
    expect(tried).toMatchObject({
      refused: 0,
      first: [
        {
          event: 'contact-described',
          occurredAt: null,
          payload: { traits: { first_name: 'Ann', age: 41, zip: '01067' } },
        },
        {},
      ],
    });
  });

  it('says where days and months could be the other way round', async () => {
    const { looked } = await guessed('user_id,date,event\nann,03/04/2026,Opened\nben,05/06/2026,Opened\n', 'log.csv');
    expect(looked.mapping).toContain('# or M/d/yyyy: no day of the rows looked at is past the twelfth');
    expect(looked.mapping).toContain('kind: { column: event, case: lower, otherwise: updated }');
  });

  it('takes identifiers from the column that tells rows apart, where none says whom it is about', async () => {
    const { looked, tried } = await guessed('when,colour,number\n2026-03-01,red,1\n2026-03-02,red,2\n');
    expect(looked.mapping).toContain('{ kind: external, column: number }');
    expect(tried.refused).toBe(0);
  });

  it('is named by the file, without what changes from file to file', () => {
    expect(sourceOf('Orders 2026-03 (final).csv.gz')).toBe('orders-final');
    expect(sourceOf('2026.csv')).toBe('file');
    expect(sourceOf('Käufe_März.tsv')).toBe('käufe-märz');
    expect(sourceOf('')).toBe('file');
  });

  it('can be run whatever the columns are called, and whatever is in them', async () => {
    const odd = fc.constantFrom(
      // prettier-ignore
      '',
      ' ',
      '"',
      "'",
      ':',
      'a: b',
      '#',
      '- x',
      '{',
      '[',
      '&a',
      '*a',
      '!t',
      '%',
      '@',
      '`',
      '|',
      '>',
      '\n',
      'a\nb',
      'null',
      'true',
      '2024',
      '1e3',
      '~',
      '__proto__',
      'constructor',
      'a',
      'a',
      'a (2)',
      'column 2',
      'email',
      'date',
      '\u0000',
      '\ud83d',
      '\u2028',
      '\u00a0',
      '\t',
      '=1+1',
      'x'.repeat(300),
      'amount',
      'currency',
      'user_id',
    );
    const name = fc.oneof({ weight: 3, arbitrary: odd }, fc.string({ unit: 'binary', maxLength: 12 }));
    const cell = fc.oneof(
      fc.constantFrom(
        '',
        'ann@example.com',
        '2026-03-01',
        '03/04/2026',
        '12',
        '1,5',
        'EUR',
        'N/A',
        '+4930123456',
        'x y',
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
    );
    const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    const file = fc
      .integer({ min: 1, max: 7 })
      .chain((width) =>
        fc.tuple(
          fc.array(name, { minLength: width, maxLength: width }),
          fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 5 }),
        ),
      );
    await fc.assert(
      fc.asyncProperty(file, name, async ([names, rows], called) => {
        const content = [names, ...rows].map((row) => row.map(quoted).join(',')).join('\n');
        const { looked } = await guessed(`${content}\n`, called);
        expect(new Set(looked.columns.map((column) => column.name)).size).toBe(looked.columns.length);
      }),
      { numRuns: 300 },
    );
  }, 120_000);
});
