import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { coverageOf } from '../../src/catalogue/coverage.ts';
import { facetOptions, facetsOf, searchText } from '../../src/catalogue/facets.ts';
import { graphJson, graphOf } from '../../src/catalogue/graph.ts';
import { buildMarkdown } from '../../src/catalogue/markdown/build.ts';
import type { PagesModel } from '../../src/catalogue/model.ts';
import { navigatorLayer } from '../../src/catalogue/navigator.ts';
import {
  described,
  firstParagraph,
  scheduleInWords,
  sigmaInWords,
  triggerInWords,
} from '../../src/catalogue/phrases.ts';
import { breakageText, coverageJson, coverageText, graphText } from '../../src/catalogue/terminal.ts';
import { buildSite } from '../../src/catalogue/site/site.ts';
import { lone, many } from './edges.ts';
import { odd } from './odd.ts';
import { assets, model } from './sample.ts';
import { varied } from './site/varied.ts';

const folder = new URL('whole/', import.meta.url);
const paint = {
  bold: (text: string) => `<b>${text}</b>`,
  dim: (text: string) => `<dim>${text}</dim>`,
  strong: (text: string) => `<strong>${text}</strong>`,
};

/** A value with a list of plain ones on one line. */
const json = (value: unknown): string =>
  JSON.stringify(value, null, 1).replaceAll(
    /\[\s+([^[\]{}]*?)\s+\]/g,
    (_, list: string) => `[${list.replaceAll(/\n\s*/g, ' ')}]`,
  );

const markdown = (pages: PagesModel): string =>
  [...buildMarkdown(pages)].map(([path, text]) => `===== ${path}\n${text}`).join('\n');

/** The parts of pages that are their own, an element a line. */
const site = (pages: PagesModel): string =>
  [...buildSite(pages, assets)]
    .map(([path, text]) => {
      const main = /<main.*<\/main>/s.exec(text)?.[0] ?? text;
      return `===== ${path}\n${main.replaceAll('><', '>\n<')}`;
    })
    .join('\n');

const terminal = ({ rules, attack }: PagesModel): string => {
  const coverage = coverageOf(rules, attack);
  const graph = graphOf(rules);
  return [
    coverageText(coverage, paint, 100),
    coverageText(coverage, paint, 60),
    graphText(graph, paint),
    breakageText(graph.needs, paint),
  ].join('=====\n');
};

const machines = (pages: PagesModel): string => {
  const coverage = coverageOf(pages.rules, pages.attack);
  const others = coverageOf(pages.rules, pages.attack, ({ id }) => id !== 'loud');
  return [
    coverageJson(coverage, undefined),
    coverageJson(others, 'prod'),
    ...coverage.matrices.map((matrix) => navigatorLayer('Contoso', coverage, matrix)),
    graphJson(graphOf(pages.rules)),
    facetOptions(pages),
    pages.rules.map(facetsOf),
    pages.rules.map((rule) => searchText(rule, pages.attack)),
  ]
    .map(json)
    .join('\n');
};

const hour = 3_600_000;
const operators = ['GreaterThan', 'LessThan', 'Equal', 'NotEqual', 'Other', 'constructor'];
const lengths = [0, 1, 60_000, 90_000, hour, 2 * hour, 26 * hour, 24 * hour, 14 * 24 * hour];
const descriptions = [
  '',
  'One.\n\n\nTwo  of\nit.',
  'About.\nResponse: call\nand wait.\n\n1. first\n2) second\n\nEnd.',
  'Triage:\n\n- a\n- b\n\n- c\n\nnot a list\n* d',
  'Next steps : do\n- it\n\n- again\nFalse Positives: none\n\nMitigation: x\n\ny',
  'A label that is far too long to be one of those that stand before a text: x\nLabel: y\n• z',
];
const phrases = (): string =>
  [
    ...operators.flatMap((operator) =>
      [0, 1, 2].map((threshold) =>
        triggerInWords({ kind: 'scheduled', every: hour, lookBack: hour, operator, threshold }),
      ),
    ),
    ...lengths.flatMap((every) =>
      lengths.map((lookBack) =>
        scheduleInWords({ kind: 'scheduled', every: Math.max(1, every), lookBack, operator: 'Equal', threshold: 0 }),
      ),
    ),
    triggerInWords({ kind: 'near-real-time' }),
    ...descriptions.flatMap((text) => [json(described(text)), firstParagraph(text)]),
    sigmaInWords({ id: undefined, title: undefined, author: undefined, license: undefined, path: undefined }),
    sigmaInWords({ id: 'i', title: undefined, author: 'a', license: undefined, path: 'p' }),
    sigmaInWords({ id: undefined, title: 't', author: undefined, license: 'l', path: undefined }),
  ].join('\n');

const empty = model([], { workspaces: [] });
const texts: Readonly<Record<string, string>> = {
  'markdown.txt': markdown(varied),
  'markdown-empty.txt': markdown(empty),
  'terminal.txt': terminal(varied),
  'terminal-empty.txt': terminal(empty),
  'machines.txt': machines(varied),
  'markdown-odd.txt': markdown(odd),
  'terminal-odd.txt': terminal(odd),
  'machines-odd.txt': machines(odd),
  'site-odd.txt': site(odd),
  'site-lone.txt': site(lone),
  'site-many.txt': site(many),
  'markdown-lone.txt': markdown(lone),
  'markdown-many.txt': markdown(many),
  'terminal-many.txt': terminal(many),
  'machines-many.txt': machines(many),
  'phrases.txt': phrases(),
};

if (process.env['UPDATE_EXPECTED'] === '1') {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(texts)) writeFileSync(new URL(name, folder), text);
}

describe('what a catalogue gives besides its site is whole as it was read once', () => {
  test.each(Object.entries(texts))('%s', (name, text) => {
    expect(text).toBe(readFileSync(new URL(name, folder), 'utf8'));
  });

  test('and none is kept that is not made', () => {
    expect(readdirSync(folder).toSorted()).toEqual(Object.keys(texts).toSorted());
  });
});
