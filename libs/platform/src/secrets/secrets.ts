import { createHmac, randomBytes } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseKey, type Configuration } from '../configuration/settings.js';
import { errorCode, explainFileError, StartFailure } from '../failure.js';

/** What an installation must never lose: without it, ids cannot be computed again nor personal data opened. */
export interface Secrets {
  /** 32 bytes that ids are computed with. */
  readonly idSecret: Buffer;
  /** 32 bytes that wrap the keys of personal data. */
  readonly masterKey: Buffer;
}

/**
 * The secrets: from the environment when given, else from files (mode 0600) in THROUGHLINE_HOME/secrets that are made
 * on first start. Several processes may start at once; all get the same.
 *
 * @throws StartFailure when a file cannot be read, is readable by others, or does not hold 32 bytes.
 */
export async function loadSecrets(
  configuration: Pick<Configuration, 'home' | 'idSecret' | 'masterKey'>,
): Promise<Secrets> {
  const folder = join(configuration.home, 'secrets');
  return {
    idSecret: configuration.idSecret ?? (await keyFile(join(folder, 'id-secret'))),
    masterKey: configuration.masterKey ?? (await keyFile(join(folder, 'master-key'))),
  };
}

/** A value that tells whether a secret is the same one, and nothing else about it: keyed hash, 16 bytes in hex. */
export function secretFingerprint(secret: Buffer): string {
  return createHmac('sha256', secret).update('throughline secret fingerprint').digest('hex').slice(0, 32);
}

async function keyFile(path: string): Promise<Buffer> {
  return parseFile(path, await readOrCreateSecret(path, () => randomBytes(32).toString('hex')));
}

function parseFile(path: string, text: string): Buffer {
  try {
    return parseKey(text);
  } catch {
    throw new StartFailure(
      'secrets.damaged',
      `${path} does not hold 32 bytes in hex or base64: restore it from a backup.`,
    );
  }
}

/** The text of a secret file; made with `create` when there is none. Never overwrites, whoever else does the same. */
export async function readOrCreateSecret(path: string, create: () => string): Promise<string> {
  try {
    return (await readSecret(path)) ?? (await createSecret(path, create()));
  } catch (error) {
    throw explainFileError(error, path);
  }
}

async function readSecret(path: string): Promise<string | undefined> {
  try {
    const text = await readFile(path, 'utf8');
    const mode = (await stat(path)).mode & 0o077;
    if (process.platform !== 'win32' && mode !== 0)
      throw new StartFailure(
        'secrets.exposed',
        `${path} can be read by others: run  chmod 600 ${path}  and start again.`,
      );
    return text.trim();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function createSecret(path: string, text: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await chmod(dirname(path), 0o700);
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(`${text}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await link(draft, path);
    return text;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return (await readSecret(path))!;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}
