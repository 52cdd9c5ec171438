import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { channelOf, channels, knownKinds } from './channels.js';
import { readable } from './readable.js';

/** Words for what is stored as a code; a code this build does not know is shown readably as it is. */
export interface Words {
  channel(name: string): string;
  kind(name: string): string;
}

/** The words of the present language. */
export function useWords(): Words {
  const { t } = useTranslation();
  return useMemo(
    () => ({
      channel: (name) => (channels.some((one) => one === name) ? t(`channel.${channelOf(name)}`) : readable(name)),
      kind: (name) => {
        const known = knownKinds.find((one) => one === name);
        return known === undefined ? readable(name).toLowerCase() : t(`kind.${known}`);
      },
    }),
    [t],
  );
}
