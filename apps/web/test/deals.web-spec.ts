import type { Browser, Locator, Page } from 'playwright-core';
import { startApp, type RunningApp } from './app.js';
import { axe, launch, firstRow, screenLink, type Opened } from './browser.js';
import { build, BUILD_MS } from './built.js';
import { ask, known, signedIn } from './signed-in.js';

const DAY = 86_400_000;

/** A day of the month after the next one, so that it is in the forecast and never overdue. */
function dayAhead(): string {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 2, 15)).toISOString().slice(0, 10);
}

/** What is being sold, on the real program: told, dragged, won and lost, and what is expected of it. */
describe('the pipeline', () => {
  let app: RunningApp;
  let browser: Browser;
  let opened: Opened;
  let page: Page;

  beforeAll(async () => {
    build();
    [app, browser] = await Promise.all([startApp(), launch()]);
    opened = await signedIn(app, browser);
    page = opened.page;
    await known(app, page, 'ann', 'Ann Lee');
  }, BUILD_MS);

  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });

  afterEach(() => expect(opened.complaints).toEqual([]));

  const stage = (name: string): Locator => page.getByRole('region', { name, exact: true });
  const card = (name: string): Locator => page.getByRole('link', { name: new RegExp(`^${name}`) });
  const forecast = (): Locator => page.getByRole('region', { name: 'Forecast' });

  it('says what would be there, and takes a deal that begins from a contact', async () => {
    await screenLink(page, 'Pipeline').click();
    await page.getByRole('heading', { name: 'No open deals' }).waitFor();
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'New deal' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('Pilot');
    await dialog.getByLabel('Contact').fill('ann');
    await dialog.getByRole('button', { name: /Ann Lee/ }).click();
    await dialog.getByLabel('Amount').fill('1000,50x');
    await dialog.getByText('This is no amount of this currency.').waitFor();
    await dialog.getByLabel('Amount').fill('1000');
    await dialog.getByLabel('Close date').fill(dayAhead());
    expect(await axe(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Open deal' }).click();
    await page.getByRole('heading', { name: 'Pilot', level: 1 }).waitFor();
    await page.getByRole('region', { name: 'History' }).getByText('Deal opened').waitFor();
    await page.getByText('€1,000').first().waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it('lets a card be dragged to another stage, which changes the forecast', async () => {
    await screenLink(page, 'Pipeline').click();
    await stage('Prospecting')
      .getByRole('link', { name: /^Pilot/ })
      .waitFor();
    await forecast().getByText('€100', { exact: true }).waitFor();
    expect(await axe(page)).toEqual([]);
    await card('Pilot').dragTo(stage('Proposal'));
    await stage('Proposal')
      .getByRole('link', { name: /^Pilot/ })
      .waitFor();
    await forecast().getByText('€500', { exact: true }).waitFor();
    expect(await stage('Prospecting').getByRole('link').count()).toBe(0);
  });

  it('lets keys move a card, which keeps the focus, and puts it back where that failed, saying why', async () => {
    await page.locator('li[aria-busy="true"]').waitFor({ state: 'detached' });
    await page.keyboard.press('ArrowDown');
    await page.waitForFunction(() => document.activeElement?.textContent?.startsWith('Pilot') === true);
    await page.keyboard.press('Shift+ArrowRight');
    await stage('Negotiation')
      .getByRole('link', { name: /^Pilot/ })
      .waitFor();
    await forecast().getByText('€750', { exact: true }).waitFor();
    await page.locator('li[aria-busy="true"]').waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.textContent?.startsWith('Pilot') === true);

    const refused = { status: 409, title: 'Conflict', code: 'deal.not-open' };
    await page.route('**/api/commands/deal.move-stage', (route) =>
      route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify(refused) }),
    );
    await page.keyboard.press('Shift+ArrowLeft');
    await page.getByRole('status').getByText('This deal is closed.').waitFor();
    await stage('Negotiation')
      .getByRole('link', { name: /^Pilot/ })
      .waitFor();
    await page.unroute('**/api/commands/deal.move-stage');
    await page.getByRole('status').locator('[data-tone="bad"]').getByRole('button', { name: 'Close' }).click();
  });

  it('keeps a key that is pressed while the card is being written, and applies it afterwards', async () => {
    const written: string[] = [];
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/api/commands/deal.move-stage', async (route) => {
      written.push((route.request().postDataJSON() as { params: { stage: string } }).params.stage);
      if (written.length === 1) await held;
      await route.continue();
    });
    await card('Pilot').focus();
    await page.keyboard.press('Shift+ArrowLeft');
    await stage('Proposal')
      .getByRole('link', { name: /^Pilot/ })
      .waitFor();
    await page.waitForFunction(() => document.activeElement?.textContent?.startsWith('Pilot') === true);
    await page.keyboard.press('Shift+ArrowLeft');
    await stage('Qualification')
      .getByRole('link', { name: /^Pilot/ })
      .waitFor();
    expect(written).toHaveLength(1);
    release();
    await page.locator('li[aria-busy="true"]').waitFor({ state: 'detached' });
    await stage('Qualification')
      .getByRole('link', { name: /^Pilot/ })
      .waitFor();
    expect(written).toHaveLength(2);
    await page.waitForFunction(() => document.activeElement?.textContent?.startsWith('Pilot') === true);
    await page.unroute('**/api/commands/deal.move-stage');
  });

  it('loses a deal with a reason, opens it again from the table, and wins it', async () => {
    await card('Pilot').focus();
    await page.keyboard.press('l');
    const dialog = page.getByRole('dialog', { name: 'Lose “Pilot”' });
    await dialog.getByLabel('Reason').fill('price');
    expect(await axe(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Lose', exact: true }).click();
    await page.getByRole('heading', { name: 'No open deals' }).waitFor();
    await page.getByRole('button', { name: 'Table' }).click();
    await page.getByRole('button', { name: 'Status' }).click();
    await page.getByRole('menuitemradio', { name: 'Lost' }).click();
    await page.waitForURL(/status=lost/);
    await page.getByRole('table', { name: 'Pipeline' }).getByRole('link', { name: 'Pilot' }).waitFor();
    expect(await axe(page)).toEqual([]);
    await firstRow(page, 'Pilot');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Reopen' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Reopen' }).click();
    await page.getByRole('button', { name: 'Win', exact: true }).waitFor();
    await screenLink(page, 'Pipeline').click();
    await card('Pilot').focus();
    await page.keyboard.press('w');
    await page.getByRole('status').getByText('“Pilot” is won.').waitFor();
    await forecast().getByText('€1,000 won').waitFor();
  });

  it('is changed where it stands: amount, next step, contacts, products; each line of the history opens its event', async () => {
    await page.getByRole('button', { name: 'New deal' }).first().click();
    await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Rollout');
    await page.getByRole('dialog').getByRole('button', { name: 'Open deal' }).click();
    await page.getByRole('heading', { name: 'Rollout', level: 1 }).waitFor();
    const history = page.getByRole('region', { name: 'History' });
    await page.getByRole('button', { name: 'Change: Amount' }).click();
    await page.getByLabel('Amount').fill('2.500,75');
    await page.keyboard.press('Enter');
    await history.getByText('€2,500.75').waitFor();
    await page.getByRole('button', { name: 'Change: Next step' }).click();
    await page.getByLabel('Next step').fill('Call back');
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save' }).click();
    await history.getByText('Call back').waitFor();

    await page.getByRole('button', { name: 'Add contact' }).click();
    await page.getByRole('dialog').getByLabel('Contact').fill('ann');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Ann Lee/ })
      .waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByLabel('Role').fill('decides');
    await page.getByRole('dialog').getByRole('button', { name: 'Add contact' }).click();
    await page.getByRole('region', { name: 'Contacts and products' }).getByText('decides').waitFor();

    await page.getByRole('button', { name: 'Change products' }).click();
    await page.getByRole('dialog').getByLabel('Product').fill('Licence');
    await page.getByRole('dialog').getByLabel('Amount').fill('2000');
    expect(await axe(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: /Licence 1 €2,000/ }).waitFor();

    await history.getByRole('link', { name: /Deal amount changed/ }).click();
    await page
      .getByRole('complementary', { name: 'Event' })
      .getByText('€')
      .or(page.getByText('250075'))
      .first()
      .waitFor();
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('complementary', { name: 'Event' }).waitFor({ state: 'detached' });
  });

  it('is split among those for whom it counts, a hundred per cent together', async () => {
    await ask(page, 'POST', '/api/people', { email: 'ben@example.com', name: 'Ben Seller', role: 'sales' });
    await page.reload();
    const about = page.getByRole('region', { name: 'Contacts and products' });
    await about.getByText('It counts for its owner alone.').waitFor();
    await about.getByRole('button', { name: 'Change split' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Add somebody' }).click();
    await dialog.getByLabel('Who').last().selectOption({ label: 'Ben Seller' });
    await dialog.getByLabel('Share in %').last().fill('60');
    await dialog.getByText('160% together').waitFor();
    expect(await dialog.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await dialog.getByRole('group', { name: 'Ada Admin' }).getByLabel('Share in %').fill('40');
    await dialog.getByText('100% together').waitFor();
    expect(await axe(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await about.getByRole('listitem').filter({ hasText: 'Ben Seller' }).getByText('60%').waitFor();
    await about.getByRole('listitem').filter({ hasText: 'Ada Admin' }).getByText('40%').waitFor();
    expect(await axe(page)).toEqual([]);

    await about.getByRole('button', { name: 'Change split' }).click();
    await dialog.getByRole('button', { name: 'Remove: Ben Seller' }).click();
    await dialog.getByRole('button', { name: 'Remove: Ada Admin' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await about.getByText('It counts for its owner alone.').waitFor();
  });

  it('is corrected, which says that it was always so', async () => {
    await page.getByRole('button', { name: 'Correct…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('Rollout in 12 stores');
    await dialog.getByLabel('What was wrong').fill('The name was cut');
    expect(await axe(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Correct…' }).click();
    await page.getByRole('heading', { name: 'Rollout in 12 stores', level: 1 }).waitFor();
  });

  it('is shown as of another moment, when nothing can be moved', async () => {
    await page.goto(`${app.address}/pipeline?asOf=${new Date(Date.now() - DAY).toISOString()}`);
    await page.getByRole('heading', { name: 'No open deals' }).waitFor();
    await page.getByText('Nothing can be changed here.').waitFor();
    expect(await page.getByRole('button', { name: 'New deal' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Table' }).click();
    await page.waitForURL(/as=table/);
    await page.getByRole('heading', { name: 'No open deals' }).waitFor();
    expect(await axe(page)).toEqual([]);
    await page.locator('body').press('n');
    await page.getByRole('link', { name: 'Rollout in 12 stores' }).waitFor();
  });
});
