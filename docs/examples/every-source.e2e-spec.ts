import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { keepBooks } from '../../apps/api/src/composition/keeping-books.js';
import { apiApp, firstAdmin, type ApiApp, type Browser } from '../../apps/api/test/api-app.js';

const PASSWORD = 'correct horse battery';

/** Runs the example as a reader would, the password on standard input. */
function example(password: string, ...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    const { NODE_ENV: _, ...inherited } = process.env;
    const child = spawn(process.execPath, [join(__dirname, 'every-source.mjs'), ...args], { env: inherited });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.once('close', (code) => resolve({ code, out, err }));
    child.stdin.end(`${password}\n`);
  });
}

describe('every source', () => {
  let api: ApiApp;
  let admin: Browser;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    api = await apiApp();
    admin = await firstAdmin(api, PASSWORD);
    stop = keepBooks({ ...api.runtime, quarantineDays: 30, every: { count: 100, expire: 60_000 } });
  });
  afterAll(async () => {
    await stop();
    await api.close();
  });

  it('is taken once, forged and stale deliveries are refused, and the ledger adds up', async () => {
    const { code, out, err } = await example(PASSWORD, api.url, 'admin@localhost', 'first');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('15 sources: each message recorded once, and every ledger adds up.');
    const cells = out.split('\n').map((line) => line.split('│').map((cell) => cell.trim().replaceAll("'", '')));
    const of = (name: string) => cells.find((line) => line.includes(name))!;
    for (const name of ['segment', 'rudderstack', 'jitsu', 'posthog', 'cloudevents'])
      expect(of(name)).toEqual(expect.arrayContaining(['2 = 1 + 1 + 0', 'even']));
    const timed = ['sendgrid', 'mailgun', 'zoom', 'calendly', 'zendesk', 'stripe', 'hubspot'];
    for (const name of [...timed, 'postmark', 'intercom', 'twilio']) {
      expect(of(name)).toEqual(expect.arrayContaining(['401 signature.forged', 'even']));
      expect([name, of(name).includes('401 signature.stale')]).toEqual([name, timed.includes(name)]);
    }
    const { items } = (await admin.get<{ items: { revokedAt: string | null }[] }>('/api/keys')).body;
    expect(items).toHaveLength(15);
    expect(items.every(({ revokedAt }) => revokedAt !== null)).toBe(true);
  });

  it('says what it needs, and who cannot sign in', async () => {
    expect(await example('')).toMatchObject({ code: 2, err: expect.stringContaining('Say where to') as string });
    expect(await example('', 'notaurl', 'admin@localhost')).toMatchObject({
      code: 2,
      err: 'notaurl is no address of an instance: give one such as http://127.0.0.1:3000\n',
    });
    const denied = await example('wrong horse battery', api.url, 'admin@localhost');
    expect(denied).toMatchObject({ code: 2, err: expect.stringContaining('cannot sign in') as string });
  });
});
