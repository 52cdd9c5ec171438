import {
  big,
  count,
  earliest,
  facts,
  first,
  kindOfNode,
  label,
  last,
  moment,
  personalText,
  projection,
  reveal,
  spans,
  states,
  total,
  uuid,
  when,
} from '#kernel';
import { contactDescribed, contactGrouped, touchpointRecorded } from '#journey';
import { businessTouches, TOUCH } from '../fields/business-touches.js';
import { fieldHistory } from '../fields/field-history.js';
import { personalValue, statements } from '../fields/statements.js';

/** Who a contact is and what happened: touches, what was stated about each field, and the list's current row. */
export const contacts = projection('contacts', 8, {
  facts: {
    touch: facts(
      TOUCH,
      [
        when(touchpointRecorded, (event) => ({
          profile: event.about.profile,
          channel: event.payload.channel,
          kind: event.payload.kind,
          direction: event.payload.direction,
          campaign: event.payload.campaign ?? event.payload.utmCampaign,
          variant: event.payload.variant,
          name: event.payload.name,
          duration: event.payload.duration,
          content: event.sealed('content'),
          source: event.envelope.source.name,
          utm_source: event.payload.utmSource,
          utm_medium: event.payload.utmMedium,
          utm_campaign: event.payload.utmCampaign,
          utm_term: event.payload.utmTerm,
          utm_content: event.payload.utmContent,
        })),
        ...businessTouches,
      ],
      [
        'profile, occurred_at desc, position desc',
        'using brin (occurred_at)',
        // what figures read of touches, without the rows around it
        '(channel, kind, occurred_at) INCLUDE (profile, precision, direction, campaign, variant, source, position, until)',
        '(name, occurred_at) WHERE name IS NOT NULL',
      ],
      ['channel, kind, direction'],
    ),
    stated: facts(
      {
        profile: uuid,
        field: label,
        value: personalText('identity'),
        source: label,
        actor_kind: label,
        actor: label,
      },
      [
        when(contactDescribed, ({ about, payload, envelope }) =>
          statements(reveal(payload.traits)).map(([field, value]) => ({
            profile: about.profile,
            field,
            value,
            source: envelope.source.name,
            actor_kind: envelope.actor.kind,
            actor: envelope.actor.id,
          })),
        ),
        when(contactGrouped, ({ about, payload, envelope }) => ({
          profile: about.profile,
          field: 'company',
          value: personalValue(payload.companyName ?? payload.group),
          source: envelope.source.name,
          actor_kind: envelope.actor.kind,
          actor: envelope.actor.id,
        })),
      ],
      ['profile, field, occurred_at desc, position desc'],
    ),
    /** Into which company's group a source put a contact. */
    grouped: facts(
      { profile: uuid, company: uuid },
      [
        when(contactGrouped, ({ about }) => {
          const company = about.others?.find((node) => kindOfNode(node) === 'company');
          return company === undefined ? null : { profile: about.profile, company };
        }),
      ],
      ['profile, occurred_at desc, position desc', 'company'],
    ),
  },
  sums: {
    activity: {
      of: 'touch',
      per: ['profile'],
      values: {
        touches: count(),
        inbound: count("direction = 'in'"),
        first_at: first('occurred_at'),
        last_at: last('occurred_at'),
      },
    },
    campaign: { of: 'touch', per: ['campaign', 'channel', 'kind'], values: { touches: count() } },
  },
  states: {
    /**
     * The first touch of a contact or company of each precision: of moments known alike, the earliest stays the earliest wherever a day is
     * placed, and whatever a question leaves out as not happened yet.
     */
    first: earliest({
      per: ['party', 'precision'],
      of: 'touch',
      columns: {
        event_id: uuid,
        channel: label,
        campaign: label,
        source: label,
        utm_source: label,
        utm_medium: label,
      },
    }),
    field: states({
      per: ['contact', 'field'],
      from: ['stated'],
      columns: { value: personalText('identity'), source: label, event: uuid },
      indexes: [
        // the same phone in several records
        `((regexp_replace(left(value, 100), '[^0-9]', '', 'g')) COLLATE "C") where field = 'phone' and believed_until is null and valid_to is null`,
      ],
      derive: (believed) =>
        spans(fieldHistory(believed), (fact) => ({
          value: fact['value'],
          source: fact['source'],
          event: fact.event_id,
        })),
    }),
  },
  current: {
    contact: {
      per: 'contact',
      columns: {
        name: personalText('identity'),
        /** As stated; where nothing is, the address it was seen with first. */
        email: personalText('identity'),
        /** As stated; the domain of an address where nothing is. */
        company: personalText('identity'),
        /** The company it belongs to, by a node of it: the group it was put into last, else the domain seen last. */
        company_node: uuid,
        touches: big,
        first_at: moment,
        last_at: moment,
        first_channel: label,
        first_campaign: label,
        last_channel: label,
        last_kind: label,
      },
      indexes: [
        'last_at desc, contact desc',
        'first_at desc, contact desc',
        'touches desc, contact desc',
        'lower(left(name, 100)) COLLATE "C", contact',
        'lower(left(email, 100)) COLLATE "C", contact',
        'lower(left(company, 100)) COLLATE "C", contact',
        'last_channel, last_at desc, contact desc',
        'first_channel, last_at desc, contact desc',
        '(company_node, last_at desc, contact desc) WHERE company_node IS NOT NULL',
      ],
      // OFFSET 0 keeps each look-up behind what it is looked up by: the planner, which may know a fresh table by the few rows
      // it had a moment ago, would go through whole tables for each contact
      sql: `
        SELECT asked.contact, field.name, coalesce(field.email, address.value) AS email,
               coalesce(field.company, domain.value) AS company,
               coalesce(grouped.company, domain.company) AS company_node,
               coalesce(activity.touches, 0) AS touches, activity.first_at, activity.last_at,
               first_touch.channel AS first_channel, first_touch.campaign AS first_campaign,
               last_touch.channel AS last_channel, last_touch.kind AS last_kind
        FROM unnest($1::uuid[]) AS asked (contact)
        LEFT JOIN LATERAL (
          SELECT sum(a.touches) AS touches, min(a.first_at) AS first_at, max(a.last_at) AS last_at,
                 array_agg(a.profile) AS profiles
          FROM {members} m CROSS JOIN LATERAL (SELECT * FROM {activity} WHERE profile = m.profile OFFSET 0) a
          WHERE m.contact = asked.contact
        ) activity ON true
        LEFT JOIN LATERAL (
          SELECT max(f.value) FILTER (WHERE f.field = 'name') AS name,
                 max(f.value) FILTER (WHERE f.field = 'email') AS email,
                 max(f.value) FILTER (WHERE f.field = 'company') AS company
          FROM {field} f
          WHERE f.contact = asked.contact AND f.field IN ('name', 'email', 'company')
            AND f.believed_until IS NULL AND f.valid_to IS NULL
        ) field ON true
        LEFT JOIN LATERAL (
          SELECT n.value
          FROM {members} m
          CROSS JOIN LATERAL (
            SELECT value, position, ordinal FROM {nodes}
            WHERE node = m.profile AND kind = 'email' AND value IS NOT NULL AND position IS NOT NULL OFFSET 0
          ) n
          WHERE m.contact = asked.contact AND field.email IS NULL
          ORDER BY n.position, n.ordinal LIMIT 1
        ) address ON true
        LEFT JOIN LATERAL (
          SELECT g.company
          FROM {members} m
          CROSS JOIN LATERAL (SELECT * FROM {grouped} WHERE profile = m.profile AND until IS NULL OFFSET 0) g
          WHERE m.contact = asked.contact
          ORDER BY g.occurred_at DESC NULLS LAST, g.position DESC LIMIT 1
        ) grouped ON true
        LEFT JOIN LATERAL (
          SELECT s.company, n.value
          FROM {members} m
          CROSS JOIN LATERAL (SELECT * FROM {memberships} s WHERE s.node = m.profile OFFSET 0) s
          CROSS JOIN LATERAL (SELECT * FROM {nodes} WHERE node = s.company AND kind = 'domain' OFFSET 0) n
          WHERE m.contact = asked.contact
          ORDER BY s.since DESC, s.company LIMIT 1
        ) domain ON true
        LEFT JOIN LATERAL (
          SELECT t.channel, t.campaign
          FROM unnest(activity.profiles) AS p (profile)
          CROSS JOIN LATERAL (
            SELECT channel, campaign, occurred_at, position FROM {touch}
            WHERE profile = p.profile AND until IS NULL AND occurred_at IS NOT NULL
            ORDER BY occurred_at, position LIMIT 1
          ) t
          ORDER BY t.occurred_at, t.position LIMIT 1
        ) first_touch ON true
        LEFT JOIN LATERAL (
          SELECT t.channel, t.kind
          FROM unnest(activity.profiles) AS p (profile)
          CROSS JOIN LATERAL (
            SELECT channel, kind, occurred_at, position FROM {touch}
            WHERE profile = p.profile AND until IS NULL AND occurred_at IS NOT NULL
            ORDER BY occurred_at DESC, position DESC LIMIT 1
          ) t
          ORDER BY t.occurred_at DESC, t.position DESC LIMIT 1
        ) last_touch ON true
        WHERE EXISTS (SELECT FROM {members} m WHERE m.contact = asked.contact)`,
    },
  },
  totals: {
    company: {
      of: 'contact',
      per: 'company_node',
      values: {
        contacts: count(),
        touches: total('touches'),
        first_at: first('first_at'),
        last_at: last('last_at'),
      },
      indexes: ['last_at desc, company_node desc'],
    },
  },
});
