import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { createMetrics } from '#platform';
import { createApi } from '../create-api.js';
import { Browser } from '../../test/api-app.js';
import { Importing, manyRows } from './test/importing.js';
import type { ImportState } from '#queries';

describe('imports and the end of the program', () => {
  let importing: Importing;
  beforeAll(async () => {
    importing = await Importing.begin();
  });
  afterAll(() => importing.end());

  it('are interrupted by it, told so by the next, and go on there with exact sums', async () => {
    const [rows, refused] = [12_000, 10];
    const file = await importing.uploaded(manyRows(rows, refused), 'many.csv');
    const { id } = (await importing.start({ file })).body;
    await importing.stateWhen(id, ({ progress }) => (progress?.rows ?? 0) > 0);
    await importing.api.app.close();
    const there = await importing.recorded();
    expect(there).toBeLessThan(rows - refused);
    const next = await createApi({ ...importing.api.runtime, metrics: createMetrics({ processMetrics: false }) });
    try {
      await next.listen(0, '127.0.0.1');
      const browser = Object.assign(new Browser(await next.getUrl()), {
        cookie: importing.admin.cookie,
        csrf: importing.admin.csrf,
      });
      const state = async (): Promise<ImportState> => (await browser.get<ImportState>(`/api/imports/${id}`)).body;
      expect(await state()).toMatchObject({
        state: 'interrupted',
        running: false,
        progress: null,
        canResume: true,
        refusedFile: true,
        reasons: [{ rows: refused }],
      });
      expect(await browser.post(`/api/imports/${id}/resume`)).toMatchObject({ status: 202, body: { resumed: true } });
      for (let now = await state(); now.running; now = await state()) await sleep(100);
      expect(await state()).toMatchObject({ state: 'finished', rows, refused, recorded: rows - refused, repeated: 0 });
      expect(await importing.recorded()).toBe(rows - refused);

      const cut = gzipSync(manyRows(6_000, 0)).subarray(0, 4_000);
      const upload = await fetch(`${await next.getUrl()}/api/imports/files?name=cut.csv.gz`, {
        method: 'POST',
        headers: { 'content-type': 'application/gzip', ...importing.credentials() },
        body: cut,
      });
      const { file: broken } = (await upload.json()) as { file: string };
      const begun = await browser.post<{ id: string }>('/api/imports', {
        file: broken,
        mapping: (await state()).document,
      });
      expect(begun.status).toBe(202);
      const failing = `/api/imports/${begun.body.id}`;
      let failed = (await browser.get<ImportState>(failing)).body;
      while (failed.running || failed.problem === null) failed = (await browser.get<ImportState>(failing)).body;
      expect(failed).toMatchObject({ state: 'interrupted', problem: { code: 'file.unreadable' } });
      await rm(join(importing.home, 'imports', `${broken}.csv`));
      expect((await browser.get<ImportState>(failing)).body.canResume).toBe(false);
      expect(await browser.post(`${failing}/resume`)).toMatchObject({
        status: 404,
        body: { code: 'import.file-unknown' },
      });
    } finally {
      await next.close();
    }
  });
});
