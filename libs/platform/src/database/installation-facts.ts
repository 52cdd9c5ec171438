import type { Pool } from 'pg';
import { StartFailure } from '../failure.js';
import { secretFingerprint, type Secrets } from '../secrets/secrets.js';

/**
 * Compares the secrets with those this database was first used with, and remembers them the first time: with another
 * id secret every id would be computed differently, with another master key no personal data could be opened.
 *
 * @throws StartFailure `secrets.other` naming the secret that differs. Call it after `migrate`.
 */
export async function verifySecrets(pool: Pick<Pool, 'query'>, secrets: Secrets): Promise<void> {
  await verify(pool, 'id-secret', secrets.idSecret, 'THROUGHLINE_ID_SECRET');
  await verify(pool, 'master-key', secrets.masterKey, 'THROUGHLINE_MASTER_KEY');
}

async function verify(pool: Pick<Pool, 'query'>, name: string, secret: Buffer, variable: string): Promise<void> {
  const fingerprint = secretFingerprint(secret);
  await pool.query('INSERT INTO throughline_meta.fact (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING', [
    `${name}-fingerprint`,
    fingerprint,
  ]);
  const known = await readFact(pool, `${name}-fingerprint`);
  if (known === fingerprint) return;
  throw new StartFailure(
    'secrets.other',
    `The ${name} is not the one this data was written with: give the right one in ${variable}, or restore secrets/${name} from a backup; nothing was changed.`,
  );
}

/** A fact about the installation as a whole, or undefined. Facts are few and small: versions, fingerprints, ids. */
export async function readFact(pool: Pick<Pool, 'query'>, name: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ value: string }>('SELECT value FROM throughline_meta.fact WHERE name = $1', [
    name,
  ]);
  return rows[0]?.value;
}

/** Writes a fact about the installation; the last one wins. */
export async function writeFact(pool: Pick<Pool, 'query'>, name: string, value: string): Promise<void> {
  await pool.query(
    `INSERT INTO throughline_meta.fact (name, value) VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    [name, value],
  );
}
