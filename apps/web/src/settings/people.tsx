import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { IconUserPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { PersonRow } from '../api/types.js';
import { useMay } from '../app/session.js';
import { useNow } from '../i18n/use-format.js';
import { usePage } from '../shell/page-title.js';
import { Initials } from '../ui/initials.js';
import { Moment } from '../ui/moment.js';
import { useRoleWord } from '../ui/role-words.js';
import { ErrorState } from '../ui/states.js';
import { AddPerson } from './add-person.js';
import { SettingsPage } from './page.js';
import { PersonMenu } from './person-menu.js';
import styles from './settings.module.css';
import { Button } from '../ui/button.js';
import { TableSkeleton } from './table-skeleton.js';

const route = getRouteApi('/app/settings/people');

/** Who may sign in, and as what. */
export function People() {
  const { t } = useTranslation();
  const adding = route.useSearch().new === 'person';
  const navigate = route.useNavigate();
  const mayManage = useMay('staff.manage');
  usePage(t('nav.people'));
  const people = useQuery({
    queryKey: ['people'],
    queryFn: ({ signal }) => call<{ items: readonly PersonRow[] }>('/api/people', { signal }),
    meta: { reads: ['staff'] },
  });
  const add = (open: boolean): void => void navigate({ search: { new: open ? 'person' : undefined }, replace: !open });
  const action = (
    <Button look="primary" size="small" onClick={() => add(true)}>
      <IconUserPlus size={15} aria-hidden />

      {t('people.new')}
    </Button>
  );
  return (
    <SettingsPage title={t('nav.people')} lead={t('people.lead')} action={mayManage ? action : undefined}>
      {people.isError && people.data === undefined ? (
        <ErrorState error={people.error} retry={() => void people.refetch()} />
      ) : people.data === undefined ? (
        <TableSkeleton />
      ) : (
        <div className={styles.table} tabIndex={0} role="region" aria-label={t('nav.people')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('people.person')}</th>
                <th scope="col">{t('people.role')}</th>
                <th scope="col" className={styles.wide}>
                  {t('people.added')}
                </th>
                <th scope="col" className={styles.wide}>
                  {t('people.signedIn')}
                </th>
                {mayManage ? (
                  <th scope="col" className={styles.end}>
                    {t('people.actions')}
                  </th>
                ) : null}
              </tr>
            </thead>
            <tbody>
              {people.data.items.map((person) => (
                <Row key={person.id} person={person} mayManage={mayManage} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {adding && mayManage ? <AddPerson onClose={() => add(false)} /> : null}
    </SettingsPage>
  );
}

function Row({ person, mayManage }: { readonly person: PersonRow; readonly mayManage: boolean }) {
  const { t } = useTranslation();
  const now = useNow();
  const roleWord = useRoleWord();
  const name = person.name ?? person.email ?? person.id;
  const expired = person.linkExpiresAt !== null && Date.parse(person.linkExpiresAt) < now;
  return (
    <tr>
      <td>
        <span className={styles.who}>
          <Initials name={name} size={24} />
          <span className={styles.name} dir="auto">
            {name}
          </span>
          {person.name === null ? null : <span className={styles.soft}>{person.email}</span>}
        </span>
      </td>
      <td>{roleWord(person.role)}</td>
      <td className={`${styles.nowrap} ${styles.wide}`}>
        {person.addedAt === null ? null : <Moment at={person.addedAt} />}
      </td>
      <td className={`${styles.nowrap} ${styles.wide}`}>
        {person.signedInAt === null ? (
          <span className={styles.soft}>{expired ? t('people.linkExpired') : t('people.notYet')}</span>
        ) : (
          <Moment at={person.signedInAt} />
        )}
      </td>
      {mayManage ? (
        <td className={styles.end}>
          <PersonMenu person={person} />
        </td>
      ) : null}
    </tr>
  );
}
