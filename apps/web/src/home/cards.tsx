import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { DealLine, HandoffLine } from '../api/types.js';
import { useMoney } from '../i18n/money.js';
import { Row } from '../business/row.js';
import { useToday } from '../funnel/funnel-toolbar.js';
import { later } from '../funnel/period.js';
import { nameOf, useReceiver } from '../handoffs/called.js';
import { Clock } from '../handoffs/clock.js';
import { useFormat } from '../i18n/use-format.js';
import { Moment } from '../ui/moment.js';
import { useStageWord } from '../ui/stage-words.js';
import { Card } from './card.js';
import * as ask from './questions.js';

/** Offers that this person may answer, what expires first at the top. */
export function OffersToMe({ me }: { readonly me: string }) {
  const { t } = useTranslation();
  const offers = useQuery(ask.handoffs({ inbox: me, status: 'open' }));
  return (
    <Card
      title={t('home.offers')}
      none={t('home.noOffers')}
      to={{ path: '/handoffs' }}
      error={offers.error}
      rows={offers.data?.items.map((line) => ({
        key: line.handoff,
        row: (
          <Row
            to={{ path: '/handoffs', search: { tab: line.to === null ? 'team' : 'me', handoff: line.handoff } }}
            what={line.contact === null ? t('contact.nameless') : nameOf(line.contact)}
            sum={<Clock line={line} fromNow />}
            under={line.from === null ? null : t('owners.offeredBy', { name: nameOf(line.from) })}
            beside={line.offeredAt === null ? null : <Moment at={line.offeredAt} />}
          />
        ),
      }))}
    />
  );
}

/** What this person offered, and nobody has answered. */
export function OffersByMe({ me }: { readonly me: string }) {
  const { t } = useTranslation();
  const receiver = useReceiver();
  const offers = useQuery(ask.handoffs({ by: me, status: 'open' }));
  return (
    <Card
      title={t('home.waiting')}
      none={t('home.noWaiting')}
      to={{ path: '/handoffs', search: { tab: 'by' } }}
      error={offers.error}
      rows={offers.data?.items.map((line) => ({
        key: line.handoff,
        row: (
          <Row
            to={{ path: '/handoffs', search: { tab: 'by', handoff: line.handoff } }}
            what={line.contact === null ? t('contact.nameless') : nameOf(line.contact)}
            sum={<Clock line={line} fromNow />}
            under={receiver(line)}
          />
        ),
      }))}
    />
  );
}

/** Contacts that are nobody's, the longest first. */
export function NobodysContacts() {
  const { t } = useTranslation();
  const format = useFormat();
  const unowned = useQuery(ask.unowned);
  return (
    <Card
      title={t('home.unowned')}
      none={t('home.noUnowned')}
      to={{ path: '/handoffs', search: { tab: 'unowned' } }}
      error={unowned.error}
      rows={unowned.data?.items.map(({ contact, waitedHours }) => ({
        key: contact.id,
        row: (
          <Row
            to={{ path: `/contacts/${contact.id}` }}
            what={nameOf(contact)}
            sum={waitedHours === null ? null : format.span(waitedHours * 3600)}
          />
        ),
      }))}
    />
  );
}

/** Tickets whose clock is over, or nearly so. */
export function TicketsNearBreach({ me }: { readonly me: string | undefined }) {
  const { t } = useTranslation();
  const tickets = useQuery(ask.tickets({ assignee: me }));
  const pressing = tickets.data?.items.filter(({ due }) => due !== null && due.urgency !== 'in-time');
  return (
    <Card
      title={t('home.tickets')}
      none={t('home.noTickets')}
      to={{ path: '/tickets' }}
      error={tickets.error}
      rows={pressing?.map((ticket) => ({
        key: ticket.ticket,
        row: (
          <Row
            to={{ path: `/tickets/${ticket.ticket}` }}
            what={ticket.title ?? ticket.number ?? t('business.nameless')}
            sum={ticket.due === null ? null : <Moment at={ticket.due.at} />}
            late={ticket.due?.urgency === 'late'}
            under={ticket.due?.urgency === 'late' ? t('home.late') : t('home.near')}
            beside={ticket.contact?.name}
          />
        ),
      }))}
    />
  );
}

/** Open deals that were to be closed by now, or have a step to be done by today. */
export function DealsDue({ me }: { readonly me: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { some: money } = useMoney();
  const today = useToday();
  const overdue = useQuery(ask.deals({ owner: me, overdue: 'true', sort: 'closeOn' }));
  const open = useQuery({ ...ask.deals({ owner: me, status: 'open' }), enabled: me !== undefined });
  const steps = open.data?.items.filter(({ nextOn, overdue: late }) => nextOn !== null && nextOn <= today && !late);
  const rows = overdue.data === undefined ? undefined : [...overdue.data.items, ...(steps ?? [])];
  const under = (deal: DealLine): string | null =>
    deal.overdue
      ? t('home.closeOn', { day: format.day(deal.closeOn!) })
      : [deal.nextStep, deal.nextOn === null ? null : format.day(deal.nextOn)]
          .filter((part) => part !== null)
          .join(' · ');
  return (
    <Card
      title={t('home.deals')}
      none={t('home.noDeals')}
      to={{ path: '/pipeline', search: { as: 'table', overdue: 'yes' } }}
      error={overdue.error ?? open.error}
      rows={rows?.map((deal) => ({
        key: deal.deal,
        row: (
          <Row
            to={{ path: `/deals/${deal.deal}` }}
            what={deal.name ?? t('business.nameless')}
            sum={money(deal.amount, deal.currency)}
            late={deal.overdue}
            under={under(deal)}
            beside={deal.company?.name ?? deal.contact?.name}
          />
        ),
      }))}
    />
  );
}

/** What changed since yesterday: who came into which stage, which deals closed, and how offers were answered. */
export function SinceYesterday({ me }: { readonly me: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { some: money } = useMoney();
  const word = useStageWord();
  const yesterday = later(useToday(), -1);
  const moved = useQuery(ask.movedSince(yesterday));
  const closed = useQuery(ask.deals({ sort: '-closedAt' }));
  const mine = useQuery(ask.handoffs({ by: me, sort: 'newest' }));
  const since = (at: string | null): boolean => at !== null && format.dayOf(at) >= yesterday;
  const stages = moved.data?.parts[0]?.stages.filter(({ entries }) => entries > 0) ?? [];
  const deals = closed.data?.items.filter(({ closedAt }) => since(closedAt)) ?? [];
  const answers = mine.data?.items.filter(({ answeredAt }: HandoffLine) => since(answeredAt)) ?? [];
  const rows = [
    ...answers.map((line) => ({
      key: line.handoff,
      row: (
        <Row
          to={{ path: '/handoffs', search: { tab: 'by', answered: 'too', handoff: line.handoff } }}
          what={line.contact === null ? t('contact.nameless') : nameOf(line.contact)}
          sum={<Clock line={line} fromNow />}
          under={line.by === null ? null : nameOf(line.by)}
        />
      ),
    })),
    ...deals.map((deal) => ({
      key: deal.deal,
      row: (
        <Row
          to={{ path: `/deals/${deal.deal}` }}
          what={deal.name ?? t('business.nameless')}
          sum={money(deal.amount, deal.currency)}
          under={t(`business.dealStatus.${deal.status}`)}
          beside={deal.owner?.name}
        />
      ),
    })),
    ...stages.map(({ stage, entries }) => ({
      key: stage,
      row: (
        <Row
          to={{ path: '/funnel', search: { from: yesterday, stage, figure: 'entries' } }}
          what={word(stage)}
          sum={t('home.came', { count: entries, number: format.count(entries) })}
        />
      ),
    })),
  ];
  return (
    <Card
      title={t('home.changed')}
      none={t('home.noChange')}
      to={{ path: '/funnel', search: { from: yesterday } }}
      error={moved.error ?? closed.error ?? mine.error}
      rows={moved.data === undefined || closed.data === undefined || mine.data === undefined ? undefined : rows}
    />
  );
}
