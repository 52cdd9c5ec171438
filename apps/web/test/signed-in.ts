import type { Browser, Locator, Page } from 'playwright-core';
import type { RunningApp } from './app.js';
import { open, type Opened } from './browser.js';

/** A page of the first administrator, Ada Admin, who came in by the one-time link. */
export async function signedIn(app: RunningApp, browser: Browser): Promise<Opened> {
  const opened = await open(browser);
  const { page } = opened;
  await page.goto(app.link);
  await page.getByLabel('Your name').fill('Ada Admin');
  await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery');
  await page.getByRole('button', { name: 'Save and sign in' }).click();
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
  return opened;
}

/** Asks the API as whoever is signed in on the page. Throws with what it answered where that is a failure. */
export function ask<T>(page: Page, method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
  return page.evaluate(
    async ([how, where, says]) => {
      const session = (await (await fetch('/api/session')).json()) as { csrf: string };
      const response = await fetch(where, {
        method: how,
        headers: { 'content-type': 'application/json', 'x-csrf-token': session.csrf },
        ...(says === undefined ? {} : { body: JSON.stringify(says) }),
      });
      if (!response.ok) throw new Error(`${where}: ${response.status} ${await response.text()}`);
      return (await response.json()) as unknown;
    },
    [method, path, body] as const,
  ) as Promise<T>;
}

/** Waits until something is seen; where it is not, says what is shown instead, what the lists hold, what was printed. */
export async function seen(app: RunningApp, page: Page, what: Locator): Promise<void> {
  await what.waitFor().catch(async (error: unknown) => {
    const shown = await page.locator('body').innerText();
    const read = await page.evaluate(() =>
      Promise.all(['/api/contacts', '/api/projections'].map(async (path) => (await fetch(path)).text())),
    );
    throw new Error([`The page shows:\n${shown}`, ...read, `The program said:\n${app.said()}`].join('\n'), {
      cause: error,
    });
  });
}

/** Lets somebody be known to the program; answers once the search finds them. */
export async function known(app: RunningApp, page: Page, userId: string, name: string): Promise<string> {
  const { key } = await ask<{ key: string }>(page, 'POST', '/api/keys', { name: userId, scopes: ['intake'] });
  const response = await fetch(`${app.address}/v1/identify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(`${key}:`)}` },
    body: JSON.stringify({ messageId: userId, userId, traits: { name, email: `${userId}@example.com` } }),
  });
  if (response.status !== 200) throw new Error(`${userId}: ${response.status}`);
  for (;;) {
    const { items } = await ask<{ items: { contact: string; name: string | null }[] }>(page, 'GET', '/api/contacts');
    const found = items.find((one) => one.name === name);
    if (found !== undefined) return found.contact;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
