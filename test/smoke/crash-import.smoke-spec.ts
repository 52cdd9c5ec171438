import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const checkout = resolve(__dirname, '../..');

/** A small one of what `npm run test:crash-import` does with a million rows. */
it('an import that is killed again and again ends with exact sums, can be taken back, and comes again', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(checkout, 'test/endurance/crash-import.mjs'), '--rows=20000', '--kills=3'],
    { cwd: checkout },
  ).catch((error: Error & { readonly stderr?: string }) => {
    throw new Error(error.stderr ?? error.message, { cause: error });
  });
  const found = JSON.parse(stdout.trim().split('\n').at(-1)!) as Record<string, unknown>;
  expect(found).toMatchObject({ rows: 20_000, recorded: 39_740, refused: 80, repeated: 100, holds: true });
  expect(found['kills']).toBeGreaterThan(0);
});
