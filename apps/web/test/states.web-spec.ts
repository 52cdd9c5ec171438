import type { Browser } from 'playwright-core';
import { axe, launch, open, type Opened } from './browser.js';
import { build, BUILD_MS, web } from './built.js';
import { contactId } from './fixture/people.js';
import { FixtureServer } from './fixture/server.js';
import { eventId } from './fixture/touches.js';

/** A contact with 100,000 touches over seven years. */
const busy = contactId(0);
const now = Date.now();

/** States that are hard to bring about on the real program, on a server that answers as it does. */
describe('the screens in every state', () => {
  let server: FixtureServer;
  let address: string;
  let browser: Browser;
  let opened: Opened;

  beforeAll(async () => {
    build();
    browser = await launch();
  }, BUILD_MS);
  afterAll(() => browser?.close());

  async function start(contacts: number, path: string, look: Parameters<typeof open>[1] = {}) {
    server = new FixtureServer({ contacts, web, now });
    address = await server.start();
    opened = await open(browser, look);
    await opened.page.goto(address + path);
    return opened.page;
  }

  afterEach(async () => {
    expect(opened.complaints).toEqual([]);
    await opened.page.context().close();
    await server.stop();
  });

  describe('of the list', () => {
    it('scrolls through a million contacts page by page, and remembers the page in the address', async () => {
      const page = await start(1_000_000, '/contacts');
      const list = page.getByRole('table', { name: 'Contacts' }).locator('..');
      await page.getByRole('row').nth(5).waitFor();
      await list.evaluate((box) => box.scrollTo({ top: 99 * 36 }));
      // A row of the second page: until it is there, the list ends at the hundredth and cannot be scrolled further.
      await page.locator('[aria-rowindex="105"]').waitFor();
      await list.evaluate((box) => box.scrollTo({ top: 150 * 36 }));
      await page.waitForURL(/after=100/);
      expect(await page.getByRole('row').count()).toBeLessThan(80);
      const first = server.world.row(100).contact;

      await page.reload();
      await page.getByRole('button', { name: /Show it from the start/ }).waitFor();
      expect(await page.locator('[aria-rowindex="2"] a[data-row]').getAttribute('data-row')).toBe(first);
      await page.getByRole('button', { name: /Show it from the start/ }).click();
      await page.waitForURL((url) => !url.searchParams.has('after'));
    });

    it('sorts, filters and searches by the server, all of it in the address', async () => {
      const page = await start(2500, '/contacts');
      await page.getByRole('columnheader', { name: 'Touches' }).getByRole('button').click();
      await page.waitForURL(/sort=-touches/);
      await page.getByRole('columnheader', { name: 'Touches' }).and(page.locator('[aria-sort="descending"]')).waitFor();
      await page.getByRole('button', { name: 'Last channel' }).click();
      await page.getByRole('menuitemradio', { name: 'Webinar' }).click();
      await page.waitForURL(/channel=webinar/);
      await page.keyboard.press('/');
      await page.keyboard.type('marchand');
      await page.waitForURL(/q=marchand/);
      await page
        .getByRole('link', { name: /Marchand/ })
        .first()
        .waitFor();
      await page.getByRole('searchbox').fill('nobody is called so');
      await page.getByRole('heading', { name: 'No contact matches' }).waitFor();
      expect(await axe(page)).toEqual([]);
      await page.getByRole('button', { name: 'Clear search and filters' }).click();
      await page.waitForURL((url) => !url.searchParams.has('q') && !url.searchParams.has('channel'));
      await page.getByRole('searchbox').fill('a');
      await page.getByText('More than 1,000 begin like this').waitFor();
      expect(await axe(page)).toEqual([]);
    });

    it('shows its shape while it loads, and what failed with a retry that works', async () => {
      server = new FixtureServer({ contacts: 50, web, now });
      address = await server.start();
      const release = server.hold('/api/contacts');
      opened = await open(browser);
      const { page } = opened;
      await page.goto(`${address}/contacts`);
      await page.locator('[role="table"][aria-busy="true"]').waitFor();
      server.fail('/api/contacts', 500);
      release();
      await page.getByRole('heading', { name: 'The server failed' }).waitFor();
      expect(await axe(page)).toEqual([]);
      server.mend();
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByRole('row').nth(3).waitFor();
    });

    it('does not move under a reader: what is new waits above until it is asked for', async () => {
      const page = await start(2500, '/contacts');
      const list = page.getByRole('table', { name: 'Contacts' }).locator('..');
      await page.getByRole('row').nth(3).waitFor();
      await list.evaluate((box) => box.scrollTo({ top: 400 }));
      server.world.touch('new-one', { contactName: 'Newcomer' });
      server.push({ changed: ['contacts'], position: server.world.position });
      await page.getByRole('button', { name: '1 new' }).click();
      await page.getByRole('link', { name: 'Newcomer' }).waitFor();
    });
  });

  describe('of a list that was left', () => {
    it('shows what changed meanwhile', async () => {
      const page = await start(20, '/contacts');
      await page.getByRole('row').nth(3).waitFor();
      await page.getByRole('link', { name: 'API keys' }).click();
      await page.getByRole('cell', { name: 'Website', exact: true }).waitFor();
      server.world.touch('meanwhile', { contactName: 'Came Meanwhile' });
      await page.getByRole('link', { name: 'Contacts' }).click();
      await page.getByRole('link', { name: 'Came Meanwhile' }).waitFor();
    });
  });

  describe('of a list that is being loaded', () => {
    it('shows what changed while its first page was under way', async () => {
      const page = await start(20, '/companies');
      await page.getByRole('row').nth(1).waitFor();
      let release: () => void = () => undefined;
      const released = new Promise<void>((resolve) => (release = resolve));
      const answered = new Promise<void>((resolve) => {
        void page.route(/\/api\/contacts\?/, async (route) => {
          const response = await route.fetch();
          resolve();
          await released;
          await route.fulfill({ response });
        });
      });
      await page.getByRole('link', { name: 'Contacts' }).click();
      await answered;
      server.world.touch('meanwhile', { contactName: 'Came Meanwhile' });
      server.push({ changed: ['contacts'], position: server.world.position });
      // What is said after it is seen: the screen has heard both.
      server.set('contacts', { lagSeconds: 12, lag: 5000 });
      await page.getByRole('link', { name: '12 sec behind' }).waitFor();
      release();
      await page.getByRole('link', { name: 'Came Meanwhile' }).waitFor();
    });
  });

  describe('of a contact', () => {
    it('pages a journey of 100,000 touches, and jumps in it by the density strip', async () => {
      const page = await start(100, `/contacts/${busy}`);
      const journey = page.getByRole('region', { name: 'Journey' });
      await journey.getByRole('link').nth(5).waitFor();
      const strip = page.getByRole('slider');
      await strip.focus();
      await page.keyboard.press('Home');
      expect(await strip.getAttribute('aria-valuenow')).toBe('0');
      await page.keyboard.press('Enter');
      await page.waitForURL(/until=/);
      await journey.getByRole('button', { name: /Back to the newest/ }).waitFor();
      const [oldest] = server.world.density(busy).buckets;
      await journey
        .getByRole('heading', { name: oldest!.from.slice(0, 4) })
        .first()
        .waitFor({ state: 'attached' });
      await journey.getByRole('button', { name: /Back to the newest/ }).click();
      await page.waitForURL((url) => !url.searchParams.has('until'));
      expect(await journey.getByRole('link').count()).toBeLessThan(80);
    });

    it('is read by keys alone: j and k move, enter inspects, escape closes', async () => {
      const page = await start(100, `/contacts/${busy}`);
      await page.getByRole('region', { name: 'Journey' }).getByRole('link').nth(5).waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('j');
      await page.waitForURL(/selected=/);
      await page.waitForFunction(
        () =>
          document.activeElement?.closest('[role="region"], section') !== null &&
          document.activeElement?.tagName === 'A',
      );
      await page.keyboard.press('Enter');
      const panel = page.getByRole('complementary', { name: 'Event' });
      await panel.getByText('Happened').waitFor();
      const first = new URL(page.url()).searchParams.get('event');
      await page.keyboard.press('j');
      await page.waitForURL((url) => url.searchParams.get('event') !== first);
      await page.goBack();
      await panel.waitFor({ state: 'detached' });
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
      expect(await axe(page)).toEqual([]);
    });

    it('follows a cause, shows what was erased, and copies the event', async () => {
      const page = await start(100, `/contacts/${busy}?event=${eventId(0, 99_000)}`);
      await opened.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      const panel = page.getByRole('complementary', { name: 'Event' });
      await panel.getByText('erased').first().waitFor();
      await panel.getByRole('button', { name: 'Copy as JSON' }).click();
      await panel.getByRole('button', { name: 'Copied' }).waitFor();
      const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText())) as { position: number };
      expect(copied.position).toBe(server.world.event(eventId(0, 99_000))!.position);
      await panel.getByRole('link', { name: 'Touch recorded' }).first().click();
      await page.waitForURL(new RegExp(eventId(0, 98_999)));
    });

    it('says that there is no such contact', async () => {
      const page = await start(10, '/contacts/nobody');
      await page.getByRole('heading', { name: 'This does not exist' }).waitFor();
      expect(await axe(page)).toEqual([]);
    });
  });

  describe('of freshness', () => {
    it('says how far behind, what is being rebuilt, and what has halted', async () => {
      const page = await start(10, '/settings/projections');
      await page.getByRole('link', { name: 'Live' }).waitFor();
      server.set('contacts', { lagSeconds: 12, lag: 5000 });
      await page.getByRole('link', { name: '12 sec behind' }).waitFor();
      // Nothing more is heard: it gets no fresher by that.
      await page.getByRole('link', { name: /^(1[5-9]|2\d) sec behind$/ }).waitFor();
      server.set('contacts', { lagSeconds: 0, lag: 0, rebuilding: { progress: 0.43, rate: 61_000, secondsLeft: 120 } });
      await page.getByRole('link', { name: 'Rebuilding 43%, 2 min left' }).waitFor();
      const progress = page.getByRole('progressbar', { name: 'Rebuilding contacts' });
      await progress.waitFor();
      expect(await progress.getAttribute('aria-valuenow')).toBe('43');
      await page.getByText('61,000 events/s').waitFor();
      expect(await axe(page)).toEqual([]);
      server.set('contacts', { rebuilding: null, halted: 'position 7 holds a newer event: upgrade this process' });
      await page.getByRole('link', { name: '1 projection halted' }).waitFor();
      await page.getByText('Halted: position 7 holds a newer event: upgrade this process').waitFor();
      expect(await axe(page)).toEqual([]);
    });

    it('says when the connection is lost, comes back by itself, and shows what it missed', async () => {
      const page = await start(10, '/contacts');
      await page.getByRole('row').nth(3).waitFor();
      await page.getByRole('link', { name: 'Live' }).waitFor();
      server.setLive(false);
      await page.getByText('The live connection is lost.').waitFor();
      await page.getByRole('link', { name: 'Connection lost' }).waitFor();
      expect(await axe(page)).toEqual([]);
      await page.getByRole('button', { name: 'Try now' }).click();
      server.world.touch('missed', { contactName: 'Missed Meanwhile' });
      server.setLive(true);
      await page.getByRole('link', { name: 'Missed Meanwhile' }).waitFor();
      await page.getByText('The live connection is lost.').waitFor({ state: 'detached' });
    });

    it('leads to the sign-in when the session is over, and back to where one was', async () => {
      const page = await start(10, '/settings/people');
      await page
        .getByRole('cell', { name: /Ada Lindqvist/ })
        .first()
        .waitFor();
      server.world.signedIn = false;
      server.push({ changed: ['staff'], position: 1 });
      await page.waitForURL(/sign-in\?next=/);
      await page.getByLabel('E-mail').fill('ada@example.com');
      await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.waitForURL('**/settings/people');
    });
  });

  it('fit a phone before the first touch', async () => {
    const page = await start(0, '/contacts', { width: 390 });
    await page.getByRole('heading', { name: 'No contacts yet' }).waitFor();
    const body = page.getByRole('main').locator('> div');
    expect(await body.evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0);
    expect(await axe(page)).toEqual([]);
  });

  describe('of settings', () => {
    it('keeps what was typed when a command fails', async () => {
      const page = await start(10, '/settings/keys?new=key');
      await page.getByLabel('Name').fill('Kiosk');
      server.fail('/api/keys', 503, { code: 'log.busy', title: 'Not now' });
      await page.getByRole('button', { name: 'Create key' }).click();
      await page.getByRole('alert').getByText('Too much at once').waitFor();
      expect(await page.getByLabel('Name').inputValue()).toBe('Kiosk');
      server.mend();
      await page.getByRole('button', { name: 'Create key' }).click();
      await page.getByText('The key “Kiosk” is ready').waitFor();
    });

    it('says what could not be done that was asked of a projection', async () => {
      const page = await start(10, '/settings/projections');
      await page.getByRole('row', { name: /staff/ }).getByText('Live').waitFor();
      const at = new Date(Date.now() - 120_000).toISOString();
      server.set('staff', { failed: { kind: 'rollback', error: 'there is no version before', at } });
      await page.getByRole('alert').getByText('Rolling back failed: there is no version before').waitFor();
      expect(await axe(page)).toEqual([]);
      server.set('staff', { failed: null });
      await page.getByRole('alert').waitFor({ state: 'detached' });
    });

    it('shows dead letters with their reasons, and tries them again', async () => {
      const page = await start(10, '/settings/projections');
      await page.getByRole('link', { name: '2 dead letters of contacts' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText(/longer than 200 characters/).waitFor();
      expect(await axe(page)).toEqual([]);
      await dialog.getByRole('button', { name: 'Try again' }).first().click();
      await page.getByText('Tried again.').waitFor();
      await dialog.getByText(/longer than 200 characters/).waitFor({ state: 'detached' });
    });
  });
});
