import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ask, environment, type Answer, type RunningApp } from './running-app.js';

const built = fileURLToPath(new URL('..', import.meta.url));

/** What became of a command. */
export interface Commanded {
  readonly id: string;
  readonly position: number;
  /** Of what it was about: the next command's If-Match. */
  readonly etag: string;
}

/** A person of the workspace who has signed in. */
export interface SignedIn {
  readonly id: string;
  /** Asks for a command, as screens do; again where there is no room, under the same key. Throws where it is refused. */
  command(
    name: string,
    says: { readonly id?: string; readonly params: object },
    key: string,
    ifMatch?: string,
  ): Promise<Commanded>;
}

/** Adds an admin by the command line and signs in by their one-time link. */
export async function signedIn(app: RunningApp): Promise<SignedIn> {
  const home = await mkdtemp(join(tmpdir(), 'throughline-bench-home-'));
  const add = ['people', 'add', 'bench@example.com', '--role', 'admin', '--name', 'Bench', '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, [join(built, 'apps/cli/src/main.js'), ...add], {
    env: environment(app.url, home),
  });
  await rm(home, { recursive: true, force: true });
  const { id, link } = JSON.parse(stdout) as { id: string; link: string };
  const token = new URL(link).searchParams.get('token');
  const says = { token, password: 'correct horse battery', name: 'Bench' };
  const answer = await ask(app, 'POST', '/api/session/link', says, {});
  if (answer.status !== 200) throw refused('signing in', answer);
  const { csrf } = JSON.parse(answer.body) as { csrf: string };
  const cookie = answer.headers['set-cookie']![0]!.split(';')[0]!;
  return {
    id,
    command: async (name, about, key, ifMatch) => {
      const headers = {
        cookie,
        'x-csrf-token': csrf,
        'idempotency-key': key,
        ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      };
      for (;;) {
        const decided = await ask(app, 'POST', `/api/commands/${name}`, about, headers);
        if (decided.status === 200) {
          const { id: of, position } = JSON.parse(decided.body) as { id: string; position: number };
          return { id: of, position, etag: decided.headers.etag ?? '*' };
        }
        if (decided.status !== 503 && decided.status !== 429) throw refused(name, decided);
        await new Promise((resolve) => setTimeout(resolve, decided.retryAfter * 1_000));
      }
    },
  };
}

function refused(what: string, { status, body }: Answer): Error {
  return new Error(`${what} answered ${status}: ${body.slice(0, 300)}`);
}
