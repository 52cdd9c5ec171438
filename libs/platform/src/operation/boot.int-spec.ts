import { once } from 'node:events';
import { createServer } from 'node:net';
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
      argv: [],
      environment: { DATABASE_URL: database.url, THROUGHLINE_HOME: home, THROUGHLINE_LOG_LEVEL: 'silent' },
    };
  });

  afterEach(async () => {
    process.removeAllListeners('SIGTERM').removeAllListeners('SIGINT');
    process.removeAllListeners('uncaughtException').removeAllListeners('unhandledRejection');
    await database.close();
    await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  });

  it('leads to a checked database, secrets and a health that is ready once started', async () => {
    const order: string[] = [];
    await boot(program, async ({ database: opened, secrets, health, shutdown }) => {
      shutdown.add('drain', 'test', () => void order.push('drained'));
      expect(opened).toMatchObject({ kind: 'external', url: database.url });
      expect(secrets.idSecret).toHaveLength(32);
      expect((await health.ready()).status).toBe('failing');
      expect(await health.live()).toMatchObject({ status: 'ok', checks: [{ name: 'memory', status: 'ok' }] });
      health.started();
      expect((await health.ready()).status).toBe('ok');
      expect((await readdir(home)).sort()).toEqual(['lock', 'secrets']);
      await shutdown.unwind();
      expect((await health.ready()).status).toBe('failing');
    });
    expect(order).toEqual(['drained']);
    expect(await readdir(home)).toEqual(['secrets']);
  });

  it('closes what was opened when the start fails, and says why', async () => {
    const closed: string[] = [];
    const start = boot(program, async ({ shutdown }) => {
      shutdown.add('close', 'half', () => void closed.push('half'));
      throw new Error('no such thing');
    });
    await expect(start).rejects.toThrow('no such thing');
    expect(closed).toEqual(['half']);
    expect(await readdir(home)).toEqual(['secrets']);
    const unreachable = { ...program.environment, DATABASE_URL: 'postgres://127.0.0.1:1/none' };
    await expect(boot({ ...program, environment: unreachable }, async () => undefined)).rejects.toMatchObject({
      code: 'database.unreachable',
    });
    expect(await readdir(home)).toEqual(['secrets']);
  });

  it('makes sure of its port before it touches a database, and gives the home back', async () => {
    const taker = createServer().listen(0, '127.0.0.1');
    await once(taker, 'listening');
    const { port } = taker.address() as { port: number };
    const environment = {
      ...program.environment,
      DATABASE_URL: 'postgres://127.0.0.1:1/none',
      PORT: String(port),
    };
    const start = (more: Partial<Program> = {}) => boot({ ...program, environment, ...more }, async () => undefined);
    await expect(start({ listens: true })).rejects.toMatchObject({
      code: 'port.unusable',
      message: expect.stringContaining(`Port ${port} on 127.0.0.1 is taken`),
    });
    expect(await readdir(home)).toEqual([]);
    await expect(start()).rejects.toMatchObject({ code: 'database.unreachable' });
    taker.close();
    await once(taker, 'close');
    await expect(start({ listens: true })).rejects.toMatchObject({ code: 'database.unreachable' });
  });

  it('prints every setting for --help and refuses what it does not know', async () => {
    const never = (): Promise<void> => Promise.reject(new Error('It was started.'));
    const printed: string[] = [];
    const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
    try {
      await boot({ ...program, argv: ['--help'] }, never);
      await boot({ ...program, argv: ['--version'] }, never);
    } finally {
      write.mockRestore();
    }
    for (const setting of Object.values(settings)) expect(printed[0]).toContain(setting.variable);
    expect(printed[1]).toMatch(/^\d+\.\d+\.\d+\n$/);
    await expect(boot({ ...program, argv: ['--prot=80'] }, never)).rejects.toMatchObject({ exitCode: 2 });
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
