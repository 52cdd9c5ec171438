import { CAME_AGAIN } from './quarantine.js';

/** Of an entry that waited nobody can read any more what it said, or soon nobody can: `q`. */
const OVER = `(q.state = 'expired' or q.state = 'waiting'
  and not exists (select from vault.dated_keys k where k.day = q.day and k.wrapped is not null))`;

/** What an entry that waits again is given anew. */
const ANEW = [
  'state',
  'received_at',
  'details',
  'problems',
  'day',
  'bytes',
  'first_event',
  'connector',
  'path',
  'event',
];

/**
 * Messages and what is counted of them, in one statement: asked twice it changes nothing the second time, since the
 * receipt with its mark is there then.
 */
export const PUT = `
  with counted as (
    insert into vault.receipts (at, mark, source, received, recorded, repeated, differing, set_aside)
    select $1::bigint, $2::uuid, $3::text, $4::integer, 0, 0, 0, $5::integer
    where not exists (select from vault.receipts where source = $3 and at = $1 and mark = $2)
    returning 1
  ), came as (
    select * from unnest($7::uuid[], $8::text[], $9::bytea[], $10::bytea[], $11::uuid[], $12::text[], $13::text[],
      $14::integer[]) as new (id, reason, details, bytes, first_event, connector, path, times)
    where exists (select from counted)
  ), reopened as (
    insert into vault.quarantine_acts (entry, act, by)
    select q.id, 'reopened', '${CAME_AGAIN}' from vault.quarantine q join came on came.id = q.id where ${OVER}
  )
  insert into vault.quarantine as q
    (id, source, received_at, reason, details, day, bytes, first_event, connector, path, times, last_at)
  select id, $3, to_timestamp($1::bigint / 1000.0), reason, details, $6::date, bytes, first_event, connector, path, times,
         to_timestamp($1::bigint / 1000.0)
  from came
  order by id
  on conflict (id) do update
    set times = q.times + excluded.times, last_at = greatest(q.last_at, excluded.last_at),
        ${ANEW.map((column) => `${column} = case when ${OVER} then excluded.${column} else q.${column} end`).join(',\n')}`;

/** Entries that wait under the key of a day before another, of these ids. */
export const WAITING_BEFORE = `
  select id, day::text as day, bytes, details, problems from vault.quarantine
  where id = any($1::uuid[]) and state = 'waiting' and day < $2::date`;

/** Keeps such entries under the other day's key, unless somebody did in between, or they are settled. */
export const KEEP_UNDER = `
  with kept as materialized (
    select q.id, new.bytes, new.details
    from vault.quarantine q
    join unnest($2::uuid[], $3::date[], $4::bytea[], $5::bytea[]) as new (id, day, bytes, details)
      on q.id = new.id and q.day = new.day
    where q.state = 'waiting' order by q.id for update of q
  )
  update vault.quarantine q set day = $1::date, bytes = kept.bytes, details = kept.details, problems = null
  from kept where q.id = kept.id`;

/** What was done about an entry, first to last. That a day is over is said once or more for all of its entries. */
export const ACTS = `
  select act, at, by, event, note, details, mark, key_day::text as key_day from (
    select * from vault.quarantine_acts where entry = $1
    union all
    (select a.* from vault.quarantine_acts a join vault.quarantine q on q.id = $1 and q.state = 'expired'
     where a.entry is null and a.day = q.day order by a.id limit 1)
  ) acts order by id`;

/** Notes an act, and changes the state with it: once, however often it is asked with the same mark. */
export const SETTLE = `
  with done as (
    select from vault.quarantine_acts where entry = $1 and mark = $5::uuid
  ), settled as (
    update vault.quarantine set state = case $2 when 'tried' then state else $2 end, event = coalesce($4::uuid, event)
    where id = $1 and not exists (select from done)
      and (state = 'waiting' or $2 = 'mended' and state in ('discarded', 'expired'))
    returning id
  ), noted as (
    insert into vault.quarantine_acts (entry, act, by, event, mark, details, key_day)
    select id, $2, $3, $4::uuid, $5::uuid, $6::bytea, $7::date from settled returning 1
  )
  select exists (select from done) or exists (select from noted) as settled`;

/**
 * A page of the entries whose day's key is destroyed lets go of its bytes, and of what was noted. Who is just being
 * changed by somebody else is left to the next page.
 */
export const CLEAR = `
  with page as materialized (
    select q.id, q.state, q.day from vault.quarantine q
    where q.day < $1::date and octet_length(q.bytes) > 0
      and exists (select from vault.dated_keys k where k.day = q.day and k.wrapped is null)
    limit $3 for update of q skip locked
  ), cleared as (
    update vault.quarantine q
    set state = case q.state when 'waiting' then 'expired' else q.state end, bytes = '', details = null, problems = null
    from page where q.id = page.id
  ), notes as (
    update vault.quarantine_acts a set note = null, details = null
    from page where a.entry = page.id and (a.note is not null or a.details is not null)
  ), noted as (
    insert into vault.quarantine_acts (day, act, by, entries)
    select day, 'expired', $2, count(*) from page where state = 'waiting' group by day
  )
  select count(*)::integer as cleared, (count(*) filter (where state = 'waiting'))::integer as expired from page`;
