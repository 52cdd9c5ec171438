import { PostgresEventLog } from '#event-log';
import { bareInsert, type BareRow } from './bare.js';
import { benchServer, median, option, percentile, report, say } from './harness.js';
import { deliver, intakeApi, request, segmentCall } from './intake-api.js';
import { batches, profilesOf, statedTouch } from './touches.js';

/**
 * The whole of intake: batches of 500 Segment calls over HTTP from four clients, checked, told from repeats, sealed and
 * durable, in the API's own process; against a bare INSERT … SELECT unnest of the very rows that came of them. Counted
 * are rows stored. The first round warms up and is not counted.
 */
const TOUCHES = option('touches', 100_000);
const ROUNDS = option('rounds', 5);
const BATCH = 500;
const CLIENTS = 4;
/** Processes of the API. */
const PROCESSES = option('processes', 1);

const server = await benchServer();
try {
  const url = await server.database();
  const api = await intakeApi(url, PROCESSES);
  const stated = Array.from({ length: TOUCHES }, (_, n) => statedTouch(n, profilesOf(TOUCHES)));
  const round = (name: string): Buffer[] =>
    batches(stated, BATCH).map((batch) =>
      request('/v1/batch', api.key, {
        batch: batch.map((touch) => segmentCall(touch, name)),
        sentAt: new Date().toISOString(),
      }),
    );
  await deliver(api.ports, round('warm'), CLIENTS);
  const rows = await recordedRows(url);
  const bytes = Math.round(rows.reduce((sum, row) => sum + row.text.length, 0) / rows.length);
  say(`${TOUCHES} touches, ${rows.length} of them new, ${bytes} bytes each as stored`);
  const bare: number[] = [];
  const intake: number[] = [];
  const waits: number[] = [];
  for (let n = 1; n <= ROUNDS; n++) {
    bare.push(rows.length / (await bareInsert(server, rows, BATCH)));
    const requests = round(`r${n}`);
    await server.settle();
    intake.push(rows.length / (await deliver(api.ports, requests, CLIENTS, waits)));
    say(`round ${n}: bare ${Math.round(bare.at(-1)!)}/s, intake ${Math.round(intake.at(-1)!)}/s`);
  }
  await api.stop();
  const [value, limit] = [median(intake), median(bare)];
  report({
    bench: 'intake',
    value,
    limit,
    ratio: value / limit,
    unit: 'touches/s',
    goal: '>= 0.6',
    batch: BATCH,
    clients: CLIENTS,
    processes: PROCESSES,
    p50: percentile(waits, 0.5),
    p99: percentile(waits, 0.99),
    postgres: server.version,
  });
} finally {
  await server.stop();
}

/** What the first round left in the log: ids and texts, as they are stored. */
async function recordedRows(url: string): Promise<BareRow[]> {
  const log = await PostgresEventLog.open({ url });
  const rows: BareRow[] = [];
  for (let after = 0; ;) {
    const page = await log.readAll({ after, limit: 5_000, types: ['touchpoint-recorded'] });
    for (const { id, text } of page.events) rows.push({ id, text });
    if (page.scannedTo === after || page.events.length === 0) break;
    after = page.scannedTo;
  }
  await log.close();
  return rows;
}
