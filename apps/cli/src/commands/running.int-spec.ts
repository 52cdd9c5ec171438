import { Client } from 'pg';
import { lockHome, type HomeLock } from '#platform';
import { openInstallation, type Installation } from '../installation.js';
import { workplace, type Workplace } from '../testing/tool.js';
import type { Projector } from '../../../api/src/composition/projector.js';

describe('while an instance runs', () => {
  let place: Workplace;
  let instance: Installation;
  let projector: Projector;
  let lock: HomeLock;
  let database: Client;

  beforeAll(async () => {
    place = await workplace();
    await place.json(
      'simulate',
      '--touches',
      '300',
      '--seed',
      '5',
      '--until',
      '2026-03-01T00:00:00Z',
      '--touches-only',
    );
    instance = await openInstallation({ DATABASE_URL: place.url, THROUGHLINE_HOME: place.home });
    projector = instance.projector();
    await projector.projections.start();
    const { position } = await instance.log.head();
    await instance.readModels.waitFor(['identity', 'contacts', 'staff'], position, 60_000);
    lock = await lockHome(place.home);
    database = new Client({ connectionString: place.url });
    await database.connect();
  });
  afterAll(async () => {
    await database.end();
    await lock.release();
    await projector.stop();
    await instance.close();
    await place.close();
  });

  const generations = async (state: string): Promise<Record<string, number>> => {
    const { rows } = await database.query<{ projection: string; generation: number }>(
      'SELECT projection, generation FROM read.generation WHERE state = $1',
      [state],
    );
    return Object.fromEntries(rows.map(({ projection, generation }) => [projection, generation]));
  };

  it('rebuilds every read model once, and keeps what was live to go back to', async () => {
    const before = await generations('live');
    const { rebuilt } = await place.json<{ rebuilt: string[] }>('rebuild', '--all');
    expect(Object.keys(await generations('live')).sort()).toEqual([...rebuilt].sort());
    expect(await generations('kept')).toEqual(before);
  });
});
