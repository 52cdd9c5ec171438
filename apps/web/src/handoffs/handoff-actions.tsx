import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HandoffLine } from '../api/types.js';
import { useCommand } from '../commands/use-command.js';
import { useMay } from '../app/session.js';
import { useNow } from '../i18n/use-format.js';
import { Button } from '../ui/button.js';
import { useNotify } from '../ui/notices.js';
import { InlineProblem } from '../ui/states.js';
import { AnswerForm } from './answer-form.js';
import styles from './handoffs.module.css';
import { choicesOf, usePlace } from './teams.js';

/** What the person in front of the screen may do about a handoff. */
export function HandoffActions({ line }: { readonly line: HandoffLine }) {
  const { t } = useTranslation();
  const notify = useNotify();
  const may = useMay('handoffs.write');
  const place = usePlace();
  const now = useNow();
  const [form, setForm] = useState<'refuse' | 'return' | null>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const accept = useCommand({ changes: 'all', onDone: () => notify.done(t('handoffs.accepted')) });
  const withdraw = useCommand({ changes: 'all', onDone: () => notify.done(t('handoffs.withdrawn')) });
  if (!may || place === null) return null;
  const choices = choicesOf(line, place, now);
  if (form !== null)
    return <AnswerForm handoff={line.handoff} kind={form} onClose={() => setForm(null)} opener={opener} />;
  if (!choices.answer && !choices.withdraw && !choices.giveBack) return null;
  const said = { id: line.handoff, params: {} };
  return (
    <>
      <InlineProblem error={accept.error ?? withdraw.error} />
      <div className={styles.buttons}>
        {choices.withdraw ? (
          <Button
            size="small"
            busy={withdraw.isPending}
            onClick={() => withdraw.mutate({ command: 'handoff.withdraw', ...said })}
          >
            {t('handoffs.withdraw')}
          </Button>
        ) : null}
        {choices.giveBack ? (
          <Button ref={opener} size="small" onClick={() => setForm('return')}>
            {t('handoffs.giveBack')}
          </Button>
        ) : null}
        {choices.answer ? (
          <>
            <Button ref={opener} size="small" onClick={() => setForm('refuse')}>
              {t('handoffs.refuse')}
            </Button>
            <Button
              look="primary"
              size="small"
              busy={accept.isPending}
              onClick={() => accept.mutate({ command: 'handoff.accept', ...said })}
            >
              {t('handoffs.accept')}
            </Button>
          </>
        ) : null}
      </div>
    </>
  );
}
