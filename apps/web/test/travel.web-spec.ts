import type { Browser, Page } from 'playwright-core';
import { startApp, type RunningApp } from './app.js';
import { axe, launch, type Opened } from './browser.js';
import { build, BUILD_MS } from './built.js';
import { signedIn } from './signed-in.js';

const DAY = 86_400_000;

/** Another moment than now, on the real program: what had happened, what was known, and nothing to be changed. */
describe('time travel', () => {
  let app: RunningApp;
  let browser: Browser;
  let opened: Opened;
  let page: Page;

  beforeAll(async () => {
    build();
    [app, browser] = await Promise.all([startApp(), launch()]);
    opened = await signedIn(app, browser);
    page = opened.page;
    await page.getByRole('link', { name: 'Create an API key' }).click();
    await page.getByLabel('Name').fill('Website');
    await page.getByRole('button', { name: 'Create key' }).click();
    const key = await page.getByRole('dialog').locator('code').innerText();
    await page.getByRole('button', { name: 'I have copied it' }).click();
    const ago = (days: number): string => new Date(Date.now() - days * DAY).toISOString();
    const said = { userId: 'ann', context: { traits: { email: 'ann@example.com' } } };
    const response = await fetch(`${app.address}/v1/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(`${key}:`)}` },
      body: JSON.stringify({
        batch: [
          { ...said, type: 'identify', messageId: '1', traits: { name: 'Ann Lee' }, timestamp: ago(90) },
          { ...said, type: 'track', messageId: '2', event: 'Webinar Attended', timestamp: ago(60) },
          { ...said, type: 'identify', messageId: '3', traits: { name: 'Ann King' }, timestamp: ago(20) },
          { ...said, type: 'track', messageId: '4', event: 'Email Opened', timestamp: ago(5) },
        ],
        sentAt: new Date().toISOString(),
      }),
    });
    expect(response.status).toBe(200);
    await page.getByRole('link', { name: 'Contacts' }).first().click();
    await page.getByRole('link', { name: 'Ann King' }).click();
    await page.getByRole('heading', { name: 'Ann King', level: 1 }).waitFor();
  }, BUILD_MS);

  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });

  afterEach(() => expect(opened.complaints).toEqual([]));

  const touch = (name: RegExp) => page.getByRole('region', { name: 'Journey' }).getByRole('link', { name });

  it('shows the record and the journey as they had happened by a day', async () => {
    await touch(/Email opened/i).waitFor();
    await page.locator('body').press('t');
    const choice = page.getByRole('form', { name: 'Show another moment' });
    await choice.getByLabel('Date').fill(new Date(Date.now() - 30 * DAY).toISOString().slice(0, 10));
    await choice.getByLabel('Time').fill('12:00');
    expect(await axe(page)).toEqual([]);
    await choice.getByRole('button', { name: 'Show' }).click();
    await page.getByRole('heading', { name: 'Ann Lee', level: 1 }).waitFor();
    await touch(/Webinar attended/i).waitFor();
    await touch(/Email opened/i).waitFor({ state: 'detached' });
    await page.getByText('Nothing can be changed here.').waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it('keeps the moment in the address, from screen to screen and over a reload', async () => {
    const moment = new URL(page.url()).searchParams.get('asOf');
    expect(moment).toMatch(/^\d{4}-\d\d-\d\dT05:00:00.000Z$/);
    await page.getByRole('link', { name: 'Companies' }).click();
    await page.waitForURL((url) => url.pathname === '/companies');
    expect(new URL(page.url()).searchParams.get('asOf')).toBe(moment);
    await page.getByText('This screen always shows now.').waitFor();
    await page.goBack();
    await page.reload();
    await page.getByRole('heading', { name: 'Ann Lee', level: 1 }).waitFor();
  });

  it('shows what was known at a moment: nothing, before anything was recorded', async () => {
    await page.locator('body').press('t');
    const choice = page.getByRole('form', { name: 'Show another moment' });
    await choice.getByRole('button', { name: 'Also: as it was known then' }).click();
    await choice.getByRole('group', { name: 'As known at' }).getByLabel('Date').fill('2020-01-01');
    await choice.getByRole('button', { name: 'Show' }).click();
    await page.getByText(/As known at/).waitFor();
    await page.getByRole('heading', { name: 'Ann Lee', level: 1 }).waitFor({ state: 'detached' });
  });

  it('comes back to now by one key', async () => {
    await page.locator('body').press('n');
    await page.getByRole('heading', { name: 'Ann King', level: 1 }).waitFor();
    await page.getByText('Nothing can be changed here.').waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).not.toContain('as');
  });
});
