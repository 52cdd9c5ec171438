import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { startApp, type RunningApp } from './app.js';
import { axe, launch, open, type Opened } from './browser.js';
import { build, BUILD_MS } from './built.js';

const PASSWORD = 'correct horse battery';

/** Asks the API as the person who is signed in on a page. */
async function ask<T>(page: Page, path: string, body?: object): Promise<T> {
  return page.evaluate(
    async ({ path: to, body: said }) => {
      const { csrf } = (await (await fetch('/api/session')).json()) as { csrf: string };
      const response = await fetch(to, {
        method: said === null ? 'GET' : 'POST',
        headers: { 'content-type': 'application/json', 'x-csrf-token': csrf },
        ...(said === null ? {} : { body: JSON.stringify(said) }),
      });
      if (!response.ok) throw new Error(`${to}: ${response.status} ${await response.text()}`);
      return (await response.json()) as never;
    },
    { path, body: body ?? null },
  );
}

/** Goes to a screen by the navigation. */
function go(page: Page, screen: string): Promise<void> {
  return page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: screen, exact: true }).click();
}

/** Contacts that change hands, on the real program: two people in two browsers. */
describe('handing over', () => {
  let app: RunningApp;
  let browser: Browser;
  let admin: Opened;
  /** Who gives, of marketing, and who receives, of sales. */
  let giver: Opened;
  let receiver: Opened;

  const command = (name: string, id: string, params: object): Promise<unknown> =>
    ask(admin.page, `/api/commands/${name}`, { id, params });

  async function hire(name: string, role: string, team: string): Promise<{ opened: Opened; id: string }> {
    const email = `${name.split(' ')[0]!.toLowerCase()}@example.com`;
    const { id, link } = await ask<{ id: string; link: string }>(admin.page, '/api/people', { email, role, name });
    await command('colleague.join-team', id, { team });
    const opened = await open(browser);
    await opened.page.goto(link);
    await opened.page.getByLabel('Your name').fill(name);
    await opened.page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
    await opened.page.getByRole('button', { name: 'Save and sign in' }).click();
    await opened.page.getByRole('heading', { name: 'What waits' }).waitFor();
    return { opened, id };
  }

  beforeAll(async () => {
    build();
    [app, browser] = await Promise.all([startApp(), launch()]);
    admin = await open(browser);
    const { page } = admin;
    await page.goto(app.link);
    await page.getByLabel('Your name').fill('Ada Admin');
    await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Save and sign in' }).click();
    await page.getByRole('heading', { name: 'No contacts yet' }).waitFor();
    const { key } = await ask<{ key: string }>(page, '/api/keys', { name: 'Website', scopes: ['intake'] });
    const said = ['Ann Lee', 'Ben Cho'].map((name) => ({
      type: 'identify',
      messageId: name,
      userId: name,
      traits: { name, company: 'Acme', email: `${name.replace(' ', '.').toLowerCase()}@acme.example` },
    }));
    const sent = await fetch(`${app.address}/v1/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(`${key}:`)}` },
      body: JSON.stringify({ batch: said, sentAt: new Date().toISOString() }),
    });
    expect(sent.status).toBe(200);
    const [marketing, sales] = [randomUUID(), randomUUID()];
    await command('team.found', marketing, { name: 'Marketing', function: 'marketing' });
    await command('team.found', sales, { name: 'Sales', function: 'sales' });
    await go(page, 'Contacts');
    await page.getByRole('link', { name: 'Ann Lee' }).waitFor();
    const mia = await hire('Mia Market', 'marketing', marketing);
    [giver, receiver] = [mia.opened, (await hire('Sam Sales', 'sales', sales)).opened];
    const { items } = await ask<{ items: readonly { contact: string }[] }>(page, '/api/contacts');
    for (const { contact } of items) await command('ownership.assign', contact, { person: mia.id });
  }, BUILD_MS * 2);

  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });

  afterEach(() => expect([admin, giver, receiver].map(({ complaints }) => complaints)).toEqual([[], [], []]));

  async function offer(name: string): Promise<void> {
    const { page } = giver;
    await go(page, 'Contacts');
    await page.getByRole('link', { name }).click();
    await page.getByRole('definition').filter({ hasText: 'Mia Market' }).waitFor();
    await page.getByRole('button', { name: 'Hand over' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Team').selectOption({ label: 'Sales' });
    await dialog.getByLabel('Reason').fill('ready-to-buy');
    await dialog.getByLabel('What the receiver should know').fill('Call her at noon');
    expect(await axe(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Offer' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('definition').getByText('Awaiting acceptance').waitFor();
  }

  it('begins with contacts that are listed by whose they are', async () => {
    const { page } = admin;
    await go(page, 'Contacts');
    await page.getByRole('row', { name: /Ann Lee.*Mia Market/ }).waitFor();
    const owner = page.getByRole('combobox', { name: 'Owner' });
    await owner.selectOption({ label: 'Nobody' });
    await page.waitForURL(/owner=nobody/);
    await page.getByRole('heading', { name: 'No contact matches' }).waitFor();
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Clear search and filters' }).click();
    await page.getByRole('row', { name: /Ben Cho.*Mia Market/ }).waitFor();
    await owner.selectOption({ label: 'Sam Sales' });
    await page.getByRole('heading', { name: 'No contact matches' }).waitFor();
    await owner.selectOption({ label: 'Mia Market' });
    await page.getByRole('row', { name: /Ann Lee/ }).waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it('waits on the receiver’s home with its clock, and is theirs once accepted', async () => {
    await offer('Ann Lee');
    expect(await axe(giver.page)).toEqual([]);
    const { page } = receiver;
    const offers = page.getByRole('region', { name: 'Offered to you' });
    await offers.getByText(/^Expires in/).waitFor();
    expect(await axe(page)).toEqual([]);
    const home = page.url();
    await page.goto(`${home}?asOf=2020-01-01T00:00:00.000Z`);
    await offers.getByText(/^Expires in \d{1,2} /).waitFor();
    await page.goto(home);
    await offers.getByRole('link', { name: 'Ann Lee' }).click();
    const panel = page.getByRole('complementary', { name: 'Handoff' });
    await panel.getByText('Call her at noon').waitFor();
    expect(await axe(page)).toEqual([]);
    await panel.getByRole('button', { name: 'Accept' }).click();
    await panel.getByText('Accepted').first().waitFor();
    await giver.page.getByRole('definition').filter({ hasText: 'Sam Sales' }).waitFor();
    await giver.page.getByText('Awaiting acceptance').waitFor({ state: 'detached' });
  });

  it('opens the journey as the receiver was briefed with it', async () => {
    const { page } = receiver;
    await page.getByRole('link', { name: 'Open the journey at that moment' }).click();
    await page
      .getByRole('status')
      .getByText(/^As known at/)
      .waitFor();
    await page.getByRole('definition').filter({ hasText: 'Mia Market' }).waitFor();
    expect(await page.getByRole('button', { name: 'Hand over' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Back to now' }).click();
    await page.getByRole('definition').filter({ hasText: 'Sam Sales' }).waitFor();
  });

  it('stays the giver’s when it is refused, with the reason', async () => {
    await offer('Ben Cho');
    const { page } = receiver;
    await go(page, 'Handoffs');
    await page.getByRole('button', { name: 'Ben Cho' }).waitFor();
    await page.getByRole('button', { name: 'To my teams' }).click();
    await page.getByRole('button', { name: 'Ben Cho' }).waitFor();
    expect(await axe(page)).toEqual([]);
    await page.locator('body').press('j');
    const panel = page.getByRole('complementary', { name: 'Handoff' });
    await page.getByRole('button', { name: 'Ben Cho' }).and(page.locator(':focus')).waitFor();
    await panel.getByRole('button', { name: 'Refuse' }).click();
    await panel.getByLabel('Reason').and(page.locator(':focus')).press('Escape');
    await panel.getByRole('button', { name: 'Refuse' }).and(page.locator(':focus')).click();
    await panel.getByLabel('Reason').selectOption({ label: 'Too early' });
    await panel.getByLabel('In words').fill('Ask again in May');
    expect(await axe(page)).toEqual([]);
    await panel.getByRole('button', { name: 'Refuse' }).click();
    await panel.getByText('Ask again in May').waitFor();
    const header = giver.page.getByRole('definition');
    await header.getByText('Awaiting acceptance').waitFor({ state: 'detached' });
    await header.filter({ hasText: 'Mia Market' }).waitFor();
    await go(giver.page, 'Handoffs');
    await giver.page.getByRole('button', { name: 'By me' }).click();
    await giver.page.getByLabel('Answered ones as well').check();
    await giver.page
      .getByRole('row', { name: /Ben Cho/ })
      .getByText('Refused')
      .waitFor();
  });

  it('logs an activity and moves a contact to a stage, which the funnel counts and opens', async () => {
    const { page } = receiver;
    await go(page, 'Contacts');
    await page.getByRole('link', { name: 'Ann Lee' }).click();
    await page.getByRole('button', { name: 'Log', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Subject').fill('First call');
    expect(await axe(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Log it' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('region', { name: 'Journey' }).getByText('First call').waitFor();
    await page.getByRole('button', { name: 'More for Ann Lee' }).click();
    await page.getByRole('menuitem', { name: 'Move to a stage' }).click();
    await dialog.getByLabel('Stage').selectOption({ label: 'Opportunity' });
    await dialog.getByLabel('Reason').fill('asked for an offer');
    expect(await axe(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Move' }).click();
    await page.getByRole('definition').getByText('Opportunity').waitFor();
    await go(page, 'Funnel');
    await page.getByRole('button', { name: 'Opportunity, Now: 1' }).click();
    const members = page.getByRole('complementary', { name: 'Who is behind it' });
    await members.getByRole('link', { name: 'Ann Lee' }).waitFor();
    expect(await axe(page)).toEqual([]);
    await page.getByLabel('Compare with').selectOption({ label: 'As known earlier' });
    await page.getByText(/the same, as known on/).waitFor();
    expect(await axe(page)).toEqual([]);
    await go(page, 'Contacts');
    await page.getByRole('combobox', { name: 'Stage' }).selectOption({ label: 'Opportunity' });
    await page.waitForURL(/stage=opportunity/);
    await page.getByRole('link', { name: 'Ben Cho' }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Ann Lee' }).waitFor();
  });

  it('gives the book of somebody who leaves to another, and takes that back', async () => {
    const { page } = admin;
    await go(page, 'Handoffs');
    await page.getByRole('button', { name: 'Who has what' }).click();
    const row = page.getByRole('row', { name: /Mia Market/ });
    await row.waitFor();
    expect(await axe(page)).toEqual([]);
    await row.getByRole('button').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Ben Cho').waitFor();
    await dialog.getByLabel('To', { exact: true }).selectOption({ label: 'Sam Sales' });
    expect(await axe(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Give all of it' }).click();
    await dialog.getByText(/^1 of 1 given/).waitFor();
    await page
      .getByRole('row', { name: /Sam Sales/ })
      .getByRole('cell', { name: '2', exact: true })
      .waitFor();
    await dialog.getByRole('button', { name: 'Take back' }).click();
    await dialog.waitFor({ state: 'detached' });
    await row.getByRole('cell', { name: '1', exact: true }).waitFor();
  });
});
