import type { Pool } from 'pg';
import { duplicateDismissed } from '#journey';
import { models, ReadModels } from '#projections';
import { duplicateList, QueryEngine } from '#queries';
import { openLog } from './filled-log.js';
import { benchServer, median, option, percentile, report, say, seconds } from './harness.js';
import { batches, happeningRequest } from './touches.js';

/**
 * A page of the duplicates among many contacts, each with an address, a phone, a name and a company; some of them have a
 * twin. All pages one after the other; the first one again after most suggestions were dismissed. Milliseconds; less is
 * better: the ratio is limit / value.
 */
const CONTACTS = option('contacts', 1_000_000);
const TWINS = option('twins', 10_000);
const DISMISSED = option('dismissed', 5_000);
const LIMIT_MS = option('limit', 200);

/** An id of a node of a kind, as computed ids look. */
const node = (kind: 'user' | 'email' | 'phone'): string =>
  `overlay(md5('${kind} ' || n) placing '8${{ user: 1, email: 2, phone: 3 }[kind]}' from 13 for 2)::uuid`;
/** The contact a contact is like: the last ones are twins of the first. */
const LIKE = `case when n >= ${CONTACTS - TWINS} then ${CONTACTS - 1} - n else n end`;

/** What the engine would have made of an event for each contact that says who it is: the rows duplicates are read from. */
function fill(suffix: string): string[] {
  const all = `from generate_series(0, ${CONTACTS - 1}) n`;
  const kinds = ['user', 'email', 'phone'] as const;
  const values = {
    user: `'user-' || n`,
    email: `case when n >= ${CONTACTS - TWINS} then 'person.' || ${LIKE} || '@exampel.com' else 'person' || n || '@example.com' end`,
    phone: `'+49' || 1000000000 + n`,
  };
  return [
    ...kinds.map(
      (kind, ordinal) =>
        `insert into read.identity_node${suffix} (node, kind, namespace, value, position, ordinal) select ${node(kind)}, '${kind}', '', ${values[kind]}, n + 1, ${ordinal} ${all}`,
    ),
    ...(['email', 'phone'] as const).map(
      (kind) =>
        `insert into read.identity_edge${suffix} select least(${node('user')}, ${node(kind)}), greatest(${node('user')}, ${node(kind)}), n + 1 ${all}`,
    ),
    ...kinds.map(
      (kind) => `insert into read.identity_map${suffix} select ${node(kind)}, ${node('user')}, n + 1, null ${all}`,
    ),
    `insert into read.contacts_contact${suffix} (contact, name, company, touches) select ${node('user')}, 'Person ' || n % 700001, 'Company ' || n, 0 ${all}`,
    `insert into read.contacts_field${suffix} (contact, field, value, believed_from) select ${node('user')}, 'phone', '+49 ' || 1000000000 + n, n + 1 ${all}`,
  ];
}

const TABLES = ['identity_node', 'identity_edge', 'identity_map', 'contacts_contact', 'contacts_field'];

/** Fills the tables, their indexes made afterwards as a rebuild does. */
async function filled(pool: Pool, suffix: string): Promise<void> {
  const tables = TABLES.map((table) => `${table}${suffix}`);
  const { rows } = await pool.query<{ made: string; dropped: string }>(
    `select i.indexdef as made, case when c.conname is null then 'drop index read.' || i.indexname
       else 'alter table read.' || i.tablename || ' drop constraint ' || i.indexname end as dropped
     from pg_indexes i left join pg_constraint c on c.conname = i.indexname
     where i.schemaname = 'read' and i.tablename = any($1::text[])`,
    [tables],
  );
  const statements = [
    ...rows.map(({ dropped }) => dropped),
    ...fill(suffix),
    ...rows.map(({ made }) => made),
    ...tables.map((table) => `vacuum (analyze) read.${table}`),
  ];
  for (const statement of statements) await pool.query(statement);
}

const server = await benchServer();
try {
  const { pool, log, vault, engine, close } = await openLog(server);
  const projections = engine({ models: models.filter(({ name }) => ['contacts', 'duplicates'].includes(name)) });
  await projections.start();
  await filled(pool, '__1');
  say(`${CONTACTS} contacts are there`);
  const queries = new QueryEngine({ pool, log, vault, readModels: new ReadModels(pool), zone: 'UTC' });
  const ask = async (cursor: string | null) =>
    (await queries.ask(duplicateList, { limit: 50, ...(cursor === null ? {} : { cursor }) })).answer;
  const walk = async (): Promise<{ times: number[]; pairs: [string, string][]; first: number }> => {
    const times: number[] = [];
    const pairs: [string, string][] = [];
    let first = NaN;
    let cursor: string | null = null;
    do {
      let page: Awaited<ReturnType<typeof ask>>;
      times.push(1_000 * (await seconds(async () => void (page = await ask(cursor)))));
      for (const { left, right } of page!.items) pairs.push([left.contact, right.contact]);
      if (pairs.length > 0 && Number.isNaN(first)) first = times.reduce((sum, time) => sum + time, 0);
      cursor = page!.next;
    } while (cursor !== null);
    return { times, pairs, first };
  };
  await ask(null);
  const before = await walk();
  say(
    `${before.pairs.length} pairs on ${before.times.length} pages: p50 ${median(before.times).toFixed(1)} ms, p99 ${percentile(before.times, 0.99).toFixed(1)} ms`,
  );
  const dismissed = before.pairs.slice(0, DISMISSED);
  for (const some of batches(dismissed, 500))
    await log.appendAll(
      some.map(([node, other]) =>
        happeningRequest(duplicateDismissed.of({ node, other }, {}), `dismissed-${node} ${other}`),
      ),
    );
  await projections.drained();
  const after = await walk();
  say(
    `${dismissed.length} dismissed: ${after.pairs.length} pairs, the first after ${after.first.toFixed(1)} ms; p50 ${median(after.times).toFixed(1)} ms, p99 ${percentile(after.times, 0.99).toFixed(1)} ms`,
  );
  if (after.pairs.length !== before.pairs.length - dismissed.length)
    throw new Error('dismissed suggestions hid others');
  await close();
  report({
    bench: 'duplicates',
    value: percentile(before.times, 0.99),
    limit: LIMIT_MS,
    ratio: LIMIT_MS / percentile(before.times, 0.99),
    unit: 'ms',
    p50: median(before.times),
    firstAfterDismissing: after.first,
    pages: before.times.length,
    pairs: before.pairs.length,
    contacts: CONTACTS,
    postgres: server.version,
  });
} finally {
  await server.stop();
}
