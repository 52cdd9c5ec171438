import { useTranslation } from 'react-i18next';
import { channels, type Channel } from '../ui/channels.js';
import { readable } from '../ui/readable.js';
import { useWords } from '../ui/words.js';

const known = [
  'touchpoint-recorded',
  'contact-described',
  'contact-grouped',
  'company-described',
  'company-corrected',
  'company-parent-named',
  'identifiers-aliased',
  'contacts-linked',
  'contacts-unlinked',
  'identifier-marked-shared',
  'identifier-marked-own',
  'duplicate-dismissed',
  'person-added',
  'sign-in-link-issued',
  'sign-in-link-used',
  'sign-in-link-expired',
  'role-changed',
  'person-removed',
  'key-issued',
  'key-revoked',
  'withdrawn',
  'amended',
  'import-undone',
  'activity-logged',
  'owner-assigned',
  'stage-moved',
  'team-founded',
  'team-changed',
  'team-closed',
  'team-joined',
  'team-left',
  'colleague-described',
  'calendar-set',
  'exchange-rate-set',
  'kpi-set',
  'pipeline-set',
  'reasons-set',
  'sla-set',
  'stages-set',
] as const;

/** What a type is of, where that is a channel of its own, and what happened to it: a deal, and that it was won. */
export function thingOf(type: string): { readonly channel: Channel; readonly kind: string } | null {
  const [thing, ...rest] = type.split('-');
  const channel = channels.find((one) => one === thing);
  return channel === undefined || rest.length === 0 ? null : { channel, kind: rest.join('-') };
}

/** Says an event's type in the present language; one this build does not know is shown readably as it is. */
export function useEventWords(): (type: string) => string {
  const { t } = useTranslation();
  const words = useWords();
  return (type) => {
    const found = known.find((one) => one === type);
    if (found !== undefined) return t(`eventType.${found}`);
    const thing = thingOf(type);
    return thing === null ? readable(type) : `${words.channel(thing.channel)} ${words.kind(thing.kind)}`;
  };
}
