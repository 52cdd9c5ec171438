import { useTranslation } from 'react-i18next';
import type { DealLine, OrderLine, SubscriptionLine, TicketLine } from '../api/types.js';
import { OwnershipSections } from '../owners/ownership-sections.js';
import { StageSection } from '../owners/stage-section.js';
import type { Subject } from '../subject/subject.js';
import { useTicketWords } from '../tickets/ticket-words.js';
import { Moment } from '../ui/moment.js';
import { useStageWords } from '../deals/stage-words.js';
import { useMoney } from '../i18n/money.js';
import { Row } from './row.js';
import { Section } from './section.js';

const CUSTOMER = ['companies', 'contacts', 'identity', 'staff'];

/** Everything of business with a contact or company: whose it is, its stages, deals, tickets, subscriptions, orders. */
export function BusinessSections({ subject }: { readonly subject: Subject }) {
  const params = { [subject.kind]: subject.id };
  return (
    <>
      <OwnershipSections subject={subject} />
      <StageSection subject={subject} />
      <Deals params={params} />
      <Tickets params={params} />
      <Subscriptions params={params} />
      <Orders params={params} />
    </>
  );
}

interface OfSubject {
  readonly params: Readonly<Record<string, string>>;
}

function Deals({ params }: OfSubject) {
  const { t } = useTranslation();
  const stageWord = useStageWords();
  const { some: money } = useMoney();
  return (
    <Section<DealLine>
      title={t('business.deals')}
      none={t('business.noDeals')}
      path="/api/deals"
      params={params}
      reads={[...CUSTOMER, 'deals', 'pipelines']}
      clocks={false}
      idOf={({ deal }) => deal}
      render={(deal) => (
        <Row
          to={{ path: `/deals/${deal.deal}` }}
          what={deal.name ?? t('business.nameless')}
          sum={money(deal.amount, deal.currency)}
          late={deal.overdue}
          under={
            deal.overdue
              ? t('business.overdue')
              : [t(`business.dealStatus.${deal.status}`), deal.stage === null ? null : stageWord(deal.stage)]
                  .filter((part) => part !== null)
                  .join(' · ')
          }
          beside={<When at={deal.closedAt ?? deal.closeOn ?? deal.openedAt} />}
        />
      )}
    />
  );
}

function Tickets({ params }: OfSubject) {
  const { t } = useTranslation();
  const { priority } = useTicketWords();
  return (
    <Section<TicketLine>
      title={t('business.tickets')}
      none={t('business.noTickets')}
      path="/api/tickets"
      params={{ ...params, status: 'any' }}
      reads={[...CUSTOMER, 'tickets']}
      idOf={({ ticket }) => ticket}
      render={(ticket) => (
        <Row
          to={{ path: `/tickets/${ticket.ticket}` }}
          what={ticket.title ?? ticket.number ?? t('business.nameless')}
          sum={ticket.priority === null ? null : priority(ticket.priority)}
          late={ticket.due?.urgency === 'late'}
          under={t(`business.ticketStatus.${ticket.status}`)}
          beside={<When at={ticket.openedAt} />}
        />
      )}
    />
  );
}

function Subscriptions({ params }: OfSubject) {
  const { t } = useTranslation();
  const { some: money } = useMoney();
  return (
    <Section<SubscriptionLine>
      title={t('business.subscriptions')}
      none={t('business.noSubscriptions')}
      path="/api/subscriptions"
      params={params}
      reads={[...CUSTOMER, 'subscriptions']}
      idOf={({ subscription }) => subscription}
      render={(one) => (
        <Row
          what={one.plan ?? t('business.nameless')}
          sum={money(one.mrr, one.currency)}
          late={one.status === 'at-risk'}
          under={t(`business.subscriptionStatus.${one.status}`)}
          beside={<When at={one.startedAt} />}
        />
      )}
    />
  );
}

function Orders({ params }: OfSubject) {
  const { t } = useTranslation();
  const { some: money } = useMoney();
  return (
    <Section<OrderLine>
      title={t('business.orders')}
      none={t('business.noOrders')}
      path="/api/orders"
      params={params}
      reads={[...CUSTOMER, 'orders']}
      idOf={({ order }) => order}
      render={(order) => (
        <Row
          what={order.number ?? t('business.order')}
          sum={money(order.amount, order.currency)}
          under={t(`business.orderStatus.${order.status}`)}
          beside={<When at={order.placedAt} />}
        />
      )}
    />
  );
}

function When({ at }: { readonly at: string | null }) {
  return at === null ? null : <Moment at={at} />;
}
