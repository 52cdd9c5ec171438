import { useTranslation } from 'react-i18next';
import styles from './key-help.module.css';
import { Dialog } from '../ui/dialog.js';
import { modKey } from './mod-key.js';

/** Lists the keys. */
export function KeyHelp({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const groups = [
    {
      title: t('keys.everywhere'),
      keys: [
        { keys: [`${modKey} K`], does: t('keys.palette') },
        { keys: ['?'], does: t('keys.help') },
        { keys: ['Esc'], does: t('keys.close') },
        { keys: ['t'], does: t('keys.travel') },
        { keys: ['n'], does: t('keys.backToNow') },
      ],
    },
    {
      title: t('keys.lists'),
      keys: [
        { keys: ['j', '↓'], does: t('keys.next') },
        { keys: ['k', '↑'], does: t('keys.previous') },
        { keys: ['Enter'], does: t('keys.open') },
        { keys: ['/'], does: t('keys.search') },
      ],
    },
    {
      title: t('keys.board'),
      keys: [
        { keys: ['←', '→', '↑', '↓'], does: t('keys.boardFocus') },
        { keys: ['⇧ ←', '⇧ →'], does: t('keys.boardMove') },
        { keys: ['w'], does: t('keys.boardWin') },
        { keys: ['l'], does: t('keys.boardLose') },
      ],
    },
    {
      title: t('keys.strip'),
      keys: [
        { keys: ['←', '→'], does: t('keys.stripMove') },
        { keys: ['Enter'], does: t('keys.stripJump') },
      ],
    },
  ];
  return (
    <Dialog onClose={onClose} title={t('keys.title')} size={440}>
      {groups.map((group) => (
        <section key={group.title} className={styles.group}>
          <h3>{group.title}</h3>
          <dl>
            {group.keys.map(({ keys, does }) => (
              <div key={does} className={styles.row}>
                <dt>{does}</dt>
                <dd>
                  {keys.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
