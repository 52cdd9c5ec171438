import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockHome, runningInstance } from '#platform';

describe('the lock of a home', () => {
  let home: string;

  beforeEach(async () => {
    home = join(await mkdtemp(join(tmpdir(), 'throughline-home-')), 'nested', 'home');
  });

  afterEach(() => rm(join(home, '..', '..'), { recursive: true, force: true }));

  it('is held once, and says by whom and where', async () => {
    const lock = await lockHome(home);
    await lock.announce('http://127.0.0.1:3000');
    await expect(lockHome(home)).rejects.toMatchObject({
      code: 'home.in-use',
      exitCode: 1,
      message: expect.stringMatching(
        new RegExp(`is in use by process ${process.pid} at http://127.0.0.1:3000 since .*: stop it, or set`),
      ) as string,
    });
    expect(await runningInstance(home)).toMatchObject({ pid: process.pid, address: 'http://127.0.0.1:3000' });
    await lock.release();
    expect(await runningInstance(home)).toBeUndefined();
    await (await lockHome(home)).release();
    expect(await readdir(home)).toEqual([]);
  });

  it('says in one line where no directory can be made', async () => {
    await mkdir(join(home, '..'), { recursive: true });
    await writeFile(home, 'a file');
    await expect(lockHome(home)).rejects.toMatchObject({
      code: 'home.unusable',
      message: `${home} is a file: set THROUGHLINE_HOME to a directory.`,
    });
    await expect(lockHome(join(home, 'below'))).rejects.toMatchObject({ code: 'home.unusable' });
    await expect(lockHome('/proc/throughline/home')).rejects.toMatchObject({ code: 'home.unusable' });
  });

  it('is taken over from a process that was killed, by one of many', async () => {
    await (await lockHome(home)).release();
    const dead = spawn(process.execPath, ['-e', '']);
    await once(dead, 'exit');
    await writeFile(join(home, 'lock'), JSON.stringify({ pid: dead.pid, startedAt: new Date().toISOString() }));
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => lockHome(home)));
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    expect(await readdir(home)).toEqual(['lock']);
  });

  it("is not mistaken for held when another process has the dead one's id", async () => {
    await (await lockHome(home)).release();
    const stale = { pid: process.pid, startedAt: new Date().toISOString(), identity: 'another boot/1' };
    await writeFile(join(home, 'lock'), JSON.stringify(stale));
    expect(await runningInstance(home)).toBeUndefined();
    await (await lockHome(home)).release();
  });

  it('survives a lock that was cut short while being written', async () => {
    await (await lockHome(home)).release();
    await writeFile(join(home, 'lock'), '{"pid": 12');
    const lock = await lockHome(home);
    expect(JSON.parse(await readFile(join(home, 'lock'), 'utf8'))).toMatchObject({ pid: process.pid });
    await lock.release();
  });
});
