import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogue } from '#journey';
import { readLookups, type LookedUp, type LookupRoom } from './lookups.js';
import { parseMapping } from './mapping-document.js';

describe('look-ups', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'throughline-lookups-'));
    await writeFile(join(folder, 'one.csv'), 'k,v\n1,one\n2,two\n1,again\n');
    await writeFile(join(folder, 'two.csv'), 'k,v\n1,uno\n');
  });
  afterAll(() => rm(folder, { recursive: true }));

  const read = (room?: LookupRoom): Promise<LookedUp> => {
    const document =
      'name: m\nsource: s\nlookups: { one: { file: one.csv, key: k }, two: { file: two.csv, key: k } }\n' +
      'emits:\n  - event: touchpoint-recorded\n    at: unknown\n    identifiers: [{ kind: user, column: who }]\n' +
      '    fields: { channel: other, kind: sent, title: { lookup: one, key: { column: who }, field: v },' +
      ' campaign: { lookup: two, key: { column: who }, field: v } }\n';
    return readLookups(parseMapping(document, catalogue), folder, room);
  };

  it('find the cell of a row by its key; of two rows with one key the first counts', async () => {
    const looked = await read();
    expect(looked.columns('one')).toEqual(['k', 'v']);
    const find = looked.finder('one', 'v');
    expect(['1', '2', '3'].map(find)).toEqual(['one', 'two', undefined]);
  });

  it('are refused at the place that names them, whatever is wrong with their file', async () => {
    const one = (file: string) =>
      readLookups(
        { lookups: { p: { file, key: 'sku', delimiter: ',', encoding: 'utf-8' } }, placeOf: () => 'line 4, column 14' },
        folder,
      );
    await writeFile(join(folder, 'latin.csv'), Buffer.from('sku\n\xe4\n', 'latin1'));
    for (const [file, what] of [
      ['nosuch.csv', 'nosuch.csv is not there'],
      ['latin.csv', 'latin.csv, line 2 is not UTF-8'],
      ['one.csv', 'one.csv has no column "sku"'],
    ] as const)
      await expect(one(file)).rejects.toMatchObject({
        code: 'lookup.unreadable',
        problems: [{ where: 'line 4, column 14, lookups.p', what }],
      });
  });

  it('are refused where they hold too much: the bytes of all that is kept, the rows of each', async () => {
    // 1, one, 2, two; then 1, uno
    await expect(read({ rows: 2, bytes: 12 })).resolves.toBeDefined();
    await expect(read({ rows: 2, bytes: 11 })).rejects.toMatchObject({
      code: 'lookup.unreadable',
      problems: [{ what: 'two.csv is too large: look-ups may hold 11 bytes together' }],
    });
    await expect(read({ rows: 1, bytes: 12 })).rejects.toMatchObject({
      problems: [{ what: 'one.csv has more than 1 rows' }],
    });
  });
});
