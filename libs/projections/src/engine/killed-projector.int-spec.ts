import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PostgresEventLog, PostgresVault } from '#event-log';
import { migrate } from '#platform';
import { testDatabase } from '#platform/testing';
import { smallCompany } from '../../test/company.js';
import { seeded, World } from '../../test/world.js';
import { projectionMigrations } from './migrations.js';

const root = join(__dirname, '../../../..');
const KILLS = 5;

it('a projector killed again and again while it follows ends with the rows of an undisturbed run', async () => {
  const random = seeded(41);
  const database = await testDatabase();
  const masterKey = Buffer.alloc(32, 9);
  const log = await PostgresEventLog.open({ url: database.url });
  const vault = await PostgresVault.open({ url: database.url, masterKey });
  await migrate(database.url, [projectionMigrations]);
  const world = Object.assign(await World.make(log), { vault });
  const projector = async (): Promise<{ kill: () => Promise<void> }> => {
    const started = spawn(
      process.execPath,
      [
        '--import',
        pathToFileURL(join(root, 'test/typescript-loader.mjs')).href,
        join(__dirname, '../../test/projector-process.ts'),
        database.url,
        masterKey.toString('hex'),
      ],
      { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const ended = once(started, 'exit');
    await once(started.stdout, 'data');
    return {
      kill: async () => {
        started.kill('SIGKILL');
        await ended;
      },
    };
  };

  // both begin with the same generations on an empty log
  const undisturbed = world.engine();
  await undisturbed.start();
  const events = await smallCompany(world, random, 600);
  for (let kill = 0; kill < KILLS; kill++) {
    const { kill: killIt } = await projector();
    const share = events.slice((events.length * kill) / KILLS, (events.length * (kill + 1)) / KILLS);
    for (let i = 0; i < share.length; i += 25) {
      await world.append(...share.slice(i, i + 25));
      if (random() < 0.3) await world.append(await world.withdraw(share[i]!));
    }
    await new Promise((resolve) => setTimeout(resolve, random() * 150));
    await killIt();
  }
  await undisturbed.drained();
  const last = await projector();
  const other = World.over(database.url, log);
  const looking = other.engine();
  await looking.drained((await log.head()).position);
  expect(await other.digests(looking, 'all')).toEqual(await world.digests(undisturbed, 'all'));
  await last.kill();
  await other.close();
  await world.close();
  await vault.close();
  await log.close();
  await database.close();
});
