import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'pg';
import {
  connectClient,
  DATA_VERSION,
  loadSecrets,
  secretFingerprint,
  type Configuration,
  type Secrets,
} from '#platform';
import { migrations } from '../../api/src/composition/store.js';
import { failure } from './failure.js';

/** Throws where the home holds no embedded database: opening it would make one. Looks only. */
export async function refuseEmptyHome({ home }: Configuration): Promise<void> {
  if (await holdsInstallation(home)) return;
  throw nothing(`${home} holds no installation`);
}

/** Whether a home holds an embedded database. */
export function holdsInstallation(home: string): Promise<boolean> {
  return isThere(join(home, 'postgres', 'PG_VERSION'));
}

/**
 * The secrets of an installation, found and not made. Throws where the database is not of this release, or the secrets
 * are not at hand or not those that it was written with. Reads only.
 */
export async function secretsAsTheyAre(url: string, configuration: Configuration): Promise<Secrets> {
  const client = await connectClient(url, 'look');
  try {
    await refuseOtherRelease(client);
    await refuseMissingSecrets(configuration);
    const secrets = await loadSecrets(configuration);
    for (const { name, variable, given } of secretsOf(secrets)) {
      const known = await fact(client, `${name}-fingerprint`);
      if (known !== undefined && known !== secretFingerprint(given!))
        throw failure(
          'secrets.other',
          `The ${name} is not the one this data was written with: give the right one in ${variable}, or restore secrets/${name} from a backup; nothing was changed.`,
        );
    }
    return secrets;
  } finally {
    await client.end();
  }
}

/** Throws where a secret is neither given nor in its file: loading it would make one. */
export async function refuseMissingSecrets(configuration: Configuration): Promise<void> {
  for (const { name, variable, given } of secretsOf(configuration)) {
    const path = join(configuration.home, 'secrets', name);
    if (given === undefined && !(await isThere(path)))
      throw failure(
        'secrets.missing',
        `${path} is not there: set THROUGHLINE_HOME to the directory of this installation, or give the secret in ${variable}; nothing was changed.`,
      );
  }
}

function secretsOf({ idSecret, masterKey }: Partial<Secrets>): {
  readonly name: string;
  readonly variable: string;
  readonly given: Buffer | undefined;
}[] {
  return [
    { name: 'id-secret', variable: 'THROUGHLINE_ID_SECRET', given: idSecret },
    { name: 'master-key', variable: 'THROUGHLINE_MASTER_KEY', given: masterKey },
  ];
}

async function refuseOtherRelease(client: Client): Promise<void> {
  const { rows: found } = await client.query<{ there: boolean }>(
    `SELECT to_regclass('throughline_meta.migration') IS NOT NULL AS there`,
  );
  if (!found[0]!.there) throw nothing('The database holds no installation');
  const dataVersion = Number((await fact(client, 'data-version')) ?? 0);
  const { rows } = await client.query<{ name: string }>(
    `SELECT schema || '/' || id AS name FROM throughline_meta.migration WHERE schema = ANY ($1) ORDER BY 1`,
    [migrations.map(({ schema }) => schema)],
  );
  const applied = new Set(rows.map(({ name }) => name));
  const known = new Set(migrations.flatMap((set) => set.migrations.map(({ id }) => `${set.schema}/${id}`)));
  const later = [...applied].filter((name) => !known.has(name));
  if (dataVersion > DATA_VERSION || later.length > 0)
    throw failure(
      'data.newer',
      `The database was written by a later release (${later.join(', ') || `data version ${dataVersion}`}): use that release; nothing was changed.`,
    );
  const missing = [...known].filter((name) => !applied.has(name));
  if (missing.length > 0)
    throw failure(
      'data.older',
      `The database was written by an earlier release (it lacks ${missing.join(', ')}): use that release, or bring it up to this one with  throughline start; nothing was changed.`,
    );
}

async function fact(client: Client, name: string): Promise<string | undefined> {
  const { rows } = await client.query<{ value: string }>('SELECT value FROM throughline_meta.fact WHERE name = $1', [
    name,
  ]);
  return rows[0]?.value;
}

function nothing(what: string): Error {
  return failure('installation.none', `${what}:  throughline start  makes one; nothing was changed.`);
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
