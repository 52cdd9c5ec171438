import { useTranslation } from 'react-i18next';
import type { ContactsSearch } from '../app/search.js';
import { SearchBox } from '../list/search-box.js';
import styles from '../list/toolbar.module.css';
import { ChannelFilter } from '../ui/channel-filter.js';
import { OwnerFilter } from './owner-filter.js';
import { StageFilter } from './stage-filter.js';

interface Props {
  readonly search: ContactsSearch;
  readonly onChange: (part: Partial<ContactsSearch>) => void;
}

/** Search and filters over the list. */
export function ContactsToolbar({ search, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <div className={styles.toolbar}>
      <SearchBox label={t('contacts.search')} value={search.q} onChange={(q) => onChange({ q })} />
      <ChannelFilter
        label={t('contacts.firstChannel')}
        value={search.source}
        onChange={(source) => onChange({ source })}
      />
      <ChannelFilter
        label={t('contacts.lastChannel')}
        value={search.channel}
        onChange={(channel) => onChange({ channel })}
      />
      <StageFilter value={search.stage} onChange={(stage) => onChange({ stage })} />
      <OwnerFilter value={search.owner} onChange={(owner) => onChange({ owner })} />
    </div>
  );
}
