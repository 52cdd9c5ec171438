import type { MigrationSet } from '#platform';

/** Gives receipts that were written without their import's name what the log says that they recorded of each. */
export const RECEIPTS_BY_IMPORT = `
with found as materialized (
  select r.ctid as receipt, said.import, count(*)::integer as recorded, min(e.position) as first, max(e.position) as last
  from vault.receipts r
  cross join lateral (
    select position, envelope from log.events
    where position between r.first_position and r.last_position and revision is null
      and strpos(envelope::text, '"import":"') > 0
    offset 0
  ) e
  cross join lateral json_to_record(e.envelope) as said (source json, import text)
  where r.import is null and said.import is not null and said.source ->> 'name' = r.source
  group by r.ctid, said.import
), others as (
  update vault.receipts r set received = r.received - f.recorded, recorded = r.recorded - f.recorded
  from (select receipt, sum(recorded)::integer as recorded from found group by receipt) f
  where r.ctid = f.receipt
)
insert into vault.receipts
  (at, mark, source, import, received, recorded, repeated, differing, first_position, last_position)
select r.at, r.mark, r.source, f.import, f.recorded, f.recorded, 0, 0, f.first, f.last
from found f join vault.receipts r on r.ctid = f.receipt`;

/** What the ledger and the quarantine need to stay cheap, and to keep what is typed about a message no longer than it. */
export const booksMigration: MigrationSet['migrations'][number] = {
  id: '005-books',
  sql: `
${RECEIPTS_BY_IMPORT};
delete from vault.receipts where received = 0 and recorded = 0 and repeated = 0 and differing = 0 and set_aside = 0;
create index on vault.receipts using brin (last_position) with (pages_per_range = 16);

-- What receipts became that are over: sums by source, import (or none: '') and quarter of an hour (its number since
-- 1970). Days of every zone are made of quarters of an hour. Each receipt is in one of the two tables.
create table vault.receipts_rolled (
  source text not null,
  quarter integer not null,
  import text not null,
  received bigint not null,
  recorded bigint not null,
  repeated bigint not null,
  differing bigint not null,
  set_aside bigint not null,
  last_position bigint,
  last_at bigint not null,
  primary key (source, quarter, import)
);
create index on vault.receipts_rolled (quarter);

-- How many there are, kept by whatever changes them.
create table vault.quarantine_counts (
  source text not null,
  reason text not null,
  state text not null,
  entries bigint not null,
  primary key (source, reason, state)
);
insert into vault.quarantine_counts
select source, reason, state, count(*) from vault.quarantine group by source, reason, state;

create function vault.count_quarantine() returns trigger language plpgsql as $count$
begin
  if tg_op = 'INSERT' then
    insert into vault.quarantine_counts as c
    select source, reason, state, count(*) from came group by 1, 2, 3 order by 1, 2, 3
    on conflict (source, reason, state) do update set entries = c.entries + excluded.entries;
  elsif tg_op = 'UPDATE' then
    insert into vault.quarantine_counts as c
    select source, reason, state, sum(n) from (
      select source, reason, state, 1 as n from came union all select source, reason, state, -1 from gone
    ) changed
    group by 1, 2, 3 having sum(n) <> 0 order by 1, 2, 3
    on conflict (source, reason, state) do update set entries = c.entries + excluded.entries;
  else
    insert into vault.quarantine_counts as c
    select source, reason, state, -count(*) from gone group by 1, 2, 3 order by 1, 2, 3
    on conflict (source, reason, state) do update set entries = c.entries + excluded.entries;
  end if;
  return null;
end
$count$;
create trigger counted_in after insert on vault.quarantine
  referencing new table as came for each statement execute function vault.count_quarantine();
create trigger counted_again after update on vault.quarantine
  referencing old table as gone new table as came for each statement execute function vault.count_quarantine();
create trigger counted_out after delete on vault.quarantine
  referencing old table as gone for each statement execute function vault.count_quarantine();

-- Bytes that are still there: an entry whose day is over has none.
drop index vault.quarantine_day_idx;
create index on vault.quarantine (day) where octet_length(bytes) > 0;

-- mark: the call that made it, so that one whose answer was lost is made once. details: the note, sealed under the key
-- of key_day; what was written before stays in note until its entry's day is over.
alter table vault.quarantine_acts
  add column mark uuid,
  add column details bytea,
  add column key_day date,
  drop constraint quarantine_acts_act_check,
  add constraint quarantine_acts_act_check check (act in ('mended', 'tried', 'discarded', 'expired', 'reopened'));
create index on vault.quarantine_acts (day) where entry is null;
update vault.quarantine_acts a set note = null
from vault.quarantine q where q.id = a.entry and octet_length(q.bytes) = 0 and a.note is not null;
`,
};
