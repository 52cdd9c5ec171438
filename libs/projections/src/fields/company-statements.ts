import type { Json } from '#kernel';
import { fieldName, scalar } from './statements.js';

/** How sources call what they say of companies, where it is not what they call it of contacts. */
const KNOWN: Readonly<Record<string, string>> = {
  companyname: 'name',
  company: 'name',
  organization: 'name',
  organisation: 'name',
  accountname: 'name',
  account: 'name',
  numberofemployees: 'employees',
  employeecount: 'employees',
  employees: 'employees',
  size: 'employees',
  companysize: 'employees',
  industry: 'industry',
  sector: 'industry',
  url: 'website',
  homepage: 'website',
  web: 'website',
  officelocation: 'country',
};

/** The name under which a company's field is kept. */
function companyFieldName(stated: string): string {
  return KNOWN[stated.toLowerCase().replaceAll(/[\s_$-]/g, '')] ?? fieldName(stated);
}

/**
 * What is stated of a company, field by field, each once (its last statement): every scalar, an `address` part by part.
 * Null says that there is none.
 */
export function companyStatements(
  fields: Readonly<Record<string, Json | undefined>> | undefined,
): readonly (readonly [field: string, value: string | null])[] {
  const stated = new Map<string, string | null>();
  const state = (name: string, value: Json | undefined): void => {
    const field = companyFieldName(name);
    const text = scalar(value);
    if (field !== '' && (text !== null || value === null)) stated.set(field, text);
  };
  for (const [name, value] of Object.entries(fields ?? {})) {
    if (typeof value !== 'object' || value === null) state(name, value);
    else if (!Array.isArray(value) && fieldName(name) === 'address')
      for (const [part, of] of Object.entries(value as Record<string, Json | undefined>)) state(part, of);
  }
  return [...stated];
}
