import {
  broken,
  contactsLinked,
  contactsUnlinked,
  decider,
  decision,
  evolves,
  ofPairs,
  flag,
  id,
  identifierMarkedOwn,
  identifierMarkedShared,
  isUuid,
  list,
  optional,
  record,
  sameKind,
  text,
} from '#kernel';

interface Pair {
  readonly a: string;
  readonly b: string;
}

/** What people decided about two identifiers: nothing, that they are one contact's, or that they are not. */
export type IdentityState =
  | { readonly status: 'open' }
  /** `also`: what its links overruled, since it was taken apart last. */
  | { readonly status: 'linked'; readonly also: readonly Pair[] }
  | { readonly status: 'apart' };

/** Two identifiers as one thing to decide about: its id is `{node}.{other}`, the smaller first. */
export const identity = ofPairs(
  decider<IdentityState>(
    'identity',
    { status: 'open' },
    evolves(contactsLinked, (state, { payload }) => ({
      status: 'linked',
      also: eachOnce(state.status === 'linked' ? state.also : [], payload.also ?? []),
    })),
    evolves(contactsUnlinked, (): IdentityState => ({ status: 'apart' })),
  ),
);

/** The id under which two identifiers are decided about, whichever is named first. */
export function pairId(x: string, y: string): string {
  return x < y ? `${x}.${y}` : `${y}.${x}`;
}

function eachOnce(...pairs: readonly (readonly Pair[])[]): readonly Pair[] {
  return [...new Map(pairs.flat().map((pair) => [pairId(pair.a, pair.b), pair])).values()];
}

/** The identifiers an id stands for; throws `identity.no-pair`. */
export function pairOf(stream: string): { readonly node: string; readonly other: string } {
  const [node, other, ...rest] = stream.split('.');
  if (node === undefined || other === undefined || rest.length > 0 || !isUuid(node) || !isUuid(other) || node >= other)
    throw broken('identity.no-pair');
  return { node, other };
}

/** What a judgement says besides whom it is about. */
function saying(also: readonly Pair[], reason: string | undefined) {
  return { ...(also.length === 0 ? {} : { also }), ...(reason === undefined ? {} : { reason }) };
}

/**
 * Says that two identifiers are one contact's: what they belong to is joined, whatever was seen or kept apart before.
 * `also` are further pairs between the two that are kept apart, and are together from here on: with these, it is news
 * though the pair itself is linked.
 */
export const linkContacts = decision(
  identity,
  'link',
  { permission: 'contacts.link', params: { also: optional(list(record({ a: id, b: id }))), reason: optional(text) } },
  (state, { also = [], reason }, context) => {
    const about = pairOf(context.id);
    if (!sameKind(about.node, about.other)) throw broken('identity.kinds-differ');
    return state.status === 'linked' && also.length === 0 ? [] : [contactsLinked.of(about, saying(also, reason))];
  },
);

/**
 * Says that two identifiers are not one contact's: a link of them is taken back, and nothing seen from here on joins
 * them. `still` says that they are together though they were taken apart before: later links of others joined them.
 */
export const unlinkContacts = decision(
  identity,
  'unlink',
  { permission: 'contacts.link', params: { still: optional(flag), reason: optional(text) } },
  (state, { still = false, reason }, context) => {
    const about = pairOf(context.id);
    const also = state.status === 'linked' ? state.also : [];
    return state.status === 'apart' && !still ? [] : [contactsUnlinked.of(about, saying(also, reason))];
  },
);

/** What people decided about one identifier: nothing, or whether it is shared. */
export interface IdentifierState {
  readonly shared: boolean | null;
}

export const identifier = decider<IdentifierState>(
  'identifier',
  { shared: null },
  evolves(identifierMarkedShared, (): IdentifierState => ({ shared: true })),
  evolves(identifierMarkedOwn, (): IdentifierState => ({ shared: false })),
);

/** The identifier an id stands for; throws `identifier.unknown`. */
function nodeOf(stream: string): string {
  if (!isUuid(stream)) throw broken('identifier.unknown');
  return stream;
}

/** Says that an identifier is used by many: it joins nobody any more. */
export const markShared = decision(
  identifier,
  'mark-shared',
  { permission: 'contacts.link', params: { reason: optional(text) } },
  ({ shared }, { reason }, context) => {
    const node = nodeOf(context.id);
    return shared === true ? [] : [identifierMarkedShared.of({ node }, saying([], reason))];
  },
);

/** Says that an identifier is one contact's own, though it was marked as shared or looks like a role's. */
export const markOwn = decision(
  identifier,
  'mark-own',
  { permission: 'contacts.link', params: { reason: optional(text) } },
  ({ shared }, { reason }, context) => {
    const node = nodeOf(context.id);
    return shared === false ? [] : [identifierMarkedOwn.of({ node }, saying([], reason))];
  },
);
