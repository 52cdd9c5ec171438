import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { KpiAnswer } from '../api/types.js';
import { Button } from '../ui/button.js';
import { answerCsv } from './answer-csv.js';

/** Keeps an answer as a file, with all that says how it was made. */
export function ExportButtons({ answer }: { readonly answer: KpiAnswer }) {
  const { t } = useTranslation();
  const keep = (ending: string, type: string, text: string): void => {
    const address = URL.createObjectURL(new Blob([text], { type }));
    const link = document.createElement('a');
    link.href = address;
    link.download = `${answer.kpi}-v${answer.version}.${ending}`;
    link.click();
    URL.revokeObjectURL(address);
  };
  return (
    <>
      <Button size="small" onClick={() => keep('csv', 'text/csv', answerCsv(answer))}>
        <IconDownload size={14} aria-hidden />
        {t('figures.csv')}
      </Button>
      <Button size="small" onClick={() => keep('json', 'application/json', JSON.stringify(answer, null, 2))}>
        <IconDownload size={14} aria-hidden />
        {t('figures.json')}
      </Button>
    </>
  );
}
