import { isSupportedCountry, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/min/metadata';

/** Whether a text is a region that national phone numbers can be read by: ISO 3166-1 alpha-2, in capitals. */
export function isPhoneRegion(region: string): boolean {
  return isSupportedCountry(region as CountryCode, metadata);
}

/** As an international number is written, once spaces, dots, hyphens, slashes and brackets are taken out. */
const E164 = /^\+[1-9]\d{6,14}$/;

/**
 * A phone number in E.164, as what the region's people dial where it names no country. Null for what is none, for a
 * number without a country where no region is known, and for an extension: it shares its number with the whole house.
 *
 * What is international needs no table of countries: numbers that nobody has given out yet keep one written form for
 * ever. Only a trunk prefix in brackets, `+44 (0)20`, is taken out by the table, since it is no part of the number.
 */
export function phoneNumber(text: string, region?: string): string | null {
  const bare = text.replace(/[\s().\-/\u2010-\u2015]/g, '');
  if (E164.test(bare) && !text.includes('(0')) return bare;
  const parsed = parsePhoneNumberFromString(
    text,
    { extract: false, ...(region === undefined ? {} : { defaultCountry: region as CountryCode }) },
    metadata,
  );
  if (parsed?.ext !== undefined) return null;
  // zeros that fill a form are as long as a number is: where the country is only supposed, it must be one of its numbers
  const fits = text.startsWith('+') ? parsed?.isPossible() : parsed?.isValid();
  return fits === true ? parsed!.number : null;
}
