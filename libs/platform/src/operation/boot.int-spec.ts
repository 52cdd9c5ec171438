import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boot, explainListenError, settings, type Program } from '#platform';
import { testDatabase, type TestDatabase } from '#platform/testing';

describe('booting a program', () => {
  let database: TestDatabase;
  let home: string;
  let program: Program;

  beforeEach(async () => {
    database = await testDatabase();
    home = await mkdtemp(join(tmpdir(), 'throughline-boot-'));
    program = {
      name: 'throughline-test',
      description: 'tests',
      exclusive: true,
      migrations: [{ schema: 'orchard', migrations: [{ id: '001', sql: 'CREATE TABLE orchard.tree ()' }] }],
      argv: [],
      environment: { DATABASE_URL: database.url, THROUGHLINE_HOME: home, THROUGHLINE_LOG_LEVEL: 'silent' },
    };
  });

  afterEach(async () => {
    process.removeAllListeners('SIGTERM').removeAllListeners('SIGINT');
    process.removeAllListeners('uncaughtException').removeAllListeners('unhandledRejection');
    await database.close();
    await rm(home, { recursive: true, force: true });
  });

  it('leads to a migrated database, checked secrets and a health that is ready once started', async () => {
    const booted = (await boot(program))!;
    expect((await booted.pool.query(`SELECT to_regclass('orchard.tree') IS NOT NULL AS there`)).rows).toEqual([
      { there: true },
    ]);
    expect((await booted.health.ready()).status).toBe('failing');
    booted.health.started();
    expect(await booted.health.ready()).toMatchObject({
      status: 'ok',
      checks: [{ name: 'process' }, { name: 'database', detail: 'external' }],
    });
    expect((await readdir(home)).sort()).toEqual(['lock', 'secrets']);
    await booted.pool.end();
    await booted.database.close();
    expect(await readdir(home)).toEqual(['secrets']);
  });

  it('gives everything back when a step fails', async () => {
    const first = (await boot(program))!;
    await first.pool.end();
    await first.database.close();
    const environment = { ...program.environment, THROUGHLINE_ID_SECRET: randomBytes(32).toString('hex') };
    await expect(boot({ ...program, environment })).rejects.toMatchObject({ code: 'secrets.other' });
    expect(await readdir(home)).toEqual(['secrets']);
  });

  it('prints every setting for --help and refuses what it does not know', async () => {
    const printed: string[] = [];
    const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
    try {
      expect(await boot({ ...program, argv: ['--help'] })).toBeUndefined();
      expect(await boot({ ...program, argv: ['--version'] })).toBeUndefined();
    } finally {
      write.mockRestore();
    }
    for (const setting of Object.values(settings)) expect(printed[0]).toContain(setting.variable);
    expect(printed[1]).toMatch(/^\d+\.\d+\.\d+\n$/);
    await expect(boot({ ...program, argv: ['--prot=80'] })).rejects.toMatchObject({ exitCode: 2 });
    expect(await readdir(home)).toEqual([]);
  });

  it('says what to do about a port that cannot be opened', () => {
    const taken = Object.assign(new Error('listen'), { code: 'EADDRINUSE' });
    expect(explainListenError(taken, { host: '127.0.0.1', port: 3000 })).toMatchObject({
      message: 'Port 3000 on 127.0.0.1 is taken by another program: stop it, or set PORT to another one.',
    });
    const other = new Error('other');
    expect(explainListenError(other, { host: '127.0.0.1', port: 3000 })).toBe(other);
  });
});
