import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import type { Page } from 'playwright-core';
import { siteFiles } from '../../src/app/show/docs.ts';
import type { PagesModel, CatalogueRule } from '../../src/catalogue/model.ts';
import { buildSite } from '../../src/catalogue/site/site.ts';
import { model, rule } from '../catalogue/sample.ts';

const shipped = async (name: string): Promise<string> => readFile(resolve('assets/catalogue', name), 'utf8');

const rules: readonly CatalogueRule[] = [
  rule(),
  rule({
    id: '1c1f8f0e-0f0f-4a57-8a0c-5a7a4f0f0a02',
    path: 'analytics-rules/deletes.yaml',
    name: 'Everything deleted',
    severity: 'Medium',
    tactics: ['Impact'],
    techniques: ['T1485'],
    tags: ['azure'],
    enabled: false,
    status: 'deprecated',
    connectors: [{ id: 'AzureActivity', dataTypes: [] }],
    workspaces: ['test'],
    schedule: { kind: 'scheduled', every: 3_600_000, lookBack: 600_000, operator: 'LessThan', threshold: 3 },
    query: { text: 'AzureActivity\n| where OperationNameValue endswith "/DELETE"', tokens: [], facts: undefined },
  }),
  rule({
    id: '2d2f8f0e-0f0f-4a57-8a0c-5a7a4f0f0a03',
    path: 'analytics-rules/network.yaml',
    name: 'Near-real-time needle',
    kind: 'NRT',
    severity: 'Low',
    schedule: { kind: 'near-real-time' },
  }),
];

/** A catalogue of three rules that have little in common. */
export const plain = model(rules, { baseUrl: 'https://contoso.example' });

/** Writes sites before the tests of a file, with the assets that are shipped, and says in which folder each is. */
export const prepareSites = (models: Readonly<Record<string, PagesModel>>): ((name: string) => string) => {
  let folder = '';
  const site = (name: string): string => join(folder, name);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'picket-site-'));
    const assets = new Map(await Promise.all(siteFiles.map(async (name) => [name, await shipped(name)] as const)));
    for (const [name, content] of Object.entries(models))
      for (const [path, text] of buildSite(content, assets)) {
        await mkdir(dirname(join(site(name), path)), { recursive: true });
        await writeFile(join(site(name), path), text);
      }
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  return site;
};

/** The rules that a list shows, by name. */
export const names = async (page: Page): Promise<readonly string[]> =>
  page.locator('table.rules tbody tr:visible th a').allInnerTexts();
