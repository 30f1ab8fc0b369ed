import { describe, expect, test } from '@jest/globals';
import { buildSite } from '../../src/catalogue/site/site.ts';
import type { CatalogueRule } from '../../src/catalogue/model.ts';
import { assets, facts, model, rule, tableRead } from './sample.ts';

const reading = (name: string, tables: readonly string[], change: Partial<CatalogueRule> = {}): CatalogueRule =>
  rule({
    id: name,
    name,
    path: `analytics-rules/${name}.yaml`,
    connectors: [],
    query: { text: '', tokens: [], facts: facts({ tables: tables.map((table) => tableRead(table)) }) },
    ...change,
  });

const pageOf = (rules: readonly CatalogueRule[]): string =>
  new Map(buildSite(model(rules), assets)).get('dependencies/index.html') ?? '';

const all = (page: string, pattern: RegExp): readonly string[] =>
  [...page.matchAll(pattern)].map(([, ...groups]) => groups.join(' '));

/** What the map shows from above to below: needs at the left, their targets at the right. */
const nodesOf = (page: string, kind: 'need' | 'target'): readonly string[] =>
  all(page, new RegExp(`data-node="${kind}"[^>]*><title>([^<:]*)`, 'g'));

const linesOf = (page: string): readonly string[] =>
  all(page, /<path data-need="(\d+)" data-target="(\d+)" stroke-width="([\d.]+)"/g);

describe('the map of dependencies', () => {
  test('puts rules where their needs are, a line for each need', () => {
    const page = pageOf([reading('Alpha', ['B']), reading('Middle', ['A', 'B']), reading('Zeta', ['A'])]);
    expect(nodesOf(page, 'need')).toEqual(['A', 'B']);
    expect(nodesOf(page, 'target')).toEqual(['Zeta', 'Middle', 'Alpha']);
    expect(linesOf(page).toSorted()).toEqual(['0 0 2.2', '0 1 2.2', '1 1 2.2', '1 2 2.2']);
  });

  test('puts the graver of two rules with the same needs first, then goes by name', () => {
    const page = pageOf([
      reading('Low', ['A'], { severity: 'Low' }),
      reading('Second', ['A'], { severity: 'High' }),
      reading('First', ['A'], { severity: 'High' }),
    ]);
    expect(nodesOf(page, 'target')).toEqual(['First', 'Second', 'Low']);
  });

  test('shows tactics in the order of the kill chain where there are many rules, thicker the more of them need it', () => {
    const many = Array.from({ length: 100 }, (_, index) =>
      reading(`R${index}`, ['A'], { tactics: index === 0 ? ['Impact'] : ['Impact', 'Persistence'] }),
    );
    const page = pageOf(many);
    expect(nodesOf(page, 'target')).toEqual(['Persistence (99)', 'Impact (100)']);
    expect(linesOf(page)).toEqual(['0 0 9', '0 1 9']);
  });

  test.each([
    [60, 60],
    [61, 1],
  ])('of %i rules has %i targets: their names up to sixty, then their tactics', (rules, targets) => {
    const some = Array.from({ length: rules }, (_, index) => reading(`R${index}`, ['A'], { tactics: ['Impact'] }));
    expect(nodesOf(pageOf(some), 'target')).toHaveLength(targets);
  });

  test('says which kinds are drawn, and that not all needs are', () => {
    const tables = Array.from({ length: 90 }, (_, index) => `Table${String(index).padStart(2, '0')}`);
    const page = pageOf([reading('One', tables)]);
    const drawn = nodesOf(page, 'need').length;
    expect(drawn).toBe(40);
    expect(page).toContain(`the ${drawn} that most rules need, of 90; all of them are below`);
    expect(all(page, /<i class="swatch (\w+)"/g)).toEqual(['table']);
    expect(pageOf([reading('One', ['A'])])).not.toContain('that most rules need');
  });

  test('is drawn as large as its names and lines want', () => {
    const page = pageOf([reading('One', ['Table']), reading('Two', ['Table'])]);
    const [map = ''] = /<svg viewBox[^>]*data-map>.*?<\/svg>/s.exec(page) ?? [];
    // Five letters of 7.6 and 24 at the left, 270 between both sides, 480 for names at the right; 22 a line and 24.
    expect(map).toMatch(/^<svg viewBox="0 0 812 68" width="812" height="68" data-map>/);
    expect(all(map, / d="([^"]+)"/g)).toEqual(['M62 34C192 34 202 23 332 23', 'M62 34C192 34 202 45 332 45']);
    expect(all(map, /<circle cx="(\d+)" cy="(\d+)" r="([\d.]+)"/g)).toEqual(['62 34 4.5', '332 23 4.5', '332 45 4.5']);
    expect(all(map, /<text x="(\d+)" y="(\d+)"/g)).toEqual(['50 38', '344 27', '344 49']);
  });

  test('is not there where no rule says what it reads', () => {
    const page = pageOf([reading('One', [])]);
    expect(page).not.toContain('data-map');
    expect(page).toContain('No rule says what it reads.');
  });
});
