import { useMediaQuery } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { subjectViews } from '../app/search.js';
import { InspectorPanel } from '../inspector/inspector-panel.js';
import { Journey } from '../journey/journey.js';
import { useKeys } from '../ui/keys.js';
import { useChangeSearch, useSubjectSearch, type Subject } from './subject.js';
import styles from './subject-page.module.css';

interface Props {
  readonly subject: Subject;
  /** The list that esc goes back to. */
  readonly list: '/contacts' | '/companies';
  /** What the parts of the page are called together, where they are chosen between. */
  readonly views: string;
  readonly header: ReactNode;
  readonly record: ReactNode;
  readonly about: ReactNode;
}

/** A contact's or a company's page: the record on the left, the journey in the middle, what belongs to it on the right. */
export function SubjectPage({ subject, list, views, header, record, about }: Props) {
  const { t } = useTranslation();
  const { event, view = 'journey' } = useSubjectSearch();
  const navigate = useNavigate();
  const change = useChangeSearch();
  const narrow = useMediaQuery('(max-width: 62em)') ?? false;
  const close = (): void => change({ event: undefined });
  useKeys({ escape: () => (event === undefined ? void navigate({ to: list }) : close()) });
  return (
    <div className={styles.subject}>
      {header}
      {narrow ? (
        <div className={styles.views} role="group" aria-label={views}>
          {subjectViews.map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={view === one}
              onClick={() => change({ view: one === 'journey' ? undefined : one }, true)}
            >
              {t(`contact.view.${one}`)}
            </button>
          ))}
        </div>
      ) : null}
      <div className={styles.columns} data-inspecting={event !== undefined || undefined}>
        {!narrow || view === 'record' ? record : null}
        {!narrow || view === 'journey' ? <Journey key={subject.id} subject={subject} /> : null}
        {event !== undefined ? (
          <InspectorPanel event={event} onClose={close} overlay={narrow} />
        ) : !narrow || view === 'about' ? (
          about
        ) : null}
      </div>
    </div>
  );
}
