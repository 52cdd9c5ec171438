import { FILE, Importing, LOOKED_UP, MAPPING, manyRows } from './test/importing.js';

describe('dry runs over HTTP', () => {
  let importing: Importing;
  beforeAll(async () => {
    importing = await Importing.begin();
  });
  afterAll(() => importing.end());

  it('answer what becomes of the first rows at once', async () => {
    const file = await importing.uploaded(manyRows(3_000, 2));
    const { status, body } = await importing.try({ file, rows: 10 });
    expect(status).toBe(200);
    expect(body).toMatchObject({ rows: 10, refused: 2, types: [{ type: 'touchpoint-recorded', events: 8 }] });
    expect(body.first).toHaveLength(8);
    expect(body.firstRefused.map(({ line }) => line)).toEqual([2, 3]);
    expect(await importing.try({ file, rows: 1_001 })).toMatchObject({ status: 422 });
    expect(await importing.try({ file, mapping: 'name: [' })).toMatchObject({
      status: 422,
      body: { code: 'mapping.invalid' },
    });
    expect(await importing.recorded()).toBe(0);
  });

  it('read a whole file while nobody waits, and say how far they are', async () => {
    const content = manyRows(20_000, 5);
    const file = await importing.uploaded(content);
    const begun = await importing.admin.post('/api/imports/dry-run', { file, mapping: MAPPING });
    expect(begun.status).toBe(202);
    expect(await importing.tried({ file })).toMatchObject({
      state: 'done',
      progress: { bytes: content.length, totalBytes: content.length, rows: 20_000, recorded: 19_995, refused: 5 },
      tried: { rows: 20_000, refused: 5, types: [{ events: 19_995 }] },
      problem: null,
    });
    expect(await importing.recorded()).toBe(0);
  });

  it('say why a whole file could not be tried', async () => {
    const file = await importing.uploaded(FILE);
    expect(await importing.tried({ file, mapping: MAPPING.replace('day', 'dag') })).toMatchObject({
      state: 'failed',
      tried: null,
      problem: { status: 422, code: 'mapping.columns', errors: [{ path: 'line 5, column 19, emits[0].at.column' }] },
    });
  });

  it('look up in files that were uploaded, as imports do', async () => {
    const file = await importing.uploaded('mail,day,sku\nann@example.com,2026-03-01,A1\n');
    const products = await importing.uploaded('sku,title\nA1,Lamp\n', 'products.csv');
    expect(await importing.try({ file, mapping: LOOKED_UP })).toMatchObject({
      status: 422,
      body: {
        code: 'lookup.unreadable',
        errors: [
          {
            path: 'line 4, column 21, lookups.products',
            message: 'products.csv was not given: upload it, and name it among the look-ups',
          },
        ],
      },
    });
    expect(await importing.try({ file, mapping: LOOKED_UP, lookups: { 'products.csv': 'lamp' } })).toMatchObject({
      status: 422,
      body: { code: 'request.invalid', errors: [{ path: 'lookups.products.csv' }] },
    });
    const lookups = { 'products.csv': products };
    const { body } = await importing.try({ file, mapping: LOOKED_UP, lookups });
    expect(body.first[0]!.payload).toMatchObject({ properties: { product: 'Lamp' } });
    const { id } = (await importing.start({ file, mapping: LOOKED_UP, lookups })).body;
    expect(await importing.over(id)).toMatchObject({ state: 'finished', recorded: 1, refused: 0, lookups });
  });
});
