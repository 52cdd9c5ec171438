import '../ui/menu-styles.js';
import { Menu } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconArrowBackUp, IconDots, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { ProjectionStatus } from '../api/types.js';
import { useMay } from '../app/session.js';
import { useFormat } from '../i18n/use-format.js';
import { useNotify } from '../ui/notices.js';
import { ProjectionState } from './projection-state.js';
import { Button, IconButton } from '../ui/button.js';
import styles from './settings.module.css';

/** One read model. */
export function ProjectionRow({ projection }: { readonly projection: ProjectionStatus }) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const notify = useNotify();
  const mayManage = useMay('projections.manage');
  const { name } = projection;
  const command = useMutation({
    mutationFn: (what: 'rebuild' | 'rollback') =>
      call(`/api/projections/${encodeURIComponent(name)}/${what}`, { method: 'POST', body: {} }),
    onSuccess: async (_answer, what) => {
      await client.invalidateQueries({ queryKey: ['projections'] });
      notify.done(t(what === 'rebuild' ? 'projections.rebuildStarted' : 'projections.rollbackStarted', { name }));
    },
    onError: (error) => notify.problem(error),
  });
  const busy = projection.rebuilding !== null || command.isPending;
  return (
    <tr>
      <td className={styles.nowrap}>
        <span className={styles.name}>{name}</span>{' '}
        {projection.live ? (
          <span className={styles.soft}>{t('projections.version', { version: projection.version })}</span>
        ) : null}
      </td>
      <td>
        <ProjectionState projection={projection} />
      </td>
      <td className={`${styles.number} ${styles.wide}`}>
        {projection.lag === 0 ? (
          <span className={styles.soft}>0</span>
        ) : (
          <span title={format.span(projection.lagSeconds)}>{format.count(projection.lag)}</span>
        )}
      </td>
      <td className={`${styles.number} ${styles.wide}`}>{format.count(projection.rate)}</td>
      <td className={styles.number}>
        {projection.deadLetters === 0 ? (
          <span className={styles.soft}>0</span>
        ) : (
          <Link
            to="/settings/projections"
            search={{ dead: name }}
            className={styles.dead}
            aria-label={t('projections.deadNamed', { count: projection.deadLetters, name })}
          >
            {format.count(projection.deadLetters)}
          </Link>
        )}
      </td>
      <td className={styles.end}>
        {mayManage ? (
          <span className={styles.commands}>
            <Button
              size="compact"
              disabled={busy}
              onClick={() => command.mutate('rebuild')}
              aria-label={t('projections.rebuildNamed', { name })}
            >
              <IconRefresh size={14} aria-hidden />
              <span className={styles.rebuild}>{t('projections.rebuild')}</span>
            </Button>
            <Menu position="bottom-end" width={240} shadow="md" withinPortal>
              <Menu.Target>
                <IconButton label={t('projections.more', { name })}>
                  <IconDots size={16} />
                </IconButton>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item
                  leftSection={<IconArrowBackUp size={16} stroke={1.7} />}
                  disabled={busy || !projection.canRollBack}
                  onClick={() => command.mutate('rollback')}
                >
                  {projection.canRollBack ? t('projections.rollback') : t('projections.noPrevious')}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </span>
        ) : null}
      </td>
    </tr>
  );
}
