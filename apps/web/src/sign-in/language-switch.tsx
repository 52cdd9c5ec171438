import { useTranslation } from 'react-i18next';
import { chooseLanguage } from '../i18n/index.js';
import { languageNames, languages } from '../i18n/languages.js';
import styles from './sign-in.module.css';

/** The languages, each in its own name. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  return (
    <div className={styles.languages} role="group" aria-label={t('account.language')}>
      {languages.map((language) => (
        <button
          key={language}
          type="button"
          lang={language}
          aria-pressed={i18n.language === language}
          onClick={() => void chooseLanguage(language)}
        >
          {languageNames[language]}
        </button>
      ))}
    </div>
  );
}
