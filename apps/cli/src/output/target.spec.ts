import { execFileSync } from 'node:child_process';
import { lstat, mkdtemp, open, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collector } from '../testing/tool.js';
import { openTarget } from './target.js';

describe('a target', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'throughline-target-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is a file that appears whole, or not at all', async () => {
    const path = join(folder, 'file');
    const abandoned = await openTarget(path, false, collector());
    await abandoned.write('half');
    await abandoned.abandon();
    expect(await readdir(folder)).toEqual([]);
    const target = await openTarget(path, false, collector());
    await target.write('one ');
    expect(await readdir(folder)).not.toContain('file');
    await target.write(Buffer.from('two'));
    await target.finish();
    await target.abandon();
    expect(await readdir(folder)).toEqual(['file']);
    expect(await readFile(path, 'utf8')).toBe('one two');
  });

  it('is written over only by force, and through a link where it leads to', async () => {
    const path = join(folder, 'file');
    await writeFile(path, 'before');
    await symlink(path, join(folder, 'link'));
    await expect(openTarget(path, false, collector())).rejects.toThrow('is there already');
    await expect(openTarget(join(folder, 'link'), false, collector())).rejects.toThrow('is there already');
    const target = await openTarget(join(folder, 'link'), true, collector());
    await target.write('after');
    await target.finish();
    expect(await readFile(path, 'utf8')).toBe('after');
    expect((await lstat(join(folder, 'link'))).isSymbolicLink()).toBe(true);
  });

  it('is written into where it is no file: a pipe stays a pipe', async () => {
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);
    const reading = open(path, 'r').then(async (pipe) => {
      const text = await pipe.readFile('utf8');
      await pipe.close();
      return text;
    });
    const target = await openTarget(path, false, collector());
    await target.write('through');
    await target.finish();
    await target.abandon();
    expect(await reading).toBe('through');
    expect((await lstat(path)).isFIFO()).toBe(true);
    expect(await readdir(folder)).toEqual(['pipe']);
  });

  it('says so where it cannot be written', async () => {
    await expect(
      openTarget(join(folder, 'none', 'file'), false, collector()).then((one) => one.write('x')),
    ).rejects.toThrow(/cannot be written \(.*ENOENT/);
    await expect(openTarget(folder, true, collector()).then((one) => one.write('x'))).rejects.toThrow(
      /cannot be written \(.*EISDIR/,
    );
    expect(await readdir(folder)).toEqual([]);
  });
});
