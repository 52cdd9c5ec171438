import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OwnedLine } from '../api/types.js';
import { Row } from '../business/row.js';
import { SectionFrame } from '../business/section.js';
import { nameOf, useReceiver } from '../handoffs/called.js';
import { Clock } from '../handoffs/clock.js';
import { useFormat } from '../i18n/use-format.js';
import type { Subject } from '../subject/subject.js';
import { Moment } from '../ui/moment.js';
import { useOwnership } from './standing.js';

/** Whose somebody is and was, and every handoff of them. */
export function OwnershipSections({ subject }: { readonly subject: Subject }) {
  const { t } = useTranslation();
  const receiver = useReceiver();
  const ownership = useOwnership(subject);
  const [owners, setOwners] = useState(false);
  const [handoffs, setHandoffs] = useState(false);
  const { data, error } = ownership;
  return (
    <>
      <SectionFrame
        title={t('owners.owners')}
        none={t('owners.never')}
        error={error}
        open={owners}
        onAll={() => setOwners(true)}
        rows={data?.history.map((line) => ({ key: `${line.eventId} ${line.team?.id}`, row: <Owned line={line} /> }))}
      />
      <SectionFrame
        title={t('owners.handoffs')}
        none={t('owners.noHandoffs')}
        error={null}
        open={handoffs}
        onAll={() => setHandoffs(true)}
        rows={data?.handoffs.map((line) => ({
          key: line.handoff,
          row: (
            <Row
              to={{ path: '/handoffs', search: { tab: 'all', handoff: line.handoff } }}
              what={receiver(line)}
              sum={<Clock line={line} />}
              under={line.from === null ? null : t('owners.offeredBy', { name: nameOf(line.from) })}
              beside={line.offeredAt === null ? null : <Moment at={line.offeredAt} />}
            />
          ),
        }))}
      />
    </>
  );
}

function Owned({ line }: { readonly line: OwnedLine }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { team, person, from, to, eventId } = line;
  const since = from === null ? t('owners.whenUnknown') : format.shortDate(from);
  return (
    <Row
      to={{ path: `/events/${eventId}` }}
      what={person === null ? t('owners.unowned') : nameOf(person)}
      sum={team === null ? null : nameOf(team)}
      under={
        to === null
          ? t('owners.since', { from: since })
          : t('owners.between', { from: since, to: format.shortDate(to) })
      }
    />
  );
}
