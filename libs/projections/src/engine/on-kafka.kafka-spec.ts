import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PostgresVault } from '#event-log';
import { migrate } from '#platform';
import { feedOn } from '../../../feed/test/kafka-feeds.js';
import { testBroker, topicName } from '../../../feed/test/kafka-topic.js';
import { RelayWorld } from '../../../feed/test/relay-world.js';
import { smallCompany } from '../../test/company.js';
import { seeded, World } from '../../test/world.js';
import { projectionMigrations } from './migrations.js';
import type { ProjectionEngine } from './projection-engine.js';

const root = join(__dirname, '../../../..');
const masterKey = Buffer.alloc(32, 9);

let relayed: RelayWorld;
let vault: PostgresVault;
/** Read models of the database the relay works on. */
let world: World;

beforeEach(async () => {
  relayed = await RelayWorld.make(testBroker());
  const { url } = relayed.database;
  await migrate(url, [projectionMigrations]);
  vault = await PostgresVault.open({ url, masterKey });
  world = Object.assign(World.over(url, relayed.log), { vault });
});
afterEach(async () => {
  await world.close();
  await vault.close();
  await relayed.close();
});

/** The rows of a rebuild of everything from the log. */
async function rebuilt(): Promise<Record<string, string>> {
  const looking = world.engine();
  const all: Record<string, string> = {};
  for (const [name, tables] of await looking.digestRebuilt(
    looking.definitions.map((definition) => definition.name),
    'all',
  ))
    for (const { table, rows, hash } of tables) all[`${name}.${table}`] = `${rows} ${hash}`;
  return all;
}

async function expectAsRebuilt(engine: ProjectionEngine): Promise<void> {
  await engine.drained();
  expect(await world.digests(engine, 'all')).toEqual(await rebuilt());
}

async function projector(): Promise<{ kill: () => Promise<void> }> {
  const loader = pathToFileURL(join(root, 'test/typescript-loader.mjs')).href;
  const script = join(__dirname, '../../test/projector-process.ts');
  const given = [relayed.database.url, masterKey.toString('hex'), JSON.stringify(relayed.settings)];
  const child = spawn(process.execPath, ['--import', loader, script, ...given], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  return {
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

it('two projectors share the work; one is killed in the middle, and the other ends with the rows of a rebuild', async () => {
  await relayed.relay();
  const random = seeded(51);
  const [one, other] = [await projector(), await projector()];
  const events = await smallCompany(world, random, 500);
  for (let i = 0; i < events.length; i += 25) {
    await world.append(...events.slice(i, i + 25));
    if (i >= events.length / 2 && i < events.length / 2 + 25) await one.kill();
    if (random() < 0.3) await world.append(await world.withdraw(events[i]!));
  }
  await world.append(await world.undo('import-1'));
  await expectAsRebuilt(world.engine());
  await other.kill();
});

it('changing between tail, Kafka and another topic while events come in loses and doubles nothing', async () => {
  await relayed.relay();
  const moved = { ...relayed.settings, topic: topicName(), partitions: 3 };
  await relayed.relay({ settings: moved, from: 'head' });
  const events = await smallCompany(world, seeded(52), 400);
  let stopping = false;
  const load = (async () => {
    for (let i = 0; i < events.length && !stopping; i += 10) {
      await world.append(...events.slice(i, i + 10));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  const feeds = [
    undefined,
    feedOn(relayed),
    feedOn({ settings: moved, pool: relayed.pool, log: relayed.log }),
    undefined,
    feedOn(relayed),
  ];
  try {
    for (const feed of feeds) {
      const engine = world.engine({ ...(feed === undefined ? {} : { feed }), batchSize: 30 });
      await engine.start();
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      if (feed !== feeds.at(-1)) await world.stop(engine);
    }
  } finally {
    await load.finally(() => (stopping = true));
  }
  await expectAsRebuilt(world.engine());
});

it('a read model is rebuilt while Kafka feeds, and swapped with what came meanwhile', async () => {
  await relayed.relay();
  const feed = feedOn(relayed);
  const engine = world.engine({ feed });
  await engine.start();
  const events = await smallCompany(world, seeded(53), 300);
  await world.append(...events.slice(0, 150));
  const rebuilding = engine.rebuild(['identity']);
  for (let i = 150; i < events.length; i += 10) {
    await world.append(...events.slice(i, i + 10));
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  await rebuilding;
  await expectAsRebuilt(engine);
});
