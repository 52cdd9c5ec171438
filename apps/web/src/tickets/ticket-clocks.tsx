import { IconAlertTriangle, IconCircleCheck, IconPlayerPause, IconPlayerStop } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { TicketClockLine, TicketDetail } from '../api/types.js';
import { useFormat } from '../i18n/use-format.js';
import panel from '../subject/panel.module.css';
import { TimeLeft } from './time-left.js';
import { useTicketWords } from './ticket-words.js';
import styles from './ticket.module.css';

/** The promises of a ticket: how each clock stands, and which target governs it. */
export function TicketClocks({ ticket }: { readonly ticket: TicketDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useTicketWords();
  const { clocks, slaStated } = ticket;
  return (
    <>
      <h2 className={panel.title}>{t('tickets.clocks')}</h2>
      {clocks.length === 0 ? <p className={panel.none}>{t('tickets.noPromise')}</p> : null}
      {clocks.map((clock) => (
        <div key={clock.clock} className={styles.clock} role="group" aria-label={words.clock(clock.clock)}>
          <div className={styles.clockHead}>
            <span>{words.clock(clock.clock)}</span>
            <Stand clock={clock} />
          </div>
          <span className={styles.target}>
            {t('tickets.target', { span: format.span(clock.minutes * 60), priority: words.priority(clock.priority) })}
          </span>
        </div>
      ))}
      {slaStated === null ? null : (
        <p className={panel.none}>{t(slaStated ? 'tickets.slaStated.met' : 'tickets.slaStated.missed')}</p>
      )}
    </>
  );
}

const icons = { paused: IconPlayerPause, met: IconCircleCheck, breached: IconAlertTriangle } as const;

/** How a clock stands: what is left of it, or how it ended. */
function Stand({ clock }: { readonly clock: TicketClockLine }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { status, dueAt, nearAt, decidedAt, leftMs } = clock;
  if (status === 'running' && dueAt !== null && nearAt !== null) return <TimeLeft dueAt={dueAt} nearAt={nearAt} />;
  const known = status === 'paused' || status === 'met' || status === 'breached' ? status : 'over';
  const Glyph = known === 'over' ? IconPlayerStop : icons[known];
  return (
    <span
      className={styles.verdict}
      data-status={known}
      title={decidedAt === null ? undefined : format.exact(decidedAt)}
    >
      <Glyph size={14} stroke={1.8} aria-hidden />
      {known === 'paused' && leftMs !== null
        ? t('tickets.pausedLeft', { span: format.span(leftMs / 1000) })
        : t(`tickets.stand.${known}`)}
    </span>
  );
}
