import { given, somebody } from '../../test/given.js';
import { personAdded } from '../events/person-added.js';
import { personRemoved } from '../events/person-removed.js';
import { roleChanged } from '../events/role-changed.js';
import { signInLinkExpired } from '../events/sign-in-link-expired.js';
import { signInLinkIssued } from '../events/sign-in-link-issued.js';
import { signInLinkUsed } from '../events/sign-in-link-used.js';
import { addPerson, changeRole, expireSignInLink, issueSignInLink, removePerson, useSignInLink } from './person.js';

const person = '0192f0c1-1111-8000-8000-000000000001';
const email = 'ann@example.com';
const expiresAt = '2026-03-02T09:30:00.000Z';
const before = '2026-03-02T09:29:59.999Z';

const added = personAdded.of({ person }, { email, role: 'reader' });
const issued = (linkHash = 'h1') => signInLinkIssued.of({ person }, { linkHash, expiresAt });
const used = signInLinkUsed.of({ person }, { linkHash: 'h1' });
const expired = signInLinkExpired.of({ person }, { linkHash: 'h1' });
const removed = personRemoved.of({ person }, {});

describe('adding a person', () => {
  it('lets them in with a role', () => {
    expect(given().when(addPerson, { email, role: 'reader', name: 'Ann' })).toEqual([
      ['person-added', { email, role: 'reader', name: 'Ann' }],
    ]);
  });
  it('is no news when they are here with that role', () => {
    expect(given(added).when(addPerson, { email, role: 'reader' })).toEqual([]);
  });
  it('does not change the role of somebody who is here', () => {
    expect(given(added).when(addPerson, { email, role: 'admin' })).toBe('person.already-here');
  });
  it('lets somebody in again who was removed', () => {
    expect(given(added, removed).when(addPerson, { email, role: 'admin' })).toEqual([
      ['person-added', { email, role: 'admin' }],
    ]);
  });
  it('knows no other roles', () => {
    expect(() => given().when(addPerson, { email, role: 'king' })).toThrow(
      'params.role: must be one of admin, marketing, sales, service, leadership, analyst, reader',
    );
  });
});

describe('a sign-in link', () => {
  it('is issued to somebody who is here', () => {
    expect(given(added).when(issueSignInLink, { linkHash: 'h1', expiresAt })).toEqual([
      ['sign-in-link-issued', { linkHash: 'h1', expiresAt }],
    ]);
    expect(given().when(issueSignInLink, { linkHash: 'h1', expiresAt })).toBe('person.not-here');
    expect(given(added, removed).when(issueSignInLink, { linkHash: 'h1', expiresAt })).toBe('person.not-here');
  });
  it('is issued once', () => {
    expect(given(added, issued()).when(issueSignInLink, { linkHash: 'h1', expiresAt })).toEqual([]);
  });
  it('is not issued when its time is over already', () => {
    expect(given(added).when(issueSignInLink, { linkHash: 'h1', expiresAt }, { at: expiresAt })).toBe(
      'sign-in-link.over-already',
    );
  });
  it('is used in time, with a name if one is given', () => {
    expect(given(added, issued()).when(useSignInLink, { linkHash: 'h1', name: 'Ann' }, { at: before })).toEqual([
      ['sign-in-link-used', { linkHash: 'h1', name: 'Ann' }],
    ]);
  });
  it('opens once, not twice', () => {
    expect(given(added, issued(), used).when(useSignInLink, { linkHash: 'h1' })).toBe('sign-in-link.used');
  });
  it('opens nothing once its time is over, said or not', () => {
    expect(given(added, issued()).when(useSignInLink, { linkHash: 'h1' }, { at: expiresAt })).toBe(
      'sign-in-link.expired',
    );
    expect(given(added, issued(), expired).when(useSignInLink, { linkHash: 'h1' }, { at: before })).toBe(
      'sign-in-link.expired',
    );
  });
  it('opens nothing once another was issued, and not what it never opened', () => {
    const history = given(added, issued(), issued('h2'));
    expect(history.when(useSignInLink, { linkHash: 'h1' })).toBe('sign-in-link.replaced');
    expect(history.when(useSignInLink, { linkHash: 'h2' })).toEqual([['sign-in-link-used', { linkHash: 'h2' }]]);
    expect(history.when(useSignInLink, { linkHash: 'h3' })).toBe('sign-in-link.unknown');
  });
  it('opens nothing for somebody who was removed, nor what they were given before', () => {
    expect(given(added, issued(), removed).when(useSignInLink, { linkHash: 'h1' })).toBe('person.not-here');
    expect(given(added, issued(), removed, added).when(useSignInLink, { linkHash: 'h1' })).toBe('sign-in-link.unknown');
  });
  it('expires when its time is over, once, and not if it was used', () => {
    const expire = { linkHash: 'h1' };
    expect(given(added, issued()).when(expireSignInLink, expire, { at: expiresAt })).toEqual([
      ['sign-in-link-expired', { linkHash: 'h1' }],
    ]);
    expect(given(added, issued()).when(expireSignInLink, expire, { at: before })).toBe('sign-in-link.not-over');
    expect(given(added, issued(), expired).when(expireSignInLink, expire, { at: expiresAt })).toEqual([]);
    expect(given(added, issued(), used).when(expireSignInLink, expire, { at: expiresAt })).toEqual([]);
    expect(given(added, issued(), removed).when(expireSignInLink, expire, { at: expiresAt })).toEqual([]);
  });
});

describe('a role', () => {
  it('changes, naming what it was', () => {
    expect(given(added).when(changeRole, { role: 'admin' })).toEqual([
      ['role-changed', { role: 'admin', previous: 'reader' }],
    ]);
  });
  it('is no news when it is the same', () => {
    const promoted = roleChanged.of({ person }, { role: 'admin', previous: 'reader' });
    expect(given(added, promoted).when(changeRole, { role: 'admin' })).toEqual([]);
  });
  it('is nobody’s own to change', () => {
    expect(given(added).when(changeRole, { role: 'admin' }, { by: somebody(person) })).toBe('person.own-role');
  });
  it('needs somebody who is here', () => {
    expect(given().when(changeRole, { role: 'admin' })).toBe('person.not-here');
  });
});

describe('removing a person', () => {
  it('takes their right to sign in, once', () => {
    expect(given(added).when(removePerson, { reason: 'left' })).toEqual([['person-removed', { reason: 'left' }]]);
    expect(given(added, removed).when(removePerson, {})).toEqual([]);
  });
  it('is not for oneself, nor for a stranger', () => {
    expect(given(added).when(removePerson, {}, { by: somebody(person) })).toBe('person.own-removal');
    expect(given().when(removePerson, {})).toBe('person.not-here');
  });
});
