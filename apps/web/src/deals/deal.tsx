import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useMediaQuery } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { InspectorPanel } from '../inspector/inspector-panel.js';
import { usePage } from '../shell/page-title.js';
import layout from '../subject/subject-page.module.css';
import { RecordError } from '../subject/record-error.js';
import { useTravel } from '../travel/travel.js';
import { useKeys } from '../ui/keys.js';
import { DealAbout } from './deal-about.js';
import { DealFacts } from './deal-facts.js';
import { DealHeader } from './deal-header.js';
import { DealHistory } from './deal-history.js';
import { useDealName } from './deal-name.js';
import styles from './deal.module.css';
import { dealQuery } from './queries.js';

const route = getRouteApi('/app/deals/$deal');

/** A deal: what holds of it on the left, what happened in the middle, who takes part and what is sold on the right. */
export function Deal() {
  const { t } = useTranslation();
  const { deal } = route.useParams();
  const { event } = route.useSearch();
  const navigate = useNavigate();
  const nameOf = useDealName();
  const narrow = useMediaQuery('(max-width: 62em)') ?? false;
  const record = useQuery(dealQuery(deal, useTravel()));
  const { data } = record;
  usePage(data === undefined ? t('deals.title') : nameOf(data), { title: t('nav.pipeline'), to: '/pipeline' });
  const close = (): void => void navigate({ to: '.', search: (now) => ({ ...now, event: undefined }) });
  useKeys({ escape: () => (event === undefined ? void navigate({ to: '/pipeline' }) : close()) });
  if (record.isError && data === undefined)
    return <RecordError error={record.error} retry={() => void record.refetch()} />;
  return (
    <div className={layout.subject}>
      <DealHeader deal={data} />
      <div
        className={`${layout.columns} ${styles.columns}`}
        data-inspecting={event !== undefined || undefined}
        data-narrow={narrow || undefined}
      >
        <DealFacts deal={data} />
        <DealHistory deal={data} />
        {event === undefined ? (
          <DealAbout deal={data} />
        ) : (
          <InspectorPanel event={event} onClose={close} overlay={narrow} />
        )}
      </div>
    </div>
  );
}
