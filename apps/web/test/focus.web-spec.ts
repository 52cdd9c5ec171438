import type { Browser, Locator, Page } from 'playwright-core';
import { startApp, type RunningApp } from './app.js';
import { launch, screenLink, type Opened } from './browser.js';
import { build, BUILD_MS } from './built.js';
import { ask, known, signedIn } from './signed-in.js';

/** Where the focus is, and what esc closes, on the real program: nothing that was typed is lost by a key. */
describe('focus and esc', () => {
  let app: RunningApp;
  let browser: Browser;
  let opened: Opened;
  let page: Page;
  let deal: string;

  beforeAll(async () => {
    build();
    [app, browser] = await Promise.all([startApp(), launch()]);
    opened = await signedIn(app, browser);
    page = opened.page;
    await known(app, page, 'ann', 'Ann Lee');
    deal = await openedDeal('Pilot', 1_000_00);
    await page.goto(new URL(`/deals/${deal}`, app.address).href);
    await page.getByRole('heading', { name: 'Pilot', level: 1 }).waitFor();
  }, BUILD_MS);

  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });

  afterEach(() => expect(opened.complaints).toEqual([]));

  interface Pipeline {
    readonly pipeline: string;
    readonly isDefault: boolean;
    readonly stages: readonly { readonly name: string }[];
  }

  /** Waits until the pipeline is listed. */
  async function listed(pipeline: string | undefined): Promise<Pipeline> {
    for (;;) {
      const { items } = await ask<{ items: readonly Pipeline[] }>(page, 'GET', '/api/pipelines');
      const found = items.find((one) => (pipeline === undefined ? one.isDefault : one.pipeline === pipeline));
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async function openedDeal(name: string, amount: number, into?: string): Promise<string> {
    const { pipeline, stages } = await listed(into);
    const params = { name, pipeline, stage: stages[0]!.name, amount: { amount, currency: 'EUR' } };
    const { id } = await ask<{ id: string }>(page, 'POST', '/api/commands/deal.open', { params });
    return id;
  }

  const focused = (what: Locator): Promise<void> =>
    what.and(page.locator(':focus')).waitFor({ state: 'attached', timeout: 15_000 });

  it('comes back to what opened a dialog, the palette and the choice of a moment', async () => {
    const add = page.getByRole('button', { name: 'Add contact' });
    await add.click();
    await focused(page.getByRole('dialog').getByLabel('Contact'));
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await focused(add);
    await page.keyboard.press('Control+k');
    await focused(page.getByRole('combobox'));
    await page.keyboard.press('Escape');
    await focused(add);
    const travel = page.getByTitle('Show another moment');
    await travel.click();
    await focused(page.getByLabel('Date', { exact: true }));
    await page.keyboard.press('Escape');
    await focused(travel);
    expect(new URL(page.url()).pathname).toBe(`/deals/${deal}`);
  });

  it('begins in the first field of a form in the page, whose esc leaves the page as it is', async () => {
    const pencil = page.getByRole('button', { name: 'Change: Amount' });
    await pencil.focus();
    await page.keyboard.press('Enter');
    await focused(page.getByLabel('Amount'));
    await page.getByRole('heading', { name: 'Pilot', level: 1 }).click();
    await page.keyboard.press('Escape');
    await page.getByLabel('Amount').waitFor();
    await page.getByLabel('Amount').press('Escape');
    await focused(pencil);
    expect(new URL(page.url()).pathname).toBe(`/deals/${deal}`);
  });

  it('leaves what was found, and not the dialog it is in', async () => {
    await screenLink(page, 'Pipeline').click();
    await page.getByRole('button', { name: 'New deal' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Contact').fill('ann');
    await dialog.getByRole('button', { name: /Ann Lee/ }).waitFor();
    await page.keyboard.press('Escape');
    await dialog.getByRole('button', { name: /Ann Lee/ }).waitFor({ state: 'detached' });
    expect(await dialog.getByLabel('Contact').inputValue()).toBe('ann');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  it('keeps the card of the board that a dialog was opened from', async () => {
    await page.getByRole('link', { name: /^Pilot/ }).focus();
    await page.keyboard.press('l');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await focused(page.getByRole('link', { name: /^Pilot/ }));
  });

  it('expects of the forecast what the board shows', async () => {
    const { id } = await ask<{ id: string }>(page, 'POST', '/api/commands/pipeline.set', {
      params: { name: 'Partners', stages: [{ name: 'talks', probability: 50 }] },
    });
    await openedDeal('Elsewhere', 7_000_00, id);
    await page.getByRole('button', { name: /^Pipeline: / }).waitFor();
    const undated = page.getByRole('region', { name: 'Forecast' });
    await undated.getByText('1 deal').waitFor();
    await page.getByRole('button', { name: 'Table' }).click();
    await undated.getByText('2 deals').waitFor();
  });

  it('says of a deal that it was not there yet at a moment, and leads back to now', async () => {
    await page.goto(new URL(`/deals/${deal}?asOf=2020-01-01T00:00:00.000Z`, app.address).href);
    await page.getByRole('heading', { name: 'Not there yet at that moment' }).waitFor();
    await page.getByRole('main').getByRole('button', { name: 'Back to now' }).last().click();
    await page.getByRole('heading', { name: 'Pilot', level: 1 }).waitFor();
  });

  it('asks before settings are left that are not saved', async () => {
    await screenLink(page, 'Pipelines').click();
    const name = page.getByRole('form', { name: 'Partners' }).getByLabel('Name').first();
    await name.fill('Partner sales');
    await screenLink(page, 'Teams').click();
    const dialog = page.getByRole('dialog', { name: 'Leave without saving?' });
    await dialog.getByRole('button', { name: 'Stay here' }).click();
    expect(await name.inputValue()).toBe('Partner sales');
    await screenLink(page, 'Teams').click();
    await dialog.getByRole('button', { name: 'Leave without saving' }).click();
    await page.waitForURL((url) => url.pathname === '/settings/teams');
  });

  it('does not ask who signs out', async () => {
    await screenLink(page, 'Pipelines').click();
    await page.getByRole('form', { name: 'Partners' }).getByLabel('Name').first().fill('Partner sales');
    await page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('button', { name: /Ada Admin/ })
      .click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL((url) => url.pathname === '/sign-in');
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
  });
});
