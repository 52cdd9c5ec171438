import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MembershipLine, TeamLine } from '../../api/types.js';
import { useMay } from '../../app/session.js';
import { useFormat } from '../../i18n/use-format.js';
import { Dialog } from '../../ui/dialog.js';
import { ErrorState } from '../../ui/states.js';
import { useQuestion } from '../rows/use-question.js';
import styles from '../settings.module.css';
import { TableSkeleton } from '../table-skeleton.js';
import { AddMember } from './add-member.js';
import { EndMembership } from './end-membership.js';
import { MemberActions } from './member-actions.js';

interface Props {
  readonly team: TeamLine;
  readonly onClose: () => void;
}

/** Who is in a team and who was, since when and until when; members are added, made to lead and let go here. */
export function MembersDialog({ team, onClose }: Props) {
  const { t } = useTranslation();
  const may = useMay('staff.manage') && team.open;
  const [ending, setEnding] = useState<MembershipLine | null>(null);
  const { data, error, refetch } = useQuestion<{ items: readonly MembershipLine[] }>('memberships', ['teams', 'staff']);
  const members = data?.items.filter((one) => one.team === team.team);
  return (
    <Dialog
      title={t('teamsPage.membersOf', { name: team.name ?? t('teamsPage.nameless') })}
      onClose={onClose}
      size={760}
    >
      <div className={styles.form}>
        {members === undefined ? (
          error === null ? (
            <TableSkeleton />
          ) : (
            <ErrorState error={error} retry={() => void refetch()} />
          )
        ) : members.length === 0 ? (
          <p className={styles.soft}>{t('teamsPage.noMembers')}</p>
        ) : (
          <MemberTable members={members} may={may} onEnd={setEnding} />
        )}
        {ending === null ? null : <EndMembership member={ending} onDone={() => setEnding(null)} />}
        {may && ending === null ? <AddMember team={team.team} members={members ?? []} /> : null}
      </div>
    </Dialog>
  );
}

interface TableProps {
  readonly members: readonly MembershipLine[];
  readonly may: boolean;
  readonly onEnd: (member: MembershipLine) => void;
}

function MemberTable({ members, may, onEnd }: TableProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className={styles.table} tabIndex={0} role="region" aria-label={t('teamsPage.members')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('teamsPage.person')}</th>
            <th scope="col">{t('teamsPage.role')}</th>
            <th scope="col">{t('teamsPage.since')}</th>
            <th scope="col">{t('teamsPage.until')}</th>
            {may ? (
              <th scope="col" className={styles.end}>
                {t('teamsPage.actions')}
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <tr
              key={`${member.person.id} ${member.since} ${member.role}`}
              className={member.until === null ? undefined : styles.faint}
            >
              <td>
                <span className={styles.name} dir="auto">
                  {member.person.name ?? t('teamsPage.nobody')}
                </span>
                {member.gone ? <span className={styles.soft}> {t('teamsPage.gone')}</span> : null}
              </td>
              <td>{member.role === 'lead' ? t('teamsPage.asLead') : t('teamsPage.asMember')}</td>
              <td className={styles.nowrap}>
                {member.since === null ? t('teamsPage.sinceAlways') : format.shortDate(member.since)}
              </td>
              <td className={styles.nowrap}>
                {member.until === null ? t('teamsPage.still') : format.shortDate(member.until)}
              </td>
              {may ? (
                <td className={styles.end}>
                  {member.until === null ? <MemberActions member={member} onEnd={() => onEnd(member)} /> : null}
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
