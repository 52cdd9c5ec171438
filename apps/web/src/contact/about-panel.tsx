import { useTranslation } from 'react-i18next';
import type { ContactRecord, Touch } from '../api/types.js';
import { BusinessSections } from '../business/sections.js';
import { useFormat } from '../i18n/use-format.js';
import { IdentitiesPanel } from '../identity/identities-panel.js';
import { EventAnchor } from '../subject/event-anchor.js';
import styles from '../subject/panel.module.css';
import { ChannelIcon } from '../ui/channel-icon.js';
import { Moment } from '../ui/moment.js';
import { Bar } from '../ui/skeleton.js';
import { useWords } from '../ui/words.js';
import { ActivityBars } from './activity-bars.js';

const widths = [180, 140, 200, 120, 170];

/** Right of the journey: first and last touch, activity by channel, and every identity. */
export function AboutPanel({ record }: { readonly record: ContactRecord | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (record === undefined)
    return (
      <section className={styles.panel} aria-hidden>
        <div className={styles.fields}>
          {widths.map((width) => (
            <div key={width} className={styles.field}>
              <Bar width={64} height={10} />
              <Bar width={width} />
            </div>
          ))}
        </div>
      </section>
    );
  const { activity } = record;
  return (
    <section className={styles.panel} aria-label={t('about.title')}>
      <BusinessSections subject={{ kind: 'contact', id: record.contact }} />
      <h2 className={styles.title}>{t('about.first')}</h2>
      <TouchCard touch={activity.first} />
      <h2 className={styles.title}>{t('about.last')}</h2>
      <TouchCard touch={activity.last} />
      <h2 className={styles.title}>
        {t('about.activity')}
        <span className={styles.number}>{format.count(activity.touches)}</span>
      </h2>
      <ActivityBars contact={record.contact} />
      <IdentitiesPanel subject={{ kind: 'contact', id: record.contact }} identifiers={record.identifiers} />
    </section>
  );
}

function TouchCard({ touch }: { readonly touch: Touch | null }) {
  const { t } = useTranslation();
  const words = useWords();
  if (touch === null) return <p className={styles.none}>{t('about.noTouch')}</p>;
  return (
    <EventAnchor event={touch.eventId} className={styles.touch}>
      <ChannelIcon channel={touch.channel} boxed />
      <span className={styles.words}>
        <span>
          {words.channel(touch.channel)} {words.kind(touch.kind)}
        </span>
        <span className={styles.soft} dir="auto">
          {[touch.title ?? touch.name, touch.campaign].filter((part) => part != null).join(' · ')}
        </span>
      </span>
      {touch.at === null ? null : <Moment at={touch.at} className={styles.when} />}
    </EventAnchor>
  );
}
