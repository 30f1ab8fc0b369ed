import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { firstType } from '../../../../src/content/index.ts';
import type { Diagnostic } from '../../../../src/core/diagnostic.ts';
import { isObject } from '../../../../src/core/json.ts';
import type { QueryFacts } from '../../../../src/core/query-facts.ts';
import { applyEdits, type Range } from '../../../../src/core/text/span.ts';
import { readDocument } from '../../../../src/core/text/read-document.ts';
import { loadKql, mergeSchemas, schemaOf } from '../../../../src/kql/index.ts';
import { updateExpected } from '../../../expected.ts';
import { everyKind } from '../../../kql/whole/schema.ts';
import { rules } from './rules.ts';

const kql = await loadKql();
const text = (name: string) => ({ name, type: 'string' });
const schema = mergeSchemas(
  everyKind,
  schemaOf({
    tables: ['IdentityInfo', 'SigninLogs'].map((name) => ({
      name,
      columns: [{ name: 'TimeGenerated', type: 'datetime' }, text('AccountUPN'), text('IPAddress'), text('Tags')],
      open: false,
      hidden: [],
      source: 'shipped',
    })),
  }),
);

// A query is analysed once, whichever checks ask.
const known = new Map<string, QueryFacts>();
const factsOf = (query: string): QueryFacts => {
  const facts = known.get(query) ?? kql.analyze(query, schema, { analyzers: 'on' });
  known.set(query, facts);
  return facts;
};

const findings = (source: string): readonly Diagnostic[] => {
  const { document } = readDocument('rule.yaml', source);
  const { value } = document;
  const steps = firstType.check([{ document, raw: isObject(value) ? value : {} }], {
    apiVersion: '2023-12-01-preview',
    now: Date.UTC(2026, 0, 15, 12),
    kql: factsOf,
  });
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value.filter(({ code }) => code.startsWith('kql/'));
  }
};

const lineOf = ({ start, end }: Range): string => `${start.line}:${start.column}-${end.line}:${end.column}`;

/** What the engine's findings become in the file of a rule: each with its place, and the lines that a fix makes. */
const saidOf = (source: string): readonly string[] =>
  findings(source).flatMap(({ severity, code, message, hint, range, fix }) => {
    const before = source.split('\n');
    const after = fix === undefined ? [] : applyEdits(source, fix).split('\n');
    return [
      `${range === undefined ? '' : lineOf(range)} ${severity} ${code} ${message}`,
      ...(hint === undefined ? [] : [`  ${hint}`]),
      ...after.filter((line, index) => line !== before[index]).map((line) => `  → ${line}`),
    ];
  });

const said = rules.map((rule) => [rule.replaceAll(/^/gm, '> '), ...saidOf(rule)].join('\n')).join('\n\n');

const file = new URL('whole.txt', import.meta.url);
updateExpected(file, () => `${said}\n`);

test('what the engine finds in the query of a rule is told at its place in the file, with what to do', () => {
  expect(said.split('\n')).toEqual(readFileSync(file, 'utf8').trimEnd().split('\n'));
});
