import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { SimilarTicket } from '../api/types.js';
import panel from '../subject/panel.module.css';
import { Moment } from '../ui/moment.js';
import { Bar } from '../ui/skeleton.js';
import { InlineProblem } from '../ui/states.js';
import { similarQuery } from './queries.js';
import { useTicketTitle } from './ticket-title.js';
import styles from './ticket.module.css';

/** Solved tickets that are like this one, the likest first. */
export function Similar({ ticket }: { readonly ticket: string }) {
  const { t } = useTranslation();
  const titleOf = useTicketTitle();
  const similar = useQuery(similarQuery(ticket));
  return (
    <>
      <h2 className={panel.title}>{t('tickets.similar')}</h2>
      <InlineProblem error={similar.error} />
      {similar.isPending ? (
        <div className={panel.fields} aria-hidden>
          <Bar width="80%" />
        </div>
      ) : null}
      {similar.data?.items.length === 0 ? <p className={panel.none}>{t('tickets.noSimilar')}</p> : null}
      <ul className={styles.similar}>
        {similar.data?.items.map((one) => (
          <li key={one.ticket}>
            <Link to="/tickets/$ticket" params={{ ticket: one.ticket }}>
              <span className={styles.similarTitle} dir="auto">
                {titleOf(one)}
              </span>
              <span className={styles.target}>
                <Common common={one.common} />
                {one.resolvedAt === null ? null : <Moment at={one.resolvedAt} />}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

/** What two tickets have in common. */
function Common({ common }: { readonly common: SimilarTicket['common'] }) {
  const { t } = useTranslation();
  const shared = (['theme', 'company', 'contact'] as const)
    .filter((one) => common[one])
    .map((one) => t(`tickets.common.${one}`));
  const all = common.words > 0 ? [...shared, t('tickets.common.words')] : shared;
  return all.length === 0 ? null : `${all.join(' · ')} · `;
}
