import { broken, decider, decision, evolves, list, open, optional, text, word } from '#kernel';
import { keyIssued } from '../events/key-issued.js';
import { keyRevoked } from '../events/key-revoked.js';

/** A source's key: not there yet, in use, or revoked for good. */
export type KeyState =
  | { readonly status: 'unknown' }
  | { readonly status: 'in-use'; readonly hash: string; readonly scopes: readonly string[] }
  | { readonly status: 'revoked' };

export const key = decider<KeyState>(
  'key',
  { status: 'unknown' },
  evolves(keyIssued, (_state, { payload }) => ({
    status: 'in-use',
    hash: payload.hash,
    scopes: payload.scopes,
  })),
  evolves(keyRevoked, (): KeyState => ({ status: 'revoked' })),
);

/** Gives a source a key, under an id of its own. */
export const issueKey = decision(
  key,
  'issue',
  { permission: 'keys.manage', params: { name: word, scopes: list(word), hash: word }, fresh: ['hash'] },
  (state, { name, scopes, hash }, { id }) => {
    if (state.status === 'in-use' && state.hash === hash) return [];
    if (state.status !== 'unknown') throw broken('key.already-issued');
    if (scopes.length === 0) throw broken('key.without-scope');
    return [keyIssued.of({ key: id }, { name, scopes, hash })];
  },
);

/** Ends a key. */
export const revokeKey = decision(
  key,
  'revoke',
  { permission: 'keys.manage', params: { reason: optional(open(text)) } },
  (state, { reason }, { id }) => {
    if (state.status === 'revoked') return [];
    if (state.status === 'unknown') throw broken('key.unknown');
    return [keyRevoked.of({ key: id }, reason === undefined ? {} : { reason })];
  },
);
