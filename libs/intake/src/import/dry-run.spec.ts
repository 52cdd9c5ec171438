import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogue } from '#journey';
import { Door } from '../engine/door.js';
import { tryImport, type Tried, type TryOptions } from './dry-run.js';
import { parseMapping } from './mapping-document.js';

const CARD = '4111 1111 1111 1111';

describe('a file that is tried', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'throughline-tried-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** Tries a file whose rows become touchpoints with these properties. */
  async function tried(content: string, properties: string, head = '', options: TryOptions = {}): Promise<Tried> {
    const path = join(folder, 'file.csv');
    await writeFile(path, content);
    const document =
      `name: m\nsource: s\n${head}emits:\n  - event: touchpoint-recorded\n    at: unknown\n` +
      `    identifiers: [{ kind: user, column: who }]\n    fields: { channel: other, kind: sent, properties: ${properties} }\n`;
    return tryImport({ path, mapping: parseMapping(document, catalogue), folder }, catalogue, options);
  }

  it('refuses rows that hold a card number or what is forbidden, and shows neither', async () => {
    const found = await tried(
      `who,note,order_id\nann,paid with ${CARD},1\nben,nothing,4111111111111111\ncleo,my AB123456C,3\n${CARD},,4\n`,
      '{ columns: [note, order_id] }',
      '',
      { door: new Door([String.raw`\b[A-Z]{2}\d{6}[A-Z]\b`]) },
    );
    expect(found).toMatchObject({ rows: 4, refused: 2, types: [{ events: 2 }] });
    expect(found.firstRefused).toEqual([
      { line: 2, reasons: ['column note: holds a card number'] },
      { line: 4, reasons: ['column note: holds what pattern 1 of this installation forbids'] },
    ]);
    expect(JSON.stringify(found.firstRefused)).not.toContain('AB123456C');
  });

  it('finds a card number that several cells or a look-up make, and lets pass what is recorded nowhere', async () => {
    const concat = '{ object: { note: { concat: [{ column: a }, { column: b }] } } }';
    expect(await tried('who,a,b\nann,41111111,11111111\n', concat)).toMatchObject({
      refused: 1,
      firstRefused: [{ reasons: ['touchpoint-recorded.payload.properties.note: holds a card number'] }],
    });
    await writeFile(join(folder, 'cards.csv'), `k,v\n1,${CARD}\n`);
    expect(
      await tried(
        'who,k\nann,1\n',
        '{ object: { note: { lookup: cards, key: { column: k }, field: v } } }',
        'lookups: { cards: { file: cards.csv, key: k } }\n',
      ),
    ).toMatchObject({ refused: 1 });
    expect(await tried(`who,a,b\nann,x,${CARD}\n`, '{ columns: [a] }')).toMatchObject({ refused: 0 });
  });

  it('refuses rows of a channel that there is not, as every other way in does', async () => {
    const path = join(folder, 'channels.csv');
    await writeFile(path, 'who,how\nann,email\nben,pigeon\n');
    const document =
      'name: m\nsource: s\nemits:\n  - event: touchpoint-recorded\n    at: unknown\n' +
      '    identifiers: [{ kind: user, column: who }]\n    fields: { channel: { column: how }, kind: sent }\n';
    const found = await tryImport({ path, mapping: parseMapping(document, catalogue), folder }, catalogue);
    expect(found).toMatchObject({ rows: 2, refused: 1, types: [{ events: 1 }] });
    expect(found.firstRefused[0]!.reasons[0]).toMatch(/channel: is not a channel: known are email/);
  });

  it('refuses rows of which an event would be too large, as an import does', async () => {
    const large = 'x'.repeat(300_000);
    const found = await tried(
      `who,a,b\nann,${large},\nben,${'y'.repeat(60_000)},\n`,
      '{ object: { list: { list: [{ column: a }, { column: b }] } } }',
    );
    expect(found.reasons).toEqual([
      { reason: 'touchpoint-recorded: is larger than an event may be, … bytes', rows: found.refused },
    ]);
    expect(found).toMatchObject({ refused: 1, firstRefused: [{ line: 2 }] });
  });

  it('keeps columns of any name', async () => {
    const { first } = await tried('who,__proto__,constructor\nann,1,2\n', '{ columns: all }');
    expect(JSON.stringify(first[0]!.payload['properties'])).toBe('{"who":"ann","__proto__":"1","constructor":"2"}');
  });

  it('says which row of a look-up cannot be read, and that one is missing', async () => {
    const looked = (): Promise<Tried> =>
      tried(
        'who,k\nann,1\n',
        '{ object: { v: { lookup: l, key: { column: k }, field: v } } }',
        'lookups: { l: { file: l.csv, key: k } }\n',
      );
    await writeFile(join(folder, 'l.csv'), 'k,v\n1,a\n2\n3,c\n');
    await expect(looked()).rejects.toMatchObject({
      code: 'lookup.unreadable',
      problems: [{ what: 'line 3 of l.csv has 1 cells, and there are 2 columns' }],
    });
    await rm(join(folder, 'l.csv'));
    const missing = await looked().catch((error: unknown) => error);
    expect(missing).toMatchObject({ name: 'InvalidInput' });
    expect(JSON.stringify(missing)).not.toContain(folder);
  });
});
