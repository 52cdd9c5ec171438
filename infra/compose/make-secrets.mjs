import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Makes the files that the compose files give their services as secrets, in the folder named or in `secrets` beside
 * this file. What is there already is kept: the id secret can never change, and the master key opens personal data.
 */
const folder = process.argv[2] ?? fileURLToPath(new URL('secrets', import.meta.url));

/** Containers read them as users of their own, so the files are readable by all and the folder by its owner alone. */
mkdirSync(folder, { recursive: true, mode: 0o700 });
const password = keep('postgres-password', () => randomBytes(24).toString('hex'));
keep('database-url', () => `postgres://throughline:${encodeURIComponent(password)}@postgres:5432/throughline`);
keep('id-secret', () => randomBytes(32).toString('hex'));
keep('master-key', () => randomBytes(32).toString('hex'));

function keep(name, make) {
  const path = join(folder, name);
  try {
    writeFileSync(path, `${make()}\n`, { mode: 0o444, flag: 'wx' });
    process.stdout.write(`made ${path}\n`);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    process.stdout.write(`kept ${path}\n`);
  }
  return readFileSync(path, 'utf8').trim();
}
