import { readFileSync } from 'node:fs';
import type { AxeResults, RunOptions } from 'axe-core';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';

const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** A page, and everything its console complained about. */
export interface Opened {
  readonly page: Page;
  /** Errors the page threw or logged, but for those of answers the test made fail. */
  readonly complaints: string[];
}

interface Look {
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  readonly language?: string;
}

/** How long is waited for what should be seen: on a busy machine the read models and the browser take their time. */
const WAIT_MS = 45_000;

/** Debian's Chromium, unless CHROMIUM names another. Throws with what to install when there is none. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Opens a page of its own, with cookies and storage of its own. */
export async function open(browser: Browser, look: Look = {}): Promise<Opened> {
  const { theme = 'light', width = 1440, language = 'en' } = look;
  const context = await browser.newContext({
    viewport: { width, height: width < 500 ? 844 : 900 },
    colorScheme: theme,
    locale: language,
    timezoneId: 'Europe/Paris',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT_MS);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    const network = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !network) complaints.push(message.text());
  });
  return { page, complaints };
}

/** The link in the navigation that leads to a screen. */
export function screenLink(page: Page, name: string): Locator {
  return page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true });
}

/** Waits for the row that the list begins with, presses `j`, and waits until it is chosen and has the focus: `Enter` opens it. */
export async function firstRow(page: Page, text: string): Promise<void> {
  await page.getByRole('menu').waitFor({ state: 'detached' });
  // while rows are fetched there is none to choose
  await page.getByRole('row').nth(1).filter({ hasText: text }).waitFor();
  await page.keyboard.press('j');
  await page.locator('[role="row"][aria-current="true"] :focus', { hasText: text }).waitFor();
}

/** What axe finds wrong with the page once nothing on it moves: each rule once, with the places. */
export async function axe(page: Page): Promise<string[]> {
  await page.waitForFunction(still);
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } }).axe.run({
      resultTypes: ['violations'],
    }),
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

/** Whether nothing fades or slides any more: while it does, its colours are not those that are read. */
function still(): boolean {
  return document
    .getAnimations()
    .every(({ playState, effect }) => playState !== 'running' || effect?.getComputedTiming().iterations === Infinity);
}
