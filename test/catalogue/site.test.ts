import { posix } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { buildSite } from '../../src/catalogue/site/site.ts';
import type { PagesModel, CatalogueRule } from '../../src/catalogue/model.ts';
import { attacks } from '../fixtures/injection.ts';
import { hostileRule } from './hostile.ts';
import { assets, facts, model, rule, tableRead } from './sample.ts';

const built = (rules: readonly CatalogueRule[], change: Partial<PagesModel> = {}): ReadonlyMap<string, string> =>
  new Map(buildSite(model(rules, change), assets));

const pageOf = (change: Partial<CatalogueRule> = {}, settings: Partial<PagesModel> = {}): string => {
  const files = built([rule(change)], settings);
  return [...files].find(([path]) => /^rules\/.*\/index\.html$/.test(path))?.[1] ?? '';
};

const unescaped = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

/** Every attribute of this name, as a browser reads it. */
const attributes = (page: string, name: string): readonly string[] =>
  [...page.matchAll(new RegExp(`\\s${name}="([^"]*)"`, 'g'))].map((match) => unescaped(match[1] ?? ''));

describe('the site', () => {
  test('lists the metadata in the order that analysts know, without what the head says', () => {
    const labels = [...pageOf().matchAll(/<th scope="row">([^<]*)<\/th>/g)].map((match) => match[1]);
    expect(labels).toEqual([
      'Id',
      'Required data connectors',
      'Query frequency',
      'Query period',
      'Trigger threshold',
      'Trigger operator',
      'Source',
      'Arm template',
    ]);
  });

  test('says first what it is about, how it finds it, whom it concerns and what to do', () => {
    const page = pageOf({
      description: 'Who did it.\n\nFalse positives: a drill.\nResponse: call them.',
      author: 'Contoso SOC',
    });
    expect([...page.matchAll(/<section id="([a-z]+)"/g)].map(([, id]) => id)).toEqual([
      'about',
      'query',
      'reads',
      'entities',
      'details',
      'response',
      'alert',
      'schedule',
      'tests',
      'history',
      'metadata',
      'source',
    ]);
    expect(page).toMatch(/id="about"[^]*?<p dir="auto" class="lines">Who did it\.<\/p><\/section>/);
    expect(page).toMatch(/<dt>Response<\/dt><dd><p dir="auto" class="lines">call them\.<\/p>/);
    expect(page).toContain('<th scope="row">Author</th><td>Contoso SOC</td>');
  });

  test('has a page for each table with its readers, the columns that they name and what is read with it', () => {
    const reading = (id: string, ...tables: readonly string[]) =>
      rule({
        id,
        name: `Reads in ${id}`,
        query: { text: '', tokens: [], facts: facts({ tables: tables.map((name) => tableRead(name, ['A', name])) }) },
      });
    const files = built([reading('one', 'T', 'U'), reading('two', 'T'), reading('three', 't')]);
    const page = files.get('tables/t/index.html') ?? '';
    expect(page).toContain('2 rules read this table.');
    expect(page).toMatch(/Reads in one[^]*Reads in two/);
    expect(page).not.toContain('Reads in three');
    expect(page).toMatch(/<code>A<\/code>[^]*?2 rules<[^]*<code>T<\/code>[^]*?2 rules</);
    expect(page.match(/class="fill" width="\d+"/g)).toEqual(['class="fill" width="100"', 'class="fill" width="100"']);
    expect(page).toMatch(/Read together with [^]*tables\/u\/index\.html"><code>U<\/code><\/a> \(1\)/);
    expect([...files.keys()].filter((path) => path.startsWith('tables/t-'))).toHaveLength(1);
  });

  test('leads from a table of another workspace to its readers, since it is none of this one', () => {
    const table = { ...tableRead('Remote'), elsewhere: true } as const;
    const files = built([rule({ query: { text: '', tokens: [], facts: facts({ tables: [table] }) } })]);
    expect(files.has('tables/remote/index.html')).toBe(false);
    expect(files.get(`rules/${rule().id}/index.html`)).toContain('index.html#table=Remote"><code>Remote</code>');
  });

  test('has a page for each technique with its parts, and says which of them nobody covers', () => {
    const files = built([
      rule(),
      rule({ id: 'b', name: 'Switched off', enabled: false, techniques: ['T1098'] }),
      rule({ id: 'c', techniques: ['T9999', 'no technique'] }),
    ]);
    const page = files.get('techniques/t1098/index.html') ?? '';
    expect(page).toContain('2 rules name it or a part of it, 1 of them enabled.');
    expect([...page.matchAll(/<section id="([^"]*)"/g)].map(([, id]) => id)).toEqual(['t1098', 't1098.003']);
    expect(page).toMatch(/id="gaps"[^]*T1098\.001/);
    expect(page.slice(page.indexOf('id="gaps"'))).not.toContain('T1098.003');
    expect(files.get('techniques/t9999/index.html')).toContain('ATT&amp;CK does not have it.');
    expect([...files.keys()].filter((path) => path.startsWith('techniques/'))).toHaveLength(2);
    expect(pageOf()).toContain('techniques/t1098/index.html#t1098.003">T1098.003');
    expect(files.get('coverage/index.html')).toContain('../techniques/t1098/index.html"');
  });

  test('has no link to a page, anchor or file that is not there', () => {
    const files = built([rule(), rule({ id: 'no guid: /../x', tactics: ['Impact'], techniques: ['T1485'] })]);
    const broken: string[] = [];
    for (const [path, text] of files) {
      if (!path.endsWith('.html')) continue;
      for (const link of [...attributes(text, 'href'), ...attributes(text, 'src')]) {
        if (link.startsWith('https:')) continue;
        const [file = '', anchor] = link.split('#');
        const target = file === '' ? path : posix.join(posix.dirname(path), file);
        const page = files.get(target);
        if (page === undefined) broken.push(`${path}: ${link}`);
        else if (anchor !== undefined && !anchor.includes('=') && !attributes(page, 'id').includes(anchor))
          broken.push(`${path}: ${link}`);
      }
    }
    expect(broken).toEqual([]);
  });

  test('has names between back-ticks as code, and an odd one as it is', () => {
    const page = built([rule()]).get('metrics/index.html');
    expect(page).toContain('<li>No workspace was asked (<code>-w</code>).</li><li>One ` alone is one.</li>');
  });

  test('has no list, table or section without anything in it, however little is known of a rule', () => {
    const bare = rule({
      severity: undefined,
      description: '',
      tactics: [],
      techniques: [],
      connectors: [],
      tags: [],
      workspaces: [],
      query: undefined,
      entities: [],
      customDetails: [],
      schedule: undefined,
      tests: undefined,
      history: undefined,
      placements: new Map(),
    });
    const empty = /<(dl|ul|ol|tr|section|nav|details|svg|p|h[1-6])\b(?![^>]* hidden>)[^>]*>\s*<\/\1>/g;
    const unknown = rule({ techniques: ['T9999'], tactics: [] });
    const found = [[rule()], [bare], [rule(), bare], [unknown], []]
      .flatMap((rules) => [...built(rules)].filter(([path]) => path.endsWith('.html')))
      .flatMap(([path, text]) => (text.match(empty) ?? []).map((element) => `${path}: ${element}`));
    expect(found).toEqual([]);
  });

  test('gives the same bytes for the same rules', () => {
    expect([...built([rule()])]).toEqual([...built([rule()])]);
  });

  test('keeps a page at its address whatever the case of the id', () => {
    const files = built([rule({ id: rule().id.toUpperCase() })]);
    expect([...files.keys()]).toContain(`rules/${rule().id}/index.html`);
  });

  test('keeps rules of one id apart', () => {
    const pages = [...built([rule(), rule({ path: 'other.yaml' })]).keys()].filter((path) =>
      /rules\/.*index/.test(path),
    );
    expect(pages).toHaveLength(2);
  });

  test('allows nothing to run or load but its own files', () => {
    for (const [path, text] of built([rule()])) {
      if (!path.endsWith('.html')) continue;
      const policy = attributes(text, 'content').find((value) => value.startsWith("default-src 'none'"));
      expect(policy).toMatch(/script-src 'self'; style-src 'self'/);
      expect(text).not.toMatch(/<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=/);
    }
  });

  test.each(attacks)('leaves $name a text', ({ text }) => {
    const files = built([hostileRule(text)], { title: text, workspaces: [text] });
    for (const [path, page] of files) {
      expect(path).toMatch(/^[a-z0-9./_-]+$/);
      if (!path.endsWith('.html')) continue;
      expect(page).not.toMatch(/<(?:img|iframe|object|embed|failure)\b/);
      expect(page.match(/<script/g)).toHaveLength(path === 'index.html' ? 5 : 2);
      expect(page).not.toMatch(/(?![\t\n])\p{Cc}|\p{Bidi_Control}|\p{Surrogate}/u);
      for (const link of attributes(page, 'href')) expect(link).not.toMatch(/^\s*(?:javascript|data|vbscript):/i);
    }
  });

  test('shows tables with their columns, and tokens in their colours', () => {
    const page = pageOf();
    expect(page).toMatch(
      /tables\/signinlogs\/index\.html"><code>SigninLogs<\/code><\/a><\/td>\s*<td><code>TimeGenerated<\/code>/,
    );
    expect(page).toContain('<span class="k-table">SigninLogs</span>');
    expect(page).toContain('<span class="k-string">&quot;admin&quot;</span>');
  });

  test('keeps every character of a query whose tokens overlap or leave the text', () => {
    const text = 'abc | def';
    const tokens = [
      { kind: 'table', span: { start: 0, end: 3 } },
      { kind: 'keyword', span: { start: 2, end: 5 } },
      { kind: 'string', span: { start: 6, end: 99 } },
    ] as const;
    const block = /<pre class="kql"[^>]*><code>([\s\S]*?)<\/code>/.exec(
      pageOf({ query: { text, tokens, facts: undefined } }),
    );
    expect((block?.[1] ?? '').replaceAll(/<[^>]*>/g, '').trimEnd()).toBe(text);
  });

  test('marks the placeholders of an alert', () => {
    expect(pageOf()).toContain('Sign-in of <span class="slot">UserPrincipalName</span>');
  });

  test('says where no run looks, and draws it', () => {
    const page = pageOf({
      schedule: { kind: 'scheduled', every: 3_600_000, lookBack: 1_800_000, operator: 'GreaterThan', threshold: 0 },
    });
    expect(page).toContain('30 minutes before each look-back go unseen');
    expect(page).toContain('class="missed"');
    expect(pageOf()).not.toContain('class="missed"');
  });

  test('draws a look-back that is short beside its frequency, with its length beside it', () => {
    const bar = (lookBack: number): string => {
      const page = pageOf({
        schedule: { kind: 'scheduled', every: 1_209_600_000, lookBack, operator: 'GreaterThan', threshold: 0 },
      });
      return /<rect class="bar now"[^>]*width="([^"]*)"/.exec(page)?.[1] ?? page;
    };
    expect(bar(300_000)).toBe('2.5');
    expect(Number(bar(604_800_000))).toBeGreaterThan(40);
  });

  test('names every run where there is room, and the first and the last where there is none', () => {
    const named = (lookBack: number): readonly (string | undefined)[] => {
      const page = pageOf({
        schedule: { kind: 'scheduled', every: 3_600_000, lookBack, operator: 'GreaterThan', threshold: 0 },
      });
      return [...page.matchAll(/<text x="[^"]*" y="126" text-anchor="(?:end|middle)">([^<]*)</g)].map(
        ([, said]) => said,
      );
    };
    expect(named(3_600_000)).toEqual(['this run', '−1h', '−2h', '−3h']);
    expect(named(21_600_000)).toEqual(['this run', '−3h']);
  });

  test('previews alerts of rules that raise them, and no tactic where there is none', () => {
    expect(pageOf()).toContain('<dt>Tactics</dt>');
    expect(pageOf({ tactics: [] })).not.toContain('<dt>Tactics</dt>');
    expect(pageOf({ tactics: [], entities: [], customDetails: [] })).not.toContain('<dl>');
    expect(pageOf({ query: undefined })).not.toContain('Alert preview');
  });

  test('draws what most rules need where there is too much for one map, and leads to it in the list', () => {
    const reading = (index: number) =>
      rule({
        id: `rule-${index}`,
        query: { text: '', tokens: [], facts: facts({ tables: [tableRead(`Table${index}`), tableRead('Everybody')] }) },
      });
    const rules = Array.from({ length: 61 }, (_, index) => reading(index));
    const page = built(rules).get('dependencies/index.html') ?? '';
    expect(page.match(/data-node="need"/g)).toHaveLength(40);
    expect(page).toContain('the 40 that most rules need, of 62; all of them are below');
    const anchors = attributes(page, 'href').filter((link) => link.startsWith('#table-'));
    expect(anchors.filter((anchor) => !page.includes(`id="${anchor.slice(1)}"`))).toEqual([]);
  });

  test('links to Azure only where the template will be published', () => {
    expect(pageOf()).not.toContain('#create/Microsoft.Template');
    const link = attributes(pageOf({}, { baseUrl: 'https://contoso.example/rules/' }), 'href').find((href) =>
      href.startsWith('https://portal.azure.com/'),
    );
    expect(link).toBe(
      `https://portal.azure.com/#create/Microsoft.Template/uri/${encodeURIComponent(`https://contoso.example/rules/rules/${rule().id}/template.json`)}`,
    );
  });

  test('shows versions with the change of the query', () => {
    const page = pageOf();
    expect(page).toContain('Query changed: 1 line added, 0 removed');
    expect(page).toContain('<span class="line added">');
  });

  test('says that a history is cut where the clone ends, even with no change after that', () => {
    const said = 'What came before is not in the clone that this was built from.';
    const history = { revisions: [], older: 0, isCut: true };
    expect(pageOf({ history })).toContain(said);
    expect(pageOf({ history: { ...history, isCut: false } })).not.toContain('id="history"');
    expect(pageOf()).not.toContain(said);
  });

  test('calls techniques by their names, where people read and where they search', () => {
    const files = built([rule()]);
    expect(files.get('coverage/index.html')).toContain('Account Manipulation');
    expect(files.get('index.html')).toContain('<span dir="auto">T1098 Account Manipulation</span>');
    expect(files.get('assets/rules.js')).toContain('account manipulation');
    const named = built([rule({ techniques: ['T1078.004', 'T1098.003'] })]);
    const page = named.get(`rules/${rule().id}/index.html`) ?? '';
    expect(page).toContain('>T1078.004 Cloud Accounts</a>');
    expect(page).toContain('>T1098.003</a>');
    const gaps = named.get('techniques/t1098/index.html') ?? '';
    expect(gaps.slice(gaps.indexOf('id="gaps"'))).toMatch(/rel="noreferrer">T1098\.001<\/a>/);
    const others = built([rule({ techniques: ['T1078'] })]).get('techniques/t1078/index.html') ?? '';
    expect(others.slice(others.indexOf('id="gaps"'))).toContain('rel="noreferrer">T1078.004 Cloud Accounts</a>');
  });

  test('has coverage of every workspace with its own layer', () => {
    const files = built([rule(), rule({ id: 'b', workspaces: [], techniques: ['T1485'], tactics: ['Impact'] })]);
    expect(files.get('coverage/index.html')).toContain('2 of 3 techniques');
    expect(files.get('coverage/prod/index.html')).toContain('1 of 3 techniques');
    expect(files.get('coverage/test/index.html')).toContain('0 of 3 techniques');
    expect(files.get('coverage/prod/navigator-enterprise.json')).toContain('"T1098.003"');
  });
});
