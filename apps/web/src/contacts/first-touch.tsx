import { Link } from '@tanstack/react-router';
import { IconRoute } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../app/session.js';
import { Copy } from '../ui/copy-button.js';
import { EmptyState } from '../ui/states.js';
import { curlSnippet, sdkSnippet } from './snippets.js';
import styles from './first-touch.module.css';

/** Before the first touch: what will be here, and how to send one. */
export function FirstTouch() {
  const { t } = useTranslation();
  const [way, setWay] = useState<'curl' | 'sdk'>('curl');
  const mayIssue = useMay('keys.manage');
  const text = way === 'curl' ? curlSnippet(location.origin) : sdkSnippet(location.origin);
  return (
    <div className={styles.place}>
      <EmptyState wide icon={IconRoute} title={t('firstTouch.title')} text={t('firstTouch.text')}>
        <div className={styles.steps}>
          <h3>{t('firstTouch.step1')}</h3>
          {mayIssue ? (
            <Link to="/settings/keys" search={{ new: 'key' }} className={styles.link}>
              {t('firstTouch.newKey')}
            </Link>
          ) : (
            <p>{t('firstTouch.askKey')}</p>
          )}
          <h3>{t('firstTouch.step2')}</h3>
          <div className={styles.snippet}>
            <div className={styles.tabs}>
              <div role="tablist" aria-label={t('firstTouch.step2')}>
                {(['curl', 'sdk'] as const).map((one) => (
                  <button
                    key={one}
                    type="button"
                    role="tab"
                    id={`first-touch-${one}`}
                    aria-selected={way === one}
                    aria-controls="first-touch-snippet"
                    onClick={() => setWay(one)}
                  >
                    {t(`firstTouch.${one}`)}
                  </button>
                ))}
              </div>
              <span className={styles.copy}>
                <Copy value={text} label={t('action.copy')} />
              </span>
            </div>
            <pre id="first-touch-snippet" role="tabpanel" aria-labelledby={`first-touch-${way}`} tabIndex={0}>
              <code>{text}</code>
            </pre>
          </div>
          <p className={styles.wait}>
            <span aria-hidden className={styles.dot} />
            {t('firstTouch.waiting')}
          </p>
        </div>
      </EmptyState>
    </div>
  );
}
