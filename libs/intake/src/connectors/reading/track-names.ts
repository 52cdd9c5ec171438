import { isChannel, KINDS, type Channel } from '#journey';

/** What the name of a tracked event says: where it took place, and what happened. */
export interface Named {
  readonly channel: Channel;
  readonly kind: string;
}

/** Names of the common tracking specifications (e-commerce, email, mobile, live chat, B2B) that the rules below miss. */
const KNOWN: Readonly<Record<string, readonly [Channel, string]>> = {
  'email marked as spam': ['email', 'complained'],
  'email link clicked': ['email', 'clicked'],
  // the email specification's name, without the word
  unsubscribed: ['email', 'unsubscribed'],
  'order completed': ['order', 'purchased'],
  'order placed': ['order', 'purchased'],
  'checkout started': ['order', 'started'],
  'checkout step viewed': ['order', 'viewed'],
  'checkout step completed': ['order', 'submitted'],
  'payment info entered': ['order', 'submitted'],
  'products searched': ['web', 'searched'],
  'product list viewed': ['web', 'viewed'],
  'product list filtered': ['web', 'searched'],
  'product viewed': ['web', 'viewed'],
  'product clicked': ['web', 'clicked'],
  'product added': ['order', 'added'],
  'product removed': ['order', 'removed'],
  'product added to wishlist': ['web', 'added'],
  'product removed from wishlist': ['web', 'removed'],
  'wishlist product added to cart': ['order', 'added'],
  'product shared': ['social', 'shared'],
  'cart shared': ['social', 'shared'],
  'product reviewed': ['survey', 'reviewed'],
  'promotion viewed': ['ad', 'viewed'],
  'promotion clicked': ['ad', 'clicked'],
  'coupon entered': ['order', 'submitted'],
  'coupon applied': ['order', 'updated'],
  'coupon removed': ['order', 'updated'],
  'application installed': ['product', 'installed'],
  'application opened': ['product', 'opened'],
  'application updated': ['product', 'updated'],
  'application uninstalled': ['product', 'removed'],
  'install attributed': ['ad', 'installed'],
  'deep link clicked': ['product', 'clicked'],
  'deep link opened': ['product', 'opened'],
  'push notification received': ['product', 'delivered'],
  'push notification tapped': ['product', 'clicked'],
  'push notification bounced': ['product', 'bounced'],
  'live chat conversation started': ['chat', 'started'],
  'live chat conversation ended': ['chat', 'ended'],
  'live chat message sent': ['chat', 'sent'],
  'live chat message received': ['chat', 'received'],
  'signed up': ['product', 'signed-up'],
  'signed in': ['product', 'signed-in'],
  'signed out': ['product', 'signed-out'],
  'account created': ['product', 'signed-up'],
  'invite sent': ['product', 'shared'],
  'trial started': ['product', 'started'],
  'trial ended': ['product', 'ended'],
  'form submitted': ['web', 'submitted'],
  'page viewed': ['web', 'viewed'],
  'demo requested': ['meeting', 'submitted'],
  'demo booked': ['meeting', 'booked'],
};

/** First words that name a channel in other words. */
const CHANNEL_WORDS: Readonly<Record<string, Channel>> = {
  mail: 'email',
  newsletter: 'email',
  phone: 'call',
  demo: 'meeting',
  appointment: 'meeting',
  page: 'web',
  website: 'web',
  form: 'web',
  video: 'web',
  app: 'product',
  application: 'product',
  screen: 'product',
  feature: 'product',
  advert: 'ad',
  advertisement: 'ad',
  letter: 'post',
  postcard: 'post',
  checkout: 'order',
  cart: 'order',
  text: 'sms',
  incident: 'ticket',
  case: 'ticket',
};

/** Last words that say a kind in other words. */
const KIND_WORDS: Readonly<Record<string, string>> = {
  open: 'opened',
  click: 'clicked',
  tapped: 'clicked',
  send: 'sent',
  view: 'viewed',
  seen: 'viewed',
  joined: 'attended',
  scheduled: 'booked',
  completed: 'ended',
  canceled: 'cancelled',
  resolved: 'closed',
  solved: 'closed',
  responded: 'submitted',
  reply: 'replied',
  answer: 'answered',
  bounce: 'bounced',
  unsubscribe: 'unsubscribed',
  hangup: 'ended',
};

const REMEMBERED = 10_000;
const remembered = new Map<string, Named>();

/**
 * What a tracked event's name says. Known names first; then a first word that is a channel (`Webinar Attended`,
 * `sms_delivered`, `callAnswered`) and what follows as the kind; else `other`, and the kind if the last word is one,
 * `tracked` if not. The name itself is kept beside, so nothing unknown becomes unreadable.
 */
export function channelAndKind(name: string): Named {
  const known = remembered.get(name);
  if (known !== undefined) return known;
  const named = understand(name);
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(name, named);
  return named;
}

function understand(name: string): Named {
  const words = name
    .slice(0, 200)
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  const known = KNOWN[words.join(' ')];
  if (known !== undefined && Object.hasOwn(KNOWN, words.join(' '))) return { channel: known[0], kind: known[1] };
  const last = words.at(-1) ?? '';
  const first = words[0] ?? '';
  const channel = isChannel(first) ? first : Object.hasOwn(CHANNEL_WORDS, first) ? CHANNEL_WORDS[first] : undefined;
  if (channel === undefined || words.length === 1)
    return { channel: channel ?? 'other', kind: kindOf(last) ?? 'tracked' };
  return { channel, kind: kindOf(words.slice(1).join('-')) ?? kindOf(last) ?? words.slice(1).join('-') };
}

function kindOf(word: string): string | undefined {
  if (Object.hasOwn(KINDS, word)) return word;
  return Object.hasOwn(KIND_WORDS, word) ? KIND_WORDS[word] : undefined;
}
