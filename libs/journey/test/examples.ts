import { contactsLinked, contactsUnlinked, identifierMarkedOwn, identifierMarkedShared, type Happening } from '#kernel';
import {
  companyCorrected,
  companyDescribed,
  companyParentNamed,
  contactDescribed,
  contactGrouped,
  duplicateDismissed,
  identifiersAliased,
  importFinished,
  importMappingSaved,
  importStarted,
  keyIssued,
  keyRevoked,
  personAdded,
  personRemoved,
  roleChanged,
  signInLinkExpired,
  signInLinkIssued,
  signInLinkUsed,
  touchpointRecorded,
} from '../src/index.js';
import { BUSINESS_EXAMPLES } from './business-examples.js';

const profile = '0192f0c1-0001-8000-8000-000000000001';
const other = '0192f0c1-0002-8000-8000-000000000002';
const person = '0192f0c1-0003-8000-8000-000000000003';
const key = '0192f0c1-0004-8000-8000-000000000004';
const mapping = '0192f0c1-0005-8000-8000-000000000005';
const group = '0192f0c1-0007-8600-8000-000000000007';
const domain = '0192f0c1-0008-8700-8000-000000000008';
const about = { profile, others: [other, domain] };
const companies = [{ kind: 'domain', namespace: '', value: 'example.com' }];
const acme = { kind: 'company', namespace: 'website', value: 'acme' };
const identifiers = [
  { kind: 'user', namespace: '', value: 'u-7' },
  { kind: 'email', namespace: '', value: 'ann@example.com' },
];
const instant = { precision: 'instant', at: '2026-03-01T09:30:00.000Z' } as const;

/** One of every event, with every field it has. */
export const EXAMPLES: readonly Happening[] = [
  touchpointRecorded.of(
    about,
    {
      channel: 'email',
      kind: 'clicked',
      direction: 'in',
      campaign: 'spring-2026',
      variant: 'B',
      name: 'Email Link Clicked',
      duration: 90,
      subject: 'Your “spring” offer 田',
      title: 'Spring',
      url: 'https://example.com/spring?gclid=g1',
      referrer: 'https://mail.example.com/',
      utmSource: 'newsletter',
      utmMedium: 'email',
      utmCampaign: 'spring',
      utmTerm: 'shoes',
      utmContent: 'top',
      clickId: 'gclid=g1',
      ip: '203.0.113.7',
      userAgent: 'Mozilla/5.0',
      properties: { link: 'https://example.com/spring', n: 1.5, list: [1, null, { deep: true }] },
      context: { locale: 'de-DE' },
      identifiers,
      companies,
    },
    { when: instant },
  ),
  contactDescribed.of(
    about,
    { traits: { email: 'Ann@example.com', plan: 'pro', address: { city: 'Zürich' } }, identifiers, companies },
    { when: { precision: 'day', at: '2026-03-01' } },
  ),
  contactGrouped.of(
    { profile, others: [other, group, domain] },
    { group: 'acme', companyName: 'Acme', traits: { seats: 5 }, identifiers, companies: [acme, ...companies] },
    { when: instant },
  ),
  identifiersAliased.of(about, { identifiers, companies }, { when: { precision: 'none' } }),
  companyDescribed.of(
    { profile: group, others: [domain], parent: other },
    {
      group: 'acme',
      domains: ['example.com'],
      parent: 'acme-holding',
      fields: { name: 'Acme', employees: 40 },
      companies: [acme, ...companies],
    },
    { when: instant },
  ),
  companyCorrected.of(
    { profile: group },
    { fields: { name: 'Acme Ltd', plan: null }, reason: 'asked them' },
    { when: instant },
  ),
  companyParentNamed.of({ profile: group, parent: other }, { reason: 'bought' }, { when: instant }),
  contactsLinked.of(
    { node: profile, other },
    { also: [{ a: profile, b: person }], reason: 'the same Ann' },
    { when: instant },
  ),
  contactsUnlinked.of(
    { node: profile, other },
    { also: [{ a: profile, b: person }], reason: 'her sister' },
    { when: instant },
  ),
  identifierMarkedShared.of({ node: other }, { reason: 'the whole office' }, { when: instant }),
  identifierMarkedOwn.of({ node: other }, { reason: 'she works alone' }, { when: instant }),
  duplicateDismissed.of({ node: profile, other }, { reason: 'namesakes' }, { when: instant }),
  personAdded.of({ person }, { email: 'ben@example.com', role: 'admin', name: 'Ben' }, { when: instant }),
  signInLinkIssued.of({ person }, { linkHash: 'h1', expiresAt: '2026-03-02T09:30:00.000Z' }, { when: instant }),
  signInLinkUsed.of({ person }, { linkHash: 'h1', name: 'Ben' }, { when: instant }),
  signInLinkExpired.of({ person }, { linkHash: 'h1' }, { when: instant }),
  roleChanged.of({ person }, { role: 'reader', previous: 'admin' }, { when: instant }),
  personRemoved.of({ person }, { reason: 'left' }, { when: instant }),
  importMappingSaved.of(
    { mapping },
    { name: 'orders', mappingVersion: 2, document: 'name: orders' },
    { when: instant },
  ),
  importStarted.of(
    { import: '0192f0c1-0006-8000-8000-000000000006' },
    { name: 'orders', source: 'shop', mapping, mappingVersion: 2, file: 'orders.csv', digest: 'd1', bytes: 1_234 },
    { when: instant },
  ),
  importFinished.of(
    { import: '0192f0c1-0006-8000-8000-000000000006' },
    {
      rows: 9,
      leftOut: 1,
      refused: 2,
      types: [{ type: 'touchpoint-recorded', recorded: 5, repeated: 1 }],
    },
    { when: instant },
  ),
  keyIssued.of({ key }, { name: 'website', scopes: ['intake'], hash: 'h2' }, { when: instant }),
  keyRevoked.of({ key }, { reason: 'leaked' }, { when: instant }),
  ...BUSINESS_EXAMPLES,
];
