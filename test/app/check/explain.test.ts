import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { healthKinds } from '../../../src/core/service/health.ts';
import { codeTexts } from '../../../src/app/known-codes.ts';
import { explain, explanations } from '../../../src/app/check/explain.ts';
import { contentTypes, everyCheck } from '../../../src/content/index.ts';
import type { Outcome } from '../../../src/core/engine/change.ts';
import { comparedKinds } from '../../../src/core/compared.ts';
import { codeMeanings } from '../../../src/report/codes/codes.ts';
import { driftStates } from '../../../src/report/drift.ts';
import { outcomeSeverity } from '../../../src/report/finding.ts';
import { sarif } from '../../../src/report/sarif.ts';
import type { FaultCause } from '../../../src/sigma/fault.ts';
import { codeOfCause } from '../../../src/sigma/read/parse.ts';
import { inFolder } from '../../cli/io.ts';
import { plain, reportsSaying } from '../../report/reports.ts';

const source = join(import.meta.dirname, '../../../src');
const texts = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !/^report.codes.\w+-codes\.ts$/.test(path))
  .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join(source, path), 'utf8') }));

type SarifRule = {
  readonly id: string;
  readonly help: { readonly text: string; readonly markdown: string };
  readonly fullDescription?: { readonly text: string };
};

/** What a pattern's first group finds in the sources whose path fits. */
const foundIn = (paths: RegExp, pattern: RegExp): string[] => [
  ...new Set(
    texts
      .filter(({ path }) => paths.test(path))
      .flatMap(({ text }) => [...text.matchAll(pattern)].map(([, found = '']) => found)),
  ),
];

const statuses: readonly Outcome['status'][] = [
  'written',
  'unchanged',
  'skipped',
  'refused',
  'failed',
  'unknown',
  'not-attempted',
];

const literal = /'((?:yaml|schema|rule|repo|kql|sigma|config|test)\/[a-z0-9-]+)'/g;
const refusals = /(?:code: |onRun\(\s*|refusal\(\s*)'([a-z-]+)'/g;
const losses = /(?:loss: |droppedFrom\(before, after, '\w+', )'([a-z-]+)'/g;
const plans = /^(?:core\/plan\/|content\/[\w-]+\/risk(?:\/|\.ts$)|app\/change\/plan\.ts$)/;

/** All causes by which a Sigma rule is refused; the compiler refuses one that there is not. */
const causes: readonly FaultCause[] = [
  'no-table',
  'unsupported-field',
  'hash-algo-unsupported',
  'deprecated-pipe-condition',
  'placeholder-unexpanded',
  'fieldref-unsupported',
  'correlation-unsupported',
  'unsupported-value',
  'invalid-yaml',
  'too-large',
  'query-does-not-compile',
  'query-never-fires',
  'query-too-long',
  'other:anything',
];

const inPlan = (codes: readonly string[]): string[] => codes.map((code) => `plan/${code}`);

const areas: readonly (readonly [area: string, codes: readonly string[]])[] = [
  ['diagnostics', foundIn(/./, literal)],
  ['refused Sigma rules', causes.map(codeOfCause)],
  [
    'refusals',
    inPlan([
      ...foundIn(plans, refusals),
      ...contentTypes.flatMap(({ risk }) => risk?.quotas?.map(({ name }) => `quota-${name}`) ?? []),
      ...['deletes', 'disables', 'changes'].map((name) => `too-many-${name}`),
    ]),
  ],
  [
    'lost coverage',
    inPlan(foundIn(/^(?:core\/plan\/policies\/coverage-loss|content\/[\w-]+\/risk\/[\w-]+)\.ts$/, losses)),
  ],
  ['outcomes', statuses.flatMap((status) => (outcomeSeverity({ status }) === undefined ? [] : [`deploy/${status}`]))],
  ['drift', [...driftStates, 'override'].map((state) => `drift/${state}`)],
  [
    'what commands find',
    [
      ...['conflict', 'incomplete', 'refused', 'left', 'found'].map((action) => `transfer/${action}`),
      ...healthKinds.map((kind) => `health/${kind}`),
      ...foundIn(/^report\/sections\/backtest\.ts$/, /'(backtest\/[a-z-]+)'/g),
      ...foundIn(/^report\/sections\/(?:log|layouts)\.ts$/, /'((?:audit|fmt)\/[a-z-]+)'/g),
      ...['warning', 'failed', 'unknown'].map((status) => `doctor/${status}`),
      ...foundIn(/^report\/sections\/onboarding\.ts$/, /'(onboard\/[a-z-]+)'/g),
    ],
  ],
  [
    'what the service did not do',
    [
      ...foundIn(/^azure\//, /\bcode: '([a-z-]+)'/g),
      ...foundIn(/^azure\/faults\.ts$/, /return '([a-z-]+)'/g),
      'precondition',
      'invalid',
      'unavailable',
      'marker-taken',
      'override-moved',
    ].map((code) => `service/${code}`),
  ],
  ['what a change of rules makes different', comparedKinds.map((kind) => `compare/${kind}`)],
  ['reports', foundIn(/^report\/finding\.ts$/, /'((?:plan|drift)\/[a-z-]+)'/g)],
];

test('the causes of Sigma are all here', () => {
  const named = foundIn(/^sigma\/fault\.ts$/, /\| '([a-z-]+)'/g);
  expect(new Set([...named, 'other:anything'])).toEqual(new Set(causes));
});

describe('every code', () => {
  test.each(areas)('of %s has an explanation', (_, codes) => {
    expect(codes.length).toBeGreaterThan(1);
    for (const code of codes) expect(explain(code)).toContain(`# ${code}\n\n`);
  });

  test('is explained as a plan and a failure print it, without its family', () => {
    expect(explain('still-called')).toBe(explain('plan/still-called'));
    expect(explain('deployment-open')).toBe(explain('service/deployment-open'));
    const conflicts = explain('conflict');
    for (const code of ['plan/conflict', 'service/conflict', 'transfer/conflict'])
      expect(conflicts).toContain(explain(code));
    expect(() => explain('ervice/conflict')).toThrow('There is no finding');
  });

  test('that is explained is one that something says', () => {
    const said = new Set(areas.flatMap(([, codes]) => codes));
    expect([...codeMeanings.keys()].filter((code) => !said.has(code))).toEqual([]);
  });

  test('is explained once, in sentences', () => {
    const codes = explanations().map(({ code }) => code);
    expect(codes.length).toBe(everyCheck.length + codeMeanings.size);
    expect(new Set(codes).size).toBe(codes.length);
    for (const { summary, why } of codeMeanings.values())
      for (const text of [summary, why]) expect(text).toMatch(/^[A-Z`].*\.$/);
  });

  test('is listed and explained on the command line', async () => {
    await inFolder(async ({ picket }) => {
      const { out } = await picket('explain');
      for (const { code } of explanations()) expect(out).toContain(code);
      expect(await picket('explain', 'yaml/syntax')).toMatchObject({ code: 0, err: '' });
    });
  });

  test('that SARIF carries brings its explanation along, whether or not there is a page on the web', () => {
    const context = { ...plain, explain: codeTexts() };
    const rules = reportsSaying('x').flatMap((report) => {
      const log: { runs: { tool: { driver: { rules: SarifRule[] } } }[] } = JSON.parse(sarif(report, context));
      return log.runs.flatMap(({ tool }) => tool.driver.rules);
    });
    const known = rules.filter(({ id }) => explanations().some(({ code }) => code === id));
    expect(new Set(known.map(({ id }) => id.split('/')[0])).size).toBeGreaterThan(2);
    for (const { id, help, fullDescription } of known) {
      const why = codeTexts()(id)?.why ?? '';
      expect(why).not.toBe('');
      expect([help.text, help.markdown, fullDescription?.text]).toEqual([
        expect.stringContaining(why),
        expect.stringContaining(why),
        why,
      ]);
      expect(help.text).toContain(`picket explain ${id}`);
    }
  });
});
