import {
  broken,
  decider,
  decision,
  evolves,
  identity,
  instant,
  oneOf,
  open,
  optional,
  text,
  word,
  type DecisionContext,
} from '#kernel';
import { personAdded } from '../events/person-added.js';
import { personRemoved } from '../events/person-removed.js';
import { roleChanged } from '../events/role-changed.js';
import { signInLinkExpired } from '../events/sign-in-link-expired.js';
import { signInLinkIssued } from '../events/sign-in-link-issued.js';
import { signInLinkUsed } from '../events/sign-in-link-used.js';

/** What people of the company may be. */
export const ROLES = ['admin', 'marketing', 'sales', 'service', 'leadership', 'analyst', 'reader'] as const;
export type StaffRole = (typeof ROLES)[number];

/** A one-time sign-in link as its hash knows it. */
interface Link {
  readonly hash: string;
  readonly status: 'open' | 'used' | 'expired' | 'replaced';
  readonly expiresAt: string;
}

/** Somebody of the company: unknown, here with a role and the links they were given, or gone. */
export type PersonState =
  | { readonly status: 'unknown' }
  | { readonly status: 'here'; readonly role: string; readonly links: readonly Link[] }
  | { readonly status: 'gone' };

/** Marks a link; the others stay as they are. */
function marked(state: PersonState, hash: string, status: Link['status']): PersonState {
  return state.status === 'here'
    ? { ...state, links: state.links.map((link) => (link.hash === hash ? { ...link, status } : link)) }
    : state;
}

export const person = decider<PersonState>(
  'person',
  { status: 'unknown' },
  evolves(personAdded, (_state, { payload }) => ({ status: 'here', role: payload.role, links: [] })),
  evolves(signInLinkIssued, (state, { payload }) =>
    state.status === 'here'
      ? {
          ...state,
          links: [
            ...state.links.map((link): Link => (link.status === 'open' ? { ...link, status: 'replaced' } : link)),
            { hash: payload.linkHash, status: 'open', expiresAt: payload.expiresAt },
          ],
        }
      : state,
  ),
  evolves(signInLinkUsed, (state, { payload }) => marked(state, payload.linkHash, 'used')),
  evolves(signInLinkExpired, (state, { payload }) => marked(state, payload.linkHash, 'expired')),
  evolves(roleChanged, (state, { payload }) => (state.status === 'here' ? { ...state, role: payload.role } : state)),
  evolves(personRemoved, (): PersonState => ({ status: 'gone' })),
);

/** The state of somebody who is here; throws `person.not-here`. */
function here(state: PersonState): PersonState & { status: 'here' } {
  if (state.status !== 'here') throw broken('person.not-here', { status: state.status });
  return state;
}

/** The link of a hash; throws `sign-in-link.unknown`. */
function linkOf(state: PersonState, hash: string): Link {
  const link = here(state).links.find((l) => l.hash === hash);
  if (link === undefined) throw broken('sign-in-link.unknown');
  return link;
}

/** Nobody takes away their own rights: so whoever may give them stays. */
function notOneself(rule: string, { id, by }: DecisionContext): void {
  if (by.kind === 'person' && by.id === id) throw broken(rule);
}

const role = oneOf(...ROLES);

/** Lets somebody of the company in; once removed, they may be added again. */
export const addPerson = decision(
  person,
  'add',
  { permission: 'staff.manage', params: { email: identity, role, name: optional(identity) } },
  (state, { email, role, name }, { id }) => {
    if (state.status === 'here') {
      if (state.role === role) return [];
      throw broken('person.already-here', { role: state.role });
    }
    return [personAdded.of({ person: id }, { email, role, ...(name === undefined ? {} : { name }) })];
  },
);

/** Gives somebody a one-time link to sign in with; the one before opens nothing any more. */
export const issueSignInLink = decision(
  person,
  'issue-sign-in-link',
  {
    permission: 'staff.manage',
    params: { linkHash: word, expiresAt: instant },
    fresh: ['linkHash', 'expiresAt'],
  },
  (state, { linkHash, expiresAt }, { id, at }) => {
    if (here(state).links.some((link) => link.hash === linkHash)) return [];
    if (Date.parse(expiresAt) <= Date.parse(at)) throw broken('sign-in-link.over-already', { expiresAt });
    return [signInLinkIssued.of({ person: id }, { linkHash, expiresAt })];
  },
);

/** Uses the link, once and in time. Whoever has the link may: it is the right. */
export const useSignInLink = decision(
  person,
  'use-sign-in-link',
  { permission: 'public', params: { linkHash: word, name: optional(identity) } },
  (state, { linkHash, name }, { id, at }) => {
    const link = linkOf(state, linkHash);
    if (link.status !== 'open') throw broken(`sign-in-link.${link.status}`);
    if (Date.parse(link.expiresAt) <= Date.parse(at)) throw broken('sign-in-link.expired');
    return [signInLinkUsed.of({ person: id }, { linkHash, ...(name === undefined ? {} : { name }) })];
  },
);

/** Says that a link's time is over; one that was used, or replaced, stays what it is. */
export const expireSignInLink = decision(
  person,
  'expire-sign-in-link',
  { permission: 'system', params: { linkHash: word } },
  (state, { linkHash }, { id, at }) => {
    if (state.status !== 'here') return [];
    const link = linkOf(state, linkHash);
    if (link.status !== 'open') return [];
    if (Date.parse(at) < Date.parse(link.expiresAt))
      throw broken('sign-in-link.not-over', { expiresAt: link.expiresAt });
    return [signInLinkExpired.of({ person: id }, { linkHash })];
  },
);

/** Gives somebody another role. Nobody changes their own: so there is always an admin. */
export const changeRole = decision(
  person,
  'change-role',
  { permission: 'staff.manage', params: { role } },
  (state, { role }, context) => {
    const { role: previous } = here(state);
    if (previous === role) return [];
    notOneself('person.own-role', context);
    return [roleChanged.of({ person: context.id }, { role, previous })];
  },
);

/** Takes somebody's right to sign in. Nobody removes themselves: so there is always an admin. */
export const removePerson = decision(
  person,
  'remove',
  { permission: 'staff.manage', params: { reason: optional(open(text)) } },
  (state, { reason }, context) => {
    if (state.status === 'gone') return [];
    here(state);
    notOneself('person.own-removal', context);
    return [personRemoved.of({ person: context.id }, reason === undefined ? {} : { reason })];
  },
);
