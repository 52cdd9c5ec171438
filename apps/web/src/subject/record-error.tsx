import { IconHistory } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../api/client.js';
import { useSetTravel, useTravelling } from '../travel/travel.js';
import { Button } from '../ui/button.js';
import { EmptyState, ErrorState } from '../ui/states.js';

interface Props {
  readonly error: Error;
  readonly retry: () => void;
}

/** Why a record is not shown: at the moment that is shown it was not there yet, or asking for it failed. */
export function RecordError({ error, retry }: Props) {
  const { t } = useTranslation();
  const travelling = useTravelling();
  const go = useSetTravel();
  if (!travelling || !(error instanceof ApiProblem) || error.status !== 404)
    return <ErrorState error={error} retry={retry} />;
  return (
    <EmptyState icon={IconHistory} title={t('moment.notYet')} text={t('moment.notYetText')}>
      <Button size="small" onClick={() => go({})}>
        {t('travel.back')}
      </Button>
    </EmptyState>
  );
}
