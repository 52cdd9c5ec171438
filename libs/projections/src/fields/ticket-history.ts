import { spans, type Fact, type Valid } from '#kernel';

type Values = Record<string, unknown>;

/** A ticket before anything is known of it. */
const NOTHING: Values = {
  status: 'open',
  waits_for: null,
  waiting_since: null,
  /** Time it waited for the customer so far, milliseconds; days count from their beginning. */
  waiting_ms: 0,
  number: null,
  profile: null,
  company: null,
  assignee: null,
  team: null,
  merged_into: null,
  channel: null,
  opened_by: null,
  priority: null,
  theme: null,
  level: 0,
  opened_at: null,
  opened_precision: 'none',
  opened_event: null,
  first_response_at: null,
  first_response_precision: 'none',
  first_response_event: null,
  first_resolved_at: null,
  first_resolved_precision: 'none',
  first_resolved_event: null,
  first_resolved_waiting_ms: null,
  resolved_at: null,
  resolved_precision: 'none',
  resolved_event: null,
  resolved_waiting_ms: null,
  closed_at: null,
  closed_precision: 'none',
  reopened: 0,
  transfers: 0,
  staff_replies: 0,
  customer_replies: 0,
  score: null,
  scored_at: null,
  scored_precision: 'none',
  scored_event: null,
  sla_stated: null,
  sla_stated_at: null,
  sla_stated_precision: 'none',
  sla_stated_event: null,
};

/** When something was, as the columns `{name}_at`, `_precision` and, where there is one, `_event` say it. */
function said(name: string, fact: Fact, event = true): Values {
  return {
    [`${name}_at`]: fact.occurred_at,
    [`${name}_precision`]: fact['precision'],
    ...(event ? { [`${name}_event`]: fact.event_id } : {}),
  };
}

/** The wait for the customer ends: its time is added up. */
function goesOn({ waiting_since: since, waiting_ms: before }: Values, fact: Fact): Values {
  const more = typeof since === 'number' && fact.occurred_at !== null ? fact.occurred_at - since : 0;
  return { waits_for: null, waiting_since: null, waiting_ms: (before as number) + more };
}

const CHANGES: Readonly<Record<string, (known: Values, fact: Fact) => Values>> = {
  opened: (known, fact) => ({
    number: fact['number'] ?? known['number'],
    channel: fact['channel'] ?? known['channel'],
    opened_by: fact['from_whom'] ?? known['opened_by'],
    priority: fact['priority'] ?? known['priority'],
    theme: fact['theme'] ?? known['theme'],
    assignee: fact['assignee'] ?? known['assignee'],
    team: fact['team'] ?? known['team'],
    ...(known['opened_event'] === null ? said('opened', fact) : {}),
  }),
  assigned: ({ assignee, team, transfers }, fact) => ({
    assignee: fact['assignee'] ?? null,
    team: fact['team'] ?? null,
    transfers: (transfers as number) + (isTransfer({ assignee, team }, fact) ? 1 : 0),
  }),
  replied: (known, fact) => {
    if (fact['visibility'] !== 'public') return {};
    if (fact['from_whom'] === 'customer') return { customer_replies: (known['customer_replies'] as number) + 1 };
    if (fact['automatic'] === true) return {};
    return {
      staff_replies: (known['staff_replies'] as number) + 1,
      ...(known['first_response_event'] === null ? said('first_response', fact) : {}),
    };
  },
  prioritised: (_, fact) => ({ priority: fact['priority'] }),
  escalated: ({ level }, fact) => ({ level: fact['level'] ?? (level as number) + 1 }),
  themed: (_, fact) => ({ theme: fact['theme'] ?? null }),
  'put-on-hold': (known, fact) => {
    const forCustomer = fact['waits_for'] === 'customer';
    const since = forCustomer ? (known['waiting_since'] ?? fact.occurred_at) : null;
    const before = forCustomer ? {} : goesOn(known, fact);
    return { ...before, status: 'waiting', waits_for: fact['waits_for'], waiting_since: since };
  },
  'taken-up': (known, fact) => ({ ...goesOn(known, fact), status: 'open' }),
  resolved: (known, fact) => {
    const ends = goesOn(known, fact);
    return {
      ...ends,
      status: 'resolved',
      ...said('resolved', fact),
      resolved_waiting_ms: ends['waiting_ms'],
      ...(known['first_resolved_event'] === null
        ? { ...said('first_resolved', fact), first_resolved_waiting_ms: ends['waiting_ms'] }
        : {}),
    };
  },
  reopened: (known, fact) => ({
    ...goesOn(known, fact),
    status: 'open',
    reopened: (known['reopened'] as number) + 1,
    closed_at: null,
    closed_precision: 'none',
  }),
  closed: (known, fact) => ({ ...goesOn(known, fact), status: 'closed', ...said('closed', fact, false) }),
  merged: (known, fact) => ({ ...goesOn(known, fact), status: 'merged', merged_into: fact['merged_into'] ?? null }),
  rated: (_, fact) => ({ score: fact['score'], ...said('scored', fact) }),
  'sla-stated': (_, fact) => ({ sla_stated: fact['stated_met'], ...said('sla_stated', fact) }),
};

/** From one to another: being given to somebody for the first time, or to nobody, is none. */
function isTransfer(before: Values, fact: Fact): boolean {
  const other = (role: string): boolean =>
    before[role] !== null && fact[role] !== null && fact[role] !== undefined && before[role] !== fact[role];
  return other('assignee') || other('team');
}

/**
 * Where a ticket stands, and what happened to it so far, from each of its events on. What comes undated is taken to have
 * been before all else. `resolved` is the last resolution, `first_resolved` the first one; a machine's reply, and a
 * note, answer nobody. A ticket that is reopened was not closed.
 */
export function ticketHistory(believed: readonly Fact[]): Valid[] {
  let known = NOTHING;
  return spans(believed, (fact) => {
    const change = CHANGES[fact['kind'] as string];
    known = {
      ...known,
      profile: fact['profile'] ?? known['profile'],
      company: fact['company'] ?? known['company'],
      ...change?.(known, fact),
    };
    return known;
  });
}
