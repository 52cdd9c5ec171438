import { useTranslation } from 'react-i18next';

/** The stages of a workspace that has set none: only these have words; others are shown as they were named. */
const known = [
  'visitor',
  'lead',
  'marketing-qualified',
  'sales-accepted',
  'opportunity',
  'customer',
  'at-risk',
  'churned',
  'won-back',
] as const;

/** Says a stage of the funnel in the present language; one the workspace named itself stays as it is. */
export function useStageWord(): (stage: string) => string {
  const { t } = useTranslation();
  return (stage) => {
    const name = known.find((one) => one === stage);
    return name === undefined ? stage : t(`stage.${name}`);
  };
}
