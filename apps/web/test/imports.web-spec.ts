import type { Browser, Page } from 'playwright-core';
import { startApp, type RunningApp } from './app.js';
import { axe, launch, open, type Opened } from './browser.js';
import { build, BUILD_MS } from './built.js';

/** In bytes: enough for the files here, and little enough to be exceeded. */
const UPLOAD_LIMIT = 400_000;

const csv = (name: string, lines: readonly string[]) => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(`${lines.join('\n')}\n`),
});

/** Somebody's export: names and companies have changed places, and one address is none. */
const WRONG = csv('people.csv', [
  'email,name,company,seats',
  'ann.lee@example.com,Acme,Ann Lee,12',
  'bo@example.com,Bolt,Bo Berg,7',
  'nobody,Cold,Cy Cole,1',
]);
const RIGHT = csv('people-corrected.csv', [
  'email,name,company,seats',
  'ann.lee@example.com,Ann Lee,Acme,12',
  'bo@example.com,Bo Berg,Bolt,7',
  'cy@example.com,Cy Cole,Cold,1',
]);

/** A file with a wrong column, on the real program: brought in, seen, taken back, and brought in right. */
describe('bringing files in', () => {
  let app: RunningApp;
  let browser: Browser;
  let opened: Opened;
  let page: Page;

  beforeAll(async () => {
    build();
    [app, browser] = await Promise.all([startApp({ THROUGHLINE_UPLOAD_LIMIT: String(UPLOAD_LIMIT) }), launch()]);
    opened = await open(browser);
    page = opened.page;
    await page.goto(app.link);
    await page.getByLabel('Your name').fill('Ada Admin');
    await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery');
    await page.getByRole('button', { name: 'Save and sign in' }).click();
    await page.getByRole('link', { name: 'Create an API key' }).waitFor();
  }, BUILD_MS);

  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });

  afterEach(() => expect(opened.complaints).toEqual([]));

  const drop = (file: ReturnType<typeof csv>) => page.getByLabel('Drop a file here').setInputFiles(file);
  const preview = () => page.getByRole('complementary', { name: 'First rows' });
  const nav = (name: string) => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click();
  const settled = () => page.locator('aside[aria-busy="false"]').waitFor();

  it('says what would be here, and refuses a file that is too large without keeping it', async () => {
    await nav('Imports');
    await page.getByRole('heading', { name: 'No imports yet' }).waitFor();
    expect(await axe(page)).toEqual([]);
    await page.getByRole('link', { name: 'New import' }).click();
    await drop(csv('huge.csv', ['email', 'a@example.com,'.repeat(UPLOAD_LIMIT / 10)]));
    await page.getByText('This file is too large.').waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it('guesses what the columns mean, and shows what each choice changes', async () => {
    await drop(WRONG);
    await preview().getByText('ann.lee@example.com').waitFor();
    expect(await axe(page)).toEqual([]);
    // One of three is no address, and so the column was not taken for one.
    await page.getByLabel('What email is').selectOption('E-mail');
    await preview().getByText('Line 4').and(preview().locator('strong')).waitFor();
    await page.getByLabel('What seats is').selectOption('Left out');
    await settled();
    await preview().getByText('seats').waitFor({ state: 'detached' });
    await page.getByLabel('Source').fill('crm');
    await page.getByLabel('Name of company').fill('employer');
    await page.getByLabel('Name of company').press('Enter');
    await preview().getByText('employer').first().waitFor();
    await page.getByLabel('Name of employer').waitFor({ state: 'detached' });
  });

  it('keeps what was chosen over a reload, and marks what is wrong with the document by its line', async () => {
    await page.reload();
    expect(await page.getByLabel('Source').inputValue()).toBe('crm');
    await page.getByRole('button', { name: 'Document' }).click();
    const editor = page.getByLabel('Mapping as YAML');
    const right = await editor.inputValue();
    expect(right).toContain('employer: { column: company }');
    await editor.fill(right.replace('kind: email', 'kind: mail'));
    const problem = page.getByRole('button', { name: /^Line \d+, column \d+/ });
    await problem.waitFor();
    expect(await axe(page)).toEqual([]);
    const line = Number(/\d+/.exec(await problem.innerText())![0]);
    expect(right.split('\n')[line - 1]).toContain('kind: email');
    await page.reload();
    expect(await editor.inputValue()).toContain('kind: mail');
    await editor.fill(right.replace('employer: {', 'company: {'));
    await problem.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Choose' }).click();
    expect(await page.getByLabel('Name of company').inputValue()).toBe('company');
  });

  it('tries the whole file, brings it in, and says what came of it', async () => {
    await settled();
    await page.getByRole('button', { name: 'Check the whole file' }).click();
    await page.getByRole('region', { name: 'Why rows were refused' }).waitFor();
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByText('Finished').waitFor();
    await page.getByRole('row', { name: 'Contact described 2 0' }).waitFor();
    expect(await axe(page)).toEqual([]);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download refused rows' }).click();
    const stream = await (await download).createReadStream();
    let rows = '';
    for await (const chunk of stream) rows += String(chunk);
    expect(rows).toContain('nobody,Cold,Cy Cole,1');
    await nav('Contacts');
    await page.getByRole('link', { name: 'Bolt' }).first().waitFor();
    await page.getByRole('link', { name: 'Acme' }).first().waitFor();
  });

  it('takes it back with a reason, and nothing of it is left', async () => {
    await nav('Imports');
    await page.getByRole('row', { name: /people\.csv/ }).waitFor();
    await page.keyboard.press('j');
    await page.waitForURL(/selected=/);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Undo the import' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('2 events are taken back').waitFor();
    expect(await axe(page)).toEqual([]);
    expect(await dialog.getByRole('button', { name: 'Undo the import' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Reason').fill('names and companies have changed places');
    await dialog.getByRole('button', { name: 'Undo the import' }).click();
    await page.getByText('Undone: names and companies have changed places').waitFor();
    await nav('Contacts');
    await page.getByRole('link', { name: 'Create an API key' }).waitFor();
  });

  it('brings the corrected file in with the same mapping', async () => {
    await nav('Imports');
    await page.getByRole('link', { name: 'people.csv' }).click();
    await page.getByRole('link', { name: 'Import a corrected file' }).click();
    await drop(RIGHT);
    await preview().getByText('cy@example.com').waitFor();
    expect(await page.getByLabel('Source').inputValue()).toBe('crm');
    await settled();
    await page.getByRole('button', { name: 'Check the whole file' }).click();
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('row', { name: 'Contact described 3 0' }).waitFor();
    await nav('Contacts');
    for (const name of ['Ann Lee', 'Bo Berg', 'Cy Cole']) await page.getByRole('link', { name }).first().waitFor();
    await page.getByText('Acme').first().waitFor();
    expect(await page.locator('a[href^="/contacts/"]', { hasText: 'Acme' }).count()).toBe(0);
    await nav('Imports');
    await page.getByRole('row', { name: /people-corrected\.csv.*Finished/ }).waitFor();
    await page.getByRole('row', { name: /people\.csv.*Undone/ }).waitFor();
  });

  it('asks for the files that a mapping looks rows up in', async () => {
    await page.getByRole('link', { name: 'New import' }).click();
    await drop(
      csv('orders.csv', ['mail;day;sku', 'ann.lee@example.com;03.02.2026;a-1', 'bo@example.com;24.02.2026;b-2']),
    );
    await page.getByRole('button', { name: 'Document' }).click();
    const editor = page.getByLabel('Mapping as YAML');
    const guessed = await editor.inputValue();
    await editor.fill(
      guessed
        .replace('emits:', 'lookups:\n  products: { file: products.csv, key: sku }\nemits:')
        .replace('sku: { column: sku }', 'product: { lookup: products, key: { column: sku }, field: title }'),
    );
    await page.getByText('Not uploaded yet').waitFor();
    await page
      .getByRole('region', { name: 'Files to look up in' })
      .locator('input[type=file]')
      .setInputFiles(csv('my-products.csv', ['sku,title', 'a-1,Lamp', 'b-2,Chair']));
    await preview().getByText('Lamp').waitFor();
    await preview().getByText('Order · purchased').first().waitFor();
    expect(await axe(page)).toEqual([]);
  });
});
