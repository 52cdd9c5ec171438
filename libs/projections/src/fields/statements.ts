import type { Json, Personal } from '#kernel';

/** How clients call the fields everybody knows: matched without case, underscores, hyphens, blanks and a leading dollar sign. */
const KNOWN: Readonly<Record<string, string>> = {
  name: 'name',
  fullname: 'name',
  displayname: 'name',
  firstname: 'firstName',
  givenname: 'firstName',
  lastname: 'lastName',
  familyname: 'lastName',
  surname: 'lastName',
  email: 'email',
  emailaddress: 'email',
  phone: 'phone',
  phonenumber: 'phone',
  mobile: 'phone',
  company: 'company',
  companyname: 'company',
  organization: 'company',
  organisation: 'company',
  title: 'title',
  jobtitle: 'title',
  function: 'function',
  city: 'city',
  country: 'country',
  state: 'state',
  region: 'state',
  postalcode: 'postalCode',
  zip: 'postalCode',
  street: 'street',
  address: 'address',
  website: 'website',
  birthday: 'birthday',
  gender: 'gender',
  username: 'username',
  avatar: 'avatar',
  description: 'description',
  age: 'age',
};

const LONGEST_FIELD = 100;
const LONGEST_VALUE = 2_048;

/** The name under which a trait is kept: a known field's, or the trait's own. */
export function fieldName(trait: string): string {
  return KNOWN[trait.toLowerCase().replaceAll(/[\s_$-]/g, '')] ?? trait.trim().slice(0, LONGEST_FIELD);
}

/** A value that stays personal: it may only go into columns typed so. */
export function personalValue(value: string): Personal<string> {
  return value as unknown as Personal<string>;
}

/** A scalar as text; null for what is none, or blank. */
export function scalar(value: Json | undefined): string | null {
  if (typeof value === 'string') return value.trim() === '' ? null : value.trim().slice(0, LONGEST_VALUE);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

/**
 * What traits state, field by field in the order given, each field once (its last statement): every scalar, an
 * `address` part by part, a `company` by its name. A name is put together where only its parts are stated.
 */
export function statements(
  traits: Readonly<Record<string, Json | undefined>> | null,
): readonly (readonly [field: string, value: Personal<string>])[] {
  if (traits === null) return [];
  const stated = new Map<string, string>();
  const state = (trait: string, value: Json | undefined): void => {
    const field = fieldName(trait);
    const text = scalar(value);
    if (field !== '' && text !== null) stated.set(field, text);
  };
  for (const [trait, value] of Object.entries(traits)) {
    if (typeof value !== 'object' || value === null) state(trait, value);
    else if (!Array.isArray(value) && fieldName(trait) === 'address')
      for (const [part, of] of Object.entries(value as Record<string, Json | undefined>)) state(part, of);
    else if (!Array.isArray(value) && fieldName(trait) === 'company')
      state('company', (value as Record<string, Json | undefined>)['name']);
  }
  const parts = [stated.get('firstName'), stated.get('lastName')].filter((part) => part !== undefined);
  if (!stated.has('name') && parts.length > 0) stated.set('name', parts.join(' '));
  return [...stated].map(([field, value]) => [field, personalValue(value)] as const);
}
