import { loadDeskTexts } from '../i18n/index.js';
import { loadRefusals } from '../ui/refusals.js';

/** Fetches the words that the screens need which are not the lists or the sign-in. */
export async function loadDesk(): Promise<void> {
  await Promise.all([loadDeskTexts(), loadRefusals()]);
}

/** What is loaded when it is first asked for, there together with its words. */
export async function atDesk<T>(loading: Promise<T>): Promise<T> {
  const [loaded] = await Promise.all([loading, loadDesk()]);
  return loaded;
}
