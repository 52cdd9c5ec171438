import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';

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
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    const network = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !network) complaints.push(message.text());
  });
  return { page, complaints };
}

/** What axe finds wrong with the page as it is: each rule once, with the places. */
export async function axe(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}
