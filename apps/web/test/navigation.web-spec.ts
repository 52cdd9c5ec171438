import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { startApp, type RunningApp } from './app.js';
import { axe, launch, type Opened } from './browser.js';
import { build, BUILD_MS, checkout } from './built.js';
import { signedIn } from './signed-in.js';

/** Two dozen screens, each loaded and looked at, take longer than one test may elsewhere. */
const EVERY_SCREEN_MS = 180_000;

/** The screens the navigation leads to, settings included: whoever adds one lists it here. */
const SCREENS = [
  '/',
  '/contacts',
  '/companies',
  '/duplicates',
  '/handoffs',
  '/funnel',
  '/pipeline',
  '/tickets',
  '/kpis',
  '/retention',
  '/intake/sources',
  '/intake/quarantine',
  '/intake/imports',
  '/settings/stages',
  '/settings/pipelines',
  '/settings/calendars',
  '/settings/sla',
  '/settings/teams',
  '/settings/reasons',
  '/settings/keys',
  '/settings/people',
  '/settings/projections',
];

/** The screens of one thing, and what is not a screen; each is looked at where its spec has something to show. */
const NOT_IN_NAVIGATION = [
  '/$contact',
  '/$company',
  '/$deal',
  '/$ticket',
  '/$event',
  '/$kpi',
  '/$import',
  '/new',
  '/sign-in',
];

/** Every screen of an empty workspace, on the real program. */
describe('the navigation', () => {
  let app: RunningApp;
  let browser: Browser;
  let opened: Opened;
  let page: Page;

  beforeAll(async () => {
    build();
    [app, browser] = await Promise.all([startApp(), launch()]);
    opened = await signedIn(app, browser);
    page = opened.page;
  }, BUILD_MS);

  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });

  afterEach(() => expect(opened.complaints).toEqual([]));

  it('leads to the screens that are listed here, and to no other', async () => {
    const links = page.getByRole('navigation', { name: 'Main' }).getByRole('link');
    const found = await links.evaluateAll((all) =>
      all.map((link) => new URL((link as HTMLAnchorElement).href).pathname),
    );
    expect([...new Set(found)].sort()).toEqual([...SCREENS].sort());
  });

  it('leaves out no screen but those of one thing', () => {
    const router = readFileSync(join(checkout, 'apps/web/src/app/router.tsx'), 'utf8');
    const paths = [...router.matchAll(/\bpath: '([^']+)'/g)].map((match) => match[1]!);
    const known = (path: string): boolean =>
      SCREENS.includes(path) ||
      SCREENS.some((screen) => screen.endsWith(path) || screen.startsWith(`${path}/`)) ||
      NOT_IN_NAVIGATION.some((end) => path.endsWith(end));
    expect(paths.length).toBeGreaterThan(SCREENS.length);
    expect(paths.filter((path) => !known(path))).toEqual([]);
  });

  it.each([
    { theme: 'light', width: 1440 },
    { theme: 'dark', width: 1440 },
    { theme: 'light', width: 390 },
    { theme: 'dark', width: 390 },
  ] as const)(
    'leads to screens without a barrier that axe finds: $theme, $width wide',
    async ({ theme, width }) => {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: width < 500 ? 844 : 900 });
      const found: Record<string, string[]> = {};
      for (const path of SCREENS) {
        await page.goto(app.address + path);
        await page.locator('main :is(h1, h2, h3, a, button)').first().waitFor();
        await page.waitForFunction(() => document.querySelector('main [aria-busy="true"]') === null);
        const violations = await axe(page);
        if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth))
          violations.push('wider than it');
        if (violations.length > 0) found[path] = violations;
      }
      expect(found).toEqual({});
    },
    EVERY_SCREEN_MS,
  );
});
