import {
  facts,
  isCompanyNode,
  kindOfNode,
  label,
  projection,
  spans,
  states,
  uuid,
  when,
  type EventView,
} from '#kernel';
import { companyCorrected, companyDescribed, companyParentNamed, contactGrouped } from '#journey';
import { companyStatements } from '../fields/company-statements.js';
import { fieldHistory } from '../fields/field-history.js';

const FIELD = { profile: uuid, field: label, value: label, source: label, actor_kind: label, actor: label } as const;
const PARENT = { profile: uuid, value: uuid, source: label, actor_kind: label, actor: label } as const;

/** Who says it: what people say outweighs what sources send. */
function said({ envelope }: Pick<EventView, 'envelope'>) {
  return { source: envelope.source.name, actor_kind: envelope.actor.kind, actor: envelope.actor.id };
}

/** Companies: what was stated about each field, to whom each belongs, and the list's current row. Nothing of it is personal. */
export const companies = projection('companies', 1, {
  facts: {
    stated: facts(
      FIELD,
      [
        when(companyDescribed, (event) =>
          companyStatements(event.payload.fields).map(([field, value]) => ({
            profile: event.about.profile,
            field,
            value,
            ...said(event),
          })),
        ),
        when(companyCorrected, (event) =>
          companyStatements(event.payload.fields).map(([field, value]) => ({
            profile: event.about.profile,
            field,
            value,
            ...said(event),
          })),
        ),
        when(contactGrouped, (event) => {
          const group = event.about.others?.find((node) => kindOfNode(node) === 'company');
          const name = event.payload.companyName?.trim() ?? '';
          return group === undefined || name === ''
            ? null
            : { profile: group, field: 'name', value: name, ...said(event) };
        }),
      ],
      ['profile, field, occurred_at desc, position desc'],
    ),
    parentNamed: facts(
      PARENT,
      [
        when(companyDescribed, (event) =>
          event.about.parent === undefined
            ? null
            : { profile: event.about.profile, value: event.about.parent, ...said(event) },
        ),
        when(companyParentNamed, (event) => ({
          profile: event.about.profile,
          value: event.about.parent !== undefined && isCompanyNode(event.about.parent) ? event.about.parent : null,
          ...said(event),
        })),
      ],
      ['profile', 'value'],
    ),
  },
  states: {
    field: states({
      per: ['company', 'field'],
      from: ['stated'],
      columns: { value: label, source: label, event: uuid },
      derive: (believed) =>
        spans(fieldHistory(believed), (fact) => ({
          value: fact['value'],
          source: fact['source'],
          event: fact.event_id,
        })),
    }),
    parent: states({
      per: ['company'],
      from: ['parentNamed'],
      columns: { parent: uuid, source: label, event: uuid },
      derive: (believed) =>
        spans(fieldHistory(believed), (fact) => ({
          parent: fact['value'],
          source: fact['source'],
          event: fact.event_id,
        })),
    }),
  },
  current: {
    company: {
      per: 'company',
      columns: {
        /** As stated, else its domain, else a group's id. */
        name: label,
        /** Its shortest domain: the others are most often below it. */
        domain: label,
        /** A node of the company it belongs to. */
        parent: uuid,
      },
      indexes: ['lower(left(name, 100)) COLLATE "C", company', 'lower(left(domain, 100)) COLLATE "C"', 'parent'],
      sql: `
        SELECT asked.company, coalesce(name.value, domain.value, own.value) AS name, domain.value AS domain,
               parent.parent
        FROM unnest($1::uuid[]) AS asked (company)
        LEFT JOIN LATERAL (
          SELECT f.value FROM {field} f
          WHERE f.company = asked.company AND f.field = 'name' AND f.believed_until IS NULL AND f.valid_to IS NULL
        ) name ON true
        LEFT JOIN LATERAL (
          SELECT n.value FROM {members} m
          CROSS JOIN LATERAL (SELECT * FROM {nodes} WHERE node = m.profile AND kind = 'domain' OFFSET 0) n
          WHERE m.contact = asked.company
          ORDER BY length(n.value), n.value LIMIT 1
        ) domain ON true
        LEFT JOIN LATERAL (
          SELECT n.value FROM {members} m
          CROSS JOIN LATERAL (SELECT * FROM {nodes} WHERE node = m.profile AND kind = 'company' OFFSET 0) n
          WHERE m.contact = asked.company
          ORDER BY n.namespace, n.value LIMIT 1
        ) own ON true
        LEFT JOIN LATERAL (
          SELECT p.parent FROM {parent} p
          WHERE p.company = asked.company AND p.believed_until IS NULL AND p.valid_to IS NULL
        ) parent ON true
        WHERE EXISTS (SELECT FROM {members} m WHERE m.contact = asked.company)`,
    },
  },
});
