import { useTranslation } from 'react-i18next';
import { useStageWords } from '../deals/stage-words.js';
import { useTicketWords } from '../tickets/ticket-words.js';
import { useStageWord } from '../ui/stage-words.js';
import { useWords } from '../ui/words.js';

/** Says the value of a slice, or that there is none, in the present language; what people or sources named themselves stays as it is. */
export function useSliceWords(): (slice: string, value: string | null | undefined) => string {
  const { t } = useTranslation();
  const words = useWords();
  const tickets = useTicketWords();
  const ofFunnel = useStageWord();
  const ofDeals = useStageWords();
  return (slice, value) => {
    if (value === null || value === undefined) return t('figures.none');
    switch (slice.replace(/@current$/, '')) {
      case 'channel':
        return words.channel(value);
      case 'kind':
        return words.kind(value);
      case 'priority':
        return tickets.priority(value);
      case 'clock':
        return tickets.clock(value);
      // a stage of the funnel, else of a pipeline: each knows the stages that are there before anybody set any
      case 'stage':
        return ofDeals(ofFunnel(value));
      default:
        return value;
    }
  };
}
