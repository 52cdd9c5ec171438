import { readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { request as post } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { startImport } from '#journey';
import { ask } from '#kernel';
import { ImportDesk } from './import-desk.js';
import { FILE, Importing } from './test/importing.js';
import { tidy } from './tidying.js';
import { Uploads } from './uploads.js';

const LIMIT = 100_000;

describe('files to be imported', () => {
  let importing: Importing;
  beforeAll(async () => {
    importing = await Importing.begin({ configuration: { uploadLimit: LIMIT } });
  });
  afterAll(() => importing.end());

  const onDisk = (): Promise<string[]> => readdir(join(importing.home, 'imports')).catch(() => []);

  it('are kept under a name, of whatever type they are sent as', async () => {
    for (const type of ['text/csv', 'application/octet-stream', 'application/gzip']) {
      const { status, body } = await importing.upload(FILE, '..\\secret/März 2026.csv', type);
      expect([status, body]).toEqual([
        201,
        { file: expect.any(String) as string, name: 'März 2026.csv', bytes: FILE.length },
      ]);
      expect((await importing.look(body.file)).name).toBe('März 2026.csv');
    }
    expect(await importing.upload('{}', 'a.json', 'application/json')).toMatchObject({
      status: 422,
      body: { code: 'import.not-a-file' },
    });
  });

  it('are refused beyond the limit, and nothing of them is left', async () => {
    const before = await onDisk();
    const whole = await importing.upload('x'.repeat(LIMIT));
    expect([whole.status, whole.body.bytes]).toEqual([201, LIMIT]);
    for (const chunks of [null, 40]) {
      const content = 'x'.repeat(LIMIT + 1);
      const response = await fetch(`${importing.api.url}/api/imports/files`, {
        method: 'POST',
        headers: { 'content-type': 'text/csv', ...importing.credentials() },
        // without a length that was stated first, what has come too much is noticed on the way
        body: chunks === null ? content : ReadableStream.from(piecesOf(content, chunks)),
        duplex: 'half',
      });
      expect([response.status, await response.json()]).toMatchObject([413, { code: 'import.too-large' }]);
    }
    expect((await onDisk()).length - before.length).toBe(2);
  });

  it('leave nothing where they break off', async () => {
    const before = await onDisk();
    const request = post(`${importing.api.url}/api/imports/files`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv', 'content-length': '5000', ...importing.credentials() },
    });
    request.on('error', () => undefined);
    request.write('mail,day\n');
    while ((await onDisk()).length === before.length) await sleep(10);
    request.destroy();
    while ((await onDisk()).length > before.length) await sleep(10);
    expect(await onDisk()).toEqual(before);
  });

  it('may take longer than other requests, as long as their bytes flow', async () => {
    const server = importing.api.app.getHttpServer() as { requestTimeout: number; headersTimeout: number };
    const usual = { requestTimeout: server.requestTimeout, headersTimeout: server.headersTimeout };
    Object.assign(server, { requestTimeout: 500, headersTimeout: 500 });
    try {
      const slowly = async (path: string, type: string): Promise<number> => {
        const response = await fetch(`${importing.api.url}${path}`, {
          method: 'POST',
          headers: { 'content-type': type, ...importing.credentials() },
          body: ReadableStream.from(piecesOf(JSON.stringify({ file: 'x'.repeat(50) }), 26, 300)),
          duplex: 'half',
        });
        return response.status;
      };
      const [file, other] = await Promise.allSettled([
        slowly('/api/imports/files', 'text/csv'),
        slowly('/api/imports', 'application/json'),
      ]);
      expect(file).toEqual({ status: 'fulfilled', value: 201 });
      // its connection is cut, and the answer may be lost with it
      expect(other.status === 'rejected' || other.value === 408).toBe(true);
    } finally {
      Object.assign(server, usual);
    }
  });

  it.each([
    ['comma', 'Name,E-Mail,Am\nJürgen,j@example.com,2026-03-01\n', 'utf-8', ',', 'iso'],
    ['semicolon and mark', '\ufeffName;E-Mail;Am\nJürgen;j@example.com;25.03.2026\n', 'utf-8', ';', 'd.M.yyyy'],
    ['tab', 'Name\tE-Mail\tDatum\nJürgen\tj@example.com\t1772357400\n', 'windows-1252', '\t', 'unix'],
    ['pipe', 'Name|E-Mail|Am\nJürgen|j@example.com|3/25/2026 1:05 PM\n', 'utf-16le', '|', 'M/d/yyyy h:mm a'],
  ] as const)('are looked at: %s', async (_what, content, encoding, delimiter, format) => {
    for (const pack of [(bytes: Buffer) => bytes, gzipSync]) {
      const bytes = pack(iconv.encode(content, encoding, { addBOM: encoding === 'utf-16le' }));
      const file = await importing.uploaded(bytes, 'bookings.csv.gz');
      const looked = await importing.look(file);
      expect(looked).toMatchObject({
        name: 'bookings.csv.gz',
        bytes: bytes.length,
        gzip: pack === gzipSync,
        delimiter,
        encoding,
        columns: [
          { name: 'Name', samples: ['Jürgen'], blank: 0, guess: 'name' },
          { name: 'E-Mail', guess: 'email' },
          { format },
        ],
        looked: 1,
      });
      expect(looked.rows).toHaveLength(1);
      const { body } = await importing.try({ file, mapping: looked.mapping });
      expect(body).toMatchObject({ rows: 1, refused: 0, types: [{ type: 'touchpoint-recorded', events: 1 }] });
    }
  });

  it('are looked at as somebody says, and refused where they are no table', async () => {
    const file = await importing.uploaded('a;b,c\n1;2,3\n4;5,6\n');
    expect(await importing.look(file, '?delimiter=;&rows=1')).toMatchObject({
      delimiter: ';',
      columns: [{ name: 'a' }, { name: 'b,c' }],
      rows: [['1', '2,3']],
      looked: 2,
    });
    expect(await importing.look(file, '?encoding=klingon')).toMatchObject({ status: 400, code: 'file.encoding' });
    expect(await importing.look(file, '?delimiter=ab')).toMatchObject({ status: 400, code: 'file.delimiter' });
    expect(await importing.look(file, '?rows=many')).toMatchObject({ status: 400 });
    const workbook = await importing.uploaded(Buffer.from('PK\u0003\u0004 and more'), 'march.xlsx');
    expect(await importing.look(workbook)).toMatchObject({ status: 400, code: 'file.no-table' });
    const cut = await importing.uploaded(gzipSync(FILE).subarray(0, 30));
    expect(await importing.look(cut)).toMatchObject({ status: 400, code: 'file.unreadable' });
    expect(await importing.look(await importing.uploaded(''))).toMatchObject({ status: 400, code: 'file.empty' });
  });

  it('are removed when nobody used them for 30 days, unless an import can go on with them', async () => {
    const folder = join(importing.home, 'imports');
    const { uploads, notes } = importing.api.app.get(ImportDesk);
    const [unused, used, looked] = [
      await importing.uploaded(FILE),
      await importing.uploaded(FILE),
      await importing.uploaded(FILE),
    ];
    const interrupted = '0192f0c1-2222-8000-8000-000000000002';
    const over = '0192f0c1-3333-8000-8000-000000000003';
    await notes.write(interrupted, { file: used, lookups: {}, reasons: null });
    await notes.write(over, { file: unused, lookups: {}, reasons: [] });
    const old = new Date(Date.now() - 31 * 24 * 3_600_000);
    for (const name of await onDisk()) await utimes(join(folder, name), old, old);
    await importing.look(looked);
    const { decisions } = importing.api.runtime;
    const begun = { name: 'March', source: 'shop', mapping: over, mappingVersion: 1, file: 'march.csv', digest: 'x' };
    await decisions.run(ask(startImport, interrupted, { ...begun, bytes: FILE.length }), {
      by: { kind: 'system', id: 'test' },
      commandId: 'begin',
    });
    expect(await tidy({ uploads, notes, decisions })).toBeGreaterThan(0);
    const left = await onDisk();
    expect(left.filter((name) => name.endsWith('.csv')).sort()).toEqual([`${used}.csv`, `${looked}.csv`].sort());
    expect(left).toContain(`${interrupted}.import.json`);
    expect(left).not.toContain(`${over}.import.json`);
    expect((await stat(join(folder, `${used}.csv`))).mode & 0o777).toBe(0o600);
    expect(await importing.look(unused)).toMatchObject({ status: 404, code: 'import.file-unknown' });
  });

  it('that broke off with the process are removed when it starts again', async () => {
    const uploads = new Uploads(join(importing.home, 'imports'), LIMIT);
    await writeFile(join(importing.home, 'imports', 'abc.csv.part'), 'mail');
    await uploads.cleanUp();
    expect((await onDisk()).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});

/** A text that comes in pieces, so many milliseconds apart. */
async function* piecesOf(text: string, pieces: number, ms = 0): AsyncGenerator<Uint8Array> {
  const length = Math.ceil(text.length / pieces);
  for (let from = 0; from < text.length; from += length) {
    if (ms > 0) await sleep(ms);
    yield Buffer.from(text.slice(from, from + length));
  }
}
