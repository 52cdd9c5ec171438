import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type en from './en.json';
import { firstLanguage, storedLanguage, storeLanguage, type Language } from './languages.js';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'text';
    resources: { text: typeof en };
  }
}

type Texts = Record<string, unknown>;

const files: Readonly<Record<Language, () => Promise<{ default: Texts }>>> = {
  en: () => import('./en.json'),
  fr: () => import('./fr.json'),
  id: () => import('./id.json'),
};

async function load(language: Language): Promise<void> {
  if (i18next.hasResourceBundle(language, 'text')) return;
  i18next.addResourceBundle(language, 'text', (await files[language]()).default);
}

/** Starts with one language's texts: the others are fetched when they are chosen. */
export async function startTranslations(): Promise<i18n> {
  const language = firstLanguage(storedLanguage(), navigator.languages);
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    ns: ['text'],
    defaultNS: 'text',
    resources: { [language]: { text: (await files[language]()).default } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = language;
  return i18next;
}

/** Changes the language, and keeps the choice. */
export async function chooseLanguage(language: Language): Promise<void> {
  await load(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  storeLanguage(language);
}
