import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StageStay } from '../api/types.js';
import { Row } from '../business/row.js';
import { SectionFrame } from '../business/section.js';
import { useFormat, useNow } from '../i18n/use-format.js';
import type { Subject } from '../subject/subject.js';
import { useTravel } from '../travel/travel.js';
import { useStageWord } from '../ui/stage-words.js';
import { useStageHistory } from './standing.js';

/** The stages somebody is and was in, what brought them there, and how long they stayed. */
export function StageSection({ subject }: { readonly subject: Subject }) {
  const { t } = useTranslation();
  const history = useStageHistory(subject);
  const [open, setOpen] = useState(false);
  return (
    <SectionFrame
      title={t('owners.stages')}
      none={t('owners.noStages')}
      error={history.error}
      open={open}
      onAll={() => setOpen(true)}
      rows={history.data?.items.map((stay) => ({ key: `${stay.eventId} ${stay.stage}`, row: <Stay stay={stay} /> }))}
    />
  );
}

const causes = [
  'touched',
  'captured',
  'qualified',
  'handoff-accepted',
  'deal-opened',
  'became-customer',
  'cancellation-announced',
  'subscription-ended',
  'subscription-resumed',
  'moved',
] as const;

function Stay({ stay }: { readonly stay: StageStay }) {
  const { t } = useTranslation();
  const format = useFormat();
  const word = useStageWord();
  const present = useNow();
  const { asOf } = useTravel();
  const { stage, from, to, cause, target, eventId } = stay;
  const end = to === null ? (asOf === undefined ? present : Date.parse(asOf)) : Date.parse(to);
  const seconds = from === null ? null : (end - Date.parse(from)) / 1000;
  const known = causes.find((one) => one === cause);
  const late = to === null && target !== null && seconds !== null && seconds > target * 3600;
  const why = known === undefined ? cause : t(`owners.cause.${known}`);
  return (
    <Row
      to={{ path: `/events/${eventId}` }}
      what={word(stage)}
      sum={seconds === null ? null : format.span(seconds)}
      late={late}
      under={late ? `${why} · ${t('owners.overTarget', { span: format.span(target * 3600) })}` : why}
      beside={from === null ? t('owners.whenUnknown') : format.shortDate(from)}
    />
  );
}
