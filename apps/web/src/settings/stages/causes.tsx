import { useTranslation } from 'react-i18next';
import type { Stages } from '../../api/types.js';
import styles from '../rows/rows.module.css';

type Cause = Stages['stages'][number]['causes'][number];

/** What may bring a contact into a stage by itself. */
const CAUSES = [
  'touched',
  'captured',
  'qualified',
  'handoff-accepted',
  'deal-opened',
  'became-customer',
  'cancellation-announced',
  'subscription-ended',
  'subscription-resumed',
] as const satisfies readonly Cause[];

interface Props {
  readonly causes: readonly Cause[];
  readonly may: boolean;
  readonly onChange: (causes: readonly Cause[]) => void;
}

/** Chooses what brings a contact into a stage. */
export function Causes({ causes, may, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <fieldset className={styles.checks} data-whole disabled={!may}>
      <legend>{t('stagesPage.causes')}</legend>
      {CAUSES.map((cause) => (
        <label key={cause}>
          <input
            type="checkbox"
            checked={causes.includes(cause)}
            onChange={(event) =>
              onChange(CAUSES.filter((one) => (one === cause ? event.currentTarget.checked : causes.includes(one))))
            }
          />
          {t(`stagesPage.cause.${cause}`)}
        </label>
      ))}
    </fieldset>
  );
}
