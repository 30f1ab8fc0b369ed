import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { JsonValue } from '../../src/core/json.ts';
import { convertSigma } from '../../src/sigma/convert.ts';
import { toAnalyticsRule } from '../../src/sigma/rule.ts';
import { parseSigma } from '../../src/sigma/read/parse.ts';
import { changesOf, differences } from '../changes.ts';
import { updateExpected } from '../expected.ts';
import { ours } from './whole/pipelines.ts';

const base: JsonValue = {
  title: 'Base',
  id: '0f2f0c57-56f5-4f9e-8c2f-6a6c1e0a7c01',
  name: 'base',
  logsource: { category: 'types' },
  detection: { sel: { text: 'a' }, condition: 'sel' },
};

const documents: Readonly<Record<string, JsonValue>> = {
  'a rule': {
    title: 'A rule',
    id: '0f2f0c57-56f5-4f9e-8c2f-6a6c1e0a7c02',
    name: 'own',
    status: 'stable',
    level: 'high',
    description: 'What it finds.',
    author: ['Ada', 'Grace'],
    license: 'MIT',
    date: '2024-01-05',
    modified: '2024-11-30',
    references: ['https://example.com/a'],
    tags: ['attack.execution', 'attack.t1059.001', 'cve.2024-0001'],
    falsepositives: ['A tool'],
    logsource: { category: 'types', product: 'windows', service: 's' },
    detection: {
      sel: { text: ['a', 'b*'], 'odd|contains|all': ['c', 'd'], whole: 5, Flag: true, 'Account|neq': 'x' },
      other: [{ Kind: 'e' }, { Host: 'f' }],
      words: ['word', 'more'],
      condition: ['sel and not other', 'words'],
    },
  },
  'a correlation': {
    title: 'A correlation',
    id: '0f2f0c57-56f5-4f9e-8c2f-6a6c1e0a7c03',
    level: 'low',
    correlation: {
      type: 'value_percentile',
      rules: ['base'],
      'group-by': ['Host', 'user'],
      timespan: '1h',
      condition: { gte: 5, field: 'whole', percentile: 95 },
      aliases: { user: { base: 'Account' } },
      generate: true,
    },
  },
  'a correlation in order': {
    title: 'In order',
    correlation: { type: 'temporal_ordered', rules: ['base', 'base'], timespan: '30m', 'group-by': ['Host'] },
    generate: false,
  },
  'a filter': {
    title: 'A filter',
    logsource: { category: 'types' },
    filter: {
      rules: ['base'],
      f: { Account: 'x' },
      g: { 'Host|startswith': ['y', 'z'] },
      condition: 'not f and not 1 of g*',
    },
  },
};

/** What a document beside the base rule is converted to, with all that is said of it. */
const converted = (document: JsonValue): readonly string[] => {
  const file = parseSigma(`${JSON.stringify(base)}\n---\n${JSON.stringify(document)}\n`, 'a/rule.yml');
  const [result] = convertSigma([file], ours);
  const said = file.diagnostics.map(({ code, message }) => `${code} ${message}`);
  if (result === undefined || 'error' in result) return [...said, result === undefined ? '' : result.error.message];
  return [
    ...said,
    ...result.refused.map(({ cause, message }) => `${cause} ${message}`),
    ...result.warnings,
    ...result.converted.flatMap((query, index) => {
      const { text, warnings } = toAnalyticsRule(query);
      const lines = [...text.trimEnd().split('\n'), ...warnings].filter((line) => !line.includes('generated: '));
      return lines.map((line) => `${index} ${line}`);
    }),
  ];
};

test.each(Object.entries(documents))('each place of %s has its part in the rules', (name, document) => {
  const before = converted(document);
  const lines = [
    ...before,
    ...[...changesOf(document)].flatMap(([words, changed]) =>
      typeof changed === 'symbol' ? [] : [`${words}:`, ...differences(before, converted(changed))],
    ),
  ];
  const file = new URL(`changed/${name.replaceAll(' ', '-')}.txt`, import.meta.url);
  updateExpected(file, () => `${lines.join('\n')}\n`);
  expect(lines).toEqual(readFileSync(file, 'utf8').trimEnd().split('\n'));
});
