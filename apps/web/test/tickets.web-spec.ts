import type { Browser, Locator, Page } from 'playwright-core';
import { startApp, type RunningApp } from './app.js';
import { axe, launch, firstRow, screenLink, type Opened } from './browser.js';
import { build, BUILD_MS } from './built.js';
import { ask, known, signedIn } from './signed-in.js';

/** What customers ask, on the real program: told, answered, solved, and the clocks of it all. */
describe('tickets', () => {
  let app: RunningApp;
  let browser: Browser;
  let opened: Opened;
  let page: Page;
  let contact: string;

  beforeAll(async () => {
    build();
    [app, browser] = await Promise.all([startApp(), launch()]);
    opened = await signedIn(app, browser);
    page = opened.page;
    contact = await known(app, page, 'cy', 'Cy Young');
  }, BUILD_MS);

  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });

  afterEach(() => expect(opened.complaints).toEqual([]));

  const clock = (name: string): Locator => page.getByRole('group', { name });
  const conversation = (): Locator => page.getByRole('region', { name: 'Conversation' });
  const say = async (kind: string, words: string): Promise<void> => {
    await page.getByText(kind, { exact: true }).first().click();
    await page.getByRole('textbox', { name: kind }).fill(words);
    await page.getByRole('button', { name: 'Send' }).click();
    await conversation().getByText(words).waitFor();
  };

  it('are told of a contact, and stand in the queue by what is due first', async () => {
    await screenLink(page, 'Tickets').click();
    await page.getByRole('heading', { name: 'No unsolved tickets' }).waitFor();
    expect(await axe(page)).toEqual([]);
    await page.goto(`${app.address}/tickets?new=ticket&contact=${contact}`);
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Cy Young').waitFor();
    await dialog.getByLabel('What it is about').fill('The lamp stays dark');
    await dialog.getByLabel('What the customer says').fill('Since today.');
    await dialog.getByLabel('Theme').fill('lamps');
    expect(await axe(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Open ticket' }).click();
    await page.getByRole('heading', { name: 'The lamp stays dark', level: 1 }).waitFor();
    await conversation().getByText('Since today.').waitFor();
    await clock('First response')
      .getByText(/ left$/)
      .waitFor();
    expect(await axe(page)).toEqual([]);

    const other = { profile: contact, title: 'The shop is down', priority: 'urgent', number: 'T-7' };
    await ask(page, 'POST', '/api/commands/ticket.open', { params: other });
    await screenLink(page, 'Tickets').click();
    const rows = page.getByRole('table', { name: 'Tickets' }).getByRole('row');
    await rows.nth(2).waitFor();
    expect(await rows.nth(1).innerText()).toContain('T-7 · The shop is down');
    expect(await rows.nth(1).innerText()).toMatch(/left/);
    expect(await axe(page)).toEqual([]);
  });

  it('are filtered by the server, and opened by keys', async () => {
    await page.getByRole('button', { name: 'Priority' }).click();
    await page.getByRole('menuitemradio', { name: 'Low' }).click();
    await page.waitForURL(/priority=low/);
    await page.getByRole('heading', { name: 'No ticket matches' }).waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('button', { name: 'Theme' }).click();
    await page.getByRole('menuitemradio', { name: 'lamps' }).click();
    await page.waitForURL(/theme=lamps/);
    await page.getByRole('link', { name: 'T-7 · The shop is down' }).waitFor({ state: 'detached' });
    await firstRow(page, 'The lamp stays dark');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'The lamp stays dark', level: 1 }).waitFor();
  });

  it('are answered, with notes for colleagues alone: the first answer keeps its promise', async () => {
    await say('Internal note', 'She has the old model.');
    await clock('First response')
      .getByText(/ left$/)
      .waitFor();
    await say('Reply', 'Is it plugged in?');
    await clock('First response').getByText('Kept').waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it('keep what was typed where it could not be sent', async () => {
    await page.route('**/api/commands/ticket.reply', (route) => route.abort());
    await page.getByRole('textbox', { name: 'Reply' }).fill('Not sent yet');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('alert').getByText('The server cannot be reached').waitFor();
    await page.unroute('**/api/commands/ticket.reply');
    await page.getByRole('textbox', { name: 'Reply' }).press('Control+Enter');
    await conversation().getByText('Not sent yet').waitFor();
    await page.getByRole('textbox', { name: 'Reply' }).and(page.locator(':placeholder-shown')).waitFor();
  });

  it('wait for the customer with their clock paused, and go on when the customer answers', async () => {
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Wait for the customer' }).click();
    await clock('Resolution')
      .getByText(/^Paused, .* left$/)
      .waitFor();
    await say('The customer said', 'It is now.');
    await clock('Resolution')
      .getByText(/ left$/)
      .waitFor();
    await clock('Resolution')
      .getByText(/^Paused/)
      .waitFor({ state: 'detached' });
  });

  it('are given to somebody, made urgent and escalated where they stand', async () => {
    await page.getByRole('button', { name: 'Change: Assignee' }).click();
    await page.getByLabel('Assignee').selectOption({ label: 'Ada Admin' });
    await page.getByRole('button', { name: 'Save' }).click();
    await conversation().getByText('Assigned to Ada Admin').waitFor();
    await page.getByRole('button', { name: 'Change: Priority' }).click();
    await page.getByLabel('Priority').selectOption({ label: 'High' });
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save' }).click();
    await clock('Resolution').getByText('16 hr promised for High').waitFor();
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Escalate…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Escalate' }).click();
    await conversation().getByText('Escalated to level 1').waitFor();
  });

  it('are resolved, which stops the clock; reopened and closed', async () => {
    await page.getByRole('button', { name: 'Resolve' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('How it was solved').fill('It was not plugged in.');
    expect(await axe(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Resolve' }).click();
    await clock('Resolution').getByText('Kept').waitFor();
    await conversation().getByText('It was not plugged in.').waitFor();
    await page.getByRole('button', { name: 'Reopen' }).click();
    await page.getByRole('button', { name: 'Resolve' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Resolve' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Note the rating' }).click();
    expect(await dialog.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await dialog.getByLabel('4 of 5 · satisfied').check();
    await dialog.getByLabel('In the customer’s words').fill('Quick, thank you.');
    expect(await axe(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Save' }).click();
    const rating = conversation().getByRole('listitem').filter({ hasText: 'Quick, thank you.' });
    await rating.getByText('4 of 5 · satisfied').waitFor();
    await rating.getByText('Cy Young').waitFor();
    await page.getByRole('region', { name: 'About this ticket' }).getByText('4 of 5 · satisfied').waitFor();
    await page.getByRole('main').getByRole('button', { name: 'Close', exact: true }).click();
    await page.getByText('A closed ticket takes no words.').waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it('show solved ones like them, open the event of each line, and are merged', async () => {
    const like = { profile: contact, title: 'The lamp flickers', theme: 'lamps' };
    const { id } = await ask<{ id: string }>(page, 'POST', '/api/commands/ticket.open', { params: like });
    await page.goto(`${app.address}/tickets/${id}`);
    await page.getByRole('link', { name: /The lamp stays dark/ }).waitFor();
    await conversation().getByRole('link').first().click();
    await page.getByRole('complementary', { name: 'Event' }).waitFor();
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Merge…' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /The shop is down/ })
      .waitFor();
    expect(await axe(page)).toEqual([]);
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /The shop is down/ })
      .click();
    await page.getByRole('link', { name: 'Merged into another ticket' }).click();
    await page.getByRole('heading', { name: /The shop is down/, level: 1 }).waitFor();
  });
});
