import type { Browser } from 'playwright-core';
import { axe, launch, open, type Opened } from './browser.js';
import { build, BUILD_MS, web } from './built.js';
import { companyId } from './fixture/companies.js';
import { contactId } from './fixture/people.js';
import { fixtureImports, fixtureUpload } from './fixture/imports.js';
import { fixtureAside, FixtureServer } from './fixture/server.js';
import { eventId } from './fixture/touches.js';

/** Two dozen screens, each loaded and looked at, take longer than one test may elsewhere. */
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
    imports: ['/intake/imports', 'td [role="progressbar"]'],
    'import that runs': [`/intake/imports/${fixtureImports[0]!.id}`, 'main [role="progressbar"]'],
    'import that was interrupted': [`/intake/imports/${fixtureImports[1]!.id}`, 'main h2'],
    'import that is over': [`/intake/imports/${fixtureImports[2]!.id}`, 'td'],
    'new import, its file': [`/intake/imports/new?step=file&file=${fixtureUpload}`, 'input[type="file"]'],
    'new import, its columns': [`/intake/imports/new?file=${fixtureUpload}`, 'article'],
    'new import, its document': [`/intake/imports/new?file=${fixtureUpload}&written=document`, 'article'],
    'new import, being checked': [
      `/intake/imports/new?file=${fixtureUpload}&step=check&dry=running`,
      'main [role="progressbar"]',
    ],
    'new import, checked': [`/intake/imports/new?file=${fixtureUpload}&step=check&dry=done`, 'td'],
    keys: ['/settings/keys', 'td'],
    'new key': ['/settings/keys?new=key', '[role="dialog"] form'],
    duplicates: ['/duplicates', 'main li[aria-current]'],
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
