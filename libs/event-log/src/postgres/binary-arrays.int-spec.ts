import fc from 'fast-check';
import { Client } from 'pg';
import { testDatabase, type TestDatabase } from '#platform/testing';
import { BinaryArrays } from './binary-arrays.js';

describe('arrays as binary parameters', () => {
  let database: TestDatabase;
  let client: Client;
  const arrays = new BinaryArrays(64);
  beforeAll(async () => {
    database = await testDatabase();
    client = new Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.close();
  });

  const text = fc.string({ unit: 'binary' }).map((s) => s.replaceAll('\u0000', ''));

  it('arrive as they were, whatever is in them and however many stand behind each other', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uuid()),
        fc.array(fc.option(text)),
        fc.array(fc.option(fc.integer({ min: -2_147_483_648, max: 2_147_483_647 }))),
        fc.array(fc.option(fc.maxSafeNat())),
        fc.array(fc.uint8Array()),
        fc.array(fc.json()),
        async (uuids, texts, ints, bigints, byteas, jsons) => {
          arrays.reset();
          const { rows } = await client.query({
            text: `select $1::uuid[]::text[], $2::text[], $3::integer[], $4::bigint[]::text[], $5::bytea[], $6::json[]::text[]`,
            values: [
              arrays.uuids(uuids),
              arrays.texts(texts),
              arrays.ints(ints),
              arrays.bigints(bigints),
              arrays.byteas(byteas.map((bytes) => Buffer.from(bytes))),
              arrays.jsons(jsons.map((json) => json.replaceAll('\u0000', ''))),
            ],
            rowMode: 'array',
          });
          expect(rows[0]).toEqual([
            uuids,
            texts,
            ints,
            bigints.map((n) => (n === null ? null : String(n))),
            byteas.map((bytes) => Buffer.from(bytes)),
            jsons.map((json) => json.replaceAll('\u0000', '')),
          ]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('lets go of the memory of a very large statement', () => {
    arrays.texts(['x'.repeat(4_000_000)]);
    expect(arrays.held).toBeGreaterThan(8 * 1024 * 1024);
    arrays.reset();
    expect(arrays.held).toBeLessThanOrEqual(8 * 1024 * 1024);
  });
});
