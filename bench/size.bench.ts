import { PostgresEventLog, PostgresVault } from '#event-log';
import type { NodeId } from '#kernel';
import { benchServer, on, option, report } from './harness.js';
import { batches, nodesOf, profilesOf, sealTouch, statedTouch, touchRequest } from './touches.js';

/**
 * Bytes of log per touch, indexes included, against the stored envelope and against the source's own JSON.
 * The vault (data keys, receipts) is counted apart. Less is better: the ratio is value / limit.
 */
const TOUCHES = option('touches', 100_000);
const BATCH = 500;

const server = await benchServer();
try {
  const url = await server.database();
  const log = await PostgresEventLog.open({ url });
  const vault = await PostgresVault.open({ url, masterKey: Buffer.alloc(32, 1) });
  const empty = await bytesIn(url, 'log');
  let [envelopes, stated] = [0, 0];
  const profiles = profilesOf(TOUCHES);
  for (const numbers of batches(
    Array.from({ length: TOUCHES }, (_, n) => n),
    BATCH,
  )) {
    const touches = numbers.map((n) => statedTouch(n, profiles));
    const keys = await vault.ensure(touches.map((touch) => nodesOf(touch)[0] as NodeId));
    const events = touches.map((touch) => sealTouch(touch, keys));
    const outcomes = await log.appendAll(events.map(touchRequest));
    outcomes.forEach((outcome, i) => {
      if (outcome.kind !== 'appended') throw new Error(`not appended: ${JSON.stringify(outcome)}`);
      if (outcome.duplicate === 'yes') return;
      envelopes += Buffer.byteLength(events[i]!.text);
      stated += Buffer.byteLength(JSON.stringify(touches[i]));
    });
  }
  const stored = (await log.head()).position;
  await log.close();
  await vault.close();
  const sizes = {
    log: await bytesIn(url, 'log'),
    events: await bytesIn(url, 'log', 'events%'),
    ids: await bytesIn(url, 'log', 'ids%'),
    keys: await bytesIn(url, 'vault', 'data_keys%'),
    receipts: await bytesIn(url, 'vault', 'receipts%'),
  };
  const [value, limit] = [(sizes.log - empty) / stored, envelopes / stored];
  report({
    bench: 'size',
    value,
    limit,
    ratio: value / limit,
    unit: 'bytes/touch',
    goal: '<= 1.6',
    statedJson: stated / stored,
    toStatedJson: value / (stated / stored),
    events: sizes.events / stored,
    ids: sizes.ids / stored,
    keysPerProfile: sizes.keys / profiles,
    receipts: sizes.receipts / stored,
    touches: stored,
    postgres: server.version,
  });
} finally {
  await server.stop();
}

/** Tables whose names fit, with their indexes and what is stored out of line. */
async function bytesIn(url: string, schema: string, names = '%'): Promise<number> {
  return on(url, async (client) => {
    const { rows } = await client.query<{ bytes: string }>(
      `select coalesce(sum(pg_total_relation_size(c.oid)), 0) as bytes
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = $1 and c.relkind = 'r' and c.relname like $2`,
      [schema, names],
    );
    return Number(rows[0]!.bytes);
  });
}
