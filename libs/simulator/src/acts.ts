import type { Random } from './random.js';
import type { Person } from './people.js';

/** What kind of message an act is sent as. */
export type MessageType = 'touch' | 'described' | 'grouped' | 'aliased';

/** What a step of a journey knows when its message is written. */
export interface Setting {
  readonly person: Person;
  readonly random: Random;
  readonly campaign: string | null;
  /** The particular thing it is about: a title, a page, a ticket. */
  readonly thing: string | null;
}

type Says = (setting: Setting) => Record<string, unknown>;

/** One thing that people, or the company, do in the simulated world. */
export interface Act {
  readonly type: MessageType;
  readonly channel: string;
  readonly kind: string;
  /** Measured by the person's own device, whose clock may be wrong. */
  readonly onDevice: boolean;
  /** Known to the day only. */
  readonly dayOnly: boolean;
  readonly says: Says;
}

const SITE = 'https://www.meridian.example';

/** Variant of a campaign's split test: people keep theirs. */
function variant({ person, campaign }: Setting): Record<string, unknown> {
  return campaign === null ? {} : { campaign, variant: person.index % 2 === 0 ? 'A' : 'B' };
}

function act(channel: string, kind: string, says: Says, direction?: 'in' | 'out'): Act {
  return {
    type: 'touch',
    channel,
    kind,
    onDevice: channel === 'web' || channel === 'product' || channel === 'ad' || channel === 'chat',
    dayOnly: channel === 'post' || channel === 'event',
    says: (setting) => {
      const said = says(setting);
      said['channel'] = channel;
      said['kind'] = kind;
      if (direction !== undefined) said['direction'] = direction;
      if (setting.campaign !== null && said['campaign'] === undefined) said['campaign'] = setting.campaign;
      return said;
    },
  };
}

const mail: Says = (setting) => ({
  ...variant(setting),
  subject: setting.thing ?? 'News from Meridian',
  properties: { template: `t${setting.random.below(40)}`, list: 'customers-and-friends', provider: 'postbox' },
});

const reading: Says = (setting) => ({
  ...mail(setting),
  userAgent: setting.person.userAgent,
  ip: setting.person.ip,
});

const page: Says = ({ person, random, campaign, thing }) => {
  const path = thing ?? '/';
  const tagged = campaign !== null;
  return {
    name: `Viewed ${path}`,
    title: `Meridian · ${path === '/' ? 'sensors that tell you first' : path.slice(1)}`,
    url: tagged ? `${SITE}${path}?utm_source=meridian&utm_campaign=${campaign}` : `${SITE}${path}`,
    referrer: random.chance(0.4) ? 'https://search.example/' : `${SITE}/`,
    userAgent: person.userAgent,
    ip: person.ip,
    ...(tagged ? { utmSource: 'meridian', utmMedium: 'email', utmCampaign: campaign } : {}),
    properties: {
      path,
      screen: `${random.between(36, 192) * 10}x${random.between(60, 120) * 10}`,
      ms: random.below(9_000),
    },
  };
};

const arriving =
  (utmMedium: string, utmSource: string): Says =>
  (setting) => ({
    ...variant(setting),
    url: `${SITE}/lp/${setting.campaign ?? 'start'}`,
    utmSource,
    utmMedium,
    ...(setting.campaign === null ? {} : { utmCampaign: setting.campaign }),
    clickId: `c.${setting.random.word().toString(36)}${setting.random.word().toString(36)}`,
    ip: setting.person.ip,
    userAgent: setting.person.userAgent,
    properties: {
      placement: setting.random.pick(['top', 'feed', 'sidebar', 'story']),
      cost: setting.random.between(20, 400),
    },
  });

const webinar: Says = (setting) => ({
  ...(setting.campaign === null ? {} : { campaign: setting.campaign }),
  title: setting.thing ?? 'Webinar',
  properties: { room: `r${setting.random.below(20)}`, language: setting.person.locale.language },
});

const spoken =
  (shortest: number, longest: number): Says =>
  (setting) => ({
    title: setting.thing ?? 'Call',
    duration: setting.random.between(shortest, longest),
    properties: { agent: `agent-${setting.random.below(12)}`, recorded: setting.random.chance(0.5) },
  });

const plain: Says = ({ thing, random }) => ({
  ...(thing === null ? {} : { title: thing }),
  properties: { reference: random.word().toString(36) },
});

const using: Says = ({ random, person, thing }) => ({
  name: thing ?? 'Opened dashboard',
  userAgent: person.userAgent,
  ip: person.ip,
  duration: random.between(20, 3_000),
  properties: { plan: 'trial', sites: random.between(1, 9), sensors: random.between(2, 200) },
});

const ordering: Says = ({ random, thing }) => ({
  name: 'Order Completed',
  properties: {
    order: thing ?? 'order',
    currency: 'EUR',
    amountMinor: random.between(20, 4_000) * 500,
    lines: random.between(1, 6),
    sku: `MS-${random.between(100, 140)}`,
  },
});

const ticket: Says = ({ random, thing }) => ({
  title: thing ?? 'Ticket',
  properties: {
    priority: random.pick(['low', 'normal', 'high']),
    theme: random.pick(['battery', 'gateway', 'invoice', 'login', 'calibration']),
    note: random.pick([
      'Sensor 12 is silent since the storm.',
      'Где найти счёт?',
      '電池の交換方法は？',
      'Works again, thanks!',
    ]),
  },
});

/** A form or profile as the person gives it; a new try may get a letter of the company wrong. */
const describing: Says = ({ person, random }) => ({
  traits: {
    name: person.name,
    email: random.chance(0.05) ? person.email.toUpperCase() : person.email,
    language: person.locale.language,
    country: person.locale.country,
    city: person.city,
    ...(person.persona === 'lead' || person.persona === 'customer' ? { phone: person.phone } : {}),
    ...(person.company === null
      ? {}
      : {
          title: person.title,
          company: random.chance(0.03) ? `${person.company.name.slice(0, -1)} ` : person.company.name,
        }),
  },
});

const grouping: Says = ({ person }) => ({
  group: person.company!.domain,
  companyName: person.company!.name,
  traits: {
    name: person.company!.name,
    website: `https://www.${person.company!.domain}`,
    employees: person.company!.employees,
    industry: person.company!.name.split(' ')[1],
  },
});

const other = (type: MessageType, says: Says): Act => ({
  type,
  channel: '',
  kind: '',
  onDevice: true,
  dayOnly: false,
  says,
});

/** Everything that happens in the simulated world. */
export const ACTS = {
  mailSent: act('email', 'sent', mail, 'out'),
  mailDelivered: act('email', 'delivered', mail, 'out'),
  mailBounced: act('email', 'bounced', mail, 'out'),
  mailOpened: act('email', 'opened', reading, 'in'),
  mailClicked: act('email', 'clicked', reading, 'in'),
  mailReplied: act('email', 'replied', mail, 'in'),
  unsubscribed: act('email', 'unsubscribed', mail, 'in'),
  invited: act('webinar', 'invited', webinar, 'out'),
  registered: act('webinar', 'registered', webinar, 'in'),
  attended: act('webinar', 'attended', (s) => ({ ...webinar(s), duration: s.random.between(300, 3_600) }), 'in'),
  missedWebinar: act('webinar', 'no-show', webinar, 'in'),
  called: act('call', 'answered', spoken(40, 1_800), 'out'),
  callMissed: act('call', 'missed', spoken(0, 30), 'out'),
  callReceived: act('call', 'answered', spoken(40, 1_200), 'in'),
  meetingBooked: act('meeting', 'booked', plain, 'in'),
  demoHeld: act('meeting', 'held', spoken(1_200, 4_500), 'out'),
  chatted: act('chat', 'answered', spoken(60, 900), 'in'),
  viewed: act('web', 'viewed', page, 'in'),
  downloaded: act('web', 'downloaded', page, 'in'),
  submitted: act('web', 'submitted', page, 'in'),
  signedUp: act('product', 'signed-up', using, 'in'),
  used: act('product', 'used', using, 'in'),
  socialClicked: act('social', 'clicked', arriving('social', 'chatter'), 'in'),
  socialLiked: act('social', 'liked', plain, 'in'),
  adClicked: act('ad', 'clicked', arriving('cpc', 'search'), 'in'),
  visitedStand: act('event', 'attended', plain, 'in'),
  textSent: act('sms', 'sent', plain, 'out'),
  letterSent: act('post', 'sent', plain, 'out'),
  surveySent: act('survey', 'sent', plain, 'out'),
  surveyAnswered: act(
    'survey',
    'answered',
    (s) => ({ ...plain(s), properties: { score: s.random.between(1, 5) } }),
    'in',
  ),
  purchased: act('order', 'purchased', ordering, 'in'),
  ticketCreated: act('ticket', 'created', ticket, 'in'),
  ticketReplied: act('ticket', 'replied', ticket, 'out'),
  ticketClosed: act('ticket', 'closed', ticket, 'out'),
  referred: act('partner', 'referred', plain, 'in'),
  noted: act('other', 'noted', plain),
  describe: other('described', describing),
  group: other('grouped', grouping),
  alias: other('aliased', () => ({})),
} as const satisfies Record<string, Act>;
