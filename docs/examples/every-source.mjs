/**
 * Every source once: five clients' own libraries and ten webhooks, each message sent twice, and of the webhooks a
 * delivery signed with another secret and one that is too old. Then the ledger has to add up, source by source.
 *
 *     node docs/examples/every-source.mjs http://127.0.0.1:3000 ann@example.com < password.txt
 *
 * Signs in as an admin, issues a key for each source, and revokes them all at the end.
 */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { jitsuAnalytics } from '@jitsu/js';
import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { Analytics } from '@segment/analytics-node';
import { CloudEvent, emitterFor, httpTransport } from 'cloudevents';
import { PostHog } from 'posthog-node';
import { runnerImport } from 'vite';
import { checkedAddress } from './sender.mjs';

const [url, email, run = randomUUID().slice(0, 8)] = process.argv.slice(2);
if (!url || !email) {
  console.error('Say where to, and who signs in:  node docs/examples/every-source.mjs URL EMAIL [RUN] < password.txt');
  process.exit(2);
}
const address = checkedAddress(url).replace(/\/+$/, '');

const webhooks = new URL('../../libs/intake/test/', import.meta.url);
const { SIGNERS } = (await runnerImport(fileURLToPath(new URL('signing.ts', webhooks)))).module;

const TOO_OLD_MS = 6 * 60_000;
const COUNTED_MS = 60_000;

const session = await signIn(email, readFileSync(0, 'utf8').trim());
const keys = [];
const lines = [];
try {
  for (const [name, tell] of Object.entries(clients())) lines.push(await client(name, tell));
  for (const name of Object.keys(SIGNERS)) lines.push(await webhook(name));
  for (const line of lines) Object.assign(line, await counted(line));
} finally {
  for (const id of keys) await ask('POST', `/api/keys/${id}/revoke`, { reason: 'the example is over' });
}
console.table(lines, ['from', 'forged', 'stale', 'counted', 'log', 'projected', 'state']);
const wrong = lines.filter(({ sends, state, ...line }) => {
  const refused = [line.forged, line.stale].every((answer) => answer === '' || answer.startsWith('401'));
  return !refused || state !== 'even' || line.counted !== `${2 * sends} = ${sends} + ${sends} + 0`;
});
if (wrong.length > 0) {
  console.error(`Not as it should be: ${wrong.map(({ from }) => from).join(', ')}.`);
  process.exitCode = 1;
} else console.log(`${lines.length} sources: each message recorded once, and every ledger adds up.`);

/** Each client's library with one message, sent again as after an answer that got lost. */
function clients() {
  const event = 'Order Completed';
  const once = { userId: 'ann', messageId: 'order-1', timestamp: new Date(), event };
  const twice = async (send) => {
    await send();
    await send();
  };
  /** Fetches everything twice. */
  const fetching = async (...call) => {
    await fetch(...call);
    return fetch(...call);
  };
  return {
    segment: async (key) => {
      const analytics = new Analytics({ writeKey: key, host: address });
      await twice(async () => analytics.track(once));
      await analytics.closeAndFlush();
    },
    rudderstack: async (key) => {
      const analytics = new RudderAnalytics(key, { dataPlaneUrl: address, logLevel: 'none' });
      await twice(
        () =>
          new Promise((done, failed) => {
            analytics.track({ ...once, originalTimestamp: once.timestamp }, (error) =>
              error ? failed(new Error(`not delivered: ${String(error)}`)) : done(),
            );
            void analytics.flush();
          }),
      );
    },
    jitsu: async (key) => {
      const jitsu = jitsuAnalytics({ host: address, writeKey: `site:${key}`, s2s: true, fetch: fetching });
      await jitsu.track(event, { email: 'ann@example.com' });
    },
    posthog: async (key) => {
      const posthog = new PostHog(key, { host: address, fetch: fetching });
      posthog.capture({ distinctId: 'ann', event });
      await posthog.shutdown();
    },
    cloudevents: async (key) => {
      const order = new CloudEvent({
        id: 'order-1',
        source: '/shop',
        type: 'com.example.order.completed',
        data: { total: 480 },
        userid: 'ann',
      });
      const emit = emitterFor(httpTransport(`${address}/cloudevents`));
      await twice(() => emit(order, { headers: { authorization: `Bearer ${key}` } }));
    },
  };
}

async function client(name, tell) {
  const source = `${name} ${run}`;
  const { key } = await issue({ name: source, scopes: ['intake'] });
  await tell(key);
  return { from: name, source, sends: 1, forged: '', stale: '' };
}

/** One delivery of a webhook: forged, too old, as it should be, and again. */
async function webhook(name) {
  const source = `${name} ${run}`;
  const signer = SIGNERS[name];
  const message = JSON.parse(readFileSync(new URL(`webhooks/${name}.json`, webhooks), 'utf8'))[0].delivery;
  const issued = await issue({ name: source, scopes: ['intake'], webhook: name, signingSecret: another(name) });
  const deliver = async (at = Date.now()) => {
    const { raw, headers } = signer.send(message, at, issued.address);
    const answer = await fetch(address + issued.path, { method: 'POST', body: raw, headers });
    return { status: answer.status, ...(await answer.json()) };
  };
  const said = ({ status, code }) => `${status} ${code ?? ''}`.trim();
  const forged = said(await deliver());
  await ask('POST', `/api/keys/${issued.id}/webhook`, { webhook: name, signingSecret: signer.secret });
  const old = await deliver(Date.now() - TOO_OLD_MS);
  // Where the signature says no time, a copy is genuine for ever, and its message's id makes it a repeat.
  const timed = old.status !== 200;
  const first = timed ? await deliver() : old;
  await deliver();
  return { from: name, source, sends: first.recorded + first.quarantined, forged, stale: timed ? said(old) : '' };
}

/** A secret that is not the one its source signs with. */
function another(name) {
  if (name === 'postmark') return 'some:body';
  if (name !== 'sendgrid') return 'whsec_another';
  return generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
    .publicKey.export({ format: 'der', type: 'spki' })
    .toString('base64');
}

/** What the ledger says of a source, once everything of it is counted. */
async function counted({ source }) {
  for (const patience = Date.now() + COUNTED_MS; ;) {
    const { items } = await ask('GET', `/api/ledger?source=${encodeURIComponent(source)}`);
    const sum = (name) => items.reduce((all, line) => all + line[name], 0);
    const state = ['off', 'counting', 'even'].find((one) => items.some((line) => line.state === one)) ?? 'nothing came';
    const equation = `${sum('received')} = ${sum('recorded')} + ${sum('duplicates')} + ${sum('quarantined')}`;
    if (state === 'even' || Date.now() > patience)
      return { counted: equation, log: sum('inLog'), projected: sum('projected'), state };
    await new Promise((done) => setTimeout(done, 250));
  }
}

async function issue(says) {
  const issued = await ask('POST', '/api/keys', says);
  keys.push(issued.id);
  return issued;
}

async function signIn(who, password) {
  const answer = await fetch(`${address}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: who, password }),
  });
  const { csrf, detail } = await answer.json();
  if (!answer.ok) {
    console.error(`${who} cannot sign in at ${address}: ${detail}`);
    process.exit(2);
  }
  return { cookie: answer.headers.getSetCookie()[0].split(';')[0], 'x-csrf-token': csrf };
}

async function ask(method, path, body) {
  const answer = await fetch(address + path, {
    method,
    headers: { ...session, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const said = await answer.json();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${said.code} ${said.detail}`);
  return said;
}
