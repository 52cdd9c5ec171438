import { given } from '../../test/given.js';
import { keyIssued } from '../events/key-issued.js';
import { keyRevoked } from '../events/key-revoked.js';
import { issueKey, revokeKey } from './key.js';

const key = '0192f0c1-1111-8000-8000-000000000001';
const params = { name: 'website', scopes: ['intake'], hash: 'h1' };
const issued = keyIssued.of({ key }, params);
const revoked = keyRevoked.of({ key }, {});

describe('a key', () => {
  it('is issued to a source, once', () => {
    expect(given().when(issueKey, params)).toEqual([['key-issued', params]]);
    expect(given(issued).when(issueKey, params)).toEqual([]);
  });
  it('keeps its hash: another one needs another id', () => {
    expect(given(issued).when(issueKey, { ...params, hash: 'h2' })).toBe('key.already-issued');
    expect(given(issued, revoked).when(issueKey, params)).toBe('key.already-issued');
  });
  it('opens something, or is none', () => {
    expect(given().when(issueKey, { ...params, scopes: [] })).toBe('key.without-scope');
  });
  it('is revoked for good, once', () => {
    expect(given(issued).when(revokeKey, { reason: 'leaked' })).toEqual([['key-revoked', { reason: 'leaked' }]]);
    expect(given(issued, revoked).when(revokeKey, {})).toEqual([]);
    expect(given().when(revokeKey, {})).toBe('key.unknown');
  });
});
