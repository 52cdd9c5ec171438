import type { Reported } from '#kernel';
import { companyDescribed, contactGrouped } from '#journey';
import { joined } from './reported.js';
import { idOf, objectOf, wordOf, type JsonObject } from './values.js';

/** Traits that tell the company's domain, and the group it belongs to, without case, underscores and blanks. */
const DOMAINS: ReadonlySet<string> = new Set(['domain', 'domains', 'website', 'url', 'homepage', 'web']);
const PARENTS: ReadonlySet<string> = new Set(['parent', 'parentid', 'parentgroup', 'parentcompany', 'parentcompanyid']);

/**
 * Traits that speak of a company and of nobody in it, written as `DOMAINS`: they are kept in the open, so every other one
 * stays sealed in the call, whatever it is called (`ceo`, `notes`, `accountRep`).
 */
const FIELDS: ReadonlySet<string> = new Set([
  'name',
  'industry',
  'sector',
  'vertical',
  'segment',
  'type',
  'companytype',
  'naics',
  'sic',
  'legalform',
  'ticker',
  'employees',
  'employeecount',
  'numberofemployees',
  'headcount',
  'size',
  'companysize',
  'seats',
  'licenses',
  'plan',
  'planname',
  'tier',
  'edition',
  'status',
  'stage',
  'lifecyclestage',
  'trial',
  'active',
  'customer',
  'revenue',
  'annualrevenue',
  'arr',
  'mrr',
  'totalbilled',
  'currency',
  'founded',
  'foundedyear',
  'yearfounded',
  'createdat',
  'country',
  'countrycode',
  'city',
  'state',
  'region',
  'postalcode',
  'zip',
  'timezone',
  'language',
]);

/** A longer message id has no room for another one made of it. */
const LONGEST_ID = 500;

/** Parts of an address that tell where a company is, and nothing finer. */
const PLACES: ReadonlySet<string> = new Set(['country', 'city', 'state', 'region', 'postalcode', 'zip']);

/**
 * What a group call says of the company, beside putting somebody into it: nothing where its traits say no more than the
 * name. Everything it said stays sealed in the call itself; here is what cannot speak of a person.
 */
function companySaid(report: Reported): readonly Reported[] {
  if (report.definition.name !== contactGrouped.name) return [];
  const traits = objectOf(report.payload['traits']);
  const domains: string[] = [];
  const fields: Record<string, string | number | boolean> = {};
  let parent: string | undefined;
  for (const [name, value] of Object.entries(traits)) {
    const plain = name.toLowerCase().replaceAll(/[\s_$-]/g, '');
    if (DOMAINS.has(plain))
      domains.push(...(Array.isArray(value) ? value : [value]).flatMap((one) => wordOf(one) ?? []));
    else if (PARENTS.has(plain)) parent ??= wordOf(idOf(value));
    else if (plain === 'address') places(objectOf(value), fields);
    else if (FIELDS.has(plain)) state(fields, name, value);
  }
  const { identifiers: _nobody, messageId, ...rest } = report;
  if (messageId !== undefined && messageId.length > LONGEST_ID) return [];
  if (domains.length === 0 && parent === undefined && Object.keys(fields).every((name) => name === 'name')) return [];
  return [
    {
      ...rest,
      definition: companyDescribed,
      beside: true,
      identifiers: [],
      payload: {
        group: report.payload['group'],
        ...(domains.length === 0 ? {} : { domains }),
        ...(parent === undefined ? {} : { parent }),
        ...(Object.keys(fields).length === 0 ? {} : { fields }),
      },
      ...(messageId === undefined ? {} : { messageId: joined([messageId, 'company']) }),
    },
  ];
}

function places(address: JsonObject, fields: Record<string, string | number | boolean>): void {
  for (const [part, value] of Object.entries(address))
    if (PLACES.has(part.toLowerCase().replaceAll(/[\s_-]/g, ''))) state(fields, part, value);
}

/** Short scalars; an address of somebody's mail is none of a company's fields. */
function state(fields: Record<string, string | number | boolean>, name: string, value: unknown): void {
  if (name.trim() === '') return;
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) fields[name] = value;
  else if (typeof value === 'string' && !value.includes('@') && wordOf(value) !== undefined) fields[name] = value;
}

/** A message's report, and beside a group call what it says of the company. */
export function withCompany(report: Reported): readonly Reported[] {
  return [report, ...companySaid(report)];
}
