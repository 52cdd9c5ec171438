import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type desk from './desk/en.json';
import type en from './en.json';
import { firstLanguage, storedLanguage, storeLanguage, type Language } from './languages.js';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'text';
    resources: { text: typeof en & typeof desk };
  }
}

type Texts = Record<string, unknown>;

const files: Readonly<Record<Language, () => Promise<{ default: Texts }>>> = {
  en: () => import('./en.json'),
  fr: () => import('./fr.json'),
  id: () => import('./id.json'),
};

/** Texts of all but the frame, the lists and the sign-in: nobody waits for them who does not go there. */
const deskFiles: typeof files = {
  en: () => import('./desk/en.json'),
  fr: () => import('./desk/fr.json'),
  id: () => import('./desk/id.json'),
};
/** Languages whose texts of the desk are there; of no language until somebody goes to one of its screens. */
const atDesk = new Set<Language>();
let deskWanted = false;

async function load(language: Language): Promise<void> {
  const [texts, more] = await Promise.all([
    i18next.hasResourceBundle(language, 'text') ? null : files[language](),
    deskWanted && !atDesk.has(language) ? deskFiles[language]() : null,
  ]);
  if (texts !== null) i18next.addResourceBundle(language, 'text', texts.default);
  if (more === null) return;
  i18next.addResourceBundle(language, 'text', more.default, true);
  atDesk.add(language);
}

/** Fetches the texts of the screens that are not the lists, in the language that is shown. */
export async function loadDeskTexts(): Promise<void> {
  deskWanted = true;
  await load(i18next.language as Language);
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
