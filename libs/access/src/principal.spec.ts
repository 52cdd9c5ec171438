import { DECISIONS, ROLES } from '#journey';
import { isAccess, ROLE_PERMISSIONS } from './permissions.js';
import { actorOf, allows, authorityOf, keyPrincipal, personPrincipal } from './principal.js';

describe('who may what', () => {
  it('follows from the role of a person', () => {
    expect(allows(personPrincipal('p', 'admin'), 'staff.manage')).toBe(true);
    expect(allows(personPrincipal('p', 'reader'), 'staff.manage')).toBe(false);
    expect(allows(personPrincipal('p', 'reader'), 'contacts.read')).toBe(true);
    expect(allows(personPrincipal('p', 'nobody knows'), 'contacts.read')).toBe(false);
  });

  it('follows from the scopes of a key, which is never a session', () => {
    const key = keyPrincipal('k', 'shop', ['intake', 'unknown']);
    expect(allows(key, 'intake.write')).toBe(true);
    expect(allows(key, 'contacts.read')).toBe(false);
    expect(allows(key, 'session')).toBe(false);
    expect(allows(key, 'authenticated')).toBe(true);
  });

  it('is nothing for strangers but what is public, and nobody holds what is the rules’ own', () => {
    expect(
      ['public', 'session', 'authenticated', 'contacts.read'].map((access) => allows(null, access as never)),
    ).toEqual([true, false, false, false]);
    for (const role of Object.keys(ROLE_PERMISSIONS)) expect(allows(personPrincipal('p', role), 'system')).toBe(false);
  });

  it('stands in events as actor and authority', () => {
    expect([actorOf(personPrincipal('p', 'admin')), authorityOf(personPrincipal('p', 'admin'))]).toEqual([
      { kind: 'person', id: 'p' },
      { kind: 'role', name: 'admin' },
    ]);
    expect(authorityOf(keyPrincipal('k', 'shop', ['intake', 'read']))).toEqual({ kind: 'scope', name: 'intake read' });
  });

  it('covers every role there is and every decision’s permission', () => {
    expect(Object.keys(ROLE_PERMISSIONS)).toEqual([...ROLES]);
    expect(DECISIONS.filter(({ permission }) => !isAccess(permission)).map(({ name }) => name)).toEqual([]);
  });
});
