import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { KeyRow } from '../api/types.js';
import { useMay } from '../app/session.js';
import { usePage } from '../shell/page-title.js';
import { EmptyState, ErrorState } from '../ui/states.js';
import { KeyTable } from './key-table.js';
import { NewKey } from './new-key.js';
import { SettingsPage } from './page.js';
import { RevokeKey } from './revoke-key.js';
import { SetSecret } from './set-secret.js';
import { Button } from '../ui/button.js';
import { TableSkeleton } from './table-skeleton.js';

const route = getRouteApi('/app/settings/keys');

/** The keys that sources send with. */
export function Keys() {
  const { t } = useTranslation();
  const creating = route.useSearch().new === 'key';
  const navigate = route.useNavigate();
  const [revoking, setRevoking] = useState<KeyRow | null>(null);
  const [signing, setSigning] = useState<KeyRow | null>(null);
  const mayIssue = useMay('keys.manage');
  usePage(t('nav.keys'));
  const keys = useQuery({
    queryKey: ['keys'],
    queryFn: ({ signal }) => call<{ items: readonly KeyRow[] }>('/api/keys', { signal }),
    meta: { reads: ['staff'] },
  });
  const create = (open: boolean): void => void navigate({ search: { new: open ? 'key' : undefined }, replace: !open });
  const action = (
    <Button look="primary" size="small" onClick={() => create(true)}>
      <IconPlus size={15} aria-hidden />

      {t('keysPage.new')}
    </Button>
  );
  return (
    <SettingsPage title={t('nav.keys')} lead={t('keysPage.lead')} action={mayIssue ? action : undefined}>
      {keys.isError && keys.data === undefined ? (
        <ErrorState error={keys.error} retry={() => void keys.refetch()} />
      ) : keys.data === undefined ? (
        <TableSkeleton />
      ) : keys.data.items.length === 0 ? (
        <EmptyState icon={IconKey} title={t('keysPage.none.title')} text={t('keysPage.none.text')} />
      ) : (
        <KeyTable keys={keys.data.items} onRevoke={mayIssue ? setRevoking : null} onSetSecret={setSigning} />
      )}
      {creating && mayIssue ? <NewKey onClose={() => create(false)} /> : null}
      {signing?.webhook == null ? null : (
        <SetSecret apiKey={{ ...signing, webhook: signing.webhook }} onClose={() => setSigning(null)} />
      )}
      {revoking === null ? null : <RevokeKey apiKey={revoking} onClose={() => setRevoking(null)} />}
    </SettingsPage>
  );
}
