import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { buildSite } from '../../src/catalogue/site/site.ts';
import { hostileRule } from '../catalogue/hostile.ts';
import { model, rule } from '../catalogue/sample.ts';
import { attacks } from '../fixtures/injection.ts';
import { withBrowser } from './chromium.ts';
import { describeInBrowser } from './describe-in-browser.ts';
import { names, plain, prepareSites } from './sites.ts';

/**
 * The service takes names of 256 characters. A browser needs a second and more to break one word of 10,000, of which a
 * page of these rules would have sixty.
 */
const hostileRules = attacks.map(({ text }, index) => hostileRule(text.slice(0, 1000), index));

const site = prepareSites({
  plain,
  hostile: model(hostileRules, {
    title: attacks[6]?.text ?? '',
    workspaces: attacks.slice(0, 6).map(({ text }) => text),
  }),
});

type AxeResult = {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
};

/** Violations as `rule: element`; the page's own policy does not hold for what the test driver evaluates. */
const violations = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(axe.source);
  const result = await page.evaluate<AxeResult>('axe.run(document, { preload: false })');
  return result.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
};

/** Both themes, and a phone: loaded again in one page each, as a page of its own costs a process of the browser. */
const looks = [
  { scheme: 'light', width: 1280 },
  { scheme: 'dark', width: 1280 },
  { scheme: 'light', width: 390 },
] as const;

const pages = [
  'index.html',
  'index.html#q=sampel&severity=High&severity=Low&technique=T1098&sort=-name',
  'coverage/index.html',
  'coverage/prod/index.html',
  'dependencies/index.html',
  'workspaces/index.html',
  'metrics/index.html',
  `rules/${rule().id}/index.html`,
  'rules/1c1f8f0e-0f0f-4a57-8a0c-5a7a4f0f0a02/index.html',
  'tables/signinlogs/index.html',
  'techniques/t1098/index.html',
];

describeInBrowser('the catalogue in a browser', () => {
  test.each(pages)('%s is accessible in both themes and on a phone', async (path) => {
    await withBrowser(site('plain'), async ({ open }) => {
      const { page, incidents } = await open(path);
      for (const { scheme, width } of looks) {
        await page.emulateMedia({ colorScheme: scheme });
        await page.setViewportSize({ width, height: 900 });
        await page.reload();
        await page.evaluate('document.querySelectorAll("details").forEach((part) => { part.open = true })');
        expect([scheme, width, await violations(page)]).toEqual([scheme, width, []]);
        const wider = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
        expect(await page.evaluate(wider)).toBe(0);
        expect(incidents).toEqual([]);
      }
    });
  });

  test('shows hostile rules as text: nothing runs, loads, links out by itself or pops up', async () => {
    const files = [...buildSite(model(hostileRules), new Map())].map(([path]) => path);
    const htmlPages = files.filter((path) => path.endsWith('.html') && /^(?:rules|tables)\//.test(path));
    expect(htmlPages.length).toBe(attacks.length * 2);
    await withBrowser(site('hostile'), async ({ open }) => {
      const { page, incidents } = await open('index.html');
      for (const path of ['index.html', 'coverage/index.html', 'dependencies/index.html', ...htmlPages]) {
        await page.goto(`file://${join(site('hostile'), path)}`);
        await page.evaluate('document.querySelectorAll("details").forEach((part) => { part.open = true })');
        expect(await page.locator('img, iframe, object, embed, failure, [onerror]').count()).toBe(0);
        const bad =
          '[...document.links].map((link) => link.protocol).filter((name) => !["file:", "https:", "http:"].includes(name))';
        expect(await page.evaluate(bad)).toEqual([]);
        expect([path, incidents]).toEqual([path, []]);
      }
      await page.goto(`file://${join(site('hostile'), 'index.html')}`);
      await page.getByRole('searchbox', { name: 'Search the rules' }).fill('<script>alert(1)</script>');
      expect((await names(page)).length).toBeGreaterThan(0);
      expect(incidents).toEqual([]);
    });
  });
});
