/**
 * Two public data sets as Segment calls: the incident log of an IT help desk (UCI 498; every row is a touch of the
 * caller) and the campaigns of "The Complete Journey" (every row is a mailing to a household).
 *
 *     node docs/examples/real-data.mjs FOLDER http://127.0.0.1:3000 KEY
 *
 * FOLDER holds incidents/incident_event_log.csv(.gz) and complete-journey/campaigns.csv with campaign_descriptions.csv;
 * a file that is not there is left out. Message ids follow from the rows: sending again changes nothing.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { sender } from './sender.mjs';

const [folder, url, key] = process.argv.slice(2);
const { send, finish } = sender(url, key, { path: '/v1/import' });

/** Rows of a CSV file, gzipped or not, as objects; the second column of the same name gets another one. */
async function* rowsOf(file, renamed = {}) {
  const path = [join(folder, file), join(folder, `${file}.gz`)].find((each) => existsSync(each));
  if (path === undefined) {
    console.error(`${join(folder, file)} is not there: left out`);
    return;
  }
  const bytes = createReadStream(path);
  const text = path.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
  const columns = (header) =>
    header.map((name, i) => (header.indexOf(name) === i ? name : (renamed[name] ?? `${name} ${i + 1}`)));
  yield* text.pipe(parse({ columns, bom: true, relax_quotes: true }));
}

/** The same row has the same id for ever; a second row that is equal to it has the next number. */
function messageIds(file) {
  const seen = new Map();
  return (row) => {
    const content = createHash('sha256').update(JSON.stringify(row)).digest('base64url').slice(0, 22);
    const occurrence = seen.get(content) ?? 0;
    seen.set(content, occurrence + 1);
    return `${file}-${content}-${occurrence}`;
  };
}

/** `29/2/2016 01:16` is a day first, in UTC. */
function instantOf(text) {
  const [, day, month, year, hour, minute] = /^(\d+)\/(\d+)\/(\d+) (\d+):(\d+)$/.exec(text) ?? [];
  return day === undefined ? undefined : new Date(Date.UTC(year, month - 1, day, hour, minute));
}

const KINDS = { New: 'created', Closed: 'closed' };

async function incidents() {
  const idOf = messageIds('incidents');
  const counts = { rows: 0, withoutCaller: 0, callers: new Set() };
  for await (const row of rowsOf('incidents/incident_event_log.csv', { category: 'subcategory' })) {
    counts.rows += 1;
    // The header's first column is the incident's number, whatever is left of its name.
    const { caller_id: caller, ident_state: state, sys_updated_at: at } = row;
    if (caller === '?') {
      counts.withoutCaller += 1;
      continue;
    }
    counts.callers.add(caller);
    const known = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== '?'));
    const number = Object.values(row)[0];
    await send('track', {
      userId: `caller-${caller}`,
      event: `Incident ${state}`,
      messageId: idOf(row),
      timestamp: instantOf(at),
      properties: { ...known, channel: 'ticket', kind: KINDS[state] ?? 'updated', title: `Incident ${number}` },
    });
  }
  return counts;
}

async function campaigns() {
  const idOf = messageIds('campaigns');
  const described = new Map();
  for await (const row of rowsOf('complete-journey/campaign_descriptions.csv')) described.set(row.campaign_id, row);
  const counts = { rows: 0, households: new Set() };
  for await (const row of rowsOf('complete-journey/campaigns.csv')) {
    counts.rows += 1;
    counts.households.add(row.household_id);
    const campaign = described.get(row.campaign_id);
    await send('track', {
      userId: `household-${row.household_id}`,
      event: 'Campaign Sent',
      messageId: idOf(row),
      // A day without a time stays one.
      timestamp: campaign?.start_date,
      properties: {
        channel: 'post',
        kind: 'sent',
        direction: 'out',
        campaign: `campaign-${row.campaign_id}`,
        type: campaign?.campaign_type,
        ends: campaign?.end_date,
      },
    });
  }
  return counts;
}

const [tickets, mailings] = [await incidents(), await campaigns()];
const delivery = await finish();
console.log({
  incidents: {
    rows: tickets.rows,
    withoutCaller: tickets.withoutCaller,
    sent: tickets.rows - tickets.withoutCaller,
    callers: tickets.callers.size,
  },
  campaigns: { rows: mailings.rows, households: mailings.households.size },
  ...delivery,
});
