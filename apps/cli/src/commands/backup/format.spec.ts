import fc from 'fast-check';
import { BackupReader, BackupWriter, type BackupPart, type Manifest } from './format.js';

const manifest: Manifest = {
  release: '1.0.0',
  dataVersion: 1,
  createdAt: '2026-03-01T00:00:00.000Z',
  log: { id: 'l', epoch: 1, head: 2, partitionSize: 10 },
  migrations: { log: ['001-log'] },
  secrets: null,
  fingerprints: { idSecret: 'a', masterKey: 'b' },
};

async function written(tables: Record<string, Buffer[]>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const writer = new BackupWriter(async (bytes) => void chunks.push(Buffer.from(bytes)));
  await writer.begin(manifest);
  for (const [table, pieces] of Object.entries(tables)) {
    await writer.table({ table, columns: ['a', 'b'] });
    for (const piece of pieces) await writer.piece(piece);
    await writer.tableEnds(pieces.length);
  }
  await writer.end();
  return Buffer.concat(chunks);
}

async function* cut(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Buffer, size = 7): Promise<{ manifest: Manifest; parts: BackupPart[] }> {
  const reader = new BackupReader(cut(bytes, size), 'file');
  const found = await reader.manifest();
  const parts: BackupPart[] = [];
  for await (const part of reader.parts()) parts.push(part);
  return { manifest: found, parts };
}

const anyTables = fc.dictionary(
  fc.stringMatching(/^[a-z]{1,8}$/),
  fc.array(
    fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
    { maxLength: 5 },
  ),
);

describe('a backup', () => {
  it('reads as it was written, however it is cut into chunks', () =>
    fc.assert(
      fc.asyncProperty(anyTables, fc.integer({ min: 1, max: 200 }), async (tables, size) => {
        const { manifest: found, parts } = await read(await written(tables), size);
        expect(found).toEqual(manifest);
        const expected = Object.entries(tables).flatMap(([table, pieces]): BackupPart[] => [
          { kind: 'table', table, columns: ['a', 'b'] },
          ...pieces.map((bytes): BackupPart => ({ kind: 'piece', bytes })),
          { kind: 'rows', rows: pieces.length },
        ]);
        expect(parts).toEqual([...expected, { kind: 'end' }]);
      }),
      { numRuns: 50 },
    ));

  it('is refused when any byte of it is another one', () =>
    fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const bytes = await written({ events: [Buffer.from('1\tone\n2\ttwo\n')] });
        bytes[at % bytes.length]! ^= flip;
        await expect(read(bytes)).rejects.toThrow(/file is (damaged|no backup)/);
      }),
      { numRuns: 200 },
    ));

  it('is refused when its end is missing', () =>
    fc.assert(
      fc.asyncProperty(fc.nat(), async (at) => {
        const bytes = await written({ events: [Buffer.from('1\tone\n')] });
        await expect(read(bytes.subarray(0, at % bytes.length))).rejects.toThrow('it ends in the middle');
      }),
    ));
});
