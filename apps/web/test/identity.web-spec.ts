import type { Browser, Page } from 'playwright-core';
import { startApp, type RunningApp } from './app.js';
import { axe, launch, open, type Opened } from './browser.js';
import { build, BUILD_MS } from './built.js';
import { seen } from './signed-in.js';

/** Who is who, on the real program: two contacts that look like one, linked, looked at, and taken apart again. */
describe('duplicates, linking and taking apart', () => {
  let app: RunningApp;
  let browser: Browser;
  let opened: Opened;
  let page: Page;

  beforeAll(async () => {
    build();
    [app, browser] = await Promise.all([startApp(), launch()]);
    opened = await open(browser);
    page = opened.page;
    await page.goto(app.link);
    await page.getByLabel('Your name').fill('Ada Admin');
    await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery');
    await page.getByRole('button', { name: 'Save and sign in' }).click();
    await page.getByRole('link', { name: 'Create an API key' }).click();
    await page.getByLabel('Name').fill('Website');
    await page.getByRole('button', { name: 'Create key' }).click();
    const key = await page.getByRole('dialog').locator('code').innerText();
    await page.getByRole('button', { name: 'I have copied it' }).click();
    const identify = (userId: string, email: string, plan: string) => ({
      type: 'identify',
      messageId: userId,
      userId,
      traits: { name: 'Ann Lee', company: 'Acme', email, plan },
    });
    const response = await fetch(`${app.address}/v1/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(`${key}:`)}` },
      body: JSON.stringify({
        batch: [
          identify('ann-1', 'ann.lee@gmail.com', 'free'),
          identify('ann-2', 'annlee@gmial.com', 'pro'),
          { type: 'track', messageId: 'form', userId: 'ann-1', event: 'Form Submitted' },
        ],
        sentAt: new Date().toISOString(),
      }),
    });
    expect(response.status).toBe(200);
  }, BUILD_MS);

  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });

  afterEach(() => expect(opened.complaints).toEqual([]));

  it('shows both side by side from the queue, by keys, and links them', async () => {
    await page.getByRole('link', { name: 'Contacts' }).first().click();
    await seen(app, page, page.getByText('Ann Lee').first());
    await page.getByRole('link', { name: 'Duplicates' }).click();
    await page.getByText('Same name and company · Nearly the same address').waitFor();
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    const preview = page.getByRole('region', { name: 'What would be' });
    await preview.getByRole('row', { name: /^Plan (free pro|pro free) pro$/ }).waitFor();
    await preview.getByRole('row', { name: /^Stage (Lead –|– Lead) Lead$/ }).waitFor();
    await page.getByText('Both have a user id: are they really one person?').waitFor();
    expect(await axe(page)).toEqual([]);
    await page.getByLabel('Reason (kept with the decision)').fill('she changed jobs');
    await page.getByRole('button', { name: 'Link', exact: true }).click();
    await page.getByRole('heading', { name: 'No duplicates' }).waitFor();
  });

  it('says what holds the identifiers together, and takes them apart after showing what would be left', async () => {
    await page.getByRole('link', { name: 'Contacts' }).first().click();
    await page.getByText('Ann Lee').first().click();
    await page.getByText('ann-2', { exact: true }).waitFor();
    await page.getByRole('link', { name: /Linked by a person/ }).waitFor();
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Take apart: ann-2' }).click();
    const parts = page.getByRole('dialog').getByRole('list', { name: 'What would be' }).getByRole('listitem');
    await parts.nth(1).waitFor();
    const texts = await parts.allInnerTexts();
    expect(texts).toEqual([expect.stringContaining('ann.lee@gmail.com'), expect.stringContaining('annlee@gmial.com')]);
    expect(texts.map((text) => text.includes('Stage: Lead'))).toEqual([true, false]);
    expect(await axe(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Take apart' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByText('ann-2', { exact: true }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Duplicates' }).click();
    await page.getByRole('heading', { name: 'No duplicates' }).waitFor();
  });

  it('says of an identifier that several people share it, which parts the contact, and that it is somebody’s own again', async () => {
    await page.getByRole('link', { name: 'Contacts' }).first().click();
    await page.getByText('ann.lee@gmail.com').first().click();
    await page.getByText('ann-1', { exact: true }).waitFor();
    const mark = async (item: string, reason: string): Promise<string> => {
      await page.getByRole('button', { name: 'More about ann.lee@gmail.com' }).click();
      await page.getByRole('menuitem', { name: item }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Reason (kept with the decision)').fill(reason);
      expect(await axe(page)).toEqual([]);
      const sent = page.waitForRequest((request) => request.url().includes('/api/identifiers/'));
      await dialog.getByRole('button', { name: item }).click();
      await dialog.waitFor({ state: 'detached' });
      return new URL((await sent).url()).pathname.split('/').at(-2)!;
    };
    const node = await mark('Shared by several people', 'the family’s address');
    const menu = page.getByRole('button', { name: 'More about ann.lee@gmail.com' });
    await menu.waitFor({ state: 'detached' });
    await page.goto(`${app.address}/contacts/${node}`);
    await menu.waitFor();
    await page.getByText('Shared: joins nobody').waitFor();
    await mark('Somebody’s own', 'hers after all');
    await page.getByText('ann-1', { exact: true }).waitFor();
    await page.getByText('Shared: joins nobody').waitFor({ state: 'detached' });
  });
});
