import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { exceptionKinds, figureGroups, type MeasuredRule } from '../../../src/core/metrics/figures.ts';
import { metricsCsv, metricsJson, metricsPrometheus } from '../../../src/core/metrics/metrics-texts.ts';
import { measures } from '../../../src/core/metrics/measures.ts';
import { updateExpected } from '../../expected.ts';
import { live, rule } from './measured.ts';

/** A share that has to be rounded. */
const incidents = { judged: 3, falsePositives: 1 };

const rules: readonly MeasuredRule[] = [
  rule('a', {
    owner: 'so"c\\\n',
    tests: { pass: true, mutants: { caught: 2, all: 3 } },
    leads: [1.255, 2, 3.5, 40, 5, 6, 7, 8, 9, 10.001].map((hours) => ({ workspace: 'prod', hours })),
    exceptions: exceptionKinds.map((kind) => ({ kind })),
  }),
  rule('b', {
    owner: 'soc',
    severity: 'Low',
    tactics: [],
    stage: 'experimental',
    offIn: ['test'],
    tests: { pass: false, mutants: undefined },
    leads: [{ workspace: 'test', hours: 2 }],
    exceptions: [{ kind: 'opted-out', workspace: 'test' }],
  }),
  rule('c', { severity: undefined, stage: 'deprecated', enabled: false, workspaces: ['prod'] }),
  rule('d', { severity: 'Odd', stage: 'test', tests: { pass: true, mutants: { caught: 0, all: 0 } }, workspaces: [] }),
  rule('e', { severity: 'Informational', stage: 'removed', tactics: ['Impact', 'Impact'] }),
];

const asked = [
  {
    workspace: 'prod',
    rules: new Map([
      ['analytics-rule/a', live({ incidents, override: 'off until noon', drift: { days: 3 } })],
      ['analytics-rule/b', live({ incidents, silent: true, alerts: undefined, drift: { days: undefined } })],
      ['analytics-rule/c', live({ runs: false, silent: true, incidents: { judged: 0, falsePositives: 0 } })],
    ]),
  },
  {
    workspace: 'test',
    rules: new Map([
      ['analytics-rule/a', live({ incidents, drift: { days: 5 }, alerts: 7 })],
      ['analytics-rule/e', live({ silent: undefined, alerts: undefined, incidents: undefined })],
    ]),
  },
];

const said = (): string =>
  [asked, []]
    .map((workspaces) => {
      const groups = figureGroups(rules, workspaces);
      const metrics = { days: 30, asked: workspaces.map(({ workspace }) => workspace), groups, unread: ['The log.'] };
      return [
        metricsCsv(metrics),
        metricsPrometheus(metrics),
        JSON.stringify(metricsJson({ ...metrics, groups: groups.slice(0, 1) }), null, 1),
      ].join('\n');
    })
    .concat(measures.map(({ name, title, help }) => `${name}: ${title}: ${help}`))
    .join('\n')
    .concat('\n');

const file = new URL('texts.txt', import.meta.url);
updateExpected(file, () => said());

test('all figures of rules, in each format', () => {
  expect(said().split('\n')).toEqual(readFileSync(file, 'utf8').split('\n'));
});
