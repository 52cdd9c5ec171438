import type { Browser, Page } from 'playwright-core';
import { startApp, type RunningApp } from './app.js';
import { axe, launch, open, type Opened } from './browser.js';
import { build, BUILD_MS } from './built.js';

const PASSWORD = 'correct horse battery';
const DAY = 86_400_000;

/** Everything one does on the first day, on the real program: in this order, each step on what the one before left. */
describe('the screens on the running program', () => {
  let app: RunningApp;
  let browser: Browser;
  let opened: Opened;
  let page: Page;
  let key: string;

  beforeAll(async () => {
    build();
    [app, browser] = await Promise.all([startApp(), launch()]);
    opened = await open(browser);
    page = opened.page;
  }, BUILD_MS);

  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });

  afterEach(() => page.screenshot({}));
  afterEach(() => expect(opened.complaints).toEqual([]));

  /** Sends messages as an SDK does. */
  async function send(batch: readonly object[]): Promise<void> {
    const response = await fetch(`${app.address}/v1/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(`${key}:`)}` },
      body: JSON.stringify({ batch, sentAt: new Date().toISOString() }),
    });
    expect([response.status, await response.text()]).toMatchObject([200, expect.anything()]);
  }

  const journey = () => page.getByRole('region', { name: 'Journey' });
  const ago = (milliseconds: number): string => new Date(Date.now() - milliseconds).toISOString();

  function ada(messageId: string, type: string, more: object): object {
    return { type, messageId, userId: 'ada', context: { traits: { email: 'ada@example.com' } }, ...more };
  }

  it('lets the first person in by the one-time link', async () => {
    await page.goto(app.link);
    await page.getByRole('heading', { name: 'Choose your password' }).waitFor();
    expect(await axe(page)).toEqual([]);
    await page.getByLabel('Your name').fill('Ada Admin');
    await page.getByRole('textbox', { name: 'Password' }).fill('short');
    await page.getByRole('button', { name: 'Save and sign in' }).click();
    await page.getByText('Too short: it needs at least 10 characters.').waitFor();
    await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Save and sign in' }).click();
    await page.getByRole('heading', { name: 'No contacts yet' }).waitFor();
    await page.getByText('All times in Asia/Jakarta').waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it('issues a key, shown once, from the link on the empty list', async () => {
    await page.getByRole('link', { name: 'Create an API key' }).click();
    await page.getByLabel('Name').fill('Website');
    await page.getByRole('button', { name: 'Create key' }).click();
    key = await page.getByRole('dialog').locator('code').innerText();
    expect(key.length).toBeGreaterThan(20);
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'I have copied it' }).click();
    await page.getByRole('cell', { name: 'Website', exact: true }).waitFor();
    expect(await page.content()).not.toContain(key);
  });

  it('shows a contact as soon as a touch of it is recorded, without a reload', async () => {
    await page.getByRole('link', { name: 'Contacts' }).first().click();
    await page.getByRole('heading', { name: 'No contacts yet' }).waitFor();
    await send([
      ada('m1', 'identify', {
        traits: { name: 'Ada Lovelace', company: { name: 'Analytical Engines' } },
        timestamp: ago(90 * DAY),
      }),
      ada('m2', 'track', {
        event: 'Webinar Attended',
        properties: { channel: 'webinar', kind: 'attended' },
        timestamp: ago(60 * DAY),
      }),
      ada('m3', 'track', {
        event: 'Email Opened',
        properties: { channel: 'email', kind: 'opened' },
        timestamp: ago(5 * DAY),
      }),
    ]);
    await page.getByRole('link', { name: 'Ada Lovelace' }).waitFor();
    expect(await page.getByRole('row').count()).toBe(2);
    await page.getByRole('link', { name: /Live/ }).waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it('opens the journey: days, silences, the record with its sources', async () => {
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Ada Lovelace', level: 1 }).waitFor();
    await journey()
      .getByRole('link', { name: /Webinar attended/ })
      .waitFor();
    await page.getByText('55 days of silence').waitFor();
    await page.getByText('Analytical Engines').first().waitFor();
    await page.getByText('ada@example.com').first().waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it('adds to an open journey what happens now', async () => {
    await send([ada('m4', 'track', { event: 'Order Completed', properties: { channel: 'order', kind: 'purchased' } })]);
    await journey()
      .getByRole('link', { name: /Order purchased/ })
      .waitFor();
    await page.getByRole('heading', { name: /Today/ }).first().waitFor({ state: 'attached' });
  });

  it('inspects an event: both clocks, source and message, actor, raw envelope', async () => {
    await journey()
      .getByRole('link', { name: /Webinar attended/ })
      .click();
    const panel = page.getByRole('complementary', { name: 'Event' });
    await panel.getByText('m2', { exact: true }).waitFor();
    await panel.getByText('Happened').waitFor();
    await panel.getByText('Website').first().waitFor();
    await panel.getByText('Raw envelope').click();
    await panel.getByText('"type": "touchpoint-recorded"').waitFor();
    expect(new URL(page.url()).searchParams.get('event')).not.toBeNull();
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
  });

  it('shows what was ever said about a field', async () => {
    await send([ada('m5', 'identify', { traits: { name: 'Ada King' } })]);
    await page.getByRole('heading', { name: 'Ada King', level: 1 }).waitFor();
    await page.getByRole('button', { name: /History of Name/ }).click();
    const history = page.getByRole('dialog');
    await history.getByText('Ada Lovelace').waitFor();
    await history.getByText('Ada King').waitFor();
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press('Escape');
  });

  it('finds a person by Ctrl-K', async () => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('ada');
    await page.getByRole('option', { name: /Ada King/ }).waitFor();
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('projections');
    await page.getByRole('option', { name: 'Projections' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/settings/projections');
  });

  it('rebuilds a projection while everything goes on', async () => {
    const row = page.getByRole('row', { name: /contacts/ });
    await row.getByText('Live').waitFor();
    const before = await row.innerText();
    await row.getByRole('button', { name: 'Rebuild contacts' }).click();
    await page.getByText('Rebuilding contacts. Nobody has to wait for it.').waitFor();
    await page.getByRole('button', { name: 'More for contacts' }).click();
    const rollBack = page.getByRole('menuitem');
    await page.getByRole('menuitem', { name: 'Roll back to the version before' }).waitFor();
    expect(await rollBack.isEnabled()).toBe(true);
    await page.keyboard.press('Escape');
    await row.getByText('Live').waitFor();
    expect(before).toContain('contacts');
    expect(await axe(page)).toEqual([]);
  });

  it('adds a person and gives them a link that works', async () => {
    await page.goto(`${app.address}/settings/people?new=person`);
    await page.getByLabel('E-mail').fill('rea@example.com');
    await page.getByRole('button', { name: 'Add and get the link' }).click();
    const link = await page.getByRole('dialog').locator('code').innerText();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('cell', { name: 'rea@example.com', exact: true }).waitFor();
    expect(await axe(page)).toEqual([]);

    const reader = await open(browser, { theme: 'dark' });
    await reader.page.goto(link);
    await reader.page.getByRole('textbox', { name: 'Password' }).fill('another good one');
    await reader.page.getByRole('button', { name: 'Save and sign in' }).click();
    await reader.page.getByRole('heading', { name: 'What waits' }).waitFor();
    expect(await axe(reader.page)).toEqual([]);
    await reader.page.getByRole('link', { name: 'Contacts' }).first().click();
    await reader.page.getByRole('link', { name: 'Ada King' }).waitFor();
    expect(await axe(reader.page)).toEqual([]);
    await reader.page.getByRole('link', { name: 'API keys' }).click();
    await reader.page.getByRole('cell', { name: 'Website', exact: true }).waitFor();
    expect(await reader.page.getByRole('button', { name: 'New key' }).count()).toBe(0);
    expect(reader.complaints).toEqual([]);
    await reader.page.context().close();
  });

  it('speaks another language at once, and remembers it', async () => {
    await page.getByRole('button', { name: 'Ada Admin', exact: true }).click();
    await page.getByRole('menuitemradio', { name: 'Français' }).click();
    await page.getByRole('heading', { name: 'Personnes', level: 1 }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Personnes', level: 1 }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('fr');
    await page.getByRole('button', { name: 'Ada Admin', exact: true }).click();
    await page.getByRole('menuitemradio', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'People', level: 1 }).waitFor();
  });

  it('revokes a key, asked twice', async () => {
    await page.getByRole('link', { name: 'API keys' }).click();
    await page.getByRole('button', { name: 'Revoke the key Website' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('The key “Website” is revoked.').waitFor();
    await page.getByRole('cell', { name: /Revoked/ }).waitFor();
  });

  it('signs out, and in again with what was typed kept after a mistake', async () => {
    await page.getByRole('button', { name: 'Ada Admin', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in', level: 1 }).waitFor();
    await page.getByLabel('E-mail').fill('admin@localhost');
    await page.getByRole('textbox', { name: 'Password' }).fill('not this one');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('This e-mail and password do not match.').waitFor();
    expect(await page.getByLabel('E-mail').inputValue()).toBe('admin@localhost');
    await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    // Back to where one was.
    await page.waitForURL('**/settings/keys');
    await page.getByRole('heading', { name: 'API keys', level: 1 }).waitFor();
  });
});
