import type { Browser, Page } from 'playwright-core';
import { startApp, type RunningApp } from './app.js';
import { axe, launch, open, type Opened } from './browser.js';
import { build, BUILD_MS } from './built.js';
import { seen } from './signed-in.js';

/** Companies on the real program: they come of group calls and addresses, become one, are taken apart, and belong to each other. */
describe('companies', () => {
  let app: RunningApp;
  let browser: Browser;
  let opened: Opened;
  let page: Page;

  const key = async (name: string): Promise<string> => {
    await page.goto(`${app.address}/settings/keys?new=key`);
    await page.getByLabel('Name').fill(name);
    await page.getByRole('button', { name: 'Create key' }).click();
    const secret = await page.getByRole('dialog').locator('code').innerText();
    await page.getByRole('button', { name: 'I have copied it' }).click();
    return secret;
  };
  const send = async (secret: string, ...calls: readonly object[]): Promise<void> => {
    const response = await fetch(`${app.address}/v1/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(`${secret}:`)}` },
      body: JSON.stringify({
        batch: calls.map((call, index) => ({ messageId: `${secret.slice(-6)}-${index}`, ...call })),
      }),
    });
    expect(response.status).toBe(200);
  };
  const opens = (userId: string, name: string, email: string): object[] => [
    { type: 'identify', userId, traits: { name, email } },
    { type: 'track', userId, event: 'Email Opened', properties: { email } },
  ];
  const group = (userId: string, groupId: string, traits: object): object => ({
    type: 'group',
    userId,
    groupId,
    traits,
  });
  const table = () => page.getByRole('table', { name: 'Companies' });
  const toList = async (): Promise<void> => {
    await page.getByRole('navigation').getByRole('link', { name: 'Companies' }).click();
    await seen(app, page, table().getByRole('link', { name: 'Acme Ltd' }));
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
    await page.getByRole('link', { name: 'Create an API key' }).waitFor();
    await page.getByRole('navigation').getByRole('link', { name: 'Companies' }).click();
    await page.getByRole('heading', { name: 'No companies yet' }).waitFor();
    const [crm, desk] = [await key('crm'), await key('desk')];
    await send(
      crm,
      ...opens('ann', 'Ann Lee', 'ann@acme.com'),
      ...opens('ben', 'Ben Ode', 'ben@acme.com'),
      group('cleo', '77', { name: 'Acme Ltd', website: 'https://www.acme.com/', employees: 40 }),
    );
    await send(
      desk,
      ...opens('eva', 'Eva Hill', 'eva@acme.co.uk'),
      group('eva', 'uk-1', { name: 'Acme UK', domain: 'acme.co.uk' }),
    );
  }, BUILD_MS);

  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });

  afterEach(() => expect(opened.complaints).toEqual([]));

  it('come of group calls and business addresses: one page for each, found by keys and by Ctrl-K', async () => {
    await toList();
    await table().getByRole('link', { name: 'Acme UK' }).waitFor();
    expect(await table().locator('[aria-rowindex]').count()).toBe(2);
    const acme = table().getByRole('row', { name: /Acme Ltd.*acme\.com/ });
    await expectText(acme.locator('[data-column="contacts"]'), '3');
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Name', exact: true }).click();
    await page.waitForURL(/sort=name/);
    await table().locator('[aria-rowindex="2"]').getByRole('link', { name: 'Acme Ltd' }).waitFor();
    await page.keyboard.press('j');
    await page.waitForURL(/selected=/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 2, name: 'Acme Ltd' }).waitFor();
    await page.getByText('acme.com', { exact: true }).first().waitFor();
    await page.getByText('77', { exact: true }).waitFor();
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.waitForURL(/\/companies(\?|$)/);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('acme uk');
    await page.getByRole('option', { name: 'Acme UK acme.co.uk' }).waitFor();
    expect(await page.getByRole('listbox').innerText()).toContain('Companies');
    await page.getByRole('option', { name: 'Acme UK acme.co.uk' }).click();
    await page.getByRole('heading', { level: 2, name: 'Acme UK' }).waitFor();
  });

  it('have a record with its history, and a journey whose lines name their contact', async () => {
    await toList();
    await table().getByRole('link', { name: 'Acme Ltd' }).click();
    const record = page.getByRole('region', { name: 'Record' });
    await record.getByRole('button', { name: /History of Employees/ }).click();
    await page.getByRole('heading', { name: 'History of Employees' }).waitFor();
    await page.getByRole('dialog').getByText('40', { exact: true }).waitFor();
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press('Escape');
    const journey = page.getByRole('region', { name: 'Journey' });
    await journey.getByRole('link', { name: 'Ben Ode' }).click();
    await page.getByRole('heading', { level: 2, name: 'Ben Ode' }).waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Acme Ltd' }).click();
    await page.getByRole('heading', { level: 2, name: 'Acme Ltd' }).waitFor();
    await page.getByRole('navigation').getByRole('link', { name: 'Contacts' }).click();
    await page
      .getByRole('row', { name: /Ann Lee/ })
      .getByRole('link', { name: 'acme.com', exact: true })
      .click();
    await page.getByRole('heading', { level: 2, name: 'Acme Ltd' }).waitFor();
  });

  it('become one after a look at both, and two again', async () => {
    await toList();
    await table().getByRole('link', { name: 'Acme Ltd' }).click();
    await page.getByRole('button', { name: 'Link with…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name, domain or group of the other company').fill('acme uk');
    await dialog.getByRole('button', { name: /Acme UK/ }).click();
    const preview = page.getByRole('region', { name: 'What would be' });
    await preview.getByRole('row', { name: 'Contacts 3 1 4' }).waitFor();
    expect(await axe(page)).toEqual([]);
    await dialog.getByLabel('Reason (kept with the decision)').fill('one owner');
    await dialog.getByRole('button', { name: 'Link', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    const about = page.getByRole('region', { name: 'About this company' });
    await about.getByText('acme.co.uk', { exact: true }).waitFor();
    await about.getByRole('link', { name: 'Eva Hill' }).waitFor();
    await about
      .getByRole('link', { name: /Linked by a person/ })
      .first()
      .waitFor();
    expect(await axe(page)).toEqual([]);

    const linked = about.getByRole('listitem').filter({ hasText: 'Linked by a person' }).first();
    await linked.getByRole('button', { name: /^Take apart/ }).click();
    const parts = dialog.getByRole('list', { name: 'What would be' }).getByRole('listitem');
    await parts.nth(1).waitFor();
    expect((await parts.allInnerTexts()).join()).toMatch(/Acme/);
    await dialog.getByRole('button', { name: 'Take apart' }).click();
    await dialog.waitFor({ state: 'detached' });
    await about.getByText('acme.co.uk', { exact: true }).waitFor({ state: 'detached' });
    await about.getByRole('link', { name: 'Eva Hill' }).waitFor({ state: 'detached' });
  });

  it('belong to another one, until they do not', async () => {
    await toList();
    await table().getByRole('link', { name: 'Acme UK' }).click();
    await page.getByRole('button', { name: 'Set parent…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name, domain or group of the other company').fill('acme ltd');
    await dialog.getByRole('button', { name: /Acme Ltd/ }).click();
    await dialog.getByText('It will belong to Acme Ltd.').waitFor();
    expect(await axe(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Set parent' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('main').getByRole('link', { name: 'Acme Ltd' }).click();
    await page.getByRole('heading', { level: 2, name: 'Acme Ltd' }).waitFor();
    await page.getByRole('button', { name: 'Set parent…' }).click();
    await dialog.getByLabel('Name, domain or group of the other company').fill('acme uk');
    await dialog.getByRole('button', { name: /Acme UK/ }).click();
    await dialog.getByRole('button', { name: 'Set parent' }).click();
    await dialog.getByRole('alert').getByText('This would make a circle.').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('region', { name: 'Record' }).getByRole('link', { name: 'Acme UK' }).click();
    await page.getByRole('heading', { level: 2, name: 'Acme UK' }).waitFor();
    await page.getByRole('button', { name: 'Change parent…' }).click();
    await dialog.getByRole('button', { name: 'Belongs to none' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Set parent…' }).waitFor();
  });
});

async function expectText(locator: ReturnType<Page['locator']>, text: string): Promise<void> {
  await locator.getByText(text, { exact: true }).waitFor();
}
