import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PostgresEventLog, PostgresVault } from '#event-log';
import { Lease, LeaseLost, migrate } from '#platform';
import { testDatabase } from '#platform/testing';
import { smallCompany } from '../../test/company.js';
import { seeded, World } from '../../test/world.js';
import { GenerationStore } from './generation-store.js';
import { projectionMigrations } from './migrations.js';
import { turnTerms } from './turn.js';

const root = join(__dirname, '../../../..');

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('whose turn it is to build read models', () => {
  it('is one process’s, and one that lost it commits nothing more', async () => {
    const world = await World.make();
    const [first, second] = [new GenerationStore(world.pool), new GenerationStore(world.pool)];
    await world.pool.query('create table read.written (by text)');
    const write = (store: GenerationStore, by: string): Promise<void> =>
      store.transaction((tx) => tx.write('insert into read.written values ($1)', [by]));
    await first.alone('rebuild', async (turn) => {
      await write(turn, 'first');
      expect(
        await second.alone(
          'rebuild',
          (other) => write(other, 'second'),
          () => true,
        ),
      ).toBe(false);
      const taken = await Lease.seize(world.pool, turnTerms('rebuild'));
      await expect(write(turn, 'first, too late')).rejects.toThrow(LeaseLost);
      await write(first, 'first, beside its turn');
      await taken.release();
    });
    expect(await second.alone('rebuild', (turn) => write(turn, 'second'))).toBe(true);
    await write(first, 'first, of no turn');
    const { rows } = await world.pool.query<{ by: string }>('select by from read.written');
    expect(rows.map(({ by }) => by)).toEqual(['first', 'first, beside its turn', 'second', 'first, of no turn']);
    await world.close();
  });

  it('ends connections that still write to what is being built, and no others', async () => {
    const world = await World.begun();
    const store = new GenerationStore(world.pool);
    const live = await store.live('contacts');
    await world.pool.query(`update read.generation set state = 'building' where projection = 'contacts'`);
    const { rows } = await world.pool.query<{ tables: string[] }>(
      `select tables from read.generation where projection = 'contacts'`,
    );
    const [writing, reading] = [await world.pool.connect(), await world.pool.connect()];
    await writing.query(`begin; lock table ${rows[0]!.tables[0]!} in row exclusive mode`);
    await reading.query(`begin; select from ${rows[0]!.tables[0]!}`);
    await store.endLeft('contacts', live!.generation);
    await expect(writing.query('select')).rejects.toThrow();
    await reading.query('rollback');
    writing.release(true);
    reading.release();
    await world.close();
  });

  it('comes to another process while the one that has it is frozen; woken, it spoils nothing', async () => {
    const database = await testDatabase();
    const masterKey = Buffer.alloc(32, 9);
    const log = await PostgresEventLog.open({ url: database.url });
    const vault = await PostgresVault.open({ url: database.url, masterKey });
    await migrate(database.url, [projectionMigrations]);
    const calm = Object.assign(await World.begun(log), { vault });
    const undisturbed = calm.engine();
    await undisturbed.start();
    const events = await smallCompany(calm, seeded(43), 900);
    const late = events.splice(-100);
    await calm.append(...events);

    const frozen = projector(database.url, masterKey);
    const ended = once(frozen, 'exit');
    const world = Object.assign(World.over(database.url, log), { vault });
    await until(
      async () => (await world.pool.query(`select from read.generation where state = 'building'`)).rowCount! > 0,
    );
    frozen.kill('SIGSTOP');
    const engine = world.engine();
    await engine.start();
    await engine.drained((await log.head()).position);
    frozen.kill('SIGCONT');
    await calm.append(...late);
    const { position: head } = await log.head();
    await undisturbed.drained(head);
    await engine.drained(head);
    expect(await world.digests(engine, 'now')).toEqual(await calm.digests(undisturbed, 'now'));

    expect(frozen.exitCode).toBeNull();
    frozen.kill('SIGKILL');
    await ended;
    await world.close();
    await calm.close();
    await vault.close();
    await log.close();
    await database.close();
  });
});

/** A process of its own that builds, and follows. */
function projector(url: string, masterKey: Buffer): ChildProcess {
  return spawn(
    process.execPath,
    [
      '--import',
      pathToFileURL(join(root, 'test/typescript-loader.mjs')).href,
      join(__dirname, '../../test/projector-process.ts'),
      url,
      masterKey.toString('hex'),
    ],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
  );
}
