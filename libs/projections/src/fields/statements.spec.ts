import { statements } from './statements.js';

const said = (traits: Parameters<typeof statements>[0]): Record<string, unknown> =>
  Object.fromEntries(statements(traits));

describe('what traits state', () => {
  it('knows the usual fields under every name clients give them', () => {
    expect(
      said({ firstName: 'Ada', last_name: 'Lovelace', 'Job Title': 'Analyst', $email: 'ada@example.com' }),
    ).toEqual({
      firstName: 'Ada',
      lastName: 'Lovelace',
      title: 'Analyst',
      email: 'ada@example.com',
      name: 'Ada Lovelace',
    });
  });

  it('keeps every other scalar as a field of its own and leaves out what is empty or nested', () => {
    expect(
      said({ plan: 'gold', seats: 12, trial: false, nothing: null, blank: ' ', tags: ['a'], deep: { a: 1 } }),
    ).toEqual({
      plan: 'gold',
      seats: '12',
      trial: 'false',
    });
  });

  it('takes an address apart and a company by its name', () => {
    expect(said({ address: { city: 'Jakarta', postalCode: '10110' }, company: { name: 'Acme', id: 7 } })).toEqual({
      city: 'Jakarta',
      postalCode: '10110',
      company: 'Acme',
    });
  });

  it('prefers a stated name to one put together, and the last of two statements about a field', () => {
    expect(
      said({ name: 'Ada', firstName: 'Augusta', e_mail: 'x', email: 'a@b.c', emailAddress: 'd@e.f' }),
    ).toMatchObject({
      name: 'Ada',
      email: 'd@e.f',
    });
  });

  it('states nothing once the traits are erased', () => {
    expect(statements(null)).toEqual([]);
  });
});
