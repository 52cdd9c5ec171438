import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { InspectorPanel } from '../inspector/inspector-panel.js';
import { usePage } from '../shell/page-title.js';
import panel from '../subject/panel.module.css';
import layout from '../subject/subject-page.module.css';
import { RecordError } from '../subject/record-error.js';
import { useTravel } from '../travel/travel.js';
import { useKeys } from '../ui/keys.js';
import { Bar } from '../ui/skeleton.js';
import { Conversation } from './conversation.js';
import { ReplyBox } from './reply-box.js';
import { Similar } from './similar.js';
import { ticketQuery } from './queries.js';
import { TicketClocks } from './ticket-clocks.js';
import { TicketFacts } from './ticket-facts.js';
import { TicketHeader } from './ticket-header.js';
import { useTicketTitle } from './ticket-title.js';
import styles from './ticket.module.css';

const route = getRouteApi('/app/tickets/$ticket');
const widths = [140, 180, 120, 160];

/** A ticket: the conversation, and beside it its clocks, whose it is, and solved ones that are like it. */
export function Ticket() {
  const { t } = useTranslation();
  const { ticket } = route.useParams();
  const { event } = route.useSearch();
  const navigate = useNavigate();
  const titleOf = useTicketTitle();
  const narrow = useMediaQuery('(max-width: 62em)') ?? false;
  const detail = useQuery(ticketQuery(ticket, useTravel()));
  const { data } = detail;
  usePage(data === undefined ? t('tickets.one') : titleOf(data), { title: t('nav.tickets'), to: '/tickets' });
  const close = (): void => void navigate({ to: '.', search: (now) => ({ ...now, event: undefined }) });
  useKeys({ escape: () => (event === undefined ? void navigate({ to: '/tickets' }) : close()) });
  if (detail.isError && data === undefined)
    return <RecordError error={detail.error} retry={() => void detail.refetch()} />;
  return (
    <div className={layout.subject}>
      <TicketHeader ticket={data} />
      <div className={styles.columns} data-inspecting={event !== undefined || undefined}>
        <div className={styles.talk}>
          <Conversation ticket={data} open={event} />
          {data === undefined ? null : <ReplyBox key={data.ticket} ticket={data} />}
        </div>
        {event !== undefined ? (
          <InspectorPanel event={event} onClose={close} overlay={narrow} />
        ) : data === undefined ? (
          <section className={panel.panel} aria-hidden>
            <div className={panel.fields}>
              {widths.map((width) => (
                <div key={width} className={panel.field}>
                  <Bar width={width} />
                </div>
              ))}
            </div>
          </section>
        ) : (
          <section className={panel.panel} aria-label={t('tickets.about')}>
            <TicketClocks ticket={data} />
            <TicketFacts ticket={data} />
            <Similar ticket={data.ticket} />
          </section>
        )}
      </div>
    </div>
  );
}
