import { IDENTIFIER_KINDS, kindOfNode, type Identifier, type IdentifierKind, type Ids, type NodeId } from '#kernel';
import { saysWho } from '../message-id.js';
import { companyOfEmail, companyOfSite } from './domains.js';
import { normalise } from './normalise.js';
import { Recent } from './recent.js';
import { isRoleMailbox } from './role-mailboxes.js';

/** An identifier in its one written form, and its node. */
export interface Identified {
  readonly node: NodeId;
  /** As events name it. */
  readonly named: { readonly kind: IdentifierKind; readonly namespace: string; readonly value: string };
  /** The company's domain that an address tells. */
  readonly domain: IdentifiedCompany | null;
}

/** An identifier of a company in its one written form, and its node. */
export interface IdentifiedCompany {
  readonly node: NodeId;
  readonly named: { readonly kind: 'company' | 'domain'; readonly namespace: string; readonly value: string };
}

/** Kinds that mean something only within the source that gives them. */
const NAMESPACED: ReadonlySet<IdentifierKind> = new Set(['external', 'anonymous']);

const STRENGTH: Readonly<Record<IdentifierKind, number>> = Object.fromEntries(
  IDENTIFIER_KINDS.map((kind, i) => [kind, i]),
) as Record<IdentifierKind, number>;

const SEPARATOR = '\u001f';

/** What kind of node an identifier is: an address of a role is a kind of its own, so that its id tells, erased or not. */
function nodeKind(kind: IdentifierKind, normalised: string): string {
  return kind === 'email' && isRoleMailbox(normalised) ? 'mailbox' : kind;
}

/** The smaller, the stronger. A role's mailbox says least about who somebody is. */
function strength({ node, named }: Identified): number {
  return kindOfNode(node) === 'mailbox' ? IDENTIFIER_KINDS.length : STRENGTH[named.kind];
}

/**
 * From identifiers to nodes, without asking anybody: ids are computed. What was computed lately is remembered;
 * generations of erased identifiers are few and kept.
 */
export class Identify {
  private readonly recent: Recent<Identified>;
  private readonly companies: Recent<IdentifiedCompany>;
  private readonly generations = new Map<string, number>();

  /** `region`: of national phone numbers that name none. `remembered` bounds the memory: about 400 bytes each. */
  constructor(
    readonly ids: Ids,
    private readonly region?: string,
    remembered = 50_000,
  ) {
    this.recent = new Recent(remembered / 2);
    this.companies = new Recent(remembered / 10);
  }

  /**
   * The identifiers that are any, strongest first (user, email, phone, external, anonymous, a role's mailbox; ties as
   * stated), each node once. The first is the profile: what happened is filed under somebody where anybody is named.
   */
  all(identifiers: readonly Identifier[], source: string): Identified[] {
    const found: Identified[] = [];
    for (const stated of identifiers) {
      const identified = this.one(stated, source);
      if (identified === null) continue;
      let at = found.length;
      for (let i = found.length - 1; i >= 0; i--) {
        if (found[i]!.node === identified.node) at = -1;
        else if (at >= 0 && strength(found[i]!) > strength(identified)) at = i;
      }
      if (at >= 0) found.splice(at, 0, identified);
    }
    return found;
  }

  /** One identifier; null for one that is none of its kind. */
  one({ kind, value, namespace, region = this.region }: Identifier, source: string): Identified | null {
    const space = namespace ?? (NAMESPACED.has(kind) ? source : '');
    const key = `${kind}${SEPARATOR}${space}${SEPARATOR}${value}${kind === 'phone' ? SEPARATOR + region : ''}`;
    const known = this.recent.get(key);
    if (known !== undefined) return known;
    const normalised = normalise(kind, value, region);
    if (normalised === null) return null;
    const node = this.ids.node(nodeKind(kind, normalised), space, normalised, this.generation(kind, space, normalised));
    const domain = kind === 'email' ? this.company('domain', companyOfEmail(normalised)) : null;
    const identified = { node, named: { kind, namespace: space, value: normalised }, domain };
    this.recent.set(key, identified);
    return identified;
  }

  /** A source's group; null for what names none, and for an address or a link: what names a company is kept in the open. */
  group(stated: string, source: string): IdentifiedCompany | null {
    return saysWho(stated) ? null : this.company('company', normalise('external', stated), source);
  }

  /** A domain that is stated as a company's, as it is or as an address on the web; null for what tells none. */
  site(stated: string): IdentifiedCompany | null {
    return this.company('domain', companyOfSite(stated));
  }

  private company(kind: 'company' | 'domain', value: string | null, namespace = ''): IdentifiedCompany | null {
    if (value === null) return null;
    const key = `${kind}${SEPARATOR}${namespace}${SEPARATOR}${value}`;
    const known = this.companies.get(key);
    if (known !== undefined) return known;
    const identified = { node: this.ids.node(kind, namespace, value), named: { kind, namespace, value } };
    this.companies.set(key, identified);
    return identified;
  }

  /** The identifier was erased: from here on it is its next generation, another node. */
  erased({ node, named: { kind, namespace, value } }: Pick<Identified, 'node' | 'named'>): void {
    const generation = this.generation(kind, namespace, value);
    if (this.ids.node(nodeKind(kind, value), namespace, value, generation) !== node) return;
    this.generations.set(`${kind}${SEPARATOR}${namespace}${SEPARATOR}${value}`, generation + 1);
    this.recent.clear();
  }

  private generation(kind: string, namespace: string, value: string): number {
    if (this.generations.size === 0) return 0;
    return this.generations.get(`${kind}${SEPARATOR}${namespace}${SEPARATOR}${value}`) ?? 0;
  }
}
