import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { attachDatabase, createLogger } from '#platform';
import { hold, holding, type Holder } from '../testing/holder.js';

const root = process.getuid?.() === 0;
const asRoot = root ? it : it.skip;
const withMounts = root && canMount() ? it : it.skip;

/** Containers without the right to mount cannot make a full or a read-only disk; those tests are then listed as skipped. */
function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  }
}

async function query<Row extends Record<string, unknown>>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('the embedded PostgreSQL', () => {
  let folder: string;
  let home: string;
  let holders: Holder[];

  const start = async (user?: { uid: number; gid: number }): Promise<Holder> => {
    const holder = await holding(home, user);
    holders.push(holder);
    return holder;
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'throughline-embedded-'));
    await chmod(folder, 0o755);
    home = join(folder, 'home');
    holders = [];
  });

  afterEach(async () => {
    for (const { process: child, facts } of holders) {
      child.kill('SIGKILL');
      try {
        process.kill(facts.pid, 'SIGKILL');
      } catch {
        // It has ended already.
      }
      if (!facts.data.startsWith(folder))
        await rm(join(facts.data, '..'), { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  });

  it('is a durable PostgreSQL 18 that knows letters beyond ASCII, reachable from this machine only', async () => {
    const { facts, end } = await start();
    const [row] = await query<Record<string, string>>(
      facts.url,
      `SELECT current_setting('server_version_num')::int / 10000 AS major, current_setting('fsync') AS fsync,
              current_setting('synchronous_commit') AS commit, current_setting('full_page_writes') AS pages,
              current_setting('listen_addresses') AS address, current_setting('data_checksums') AS checksums,
              current_setting('server_encoding') AS encoding, lower('ÉЖ') AS lower, 'a' > 'B' AS bytewise,
              (SELECT datcollate || ' ' || datctype FROM pg_database WHERE datname = current_database()) AS locale`,
    );
    expect(row).toEqual({
      major: 18,
      fsync: 'on',
      commit: 'on',
      pages: 'on',
      address: '127.0.0.1',
      checksums: 'on',
      encoding: 'UTF8',
      lower: 'éж',
      bytewise: true,
      locale: 'C C.UTF-8',
    });
    expect(await end('SIGTERM')).toBe(0);
    expect(await readdir(home)).toEqual(expect.not.arrayContaining(['lock']) as string[]);
    await expect(query(facts.url, 'SELECT 1')).rejects.toThrow(/ECONNREFUSED/);
  });

  it('asks for the password', async () => {
    const { facts } = await start();
    const url = new URL(facts.url);
    url.password = 'guess';
    await expect(query(url.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    expect((await stat(join(home, 'secrets', 'postgres-password'))).mode & 0o777).toBe(0o600);
  });

  it('is taken over, on the same address, when the application was killed; nothing committed is lost', async () => {
    const first = await start();
    await query(first.facts.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    expect(await first.end('SIGKILL')).toBe('SIGKILL');
    const second = await start();
    expect(second.facts).toMatchObject({ adopted: true, pid: first.facts.pid, url: first.facts.url });
    expect(await query(second.facts.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    expect(await second.end('SIGTERM')).toBe(0);
    await expect(query(second.facts.url, 'SELECT 1')).rejects.toThrow(/ECONNREFUSED/);
  });

  it('is brought back on the same address when the server was killed, again and again', async () => {
    const { facts, end } = await start();
    await query(facts.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    for (let round = 0; round < 3; round++) {
      const pid = Number((await readFile(join(facts.data, 'postmaster.pid'), 'utf8')).split('\n')[0]);
      process.kill(pid, 'SIGKILL');
      await sleep(50);
      let answer: unknown;
      for (let attempt = 0; attempt < 200 && answer === undefined; attempt++) {
        answer = await query(facts.url, 'SELECT answer FROM kept').catch(() => sleep(50));
      }
      expect(answer).toEqual([{ answer: 42 }]);
    }
    expect(await end('SIGTERM')).toBe(0);
  });

  it('starts again after application and server were killed together', async () => {
    const first = await start();
    await query(first.facts.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    first.process.kill('SIGKILL');
    process.kill(first.facts.pid, 'SIGKILL');
    const second = await start();
    expect(second.facts.adopted).toBe(false);
    expect(await query(second.facts.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('refuses a second process on the same home in one line, and leaves the first alone', async () => {
    const first = await start();
    const second = await hold(home);
    expect(second).toMatchObject({ code: 1 });
    expect((second as { said: string }).said).toMatch(/^\S+ is in use by process \d+ since .*THROUGHLINE_HOME.*\n$/);
    expect(await query(first.facts.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('refuses data of a newer PostgreSQL in one line, untouched', async () => {
    await (await start()).end('SIGTERM');
    const version = join(home, 'postgres', 'PG_VERSION');
    await writeFile(version, '19\n');
    const before = await stat(join(home, 'postgres', 'global', 'pg_control'));
    const refused = await hold(home);
    expect(refused).toMatchObject({ code: 1 });
    expect((refused as { said: string }).said).toMatch(
      /^\S+ was written by PostgreSQL 19, this release brings 18: .*\n$/,
    );
    expect((await stat(join(home, 'postgres', 'global', 'pg_control'))).mtimeMs).toBe(before.mtimeMs);
    await writeFile(version, '18\n');
    await (await start()).end('SIGTERM');
  });

  it('clears away an initialisation that was killed half-way', async () => {
    await mkdir(join(home, 'postgres.new.abc123', 'base'), { recursive: true });
    const { facts } = await start();
    expect(await query(facts.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect((await readdir(home)).filter((name) => name.startsWith('postgres.new'))).toEqual([]);
  });

  it('does not overwrite files that are not a data directory', async () => {
    await mkdir(join(home, 'postgres'), { recursive: true });
    await writeFile(join(home, 'postgres', 'letter.txt'), 'dear');
    expect(await hold(home)).toMatchObject({
      code: 1,
      said: expect.stringMatching(/holds files but is not/) as string,
    });
    expect(await readFile(join(home, 'postgres', 'letter.txt'), 'utf8')).toBe('dear');
  });

  it('is shared with a tool while the application runs, and started for the tool when it does not', async () => {
    const logger = createLogger({ level: 'silent' });
    const first = await start();
    const shared = await attachDatabase({ home, databaseUrl: undefined }, logger);
    expect(shared).toMatchObject({ kind: 'running', url: first.facts.url });
    await shared.close();
    expect(await first.end('SIGTERM')).toBe(0);
    const own = await attachDatabase({ home, databaseUrl: undefined }, logger);
    expect(own.kind).toBe('embedded');
    expect(await query(own.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await own.close();
  });

  asRoot('runs for an ordinary user too', async () => {
    const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'nobody']).toString()));
    await mkdir(home);
    execFileSync('chown', ['nobody', home]);
    const { facts, end } = await start({ uid: uid!, gid: gid! });
    expect(await query(facts.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect((await stat(facts.data)).uid).toBe(uid);
    expect(await end('SIGTERM')).toBe(0);
  });

  asRoot('keeps the data where its user can reach it when the home is below a closed directory', async () => {
    await chmod(folder, 0o700);
    const first = await start();
    expect(first.facts.data).toMatch(/^\/var\/lib\/throughline\/data\//);
    await query(first.facts.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    expect(await first.end('SIGTERM')).toBe(0);
    // The link goes with the home wherever it is moved.
    await rename(home, join(folder, 'moved'));
    home = join(folder, 'moved');
    const second = await start();
    expect(await query(second.facts.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  describe('on a disk of its own', () => {
    const mount = (...options: string[]): void => void execFileSync('mount', options);

    beforeEach(async () => {
      if (withMounts === it.skip) return;
      await mkdir(home);
      mount('-t', 'tmpfs', '-o', 'size=220m', 'tmpfs', home);
      await chmod(home, 0o755);
    });

    afterEach(() => {
      for (const { process: child, facts } of holders) {
        child.kill('SIGKILL');
        try {
          process.kill(facts.pid, 'SIGKILL');
        } catch {
          // It has ended already.
        }
      }
      if (withMounts !== it.skip) execFileSync('umount', ['--lazy', home]);
    });

    withMounts('that is full refuses in one line, data untouched, and starts when there is room again', async () => {
      const first = await start();
      await query(first.facts.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
      expect(await first.end('SIGTERM')).toBe(0);
      const filler = join(home, 'filler');
      execFileSync('sh', ['-c', `cat /dev/zero > ${filler} 2>/dev/null || true`]);
      const refused = await hold(home);
      expect(refused).toMatchObject({ code: 1 });
      expect((refused as { said: string }).said).toMatch(/^\S+ is on a (full disk|disk with \d+ MB left).*\n$/);
      await rm(filler);
      const second = await start();
      expect(await query(second.facts.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
      expect(await second.end('SIGTERM')).toBe(0);
    });

    withMounts('that is read-only refuses in one line, data untouched', async () => {
      expect(await (await start()).end('SIGTERM')).toBe(0);
      mount('-o', 'remount,ro', home);
      const refused = await hold(home);
      expect(refused).toMatchObject({ code: 1 });
      expect((refused as { said: string }).said).toMatch(/^\S+ is on a read-only file system: .*\n$/);
      mount('-o', 'remount,rw', home);
      expect(await (await start()).end('SIGTERM')).toBe(0);
    });
  });
});
