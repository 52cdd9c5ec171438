import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSecrets, secretFingerprint } from '#platform';

describe('the secrets', () => {
  let home: string;
  const none = { idSecret: undefined, masterKey: undefined };

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'throughline-secrets-'));
  });

  afterEach(() => rm(home, { recursive: true, force: true }));

  it('are made on first start, closed to others, and stay', async () => {
    const first = await loadSecrets({ home, ...none });
    expect(first.idSecret).toHaveLength(32);
    expect(first.masterKey).not.toEqual(first.idSecret);
    expect((await stat(join(home, 'secrets'))).mode & 0o777).toBe(0o700);
    expect((await stat(join(home, 'secrets', 'id-secret'))).mode & 0o777).toBe(0o600);
    expect(await loadSecrets({ home, ...none })).toEqual(first);
    expect((await readdir(join(home, 'secrets'))).sort()).toEqual(['id-secret', 'master-key']);
  });

  it('are the same for all processes that start at once', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => loadSecrets({ home, ...none })));
    expect(new Set(all.map((one) => one.idSecret.toString('hex'))).size).toBe(1);
    expect(new Set(all.map((one) => one.masterKey.toString('hex'))).size).toBe(1);
  });

  it('come from the environment when given, and then leave no file', async () => {
    const given = { idSecret: Buffer.alloc(32, 1), masterKey: Buffer.alloc(32, 2) };
    expect(await loadSecrets({ home, ...given })).toEqual(given);
    expect(await readdir(home)).toEqual([]);
  });

  it('refuse a file that others can read, with the remedy', async () => {
    await loadSecrets({ home, ...none });
    await chmod(join(home, 'secrets', 'master-key'), 0o644);
    await expect(loadSecrets({ home, ...none })).rejects.toMatchObject({
      code: 'secrets.exposed',
      message: expect.stringContaining('chmod 600') as string,
    });
  });

  it('refuse a damaged file and leave it as it is', async () => {
    await loadSecrets({ home, ...none });
    const path = join(home, 'secrets', 'id-secret');
    await writeFile(path, 'half a sec');
    await expect(loadSecrets({ home, ...none })).rejects.toMatchObject({ code: 'secrets.damaged' });
    expect(await readFile(path, 'utf8')).toBe('half a sec');
  });

  it('are compared by a fingerprint that does not tell them', () => {
    const secret = Buffer.alloc(32, 7);
    expect(secretFingerprint(secret)).toBe(secretFingerprint(Buffer.alloc(32, 7)));
    expect(secretFingerprint(secret)).not.toBe(secretFingerprint(Buffer.alloc(32, 8)));
    expect(secretFingerprint(secret)).toMatch(/^[\da-f]{32}$/);
  });
});
