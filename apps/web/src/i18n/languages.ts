/** The languages there are; each has a file of its name beside this one. */
export const languages = ['en', 'fr', 'id'] as const;
export type Language = (typeof languages)[number];

/** What each language calls itself: the same in every language, and so no text to translate. */
export const languageNames: Readonly<Record<Language, string>> = {
  en: 'English',
  fr: 'Français',
  id: 'Bahasa Indonesia',
};

const KEY = 'throughline.language';

/** The language chosen before, else the first the browser asks for that there is, else English. */
export function firstLanguage(stored: string | null, wanted: readonly string[]): Language {
  for (const tag of [stored ?? '', ...wanted]) {
    const language = tag.toLowerCase().split('-')[0];
    const known = languages.find((one) => one === language);
    if (known !== undefined) return known;
  }
  return 'en';
}

/** The choice kept on this machine; null where storage is refused. */
export function storedLanguage(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** Keeps the choice on this machine, where it may. */
export function storeLanguage(language: Language): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // Storage is refused (private mode): the choice then lasts as long as the page.
  }
}
