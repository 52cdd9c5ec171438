import { useTranslation } from 'react-i18next';
import type { DealRecord } from '../api/types.js';
import { useMay } from '../app/session.js';
import { useMoney } from '../i18n/money.js';
import { useFormat } from '../i18n/use-format.js';
import panel from '../subject/panel.module.css';
import { useStaff } from '../staff/use-staff.js';
import { Editable } from '../ui/editable.js';
import { Bar } from '../ui/skeleton.js';
import { AmountForm, CloseDateForm, NextStepForm, OwnerForm, StageForm } from './deal-forms.js';
import { useStageWords } from './stage-words.js';

const widths = [120, 140, 100, 160, 130, 110];

/** What holds of a deal, each changed where it stands. */
export function DealFacts({ deal }: { readonly deal: DealRecord | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { money } = useMoney();
  const staff = useStaff();
  const stageWord = useStageWords();
  const may = useMay('deals.write');
  if (deal === undefined)
    return (
      <section className={panel.panel} aria-hidden>
        <div className={panel.fields}>
          {widths.map((width) => (
            <div key={width} className={panel.field}>
              <Bar width={width} />
            </div>
          ))}
        </div>
      </section>
    );
  const { amount, currency, stageName, probability, owner } = deal;
  const open = may && deal.status === 'open';
  const stage = stageName === null ? null : stageWord(stageName);
  return (
    <section className={panel.panel} aria-label={t('deals.facts')}>
      <h2 className={panel.title}>{t('deals.facts')}</h2>
      <Editable
        label={t('deals.stageLabel')}
        value={
          stage === null || probability === null
            ? stage
            : t('deals.stageChance', { stage, chance: format.chance(probability) })
        }
        may={open}
        renderForm={(close) => <StageForm deal={deal} onClose={close} />}
      />
      <Editable
        label={t('deals.amount')}
        value={amount === null || currency === null ? null : money(amount, currency)}
        may={open}
        renderForm={(close) => <AmountForm deal={deal} onClose={close} />}
      />
      <Editable
        label={t('deals.closeOn')}
        value={deal.closeOn === null ? null : format.day(deal.closeOn)}
        may={open}
        renderForm={(close) => <CloseDateForm deal={deal} onClose={close} />}
      />
      <Editable
        label={t('deals.nextStep')}
        value={
          deal.nextStep === null
            ? null
            : [deal.nextStep, ...(deal.nextOn === null ? [] : [format.day(deal.nextOn)])].join(' · ')
        }
        may={open}
        renderForm={(close) => <NextStepForm deal={deal} onClose={close} />}
      />
      <Editable
        label={t('deals.owner')}
        value={
          owner === null ? t('deals.unowned') : (owner.name ?? staff.person(owner.person) ?? t('deals.ownerUnknown'))
        }
        may={may}
        renderForm={(close) => <OwnerForm deal={deal} onClose={close} />}
      />
      <Fact label={t('deals.pipeline')} value={deal.pipelineName} />
      <Fact label={t('deals.opened')} value={deal.openedAt === null ? null : format.shortDate(deal.openedAt)} />
      <Fact label={t('deals.reason')} value={deal.reason} />
      <Fact label={t('deals.campaign')} value={deal.campaign} />
    </section>
  );
}

/** What is not changed here; left out where it is not known. */
function Fact({ label, value }: { readonly label: string; readonly value: string | null }) {
  return value === null ? null : <Editable label={label} value={value} may={false} renderForm={() => null} />;
}
