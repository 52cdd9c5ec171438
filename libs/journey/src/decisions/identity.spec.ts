import { contactsLinked, contactsUnlinked, identifierMarkedOwn, identifierMarkedShared } from '#kernel';
import { given } from '../../test/given.js';
import { linkContacts, markOwn, markShared, pairId, unlinkContacts } from './identity.js';

const [node, other, third] = [1, 2, 3].map((n) => `0192f0c1-000${n}-8200-8000-00000000000${n}`) as [
  string,
  string,
  string,
];
const pair = { id: pairId(other, node) };
const also = [{ a: node, b: third }];
const linked = contactsLinked.of({ node, other }, { also });
const unlinked = contactsUnlinked.of({ node, other }, { also });

describe('linking two contacts', () => {
  it('says so of the pair, whichever is named first, and why', () => {
    expect(pairId(other, node)).toBe(pairId(node, other));
    expect(given().when(linkContacts, { reason: 'one Ann' }, pair)).toEqual([
      ['contacts-linked', { reason: 'one Ann' }],
    ]);
    expect(given().when(linkContacts, { also }, pair)).toEqual([['contacts-linked', { also }]]);
  });
  it('is no news the second time, but is after they were taken apart', () => {
    expect(given(linked).when(linkContacts, {}, pair)).toEqual([]);
    expect(given(linked, unlinked).when(linkContacts, {}, pair)).toHaveLength(1);
    expect(given(linked).when(linkContacts, { also }, pair)).toHaveLength(1);
  });
  it('needs two identifiers, in their order', () => {
    expect(given().when(linkContacts, {}, { id: `${other}.${node}` })).toBe('identity.no-pair');
    expect(given().when(linkContacts, {}, { id: `${node}.${node}` })).toBe('identity.no-pair');
    expect(given().when(linkContacts, {}, { id: node })).toBe('identity.no-pair');
  });
});

describe('taking two contacts apart', () => {
  it('takes back all that their link said', () => {
    expect(given(linked).when(unlinkContacts, { reason: 'sisters' }, pair)).toEqual([
      ['contacts-unlinked', { also, reason: 'sisters' }],
    ]);
  });
  it('takes back what all of their links said since they were apart last, each pair once', () => {
    const later = contactsLinked.of({ node, other }, { also: [{ a: other, b: third }, ...also] });
    expect(given(linked, later).when(unlinkContacts, {}, pair)).toEqual([
      ['contacts-unlinked', { also: [also[0], { a: other, b: third }] }],
    ]);
    const alone = contactsLinked.of({ node, other }, {});
    expect(given(linked, unlinked, alone).when(unlinkContacts, {}, pair)).toEqual([['contacts-unlinked', {}]]);
  });
  it('keeps apart what nobody linked, once', () => {
    expect(given().when(unlinkContacts, {}, pair)).toEqual([['contacts-unlinked', {}]]);
    expect(given(unlinked).when(unlinkContacts, {}, pair)).toEqual([]);
    expect(given(unlinked).when(unlinkContacts, { still: true }, pair)).toHaveLength(1);
  });
});

describe('marking an identifier', () => {
  it('says that it is shared, or one contact’s own, and each once', () => {
    const id = { id: node };
    const [shared, own] = [identifierMarkedShared.of({ node }, {}), identifierMarkedOwn.of({ node }, {})];
    expect(given().when(markShared, { reason: 'the office' }, id)).toEqual([
      ['identifier-marked-shared', { reason: 'the office' }],
    ]);
    expect(given(shared).when(markShared, {}, id)).toEqual([]);
    expect(given(shared).when(markOwn, {}, id)).toEqual([['identifier-marked-own', {}]]);
    expect(given(shared, own).when(markOwn, {}, id)).toEqual([]);
    expect(given().when(markOwn, {}, { id: 'x' })).toBe('identifier.unknown');
  });
});
