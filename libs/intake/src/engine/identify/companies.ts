import type { AnyEventDefinition, Reported } from '#kernel';
import type { Identified, IdentifiedCompany, Identify } from './identify.js';

/** The companies a message names. */
export interface Companies {
  /** Each identifier once: those it states before those its people's addresses tell. */
  readonly all: readonly IdentifiedCompany[];
  /** The first of those it states itself. */
  readonly stated: IdentifiedCompany | null;
  /** The company that the others belong to. */
  readonly parent: IdentifiedCompany | null;
}

const NONE: Companies = { all: [], stated: null, parent: null };

/** Whether a kind of event is about companies alone. */
export function isOfCompanies({ payload }: AnyEventDefinition): boolean {
  return 'companies' in payload && !('identifiers' in payload);
}

/** The companies a message names: by the fields its definition says, and by the domains of its people's addresses. */
export function companiesNamed(
  { definition, payload }: Reported,
  identified: readonly Identified[],
  source: string,
  identify: Identify,
): Companies {
  if (!('companies' in definition.payload)) return NONE;
  let all: IdentifiedCompany[] | null = null;
  let parent: IdentifiedCompany | null = null;
  const add = (company: IdentifiedCompany | null): void => {
    if (company === null) return;
    if (all === null) all = [company];
    else if (!all.includes(company) && all.every(({ node }) => node !== company.node)) all.push(company);
  };
  for (const field in definition.companies) {
    const stated = payload[field];
    for (const value of Array.isArray(stated) ? (stated as unknown[]) : [stated]) {
      if (typeof value !== 'string') continue;
      const kind = definition.companies[field];
      if (kind === 'parent') parent = identify.group(value, source);
      else add(kind === 'company' ? identify.group(value, source) : identify.site(value));
    }
  }
  const stated = firstOf(all);
  for (const { domain } of identified) add(domain);
  return all === null ? NONE : { all, stated, parent };
}

function firstOf(companies: readonly IdentifiedCompany[] | null): IdentifiedCompany | null {
  return companies?.[0] ?? null;
}
