import {
  big,
  bool,
  date,
  document,
  facts,
  label,
  moment,
  projection,
  states,
  uuid,
  uuids,
  when,
  whole,
  type Json,
} from '#kernel';
import { dealContactAdded, dealContactRemoved, dealLinesSet, dealOpened, dealSplitSet } from '#journey';
import { dealHistory, partyHistory, wholeHistory } from '../fields/deal-history.js';
import { dealSaid } from '../fields/deal-said.js';
import { linesOf } from '../fields/deal-worth.js';

/**
 * Deals: what each event said, and what followed from all of it at any moment. Nothing of it is personal. `profile` and
 * `company` are nodes: who that is stands in the identity map.
 */
export const deals = projection('deals', 2, {
  facts: {
    said: dealSaid,
    partySaid: facts(
      { deal: uuid, profile: uuid, what: label, role: label },
      [
        when(dealOpened, ({ about }) =>
          about.profile === undefined ? null : { deal: about.deal, profile: about.profile, what: 'opened' },
        ),
        when(dealContactAdded, ({ about, payload }) => ({
          deal: about.deal,
          profile: about.profile,
          what: 'contact-added',
          role: payload.role,
        })),
        when(dealContactRemoved, ({ about }) => ({
          deal: about.deal,
          profile: about.profile,
          what: 'contact-removed',
        })),
      ],
      ['deal', 'profile'],
    ),
    linesSaid: facts(
      {
        deal: uuid,
        what: label,
        lines: document,
        product: label,
        amount: big,
        currency: label,
        cost: big,
        cost_currency: label,
      },
      [
        when(dealOpened, ({ about, payload }) =>
          payload.lines === undefined ? null : { deal: about.deal, what: 'opened', ...linesOf(payload.lines) },
        ),
        when(dealLinesSet, ({ about, payload }) => ({
          deal: about.deal,
          what: 'lines-set',
          ...linesOf(payload.lines),
        })),
      ],
      ['deal'],
    ),
    sharesSaid: facts(
      { deal: uuid, what: label, shares: document },
      [
        when(dealSplitSet, ({ about, payload }) => ({
          deal: about.deal,
          what: 'split-set',
          shares: payload.shares as unknown as Json,
        })),
      ],
      ['deal'],
    ),
  },
  states: {
    deal: states({
      per: ['deal'],
      from: ['said'],
      columns: {
        status: label,
        name: label,
        pipeline: uuid,
        /** Null in the first stage of its pipeline. */
        stage: label,
        stage_since: moment,
        amount: big,
        currency: label,
        close_on: date,
        owner: uuid,
        profile: uuid,
        company: uuid,
        opened_at: moment,
        opened_precision: label,
        opened_event: uuid,
        closed_at: moment,
        closed_precision: label,
        closed_event: uuid,
        reason: label,
        next_step: label,
        next_on: date,
        campaign: label,
        /** How often it was opened again. */
        reopened: whole,
      },
      indexes: [
        // boards and forecasts of the past: of all that was ever believed and valid, what holds at both moments
        "using gist (tstzrange(valid_from, valid_to), int8range(believed_from, believed_until)) where status = 'open'",
        "(closed_at) where status = 'won'",
      ],
      derive: dealHistory,
    }),
    party: states({
      per: ['deal', 'profile'],
      from: ['partySaid'],
      /** `main` is whom the deal is with. */
      columns: { role: label, main: bool },
      indexes: ['(profile) where believed_until is null'],
      derive: partyHistory,
    }),
    lines: states({
      per: ['deal'],
      from: ['linesSaid'],
      columns: {
        lines: document,
        /** What all of its lines are of; null where they are of several. */
        product: label,
        amount: big,
        currency: label,
        cost: big,
        cost_currency: label,
      },
      derive: wholeHistory(['lines', 'product', 'amount', 'currency', 'cost', 'cost_currency']),
    }),
    split: states({
      per: ['deal'],
      from: ['sharesSaid'],
      columns: { shares: document },
      derive: wholeHistory(['shares']),
    }),
  },
  current: {
    list: {
      per: 'deal',
      columns: {
        status: label,
        name: label,
        pipeline: uuid,
        stage: label,
        stage_since: moment,
        amount: big,
        currency: label,
        close_on: date,
        owner: uuid,
        profile: uuid,
        company: uuid,
        opened_at: moment,
        opened_precision: label,
        closed_at: moment,
        closed_precision: label,
        reason: label,
        next_step: label,
        next_on: date,
        campaign: label,
        reopened: whole,
        /** The nodes of everybody who takes part. */
        parties: uuids,
      },
      indexes: [
        'opened_at desc, deal desc',
        'closed_at desc, deal desc',
        'close_on, deal',
        'amount desc, deal desc',
        'stage_since, deal',
        'lower(left(name, 100)) COLLATE "C", deal',
        'status, opened_at desc, deal desc',
        'status, closed_at desc, deal desc',
        'pipeline, status, stage, close_on, deal',
        'owner, status, close_on, deal',
        'owner, opened_at desc, deal desc',
        // boards and forecasts add up every open deal: read from the index alone
        "(pipeline, stage, owner, currency, close_on) include (amount) where status = 'open'",
        "(closed_at) include (closed_precision, pipeline, owner, currency, amount) where status = 'won'",
        "(close_on, deal) where status = 'open'",
        '(company, opened_at desc) where company is not null',
        '(profile) where profile is not null',
        'using gin (parties)',
      ],
      sql: `
        SELECT d.deal, d.status, d.name, d.pipeline, d.stage, d.stage_since, d.amount, d.currency, d.close_on, d.owner,
               d.profile, d.company, d.opened_at, d.opened_precision, d.closed_at, d.closed_precision, d.reason,
               d.next_step, d.next_on, d.campaign, d.reopened,
               (SELECT array_agg(p.profile ORDER BY p.profile) FROM {party} p
                WHERE p.deal = d.deal AND p.believed_until IS NULL AND p.valid_to IS NULL) AS parties
        FROM {deal} d
        WHERE d.deal = ANY ($1::uuid[]) AND d.believed_until IS NULL AND d.valid_to IS NULL`,
    },
  },
});
