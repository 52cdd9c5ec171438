import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { testDatabase } from '#platform/testing';
import { eventful } from './eventful.js';
import { workplace, type Workplace } from './tool.js';

const root = join(__dirname, '../../../..');

/** A workplace whose log is worth moving, and databases to move it to. */
export interface MovingWorkplace extends Workplace {
  /** The address of an empty database, gone with the workplace. */
  empty(): Promise<string>;
  /** Moves the log to a place in a process of its own, to be killed. */
  movingTo(place: string): ChildProcess;
}

/** Makes a workplace with some two thousand events of all kinds. */
export async function movingWorkplace(): Promise<MovingWorkplace> {
  const here = await workplace();
  await eventful(here, 2_000);
  const databases: Awaited<ReturnType<typeof testDatabase>>[] = [];
  return {
    ...here,
    empty: async () => {
      const database = await testDatabase();
      databases.push(database);
      return database.url;
    },
    movingTo: (place) =>
      spawn(
        process.execPath,
        [
          '--import',
          pathToFileURL(join(root, 'test/typescript-loader.mjs')).href,
          join(root, 'apps/cli/src/main.ts'),
          'migrate-log',
          '--from',
          'postgres',
          '--to',
          place,
        ],
        {
          cwd: root,
          stdio: ['ignore', 'ignore', 'inherit'],
          env: { ...process.env, DATABASE_URL: here.url, THROUGHLINE_HOME: here.home },
        },
      ),
    close: async () => {
      await here.close();
      for (const database of databases) await database.close();
    },
  };
}
