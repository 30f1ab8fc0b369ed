import { posix } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { buildMarkdown } from '../../src/catalogue/markdown/build.ts';
import { block, cellCode, code, line, webLink } from '../../src/catalogue/markdown/text.ts';
import type { PagesModel } from '../../src/catalogue/model.ts';
import { attacks } from '../fixtures/injection.ts';
import { model, rule } from './sample.ts';

const built = (content: PagesModel): ReadonlyMap<string, string> => new Map(buildMarkdown(content));

const page = (text: string): string =>
  built(model([rule({ name: text, description: text })])).get(`rules/${rule().id}/README.md`) ?? '';

describe('the catalogue as Markdown', () => {
  test('has the metadata table, the query and the tables that it reads', () => {
    const text = page('A sample rule');
    expect(text).toContain('| **Id** | `0b7f4c1e-6a55-4a0e-9a51-3f2d7c1b0a01` |');
    expect(text).toContain('```kusto\nSigninLogs\n');
    expect(text).toContain(
      '| Sentinel Table | Notes |\n| --- | --- |\n| [`SigninLogs`](../../tables/signinlogs.md) | `TimeGenerated`, `UserPrincipalName` |',
    );
  });

  test.each(attacks)('keeps $name within its cell', ({ text }) => {
    const rows = page(text)
      .split('\n')
      .filter((row) => row.startsWith('| **'));
    expect(rows).toHaveLength(8);
    for (const row of rows) {
      expect(row.replaceAll('\\|', '').split('|')).toHaveLength(4);
      expect(row.replaceAll('<br>', '')).not.toMatch(/<(?!https)/);
    }
  });

  test('shows how the query changed, and what the history leaves out', () => {
    const { revisions = [] } = rule().history ?? {};
    const changed = rule({ history: { revisions, older: 2, isCut: true } });
    const text = built(model([changed])).get(`rules/${rule().id}/README.md`) ?? '';
    expect(text).toContain(
      '<details><summary>Change of the query on 2026-03-02</summary>\n\n```diff\n SigninLogs\n+| where',
    );
    expect(text).toContain('2 older changes not shown. What came before is not in the clone');
  });

  test('names the techniques that no enabled rule covers', () => {
    const text = built(model([rule()])).get('coverage.md') ?? '';
    expect(text).toContain('| Initial Access | T1078 Valid Accounts |');
    expect(text).toContain('| Persistence | T1078 Valid Accounts |\n');
  });

  test('deploys from Azure where the template will be published', () => {
    const at = (baseUrl: string | undefined): string =>
      built(model([rule()], { baseUrl })).get(`rules/${rule().id}/README.md`) ?? '';
    expect(at('https://contoso.example/')).toContain(
      `[Deploy to Azure](https://portal.azure.com/#create/Microsoft.Template/uri/https%3A%2F%2Fcontoso.example%2Frules%2F${rule().id}%2Ftemplate.json)`,
    );
    expect(at(undefined)).not.toContain('Deploy to');
  });

  test('has no link to a page or heading that is not there', () => {
    const files = built(
      model([rule(), rule({ id: 'b', path: 'b.yaml', techniques: ['T1098', 'T9999', 'none'], tactics: ['Impact'] })]),
    );
    const broken = [...files].flatMap(([path, text]) =>
      path.endsWith('.md')
        ? [...text.matchAll(/\]\((?!https:)([^)#]*)(?:#([^)]*))?\)/g)].flatMap(([whole, link = '', anchor]) => {
            const page = files.get(posix.join(posix.dirname(path), link));
            const headings = [...(page ?? '').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
              heading.toLowerCase().replaceAll(/[^a-z0-9 -]/g, ''),
            );
            const isThere = page !== undefined && (anchor === undefined || headings.includes(anchor));
            return isThere ? [] : [`${path}: ${whole}`];
          })
        : [],
    );
    expect(broken).toEqual([]);
    expect(files.has('tables/signinlogs.md')).toBe(true);
    expect(files.get('techniques/t1098.md')).toContain('## T1098.003');
  });

  test('links to every rule from the list', () => {
    const files = built(model([rule(), rule({ id: 'other one', path: 'b.yaml' })]));
    const links = [...(files.get('README.md') ?? '').matchAll(/\]\((rules\/[^)]*)\)/g)].map((match) => match[1] ?? '');
    expect(links).toHaveLength(2);
    for (const link of links) expect(files.has(link)).toBe(true);
  });
});

describe('texts as Markdown', () => {
  test('never begin markup of their own', () => {
    expect(line('# a *b* [c](d) <e>')).toBe('\\# a \\*b\\* \\[c\\]\\(d\\) &lt;e&gt;');
  });

  test('mention nobody and link nowhere', () => {
    expect(line('@team https://evil.example')).not.toMatch(/@team|:\/\//);
  });

  test('fence code by more back-ticks than it has', () => {
    expect(code('a `b` c')).toBe('``a `b` c``');
    expect(block('```\nx', 'kusto')).toBe('````kusto\n```\nx\n````');
    expect(cellCode('a|b')).toBe('`a\\|b`');
  });

  test('are links for web addresses only', () => {
    expect(webLink('https://contoso.example/a')).toMatch(/^\[.*\]\(<https:\/\/contoso\.example\/a>\)$/);
    expect(webLink('javascript:alert(1)')).not.toContain('](');
  });
});
