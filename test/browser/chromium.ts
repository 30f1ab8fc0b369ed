import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser as Chromium, type Page } from 'playwright-core';

const places = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser that tests use; undefined where none is installed. */
export const browserPath = places.find((path) => path !== undefined && existsSync(path));

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** What happened in a page that must not: messages of the console, errors, dialogs, requests to anything but files. */
export type Watched = { readonly page: Page; readonly incidents: string[] };

export type Browser = {
  /** Opens a file of the site; `incidents` goes on filling while the page is used. */
  readonly open: (path: string, options?: { readonly dark?: true; readonly width?: number }) => Promise<Watched>;
};

const watch = async (page: Page): Promise<string[]> => {
  const incidents: string[] = [];
  page.on('console', (message) => incidents.push(`console ${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => incidents.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    incidents.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith('file:')) incidents.push(`request: ${request.url()}`);
  });
  return incidents;
};

let launched: Promise<Chromium> | undefined;

/** Started by the first who needs it: that takes a second. What a page keeps, its context keeps. */
const started = (): Promise<Chromium> => {
  launched ??= chromium.launch({
    ...(browserPath === undefined ? {} : { executablePath: browserPath }),
    headless: true,
    args: flags,
  });
  return launched;
};

/** Ends the browser, where one was started. */
export const endBrowser = async (): Promise<void> => {
  const running = await launched;
  launched = undefined;
  await running?.close();
};

/** A browser over a folder of files that knows nothing of what was done before. `endBrowser` ends what it runs in. */
export const withBrowser = async (site: string, work: (browser: Browser) => Promise<void>): Promise<void> => {
  const context = await (await started()).newContext({ acceptDownloads: true });
  try {
    await work({
      open: async (path, options = {}) => {
        const page = await context.newPage();
        const incidents = await watch(page);
        await page.setViewportSize({ width: options.width ?? 1280, height: 900 });
        await page.emulateMedia({ colorScheme: options.dark === true ? 'dark' : 'light' });
        await page.goto(`file://${join(site, path)}`);
        return { page, incidents };
      },
    });
  } finally {
    await context.close();
  }
};
