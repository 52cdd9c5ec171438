import type { Browser, Locator, Page } from 'playwright-core';
import { startApp, type RunningApp } from './app.js';
import { axe, launch, type Opened } from './browser.js';
import { build, BUILD_MS } from './built.js';
import { ask, signedIn } from './signed-in.js';

/** Who works in which team, on the real program: since when, until when, and who leads. */
describe('teams', () => {
  let app: RunningApp;
  let browser: Browser;
  let opened: Opened;
  let page: Page;

  beforeAll(async () => {
    build();
    [app, browser] = await Promise.all([startApp(), launch()]);
    opened = await signedIn(app, browser);
    page = opened.page;
    await ask(page, 'POST', '/api/commands/team.found', { params: { name: 'Sales Java', function: 'sales' } });
    await ask(page, 'POST', '/api/commands/team.found', { params: { name: 'Sales Bali', function: 'sales' } });
    for (const [email, name] of [
      ['ben@example.com', 'Ben Seller'],
      ['cy@example.com', 'Cy Young'],
    ])
      await ask(page, 'POST', '/api/people', { email, name, role: 'sales' });
  }, BUILD_MS);

  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });

  afterEach(() => expect(opened.complaints).toEqual([]));

  const dialog = (): Locator => page.getByRole('dialog');
  const row = (...texts: readonly string[]): Locator =>
    texts.reduce((rows, text) => rows.filter({ hasText: text }), dialog().getByRole('row'));
  const members = (team: string): Locator => page.getByRole('button', { name: `Members of ${team}: show and change` });
  const add = async (name: string, on: string): Promise<void> => {
    await dialog().getByLabel('Add a member').selectOption({ label: name });
    await dialog().getByLabel('Since').fill(on);
    await dialog().getByRole('button', { name: 'Add', exact: true }).click();
  };

  it('say who is in them since when, and take members from a day on', async () => {
    await page.goto(`${app.address}/settings/teams`);
    await members('Sales Java').click();
    await dialog().getByText('Nobody is or was in this team.').waitFor();
    expect(await axe(page)).toEqual([]);
    await add('Ben Seller', '2026-02-03');
    await row('Ben Seller', 'Member', 'Feb 3, 2026', 'until now').waitFor();
    await add('Cy Young', '');
    await row('Cy Young', 'Member', 'until now').waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it('are led by whom is said to', async () => {
    await dialog().getByRole('button', { name: 'Make lead: Ben Seller' }).click();
    await row('Ben Seller', 'Leads', 'until now').waitFor();
    const before = row('Ben Seller', 'Feb 3, 2026');
    await before.getByRole('cell', { name: 'Member', exact: true }).waitFor();
    expect(await before.getByRole('button').count()).toBe(0);
  });

  it('keep who left, and until when: by a day, by another team, by leaving the company', async () => {
    await dialog().getByRole('button', { name: 'End the membership of Ben Seller' }).click();
    await dialog().getByText('Ben Seller leaves the team.').waitFor();
    expect(await axe(page)).toEqual([]);
    await dialog().getByRole('button', { name: 'End', exact: true }).last().click();
    await row('Ben Seller', 'until now').waitFor({ state: 'detached' });
    await row('Ben Seller', 'Leads').waitFor();

    await dialog().getByRole('button', { name: 'Close' }).click();
    await members('Sales Bali').click();
    await add('Cy Young', '');
    await row('Cy Young', 'until now').waitFor();
    const { items } = await ask<{ items: { id: string; name: string | null }[] }>(page, 'GET', '/api/people');
    const cy = items.find(({ name }) => name === 'Cy Young')!.id;
    await ask(page, 'POST', `/api/people/${cy}/remove`, {});
    await row('Cy Young', 'left the company').waitFor();
    await row('Cy Young', 'until now').waitFor({ state: 'detached' });
    await dialog().getByRole('button', { name: 'Close' }).click();
    await members('Sales Java').click();
    await row('Cy Young', 'left the company').waitFor();
    expect(await axe(page)).toEqual([]);
  });
});
