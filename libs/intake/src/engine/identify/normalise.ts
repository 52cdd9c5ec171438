import { unstorable, type IdentifierKind } from '#kernel';
import { phoneNumber } from './phone-number.js';
import { isNobodysAddress, isNobodysId } from './placeholders.js';

/** The longest identifier, in characters after normalising. */
export const MAX_IDENTIFIER = 512;

type Normaliser = (value: string, region: string | undefined) => string | null;

/** Without white space around it, characters composed (NFC). */
function tidy(value: string): string {
  return value.normalize('NFC').trim();
}

function asIs(value: string): string | null {
  const tidied = tidy(value);
  return tidied.length === 0 || tidied.length > MAX_IDENTIFIER || isNobodysId(tidied) ? null : tidied;
}

/**
 * Frozen: the ids of nodes are computed from what these return, so an address must come out the same for ever. The
 * vectors of the test are never changed; a better rule needs a kind of its own.
 * - email: tidied and in lower case, local part included (no mailbox of this world tells `Ann@` from `ann@`); one `@`
 *   with something on either side, no white space, at most 320 characters. Tags (`ann+x@`) and dots are kept.
 * - phone: E.164, `+` and 7 to 15 digits not beginning with 0, once spaces, dots, hyphens, slashes and brackets are
 *   taken out. National numbers are read as those of a region, where one is known; they say nothing otherwise.
 * - user, external, anonymous: tidied; capitals matter.
 * What stands for nobody (`undefined`, `none@none.com`) is none of any kind.
 */
const normalisers: Readonly<Record<IdentifierKind, Normaliser>> = {
  user: asIs,
  external: asIs,
  anonymous: asIs,
  email: (value) => {
    const email = tidy(value).toLowerCase();
    return email.length <= 320 && /^[^\s@]+@[^\s@]+$/.test(email) && !isNobodysAddress(email) ? email : null;
  },
  phone: (value, region) => phoneNumber(tidy(value), region),
};

/** Whether a value is written where nobody is known: it is none of its kind, however well it is formed. */
export function isNobodys(kind: IdentifierKind, value: string): boolean {
  if (kind === 'phone') return false;
  const tidied = tidy(value);
  return kind === 'email' ? isNobodysAddress(tidied.toLowerCase()) : isNobodysId(tidied);
}

/** An identifier's value in its one written form; null where it is none of its kind. `region`: of national phone numbers. */
export function normalise(kind: IdentifierKind, value: string, region?: string): string | null {
  return unstorable(value) === null ? normalisers[kind](value, region) : null;
}
