import {
  IconAd2,
  IconAppWindow,
  IconCalendarEvent,
  IconClipboardList,
  IconDeviceMobileMessage,
  IconDots,
  IconHeartHandshake,
  IconLifebuoy,
  IconMail,
  IconMailbox,
  IconMessageCircle,
  IconPhone,
  IconPresentation,
  IconShare3,
  IconShoppingCart,
  IconUsers,
  IconWorld,
  type Icon,
} from '@tabler/icons-react';

/** The channels a touch can come through, in the order filters list them. */
export const channels = [
  'email',
  'web',
  'product',
  'call',
  'meeting',
  'chat',
  'sms',
  'webinar',
  'event',
  'social',
  'ad',
  'post',
  'survey',
  'order',
  'ticket',
  'partner',
  'other',
] as const;
export type Channel = (typeof channels)[number];

type Hue = 'blue' | 'violet' | 'green' | 'teal' | 'pink' | 'orange' | 'yellow' | 'red' | 'slate';

/** How a channel looks: its icon, and the hue of its family. */
export const channelLooks: Readonly<Record<Channel, { readonly icon: Icon; readonly hue: Hue }>> = {
  email: { icon: IconMail, hue: 'blue' },
  web: { icon: IconWorld, hue: 'teal' },
  product: { icon: IconAppWindow, hue: 'teal' },
  call: { icon: IconPhone, hue: 'green' },
  meeting: { icon: IconUsers, hue: 'green' },
  chat: { icon: IconMessageCircle, hue: 'green' },
  sms: { icon: IconDeviceMobileMessage, hue: 'blue' },
  webinar: { icon: IconPresentation, hue: 'violet' },
  event: { icon: IconCalendarEvent, hue: 'violet' },
  social: { icon: IconShare3, hue: 'pink' },
  ad: { icon: IconAd2, hue: 'pink' },
  post: { icon: IconMailbox, hue: 'blue' },
  survey: { icon: IconClipboardList, hue: 'yellow' },
  order: { icon: IconShoppingCart, hue: 'orange' },
  ticket: { icon: IconLifebuoy, hue: 'red' },
  partner: { icon: IconHeartHandshake, hue: 'slate' },
  other: { icon: IconDots, hue: 'slate' },
};

/** The channel of that name; `other` for one this build does not know. */
export function channelOf(name: string | null | undefined): Channel {
  return channels.find((channel) => channel === name) ?? 'other';
}

/** The core of the kinds of touch, whose names are translated; any other is shown as its source calls it. */
export const knownKinds = [
  'sent',
  'delivered',
  'bounced',
  'blocked',
  'invited',
  'offered',
  'opened',
  'clicked',
  'replied',
  'forwarded',
  'unsubscribed',
  'complained',
  'subscribed',
  'registered',
  'attended',
  'no-show',
  'cancelled',
  'booked',
  'held',
  'answered',
  'missed',
  'started',
  'ended',
  'received',
  'viewed',
  'searched',
  'submitted',
  'downloaded',
  'installed',
  'signed-up',
  'signed-in',
  'signed-out',
  'added',
  'removed',
  'shared',
  'reviewed',
  'purchased',
  'refunded',
  'created',
  'updated',
  'closed',
  'reopened',
] as const;
export type KnownKind = (typeof knownKinds)[number];
