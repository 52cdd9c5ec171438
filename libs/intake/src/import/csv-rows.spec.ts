import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openCsv, type FileRow } from './csv-rows.js';

const usual = { delimiter: ',', quote: '"', encoding: 'utf-8', header: true, columns: null };

describe('a CSV file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'throughline-csv-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function read(
    bytes: Buffer | string,
    format: Partial<typeof usual> | { columns: string[] } = {},
  ): Promise<{ columns: readonly string[]; rows: FileRow[]; bytes: number }> {
    const path = join(folder, 'file.csv');
    await writeFile(path, bytes);
    const file = await openCsv(path, { ...usual, ...format });
    const rows: FileRow[] = [];
    for await (const row of file.rows) rows.push(row);
    return { columns: file.columns, rows, bytes: file.bytesRead() };
  }

  it('is read with its lines, quotation marks, and what breaks within them', async () => {
    const text = '\ufeffa,b\r\n1,"x ""y"", z"\r\n\r\n2,"two\r\nlines"\r\n3,last';
    const { columns, rows, bytes } = await read(text);
    expect(columns).toEqual(['a', 'b']);
    expect(rows).toEqual([
      { line: 2, cells: ['1', 'x "y", z'] },
      { line: 5, cells: ['2', 'two\r\nlines'] },
      { line: 6, cells: ['3', 'last'] },
    ]);
    expect(bytes).toBe(Buffer.byteLength(text));
    expect((await read('a\n"two\nlines"\nx\n')).rows.map(({ line }) => line)).toEqual([3, 4]);
  });

  it('tells columns of one name apart, or takes the names it is told', async () => {
    expect((await read('a, a ,b,a\n')).columns).toEqual(['a', 'a (2)', 'b', 'a (3)']);
    expect(await read('a;b\n1;2\n', { delimiter: ';', columns: ['x', 'y'] } as never)).toMatchObject({
      columns: ['x', 'y'],
      rows: [{ cells: ['1', '2'] }],
    });
    expect(await read('1\t2\n', { delimiter: '\t', header: false, columns: ['x', 'y'] } as never)).toMatchObject({
      columns: ['x', 'y'],
      rows: [{ line: 1, cells: ['1', '2'] }],
    });
  });

  it('is unpacked, and read in its own encoding', async () => {
    expect((await read(gzipSync('a\nÄ\n'))).rows).toEqual([{ line: 2, cells: ['Ä'] }]);
    expect((await read(Buffer.from([0x61, 0x0a, 0x80, 0xe4, 0x0a]), { encoding: 'windows-1252' })).rows).toEqual([
      { line: 2, cells: ['€ä'] },
    ]);
    expect((await read(Buffer.from('\ufeffa\nź\n', 'utf16le'), { encoding: 'utf-16le' })).rows).toEqual([
      { line: 2, cells: ['ź'] },
    ]);
  });

  it.each([0, 300_000])(
    'ends where a quotation mark is never closed, with %i rows behind it, once the rows before were read',
    async (behind) => {
      const rows: FileRow[] = [];
      const path = join(folder, 'unclosed.csv');
      await writeFile(path, `a,b\n1,2\n3,"4\n${'5,6\n'.repeat(behind)}`);
      const file = await openCsv(path, usual);
      const reading = async (): Promise<void> => {
        for await (const row of file.rows) rows.push(row);
      };
      await expect(reading()).rejects.toMatchObject({
        code: 'file.quote',
        problems: [{ where: 'unclosed.csv, line 3' }],
      });
      expect(rows).toEqual([{ line: 2, cells: ['1', '2'] }]);
    },
  );

  const LONG = 'x'.repeat(1024 * 1024 + 1);
  const broken = 'has more than 1,048,576 characters';

  it.each(['\n', '\r\n', '\r'])('passes over a row that is too long, and reads on (line break %j)', async (end) => {
    const lines = ['a,b', '1,2', `3,${LONG.repeat(3)}`, '', `"4","5"`, LONG.replaceAll('xx', 'x,'), '6,7', LONG];
    expect((await read(lines.join(end))).rows).toEqual([
      { line: 2, cells: ['1', '2'] },
      { line: 3, cells: [], broken },
      { line: 5, cells: ['4', '5'] },
      { line: 6, cells: [], broken },
      { line: 7, cells: ['6', '7'] },
      { line: 8, cells: [], broken },
    ]);
  });

  it('counts characters, and takes a row of as many as it may have', async () => {
    const most = `${'x'.repeat(1024 * 1024 - 2)},y`;
    expect((await read(`a,b\n${most}\n1,2\n`)).rows).toMatchObject([{ line: 2, cells: [{}, 'y'] }, { line: 3 }]);
    expect((await read(`a,b\n${'ä'.repeat(520_000)},${'ä'.repeat(10_000)}\n1,2\n`)).rows).toHaveLength(2);
  });

  it.each([
    ['a closed quotation before', `"q",${LONG}\n1,2\n`, 'file.row'],
    ['a quotation mark behind its beginning', `${LONG}${LONG},"q"\n1,2\n`, 'file.row'],
    ['an open quotation', `"${LONG}\n1,2\n`, 'file.quote'],
    ['an open quotation of several lines', `"\n${LONG}\n${LONG}\n1,2\n`, 'file.quote'],
  ])('ends at a row that is too long with %s', async (_what, row, code) => {
    await expect(read(`a,b\n1,2\n${row}`)).rejects.toMatchObject({ code, problems: [{ where: 'file.csv, line 3' }] });
  });

  it('ends at a header that is too long', async () => {
    await expect(read(`${LONG}${LONG}\n1\n`)).rejects.toMatchObject({
      code: 'file.row',
      problems: [{ where: 'file.csv, line 1' }],
    });
  });

  it('that is not there, damaged, or of another encoding is refused by its name, and nothing else happens', async () => {
    const uncaught: unknown[] = [];
    const note = (error: unknown): void => void uncaught.push(error);
    process.on('uncaughtException', note);
    await expect(openCsv(join(folder, 'nothing.csv'), usual)).rejects.toMatchObject({
      code: 'file.unreadable',
      problems: [{ where: 'nothing.csv', what: 'is not there' }],
    });
    const packed = gzipSync(`a\n${'some text\n'.repeat(100_000)}`);
    await expect(read(packed.subarray(0, packed.length - 20))).rejects.toMatchObject({
      code: 'file.unreadable',
      problems: [{ where: 'file.csv', what: 'cannot be unpacked: its end is missing' }],
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off('uncaughtException', note);
    expect(uncaught).toEqual([]);
  });

  it('that is not UTF-8 is refused with the first line that is not, wherever a character is cut in two', async () => {
    const text = `a\n${'ä€𝒳\n'.repeat(60_000)}`;
    expect((await read(text)).rows).toHaveLength(60_000);
    const damaged = Buffer.concat([Buffer.from(text), Buffer.from([0xe4, 0x0a])]);
    await expect(read(damaged)).rejects.toMatchObject({
      code: 'file.encoding',
      problems: [{ where: 'file.csv, line 60002', what: 'is not UTF-8' }],
    });
    await expect(read(Buffer.from([0x61, 0x0a, 0xc3]))).rejects.toMatchObject({ code: 'file.encoding' });
  });

  it('without a row names no columns', async () => {
    await expect(read('')).rejects.toMatchObject({ code: 'file.empty' });
  });
});
