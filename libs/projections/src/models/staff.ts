import {
  bool,
  credential,
  facts,
  label,
  moment,
  personalText,
  projection,
  spans,
  states,
  uuid,
  when,
  type Fact,
  type Valid,
} from '#kernel';
import {
  keyIssued,
  keyRevoked,
  personAdded,
  personRemoved,
  roleChanged,
  signInLinkExpired,
  signInLinkIssued,
  signInLinkUsed,
} from '#journey';
import { inTimeOrder } from '../fields/time-order.js';

/** Folds statements that each name only what changed: every row holds what is known from then on. */
function folded(believed: readonly Fact[], columns: readonly string[]): Valid[] {
  const known: Record<string, unknown> = Object.fromEntries(columns.map((column) => [column, null]));
  const rows = inTimeOrder(believed).map((fact) => {
    for (const column of columns) if (fact[column] !== null && fact[column] !== undefined) known[column] = fact[column];
    return { ...fact, ...known };
  });
  return spans(rows, (row) => Object.fromEntries(columns.map((column) => [column, row[column]])));
}

const PERSON = ['email', 'name', 'role', 'active', 'link'];
const KEY = ['name', 'scopes', 'hash', 'active'];

/** People who work here, and the keys sources write with: who may, as of now and as it was. */
export const staff = projection('staff', 1, {
  facts: {
    personSaid: facts(
      {
        person: uuid,
        email: personalText('identity'),
        name: personalText('identity'),
        role: label,
        active: bool,
        link: label,
        link_expires_at: moment,
        actor: label,
      },
      [
        when(personAdded, ({ about, payload, envelope }) => ({
          person: about.person,
          actor: envelope.actor.id,
          email: payload.email,
          name: payload.name,
          role: payload.role,
          active: true,
        })),
        when(roleChanged, ({ about, payload }) => ({ person: about.person, role: payload.role })),
        when(personRemoved, ({ about }) => ({ person: about.person, active: false })),
        when(signInLinkIssued, ({ about, payload }) => ({
          person: about.person,
          link: 'issued',
          link_expires_at: Date.parse(payload.expiresAt),
        })),
        when(signInLinkUsed, ({ about, payload }) => ({
          person: about.person,
          link: 'used',
          name: payload.name,
        })),
        when(signInLinkExpired, ({ about }) => ({ person: about.person, link: 'expired' })),
      ],
      ['person, position'],
    ),
    keySaid: facts(
      { key: uuid, name: label, scopes: label, hash: credential, active: bool, actor: label },
      [
        when(keyIssued, ({ about, payload, envelope }) => ({
          key: about.key,
          actor: envelope.actor.id,
          name: payload.name,
          scopes: payload.scopes.join(' '),
          hash: payload.hash,
          active: true,
        })),
        when(keyRevoked, ({ about }) => ({ key: about.key, active: false })),
      ],
      ['key, position'],
    ),
  },
  states: {
    person: states({
      per: ['person'],
      from: ['personSaid'],
      columns: {
        email: personalText('identity'),
        name: personalText('identity'),
        role: label,
        active: bool,
        link: label,
      },
      derive: (believed) => folded(believed, PERSON),
    }),
    key: states({
      per: ['key'],
      from: ['keySaid'],
      columns: { name: label, scopes: label, hash: credential, active: bool },
      derive: (believed) => folded(believed, KEY),
    }),
  },
});
