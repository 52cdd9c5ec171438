import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/use-format.js';
import { useFreshness, useLive } from '../live/live.js';
import { sayFreshness, type FreshnessSaid } from './freshness.js';
import styles from './freshness-mark.module.css';

const tones: Readonly<Record<FreshnessSaid['kind'], 'good' | 'warn' | 'bad' | 'idle'>> = {
  live: 'good',
  connecting: 'idle',
  behind: 'warn',
  rebuilding: 'warn',
  halted: 'bad',
  lost: 'bad',
};

/** Says how fresh what is on the screen is: "live", "12 s behind", "rebuilding 43 %, 2 min left". */
export function FreshnessMark() {
  const { t } = useTranslation();
  const format = useFormat();
  const said = sayFreshness(useLive().state, useFreshness());
  return (
    <div role="status">
      <Link
        to="/settings/projections"
        className={styles.mark}
        data-tone={tones[said.kind]}
        title={t('freshness.title')}
      >
        <span className={styles.dot} aria-hidden />
        <span className={styles.text}>{text()}</span>
      </Link>
    </div>
  );

  function text(): string {
    switch (said.kind) {
      case 'live':
        return t('freshness.live');
      case 'connecting':
        return t('freshness.connecting');
      case 'behind':
        return t('freshness.behind', { span: format.span(said.seconds) });
      case 'rebuilding':
        return said.secondsLeft === null
          ? t('freshness.rebuilding', { percent: format.percent(said.progress) })
          : t('freshness.rebuildingLeft', {
              percent: format.percent(said.progress),
              span: format.span(said.secondsLeft),
            });
      case 'halted':
        return t('freshness.halted', { count: said.projections });
      case 'lost':
        break;
    }
    return t('freshness.lost');
  }
}
