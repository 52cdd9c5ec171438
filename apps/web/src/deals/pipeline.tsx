import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { PipelineSearch } from '../app/search.js';
import { usePage } from '../shell/page-title.js';
import { useTravel } from '../travel/travel.js';
import { DealTable } from './deal-table.js';
import { ForecastStrip } from './forecast-strip.js';
import { NewDeal } from './new-deal.js';
import { PipelineBoard } from './pipeline-board.js';
import { PipelineToolbar } from './pipeline-toolbar.js';
import { pipelinesQuery } from './queries.js';

const route = getRouteApi('/app/pipeline');

/** What is being sold: a board or a table of deals, under what is expected of them month by month. */
export function Pipeline() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const travel = useTravel();
  const known = useQuery({ ...pipelinesQuery(travel), placeholderData: keepPreviousData });
  const pipelines = known.data?.items ?? [];
  /** The one a board shows; a table shows all where none is chosen. */
  const pipeline = search.pipeline ?? pipelines.find(({ isDefault }) => isDefault)?.pipeline;
  usePage(t('nav.pipeline'));
  const change = (part: Partial<PipelineSearch>): void =>
    void navigate({ search: (now) => ({ ...now, after: undefined, selected: undefined, ...part }), replace: true });
  return (
    <>
      <PipelineToolbar search={search} pipelines={pipelines} onChange={change} />
      <ForecastStrip
        which={{ pipeline: search.as === 'table' ? search.pipeline : pipeline, owner: search.owner }}
        ready={!known.isPending}
      />
      {search.as === 'table' ? (
        <DealTable search={search} onChange={change} />
      ) : (
        <PipelineBoard search={search} onChange={change} />
      )}
      {search.new === 'deal' ? (
        <NewDeal
          pipelines={pipelines}
          pipeline={pipeline}
          contact={search.contact}
          company={search.company}
          onClose={() => change({ new: undefined, contact: undefined, company: undefined })}
        />
      ) : null}
    </>
  );
}
