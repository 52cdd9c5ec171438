import { useTranslation } from 'react-i18next';
import type { TeamLine } from '../../api/types.js';
import { Button } from '../../ui/button.js';
import { readable } from '../../ui/readable.js';
import styles from '../settings.module.css';
import { FUNCTIONS } from './functions.js';
import { treeOf } from './tree.js';

interface Props {
  readonly teams: readonly TeamLine[];
  readonly may: boolean;
  readonly onMembers: (team: TeamLine) => void;
  readonly onEdit: (team: TeamLine) => void;
  readonly onClose: (team: TeamLine) => void;
}

/** The teams as a tree; closed ones are there, and cannot be changed. */
export function TeamTable({ teams, may, onMembers, onEdit, onClose }: Props) {
  const { t } = useTranslation();
  const does = (name: string | null): string => {
    const known = FUNCTIONS.find((one) => one === name);
    return known === undefined ? (name ?? '') : t(`teamsPage.function.${known}`);
  };
  return (
    <div className={styles.table} tabIndex={0} role="region" aria-label={t('nav.teams')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('teamsPage.team')}</th>
            <th scope="col" className={styles.wide}>
              {t('teamsPage.does')}
            </th>
            <th scope="col" className={styles.wide}>
              {t('teamsPage.leader')}
            </th>
            <th scope="col">{t('teamsPage.members')}</th>
            <th scope="col" className={styles.end}>
              {t('teamsPage.actions')}
            </th>
          </tr>
        </thead>
        <tbody>
          {treeOf(teams).map(({ team, depth }) => {
            const name = team.name ?? t('teamsPage.nameless');
            return (
              <tr key={team.team} className={team.open ? undefined : styles.faint}>
                <td style={{ paddingInlineStart: 12 + depth * 20 }}>
                  <span className={styles.name} dir="auto">
                    {name}
                  </span>
                  {team.open ? null : <span className={styles.soft}> {t('teamsPage.closed')}</span>}
                </td>
                <td className={styles.wide}>{[does(team.function), team.region].filter(Boolean).join(' · ')}</td>
                <td className={styles.wide}>{team.lead?.name ?? ''}</td>
                <td>
                  <span className={styles.chips}>
                    {team.members.map((member) => (
                      <span key={`${member.id} ${member.role}`} className={styles.chip} title={readable(member.role)}>
                        {member.name ?? t('teamsPage.nobody')}
                      </span>
                    ))}
                  </span>
                </td>
                <td className={styles.end}>
                  <span className={`${styles.commands} ${styles.wraps}`}>
                    <Button
                      size="compact"
                      aria-label={t('teamsPage.showMembers', { name })}
                      onClick={() => onMembers(team)}
                    >
                      {t('teamsPage.members')}
                    </Button>
                    {may && team.open ? (
                      <>
                        <Button
                          size="compact"
                          aria-label={t('teamsPage.changeNamed', { name })}
                          onClick={() => onEdit(team)}
                        >
                          {t('teamsPage.change')}
                        </Button>
                        <Button
                          size="compact"
                          look="quiet"
                          aria-label={t('teamsPage.closeNamed', { name })}
                          onClick={() => onClose(team)}
                        >
                          {t('teamsPage.close')}
                        </Button>
                      </>
                    ) : null}
                  </span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
