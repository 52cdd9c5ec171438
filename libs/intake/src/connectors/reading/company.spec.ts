import { contactGrouped } from '#journey';
import { withCompany } from './company.js';

const said = (traits: Record<string, unknown>, more: object = {}) =>
  withCompany({
    definition: contactGrouped,
    messageId: 'm-1',
    identifiers: [{ kind: 'user', value: 'ann' }],
    payload: { group: 'acme', traits },
    stated: {},
    ...more,
  }).slice(1);

describe('what a group call says of the company', () => {
  it('is what speaks of nobody in it; all else stays in the call', () => {
    const [company] = said({
      name: 'Acme',
      Employee_Count: 40,
      industry: 'bakery',
      website: 'https://www.acme.example/about',
      parent_id: 'holding',
      address: { country: 'DE', street: 'Main 1' },
      ceo: 'Ann Smith',
      accountRep: 'Jane Doe',
      tel: '+49 170 1234567',
      notes: 'Met Bob Jones',
      lastIp: '10.0.0.1',
      plan: 'ann@acme.example',
    });
    expect(company).toMatchObject({ messageId: 'm-1/company', beside: true, identifiers: [] });
    expect(company!.payload).toEqual({
      group: 'acme',
      domains: ['https://www.acme.example/about'],
      parent: 'holding',
      fields: { name: 'Acme', Employee_Count: 40, industry: 'bakery', country: 'DE' },
    });
  });

  it('is nothing where it says no more than the name, or an id has no room for another', () => {
    expect(said({ name: 'Acme', ceo: 'Ann Smith' })).toEqual([]);
    expect(said({ plan: 'pro' }, { messageId: 'm'.repeat(505) })).toEqual([]);
  });
});
