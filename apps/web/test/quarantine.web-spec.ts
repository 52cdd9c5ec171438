import type { Browser, Locator, Page } from 'playwright-core';
import { startApp, type RunningApp } from './app.js';
import { axe, launch, open, type Opened } from './browser.js';
import { build, BUILD_MS } from './built.js';

/** What has not happened this much later than it came is set aside, milliseconds. */
const TOLERATED_MS = 5 * 60_000;

/** What comes in and does not fit, on the real program: found, mended, tried again and discarded from the screens. */
describe('the quarantine, from the screens', () => {
  let app: RunningApp;
  let browser: Browser;
  let opened: Opened;
  let page: Page;
  let key: string;

  const send = async (
    ...batch: readonly object[]
  ): Promise<Record<'recorded' | 'repeated' | 'quarantined', number>> => {
    const response = await fetch(`${app.address}/v1/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(`${key}:`)}` },
      body: JSON.stringify({ batch, context: { ip: '203.0.113.9' } }),
    });
    expect(response.status).toBe(200);
    return (await response.json()) as Record<'recorded' | 'repeated' | 'quarantined', number>;
  };
  const view = (messageId: string, more: object = {}) => ({
    type: 'page',
    messageId,
    userId: 'ann',
    name: 'Home',
    ...more,
  });
  const panel = (): Locator => page.getByRole('complementary', { name: 'Message in quarantine' });
  const goTo = async (name: string): Promise<void> => {
    await page.getByRole('link', { name, exact: true }).first().click();
    await page.getByRole('heading', { name, level: 2 }).waitFor();
  };
  /** Opens the newest entry of a reason. */
  const openEntry = async (reason: string): Promise<void> => {
    await page.getByRole('button', { name: reason }).first().click();
    await panel().getByText(reason).waitFor();
  };
  /** Waits until the screen of sources says this sum of the source's day, and that it adds up. */
  const addsUp = async (equation: string): Promise<void> => {
    await goTo('Sources');
    const row = page.getByRole('row').filter({ hasText: 'Website' });
    await row.getByText(equation, { exact: true }).waitFor();
    await row.getByText('Adds up').waitFor();
  };

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
    key = await page.getByRole('dialog').locator('code').innerText();
    await page.getByRole('button', { name: 'I have copied it' }).click();
  }, BUILD_MS);

  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });

  afterEach(() => expect(opened.complaints).toEqual([]));

  it('shows what is wrong with a message, and takes it mended, with what its batch said', async () => {
    const wrong = { type: 'track', messageId: 'order-1', userId: 'ann', event: 'Order Completed', timestamp: 'monday' };
    expect(await send(view('view-1'), wrong)).toMatchObject({ recorded: 1, quarantined: 1 });
    await goTo('Quarantine');
    await openEntry('Does not fit');
    await panel().getByText('is not a time').waitFor();
    await panel().getByText('203.0.113.9').waitFor();
    expect(await axe(page)).toEqual([]);
    const message = panel().getByLabel('Message');
    await message.fill('{ "type": "track"');
    await panel().getByText('This is not JSON yet.').waitFor();
    await message.fill(JSON.stringify({ ...wrong, timestamp: 'tuesday' }));
    await panel().getByRole('button', { name: 'Replay' }).click();
    await panel().getByRole('alert').getByText('is not a time').waitFor();
    await message.fill(JSON.stringify({ ...wrong, timestamp: '2026-03-01T09:30:00Z' }));
    await panel().getByRole('button', { name: 'Replay' }).click();
    await page.getByText('The message is recorded.').waitFor();
    await page.getByRole('heading', { name: 'Nothing here' }).waitFor();
    await panel().getByRole('link', { name: 'Open the event it became' }).click();
    await page.getByText('Order Completed').first().waitFor();
    await page.getByText('203.0.113.9').first().waitFor();
  });

  it('adds up on the screen: the replay is received again, and recorded', async () => {
    await addsUp('3 = 2 + 0 + 1');
    expect(await axe(page)).toEqual([]);
  });

  it('shows both versions of an id, and takes the second under another one', async () => {
    expect(await send(view('view-1'), view('view-1', { name: 'Pricing' }))).toMatchObject({
      repeated: 1,
      quarantined: 1,
    });
    await goTo('Quarantine');
    await openEntry('Its id stands for something else');
    await panel().getByLabel('Recorded').getByText('Home').waitFor();
    await panel().getByLabel('Set aside').getByText('Pricing').waitFor();
    expect(await axe(page)).toEqual([]);
    await panel().getByRole('button', { name: 'Replay' }).click();
    await panel().getByRole('alert').getByText('give it another id').waitFor();
    await panel()
      .getByLabel('Message')
      .fill(JSON.stringify(view('view-2', { name: 'Pricing' })));
    await panel().getByRole('button', { name: 'Replay' }).click();
    await page.getByRole('heading', { name: 'Nothing here' }).waitFor();
    // The first replay was of what was received already, and is not received once more.
    await addsUp('6 = 3 + 1 + 2');
  });

  it('tries all of a filter again once what was wrong is over, and says what still does not fit', async () => {
    const soon = Date.now() + 4_000;
    const timestamp = new Date(soon + TOLERATED_MS).toISOString();
    expect(
      await send(view('soon-1', { timestamp }), view('soon-2', { timestamp }), view('nobody', { userId: null })),
    ).toMatchObject({ quarantined: 3 });
    await goTo('Quarantine');
    await page.getByRole('button', { name: 'Has not happened yet' }).nth(1).waitFor();
    await new Promise((done) => setTimeout(done, Math.max(0, soon + 500 - Date.now())));
    await page.getByRole('button', { name: 'Try all again' }).click();
    await page.getByText('2 recorded; 1 still do not fit.').waitFor();
    await page.getByRole('button', { name: 'Has not happened yet' }).first().waitFor({ state: 'detached' });
    expect(await page.getByRole('button', { name: 'Does not fit' }).count()).toBe(1);
    await addsUp('11 = 5 + 1 + 5');
  });

  it('discards with a reason, and keeps saying so', async () => {
    await goTo('Quarantine');
    await openEntry('Does not fit');
    const discard = panel().getByRole('button', { name: 'Discard' });
    await discard.click();
    expect(await discard.isDisabled()).toBe(true);
    await panel().getByLabel('Why it is discarded').fill('a test of theirs');
    expect(await axe(page)).toEqual([]);
    await discard.click();
    await page.getByText('The message is discarded.').waitFor();
    await page.getByRole('heading', { name: 'Nothing here' }).waitFor();
    await page.getByLabel('State').selectOption('discarded');
    await openEntry('Does not fit');
    await panel().getByText('a test of theirs').waitFor();
    await addsUp('11 = 5 + 1 + 5');
  });

  it('issues the key of a webhook with the address to paste, and sets what it is signed with afterwards', async () => {
    await goTo('API keys');
    await page.getByRole('button', { name: 'New key' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Billing');
    await dialog.getByLabel('Who sends with it').selectOption('stripe');
    await dialog.getByLabel('Signing secret').waitFor();
    expect(await dialog.getByRole('checkbox').count()).toBe(0);
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Create key' }).click();
    const shown = await dialog.locator('code').innerText();
    expect(shown).toMatch(/\/webhooks\/stripe\/tl_\S+$/);
    expect(shown.startsWith(app.address)).toBe(true);
    await dialog.getByText('Paste it into the webhook settings of Stripe').waitFor();
    await dialog.getByText('until then what it sends without a right signature is refused').waitFor();
    const deliver = () => fetch(shown, { method: 'POST', body: '{}' }).then(({ status }) => status);
    expect(await deliver()).toBe(403);
    await page.getByRole('button', { name: 'I have copied it' }).click();
    await page.getByRole('cell', { name: 'Billing Stripe' }).waitFor();
    await page.getByRole('button', { name: 'Set the signing secret of Billing' }).click();
    await dialog.getByLabel('Signing secret').fill('whsec_1');
    expect(await axe(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Set the signing secret' }).click();
    await page.getByText('What Stripe signs with is set.').waitFor();
    await page.getByRole('button', { name: 'Set the signing secret of Billing' }).waitFor({ state: 'detached' });
    expect(await deliver()).toBe(401);
  });
});
