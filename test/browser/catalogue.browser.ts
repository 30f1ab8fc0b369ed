import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { model, rule } from '../catalogue/sample.ts';
import { withBrowser } from './chromium.ts';
import { describeInBrowser } from './describe-in-browser.ts';
import { names, plain, prepareSites } from './sites.ts';

const site = prepareSites({
  plain,
  many: model(
    Array.from({ length: 150 }, (_, index) =>
      rule({
        id: `3e3f8f0e-0f0f-4a57-8a0c-${String(index).padStart(12, '0')}`,
        name: `Rule ${String(index).padStart(3, '0')}`,
        severity: index < 130 ? 'High' : 'Low',
      }),
    ),
  ),
});

/** The filters of the index, as somebody uses them: a closed one is opened first. */
const filters = (page: Page) => ({
  option: async (label: string, value: string): Promise<Locator> => {
    const facet = page.locator(`[data-facet="${label.toLowerCase()}"]`);
    if ((await facet.getAttribute('open')) === null) await facet.locator('summary').click();
    return facet.getByRole('checkbox', { name: new RegExp(`^${value.replace('.', '\\.')}\\b`) });
  },
  clear: async (): Promise<void> => {
    await page.getByRole('button', { name: 'Clear all' }).click();
    await page.waitForURL((url) => url.hash === '');
  },
});

// What a browser does after a click (another page, a new address, a part that opens) is waited for, never looked up at once.
describeInBrowser('the catalogue in a browser', () => {
  test('narrows the rules by search and by every filter, and remembers it in the address', async () => {
    await withBrowser(site('plain'), async ({ open }) => {
      const { page, incidents } = await open('index.html');
      const { option, clear } = filters(page);
      expect(await names(page)).toEqual(['A sample rule', 'Everything deleted', 'Near-real-time needle']);
      await page.getByRole('searchbox', { name: 'Search the rules' }).fill('needle REAL');
      expect(await names(page)).toEqual(['Near-real-time needle']);
      await page.getByRole('searchbox', { name: 'Search the rules' }).fill('endswith "/delete"');
      expect(await names(page)).toEqual(['Everything deleted']);
      await clear();
      const only: Readonly<Record<string, string>> = {
        Severity: 'Medium',
        Tactic: 'Impact',
        Technique: 'T1485',
        Connector: 'AzureActivity',
        Tag: 'azure',
        Status: 'deprecated',
        Workspace: 'test',
      };
      for (const [label, value] of Object.entries(only)) {
        await (await option(label, value)).check();
        expect(await names(page)).toEqual(['Everything deleted']);
        await page.waitForURL((url) => url.hash === `#${label.toLowerCase()}=${value}`);
        await clear();
      }
      await (await option('Table', 'SigninLogs')).check();
      await (await option('Severity', 'High')).check();
      await page.reload();
      expect(await names(page)).toEqual(['A sample rule']);
      expect(await page.locator('[data-count]').innerText()).toBe('1 of 3 rules');
      await page.getByRole('searchbox', { name: 'Search the rules' }).fill('nothing like it');
      await page.getByText('No rule fits all of these.').waitFor();
      expect(incidents).toEqual([]);
    });
  });

  test('takes several choices of a filter, says what each would bring, and gives them back one by one', async () => {
    await withBrowser(site('plain'), async ({ open }) => {
      const { page, incidents } = await open('index.html#severity=High&severity=Low&technique=T1098');
      expect(await names(page)).toEqual(['A sample rule', 'Near-real-time needle']);
      const counts = page.locator('[data-facet="severity"] li');
      expect((await counts.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim())).toEqual([
        'High 1',
        'Medium 0',
        'Low 1',
      ]);
      await page.getByRole('button', { name: 'Take away Severity: High' }).press('Enter');
      await page.waitForURL((url) => url.hash === '#severity=Low&technique=T1098');
      expect(await names(page)).toEqual(['Near-real-time needle']);
      await page.getByRole('button', { name: 'Clear all' }).click();
      expect(await names(page)).toHaveLength(3);
      expect(incidents).toEqual([]);
    });
  });

  test('finds what was mistyped, and says so', async () => {
    await withBrowser(site('plain'), async ({ open }) => {
      const { page } = await open('index.html#q=everythign%20delete');
      expect(await names(page)).toEqual(['Everything deleted']);
      await page.getByText('Nothing has “everythign”; this is for “everything”.').waitFor();
      await page.getByRole('searchbox', { name: 'Search the rules' }).fill('qqqqqq');
      expect(await names(page)).toEqual([]);
      expect(await page.locator('[data-note]').isVisible()).toBe(false);
    });
  });

  test('sorts by each column and back, in the address as well, on the page of a table too', async () => {
    await withBrowser(site('plain'), async ({ open }) => {
      const { page, incidents } = await open('index.html');
      const [sample, deleted, needle] = ['A sample rule', 'Everything deleted', 'Near-real-time needle'];
      await page.getByRole('button', { name: 'Severity' }).click();
      expect(await names(page)).toEqual([needle, deleted, sample]);
      await page.waitForURL((url) => url.hash === '#sort=-severity');
      await page.getByRole('button', { name: 'Tables' }).click();
      expect(await names(page)).toEqual([sample, needle, deleted]);
      await page.getByRole('button', { name: 'Rule', exact: true }).press('Enter');
      await page.getByRole('button', { name: 'Rule', exact: true }).press('Enter');
      await page.reload();
      expect(await names(page)).toEqual([needle, deleted, sample]);
      expect(await page.getByRole('columnheader', { name: 'Rule' }).getAttribute('aria-sort')).toBe('descending');
      await page.goto(page.url().replace(/index\.html.*/, 'tables/signinlogs/index.html'));
      await page.getByRole('button', { name: 'Severity' }).click();
      expect(await names(page)).toEqual([needle, sample]);
      expect(incidents).toEqual([]);
    });
  });

  test('shows a hundred rules at first, and the others when asked or printed', async () => {
    await withBrowser(site('many'), async ({ open }) => {
      const { page, incidents } = await open('index.html');
      const { option } = filters(page);
      const rest = page.locator('[data-rest]');
      expect(await names(page)).toHaveLength(100);
      expect(await page.locator('[data-count]').innerText()).toBe('150 rules');
      await page.getByRole('button', { name: 'Show all 150 rules' }).press('Enter');
      expect(await names(page)).toHaveLength(150);
      expect(await page.evaluate('document.activeElement.textContent')).toBe((await names(page))[100]);
      await (await option('Severity', 'High')).check();
      expect([(await names(page)).length, await rest.innerText()]).toEqual([100, 'Show all 130 rules']);
      await page.evaluate('dispatchEvent(new Event("beforeprint"))');
      expect(await names(page)).toHaveLength(130);
      await (await option('Severity', 'High')).uncheck();
      await (await option('Severity', 'Low')).check();
      expect([(await names(page)).length, await rest.isVisible()]).toEqual([20, false]);
      expect(incidents).toEqual([]);
    });
  });

  test('marks in the table of contents where one is', async () => {
    await withBrowser(site('plain'), async ({ open }) => {
      const { page } = await open(`rules/${rule().id}/index.html`);
      const current = page.locator('.toc [aria-current]');
      expect(await current.allInnerTexts()).toEqual(['Description']);
      await page.getByRole('navigation', { name: 'On this page' }).getByRole('link', { name: 'Response' }).click();
      await page.locator('.toc [aria-current]', { hasText: 'Response' }).waitFor();
      await page.setViewportSize({ width: 1280, height: 500 });
      await page.evaluate('scrollTo(0, 0)');
      await page.locator('.toc [aria-current]', { hasText: 'Description' }).waitFor();
      await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
      await page.locator('.toc [aria-current]', { hasText: 'Source' }).waitFor();
      expect(await current.count()).toBe(1);
    });
  });

  test('shows a query whole, whatever the width, and lists instead of a map on a narrow screen', async () => {
    await withBrowser(site('plain'), async ({ open }) => {
      const { page } = await open(`rules/${rule().id}/index.html`, { width: 390 });
      expect(
        await page.evaluate(
          '(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector(".kql"))',
        ),
      ).toBe(0);
      await page.getByRole('link', { name: 'Dependencies' }).click();
      await page.locator('.needs summary', { hasText: 'SigninLogs' }).first().waitFor();
      expect(await page.locator('.map').isVisible()).toBe(false);
      await page.setViewportSize({ width: 1280, height: 900 });
      expect(await page.locator('.map').isVisible()).toBe(true);
    });
  });

  test('tells of a technique over the whole width of its row', async () => {
    await withBrowser(site('plain'), async ({ open }) => {
      const { page } = await open('coverage/index.html');
      const cell = page.locator('.cell', { hasText: 'T1098' }).first();
      const closed = (await cell.boundingBox())?.width ?? 0;
      await cell.locator('summary').click();
      const row = (await page.locator('.cells', { has: cell }).boundingBox())?.width ?? 0;
      expect((await cell.boundingBox())?.width).toBe(row);
      expect(closed).toBeLessThan(row / 2);
    });
  });

  test('is used with the keyboard alone', async () => {
    await withBrowser(site('plain'), async ({ open }) => {
      const { page } = await open('index.html');
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to content');
      await page.keyboard.press('/');
      await page.keyboard.type('sample');
      expect(await names(page)).toEqual(['A sample rule']);
      await page.getByRole('link', { name: 'A sample rule' }).focus();
      await page.keyboard.press('Enter');
      await page.waitForURL('**/rules/**');
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('A sample rule');
      await page.keyboard.press('/');
      await page.waitForURL('**/index.html#find');
      await page.keyboard.type('needle');
      await page.waitForURL((url) => url.hash === '#q=needle');
    });
  });

  test('leads from a rule to the rules that share a tactic', async () => {
    await withBrowser(site('plain'), async ({ open }) => {
      const { page, incidents } = await open(`rules/${rule().id}/index.html`);
      expect(await page.getByRole('link', { name: 'Deploy to Azure' }).getAttribute('href')).toMatch(
        /^https:\/\/portal\.azure\.com\/#create\/Microsoft\.Template\/uri\/https%3A%2F%2Fcontoso\.example/,
      );
      await page.getByRole('link', { name: 'Persistence' }).first().click();
      await page.waitForURL('**/index.html#tactic=Persistence');
      expect(await names(page)).toEqual(['A sample rule', 'Near-real-time needle']);
      expect(incidents).toEqual([]);
    });
  });

  test('downloads templates and Navigator layers from a static host, which gets no request but for its own files', async () => {
    const types: Readonly<Record<string, string>> = {
      html: 'text/html',
      css: 'text/css',
      js: 'text/javascript',
      json: 'application/json',
    };
    const host = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://host').pathname;
      void readFile(join(site('plain'), path))
        .catch(() => undefined)
        .then((bytes) => {
          const type = types[path.split('.').at(-1) ?? ''] ?? 'text/plain';
          response.writeHead(bytes === undefined ? 404 : 200, { 'content-type': type });
          return response.end(bytes);
        });
    });
    await new Promise<void>((done) => {
      host.listen(0, '127.0.0.1', done);
    });
    const address = host.address();
    const origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
    try {
      await withBrowser(site('plain'), async ({ open }) => {
        const { page, incidents } = await open(`rules/${rule().id}/index.html`);
        await page.goto(`${origin}/rules/${rule().id}/index.html`);
        const template = page.waitForEvent('download');
        await page.getByRole('link', { name: 'ARM template', exact: true }).click();
        expect((await template).suggestedFilename()).toBe(`${rule().id}.json`);
        await page.getByRole('link', { name: 'ATT&CK coverage' }).click();
        const layer = page.waitForEvent('download');
        await page.getByRole('link', { name: 'ATT&CK Navigator layer' }).click();
        expect(JSON.parse(await readFile(await (await layer).path(), 'utf8'))).toMatchObject({
          domain: 'enterprise-attack',
        });
        expect(incidents.filter((incident) => !incident.startsWith(`request: ${origin}/`))).toEqual([]);
      });
    } finally {
      host.closeAllConnections();
      await new Promise((done) => host.close(done));
    }
  });

  test('opens a cell of the matrix, its gaps, and what a table is needed for', async () => {
    await withBrowser(site('plain'), async ({ open }) => {
      const { page, incidents } = await open('coverage/index.html');
      await page.locator('.cell summary', { hasText: 'T1098' }).first().click();
      await page.getByRole('link', { name: 'Near-real-time needle' }).first().waitFor();
      await page.getByRole('button', { name: 'Show all gaps' }).click();
      await page.getByRole('link', { name: 'T1078 Valid Accounts' }).first().waitFor();
      await page.getByRole('link', { name: 'Dependencies' }).click();
      await page.waitForURL('**/dependencies/**');
      await page.locator('[data-node="need"]').first().click();
      await page.getByText('Columns read:').first().waitFor();
      await page.getByRole('link', { name: 'SigninLogs', exact: true }).last().click();
      await page.waitForURL('**/tables/signinlogs/**');
      expect(incidents).toEqual([]);
    });
  });

  test('keeps a chosen theme on every page, whatever the system says', async () => {
    await withBrowser(site('plain'), async ({ open }) => {
      const paper = 'getComputedStyle(document.body).backgroundColor';
      const { page } = await open('index.html');
      const light = await page.evaluate(paper);
      await page.emulateMedia({ colorScheme: 'dark' });
      const dark = await page.evaluate(paper);
      expect(dark).not.toBe(light);
      await page.getByRole('button', { name: 'Theme: system' }).click();
      expect(await page.evaluate(paper)).toBe(light);
      await page.getByRole('link', { name: 'ATT&CK coverage' }).click();
      await page.waitForURL('**/coverage/**');
      expect(await page.evaluate(paper)).toBe(light);
    });
  });

  test('says which page it is, and how much is covered, in colours that the reader forces', async () => {
    await withBrowser(site('plain'), async ({ open }) => {
      const { page } = await open('coverage/index.html');
      await page.emulateMedia({ forcedColors: 'active' });
      const style = async (selector: string, name: string): Promise<unknown> =>
        page.evaluate(`getComputedStyle(document.querySelector(${JSON.stringify(selector)})).${name}`);
      expect(await style('.top nav a[aria-current]', 'borderBottomColor')).not.toBe(
        await style('.top nav a:not([aria-current])', 'borderBottomColor'),
      );
      expect(await style('.choice a[aria-current]', 'outlineStyle')).toBe('solid');
      expect(await style('.swatch.s1', 'backgroundColor')).not.toBe(await style('.swatch.s4', 'backgroundColor'));
      expect(await style('.cell.s2 summary', 'backgroundColor')).toBe(await style('.swatch.s2', 'backgroundColor'));
    });
  });

  test('prints the shades of the matrix, and nothing that one presses', async () => {
    await withBrowser(site('plain'), async ({ open }) => {
      const { page } = await open('coverage/index.html', { dark: true });
      await page.emulateMedia({ media: 'print' });
      const adjust = 'getComputedStyle(document.querySelector(".cell summary")).printColorAdjust';
      expect(await page.evaluate(adjust)).toBe('exact');
      expect(await page.getByRole('button').count()).toBe(0);
      expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    });
  });

  test('lists every rule without a script', async () => {
    const text = await readFile(join(site('plain'), 'index.html'), 'utf8');
    await writeFile(join(site('plain'), 'bare.html'), text.replaceAll(/<script[^>]*><\/script>/g, ''));
    await withBrowser(site('plain'), async ({ open }) => {
      const { page } = await open('bare.html');
      expect(await names(page)).toHaveLength(3);
      expect(await page.getByRole('searchbox', { name: 'Search the rules' }).isVisible()).toBe(false);
    });
  });
});
