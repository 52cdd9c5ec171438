import type { Browser } from 'playwright-core';
import { axe, launch, open, type Opened } from './browser.js';
import { build, BUILD_MS, web } from './built.js';
import { companyId } from './fixture/companies.js';
import { contactId } from './fixture/people.js';
import { fixtureAside, FixtureServer } from './fixture/server.js';
import { eventId } from './fixture/touches.js';

/** Seventeen screens, each loaded and looked at, take longer than one test may elsewhere. */
const EVERY_SCREEN_MS = 180_000;

/** A contact with 100,000 touches over seven years. */
const busy = contactId(0);

describe('every screen', () => {
  let server: FixtureServer;
  let address: string;
  let browser: Browser;
  let opened: Opened;

  beforeAll(async () => {
    build();
    browser = await launch();
    server = new FixtureServer({ contacts: 200, web });
    address = await server.start();
  }, BUILD_MS);

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  afterEach(async () => {
    expect(opened.complaints).toEqual([]);
    await opened.page.context().close();
  });

  /** Every screen, and what is there when it has loaded. */
  const screens: Readonly<Record<string, readonly [path: string, loaded: string]>> = {
    contacts: ['/contacts', '[role="row"] a'],
    contact: [`/contacts/${contactId(2)}`, 'h2[dir="auto"]'],
    companies: ['/companies', '[role="row"] a'],
    company: [`/companies/${companyId(0)}`, 'ol[aria-label] li a'],
    'event beside a journey': [`/contacts/${busy}?event=${eventId(0, 99_000)}`, 'aside details'],
    'event on its own page': [`/events/${eventId(0, 99_000)}`, 'main details'],
    'history of a field': [`/contacts/${busy}?field=title&view=record`, '[role="dialog"] ol li'],
    sources: ['/intake/sources', 'td'],
    quarantine: ['/intake/quarantine', 'td'],
    'message in quarantine': [`/intake/quarantine?entry=${fixtureAside.id}`, 'aside textarea'],
    keys: ['/settings/keys', 'td'],
    'new key': ['/settings/keys?new=key', '[role="dialog"] form'],
    people: ['/settings/people', 'td'],
    'new person': ['/settings/people?new=person', '[role="dialog"] form'],
    projections: ['/settings/projections', 'td'],
    'nothing there': ['/nowhere', 'h1'],
    'choosing a password': ['/sign-in?token=good-token', 'form'],
  };
  const looks = [
    { theme: 'light', width: 1440 },
    { theme: 'dark', width: 1440 },
    { theme: 'dark', width: 390 },
  ] as const;

  it.each(looks)(
    'has no barrier that axe finds: $theme, $width wide',
    async ({ theme, width }) => {
      opened = await open(browser, { theme, width });
      const { page } = opened;
      const found: Record<string, string[]> = {};
      for (const [name, [path, loaded]] of Object.entries(screens)) {
        await page.goto(address + path);
        await page.locator(loaded).first().waitFor({ state: 'attached' });
        const violations = await axe(page);
        if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth))
          violations.push('wider than it');
        if (violations.length > 0) found[name] = violations;
      }
      expect(found).toEqual({});
    },
    EVERY_SCREEN_MS,
  );
});
