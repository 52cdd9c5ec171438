import { domainToASCII } from 'node:url';
import { isFreeMail } from './free-mail.js';

/** Hosts on which companies have a page that is not their own: as a website they tell nothing. */
const HOSTING: ReadonlySet<string> = new Set(
  `facebook.com fb.com instagram.com linkedin.com twitter.com x.com youtube.com tiktok.com pinterest.com github.com
  github.io gitlab.io medium.com google.com sites.google.com goo.gl maps.app.goo.gl wordpress.com blogspot.com tumblr.com
  wixsite.com weebly.com squarespace.com myshopify.com webflow.io notion.site linktr.ee bit.ly t.me wa.me`.split(/\s+/),
);

/** Names of this kind are nobody's on the net (RFC 6761, RFC 8375, and what routers use). */
const NOBODYS = /\.(invalid|localhost|local|localdomain|internal|lan|home|onion|arpa)$/;

/**
 * A domain in its one written form: lower case ASCII (punycode), without a final dot; null for what is none, such as an
 * IP address, a name without a dot, or one that is nobody's on the net. Frozen: nodes are computed from it.
 */
export function normaliseDomain(stated: string): string | null {
  const plain = stated.trim().toLowerCase().replace(/\.$/, '');
  const domain = /^[a-z0-9.-]+$/.test(plain) ? plain : domainToASCII(plain);
  if (domain.length === 0 || domain.length > 253 || NOBODYS.test(domain)) return null;
  return /^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+(xn--[a-z0-9-]+|[a-z]{2,63})$/.test(domain) ? domain : null;
}

/** The domain of a normalised address, where it tells a company; null for mail that everybody can have. */
export function companyOfEmail(email: string): string | null {
  const domain = normaliseDomain(email.slice(email.lastIndexOf('@') + 1));
  return domain === null || isFreeMail(domain) ? null : domain;
}

/**
 * The domain of a company that is stated as such, or as an address on the web: scheme, `www.`, port and path do not
 * matter. Null where it is none, or a page on somebody else's site.
 */
export function companyOfSite(stated: string): string | null {
  const host = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^/?#@\s]*@)?([^/?#:\s]+)/i.exec(stated.trim())?.[1];
  const domain = host === undefined ? null : normaliseDomain(host.replace(/^www\d?\./i, ''));
  return domain === null || isFreeMail(domain) || isHosted(domain) ? null : domain;
}

function isHosted(domain: string): boolean {
  for (let at = 0; at >= 0; at = domain.indexOf('.', at) + 1 || -1) if (HOSTING.has(domain.slice(at))) return true;
  return false;
}
