import type { Browser, Page } from 'playwright-core';
import { startApp, type RunningApp } from './app.js';
import { axe, launch, open, type Opened } from './browser.js';
import { build, BUILD_MS } from './built.js';

const DAY = 86_400_000;

/** Figures and what they count, and settings that figures use, on the real program. */
describe('figures and settings', () => {
  let app: RunningApp;
  let browser: Browser;
  let opened: Opened;
  let page: Page;

  /** Asks the API as the person in front of the screen. */
  const api = <T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> =>
    page.evaluate(
      async ([how, where, what]) => {
        const { csrf } = (await (await fetch('/api/session')).json()) as { csrf: string };
        const response = await fetch(where, {
          method: how,
          headers: { 'content-type': 'application/json', 'x-csrf-token': csrf },
          ...(what === '' ? {} : { body: what }),
        });
        if (!response.ok) throw new Error(`${where}: ${await response.text()}`);
        return (await response.json()) as T;
      },
      [method, path, body === undefined ? '' : JSON.stringify(body)] as const,
    );

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
    const { key } = await api<{ key: string }>('POST', '/api/keys', { name: 'Mailer', scopes: ['intake'] });
    const ago = (days: number): string => new Date(Date.now() - days * DAY).toISOString();
    const mail = (userId: string, event: string, timestamp: string, campaign: string) => ({
      type: 'track',
      userId,
      messageId: `${userId} ${event}`,
      event,
      timestamp,
      context: { campaign: { name: campaign }, traits: { email: `${userId}@example.com` } },
    });
    const people = ['ann', 'ben', 'cleo', 'dan', 'eve', 'finn'];
    const response = await fetch(`${app.address}/v1/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(`${key}:`)}` },
      body: JSON.stringify({
        batch: people.flatMap((name, i) => [
          { type: 'identify', userId: name, messageId: name, traits: { name: `${name} Lee` }, timestamp: ago(200) },
          mail(name, 'Email Delivered', ago(40 + 20 * i), i < 4 ? 'spring' : 'summer'),
          ...(i < 3 ? [mail(name, 'Email Opened', ago(39 + 20 * i), 'spring')] : []),
        ]),
        sentAt: new Date().toISOString(),
      }),
    });
    expect(response.status).toBe(200);
    const { position } = (await response.json()) as { position: number };
    const { items } = await api<{ items: { contact: string }[] }>('GET', `/api/contacts?minPosition=${position}`);
    const { contact } = items[0]!;
    await api('POST', '/api/commands/deal.open', {
      params: {
        contact,
        name: 'Twenty seats',
        stage: 'proposal',
        amount: { amount: 100_000, currency: 'EUR' },
        closeOn: new Date(Date.now() + DAY).toISOString().slice(0, 10),
      },
    });
  }, BUILD_MS);

  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });

  afterEach(() => expect(opened.complaints).toEqual([]));

  const records = () => page.getByRole('region', { name: 'Records' }).last();

  it('shows a board for a team: values, what they are made of, and the definition beside', async () => {
    await page.getByRole('link', { name: 'KPIs' }).click();
    await page.getByRole('heading', { name: 'KPIs', level: 1 }).waitFor();
    const card = page.getByRole('article').filter({ has: page.getByRole('link', { name: 'Open rate' }) });
    await card.getByText('50%').waitFor();
    await card.getByText('3 of 6').waitFor();
    expect(await axe(page)).toEqual([]);
    await card.getByRole('link').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Shift+Tab');
    await card.getByText(/opens by machines are not counted/).waitFor();
    await page.getByLabel('By').selectOption({ label: 'campaign' });
    await card.getByText('spring').waitFor();
    await card.getByText('75%').waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it('opens a figure, its slices and exactly the records it counts, down to the contact and the event', async () => {
    await page.getByRole('link', { name: 'Open rate' }).click();
    await page.getByRole('heading', { name: 'Open rate', level: 1 }).waitFor();
    await page.getByText('3 of 6').waitFor();
    await page.getByRole('img', { name: 'Open rate over time' }).waitFor();
    await records().getByRole('link', { name: 'ann Lee' }).waitFor();
    expect(await records().getByRole('row').count()).toBe(4);
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Out of' }).click();
    await records().getByRole('row').nth(6).waitFor();
    await page.getByRole('region', { name: 'By campaign' }).getByRole('button', { name: 'summer' }).click();
    await records().getByRole('link', { name: 'eve Lee' }).waitFor();
    await records().getByRole('link', { name: 'ann Lee' }).waitFor({ state: 'detached' });
    expect(await records().getByRole('row').count()).toBe(3);
    expect(await axe(page)).toEqual([]);

    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'eve Lee', level: 1 }).waitFor();
    await page.goBack();
    await records().getByRole('link', { name: 'Open' }).first().click();
    await page.waitForURL(/\/events\//);
    await page.goBack();
    await page.getByRole('heading', { name: 'Open rate', level: 1 }).waitFor();
  });

  it('keeps a figure as a file, for the period that is chosen', async () => {
    await page.getByLabel('Period').selectOption({ label: 'All time' });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('open-rate-v1.csv');
    await page.getByLabel('Period').selectOption({ label: 'Custom…' });
    await page.getByLabel('From').fill('2020-01-01');
    await page.getByLabel('Before').fill('2020-02-01');
    await page.getByText('Nothing to count in this period').waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it('says where figures of retention will be', async () => {
    await page.getByRole('link', { name: 'Retention' }).click();
    await page.getByRole('heading', { name: 'Retention', level: 1 }).waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it('changes a stage’s probability, and the forecast weighs by it', async () => {
    const weighted = async (): Promise<number[]> => {
      const { months } = await api<{ months: { open: { weighted: number }[] }[] }>('GET', '/api/forecast');
      return months.flatMap((month) => month.open.map((worth) => worth.weighted));
    };
    expect(await weighted()).toEqual([50_000]);
    await page.getByRole('link', { name: 'Pipelines' }).click();
    const pipeline = page.getByRole('form', { name: 'Sales' });
    const stage = pipeline.getByRole('listitem').nth(2);
    await stage.getByLabel('Won from here, %').fill('160');
    await pipeline.getByRole('button', { name: 'Save' }).click();
    await stage.getByText(/0 to 100 % each/).waitFor();
    expect(await axe(page)).toEqual([]);
    await stage.getByLabel('Won from here, %').fill('60');
    await pipeline.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The pipeline “Sales” is saved.').waitFor();
    expect(await settled(weighted, [60_000])).toEqual([60_000]);
    await pipeline.getByLabel('Stage', { exact: true }).first().focus();
    await page.keyboard.press('Alt+ArrowDown');
    expect(await pipeline.getByLabel('Stage', { exact: true }).nth(1).inputValue()).toBe('prospecting');
    await pipeline.getByRole('button', { name: 'Leave as it was' }).click();
  });

  it('sets reasons and hours, and says what is refused', async () => {
    await page.getByRole('link', { name: 'Reasons' }).click();
    const lost = page.getByRole('form', { name: 'A deal was lost' });
    await lost.getByRole('button', { name: 'Add a reason' }).click();
    await lost.getByLabel('Reason 1').fill('price');
    await lost.getByRole('button', { name: 'Save' }).click();
    await lost.getByRole('link', { name: /Changed/ }).waitFor();
    expect(await axe(page)).toEqual([]);

    await page.getByRole('link', { name: 'Calendars' }).click();
    const hours = page.getByRole('form', { name: 'Business hours' });
    await hours.getByLabel('Monday from').fill('18:00');
    await hours.getByRole('button', { name: 'Save' }).click();
    await hours.getByText(/hours end after they begin/).waitFor();
    expect(await axe(page)).toEqual([]);
    await hours.getByLabel('Monday from').fill('08:00');
    await hours.getByRole('button', { name: 'Save' }).click();
    await page.getByText('“Business hours” is saved.').waitFor();
  });

  it('sets service levels and stages of the funnel, and founds a team', async () => {
    await page.getByRole('link', { name: 'Service levels' }).click();
    const promises = page.getByRole('form', { name: 'Service levels' });
    await promises.getByLabel('First answer, minutes').first().fill('30');
    expect(await axe(page)).toEqual([]);
    await promises.getByRole('button', { name: 'Save' }).click();
    await page.getByText('“Service levels” is saved.').waitFor();

    await page.getByRole('link', { name: 'Funnel stages' }).click();
    const stages = page.getByRole('form', { name: 'Funnel stages' });
    await stages.getByLabel('Stays at most, hours').first().fill('72');
    expect(await axe(page)).toEqual([]);
    await stages.getByRole('button', { name: 'Save' }).click();
    await page.getByText('“Funnel stages” is saved.').waitFor();
    await stages.getByRole('link', { name: /Changed/ }).waitFor();

    await page.getByRole('link', { name: 'Teams' }).click();
    await page.getByRole('button', { name: 'Found a team' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('North');
    expect(await axe(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Found' }).click();
    await page.getByRole('cell', { name: 'North', exact: true }).waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it('changes nothing while another moment is shown', async () => {
    await page.goto(`${app.address}/settings/pipelines?asOf=2026-01-01T00:00:00.000Z`);
    await page.getByRole('form', { name: 'Sales' }).waitFor();
    expect(await page.getByRole('button', { name: 'New pipeline' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Add a stage' }).count()).toBe(0);
  });
});

/** What an answer is once it is as expected, or after five seconds. */
async function settled<T>(ask: () => Promise<T>, expected: T): Promise<T> {
  const until = Date.now() + 5_000;
  let answer = await ask();
  while (JSON.stringify(answer) !== JSON.stringify(expected) && Date.now() < until) answer = await ask();
  return answer;
}
