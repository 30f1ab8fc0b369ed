import { describe, expect, test } from '@jest/globals';
import type { ChangeAction } from '../../src/core/engine/change.ts';
import { github } from '../../src/report/github.ts';
import { junit } from '../../src/report/junit.ts';
import { markdown } from '../../src/report/markdown.ts';
import { attacks } from '../fixtures/injection.ts';
import {
  change,
  deployed,
  diagnostic,
  drifted,
  lacking,
  losing,
  plain,
  planned,
  planOf,
  validated,
  verdict,
} from './reports.ts';
import { parseXml } from './xml.ts';

describe('annotations', () => {
  test('name the place, the code and what to do', () => {
    expect(github(validated([diagnostic()]), plain)).toBe(
      '::error file=analytics-rules/a.yaml,line=3,endLine=3,col=5,endColumn=8,title=rule/period-shorter-than-frequency::' +
        'queryPeriod 30m is shorter than queryFrequency 1h.%0ASet queryPeriod to 1h or more.\n',
    );
  });

  test('escape what would end a property or the line', () => {
    const said = github(validated([diagnostic({ path: 'a,b:c%.yaml', message: '100%\nnext' })]), plain);
    expect(said).toContain('file=a%2Cb%3Ac%25.yaml,');
    expect(said).toContain('::100%25%0Anext');
  });

  test('are the most severe ten of each level, and the rest is counted', () => {
    const many = (['note', 'warning', 'error'] as const).flatMap((severity) =>
      Array.from({ length: 12 }, (_, file) => diagnostic({ severity, path: `rules/${file}.yaml` })),
    );
    const lines = github(validated(many), plain).trim().split('\n');
    expect(lines.map((line) => /^::(\w+)/.exec(line)?.[1])).toEqual([
      ...Array.from({ length: 10 }, () => 'error'),
      ...Array.from({ length: 10 }, () => 'warning'),
      ...Array.from({ length: 10 }, () => 'notice'),
      undefined,
    ]);
    expect(lines.at(-1)).toBe('6 more findings: GitHub shows 10 of a level; all are in the job summary.');
  });

  test("say what a plan refuses and what drifted, at the rule's file", () => {
    const plan = planOf(
      [change(1)],
      [{ scope: 'rule', code: 'drifted', message: 'changed by others', type: 'analytics-rule', id: change(1).id }],
    );
    expect(github(planned(plan), plain)).toContain('::warning file=analytics-rules/rule-1.yaml,title=plan/drifted::');
    expect(github(drifted([verdict(1)]), plain)).toContain(
      '::warning file=analytics-rules/rule-1.yaml,title=drift/theirs::',
    );
  });

  test('say what rules lack, and what a change of them loses', () => {
    const rule = { rule: 'Rule 1', path: 'analytics-rules/a.yaml', text: 'a case that fires' };
    expect(github(lacking(rule), plain)).toBe(
      '::notice file=analytics-rules/a.yaml,title=test/lacking::Rule 1 lacks a case that fires.\n' +
        '::notice file=analytics-rules/a.yaml,line=3,endLine=3,col=5,endColumn=8,title=test/unnoticed::No case of Rule 1 notices: a case that fires\n',
    );
    expect(github(losing({ ...rule, text: 'no longer fires' }), plain)).toBe(
      '::warning file=analytics-rules/a.yaml,title=compare/lost::Rule 1: no longer fires\n' +
        '::notice file=analytics-rules/a.yaml,title=compare/renamed::Rule 1: no longer fires\n',
    );
  });

  test('are none where all is well', () => {
    expect(github(validated([]), plain)).toBe('');
  });
});

describe('JUnit', () => {
  const named = (xml: string, name: string): Readonly<Record<string, string>>[] =>
    parseXml(xml).flatMap((element) => (element.name === name ? [element.attributes] : []));
  const failing = (xml: string): readonly string[] =>
    [...xml.matchAll(/<testcase name="([^"]*)"[^>]*>\s*<failure/g)].map(([, name = '']) => name);

  test('has a case a file, which fails for errors and not for warnings', () => {
    const xml = junit(
      validated([diagnostic(), diagnostic({ severity: 'warning', path: 'analytics-rules/b.yaml' })]),
      plain,
    );
    expect(named(xml, 'testsuite')).toEqual([
      { name: 'picket validate', tests: '2', failures: '1', errors: '0', skipped: '0' },
    ]);
    expect(named(xml, 'testcase').map(({ name }) => name)).toEqual([
      'analytics-rules/a.yaml',
      'analytics-rules/b.yaml',
    ]);
    expect(named(xml, 'failure')).toHaveLength(1);
    expect(xml).toContain('<system-out>analytics-rules/b.yaml:3:5: warning');
  });

  test('has a case for each change of a deployment', () => {
    const statuses = ['written', 'failed', 'not-attempted'] as const;
    const outcomes = statuses.map((status, index) => ({
      type: 'analytics-rule',
      id: String(index),
      displayName: status,
      action: 'update' as const,
      status,
    }));
    const xml = junit(deployed(planOf([]), outcomes), plain);
    expect(named(xml, 'testsuite')[0]).toMatchObject({ tests: '3', failures: '1', skipped: '1' });
  });

  test('has a case for each rule that drift looked at', () => {
    const xml = junit(drifted([verdict(1), verdict(2, { state: 'in-sync', fields: [] })]), plain);
    expect(named(xml, 'testsuite')[0]).toMatchObject({ tests: '2', failures: '1' });
    expect(failing(xml)).toEqual(['Rule 1']);
  });

  test('has drift that is accepted, or only in the workspace, as passed with what is said of it', () => {
    const accepted = [{ until: '2027-01-01', reason: 'agreed' }];
    const xml = junit(drifted([verdict(1, { accepted }), verdict(2, { state: 'unmanaged' }), verdict(3)]), plain);
    expect(failing(xml)).toEqual(['Rule 3']);
  });

  test('has what rules lack as skipped, and mutants and changed rules with what is said of them', () => {
    const rule = { rule: 'Rule 1', path: 'analytics-rules/a.yaml', text: 'a case that fires' };
    const xml = junit(lacking(rule), plain);
    expect(named(xml, 'testsuite')[0]).toMatchObject({ tests: '2', failures: '0', skipped: '1' });
    expect(named(xml, 'testcase')).toEqual([
      { name: 'a case that fires', classname: 'Rule 1' },
      { name: '1 of 2 mutants noticed', classname: 'Rule 1' },
    ]);
    expect(xml).toContain('<system-out>analytics-rules/a.yaml:3: not noticed: a case that fires</system-out>');
    const compared = junit(losing({ ...rule, text: 'no longer fires' }), plain);
    expect(named(compared, 'testcase')).toEqual([{ name: 'Rule 1', classname: 'analytics-rules/a.yaml' }]);
    expect(compared).toContain('<system-out>no longer fires</system-out>');
    expect(failing(compared)).toEqual([]);
  });

  test('keeps line ends of an attribute', () => {
    const xml = junit(validated([diagnostic({ message: 'one\ntwo\tthree' })]), plain);
    expect(named(xml, 'failure')[0]?.['message']).toBe('one\ntwo\tthree');
  });

  test('has one case where there is nothing to say', () => {
    expect(named(junit({ ...validated([]), paths: [] }, plain), 'testcase')).toHaveLength(1);
  });
});

describe('Markdown', () => {
  const actions: readonly ChangeAction[] = ['create', 'update', 'delete'];
  const long = 'SigninLogs\n| where ResultType != 0\n'.repeat(100);
  const many = (text: string, query: string): string =>
    markdown(
      planned(
        planOf(
          Array.from({ length: 500 }, (_, index) =>
            change(index, {
              action: actions[index % 3] ?? 'update',
              displayName: `${text} ${index}`,
              reason: text,
              warnings: [text],
              fields: [{ at: '/properties/query', before: `${query}a\n`, after: `${query}${text}\n` }],
            }),
          ),
          Array.from({ length: 500 }, () => ({
            scope: 'rule' as const,
            code: 'drifted',
            message: text,
            hint: text,
            displayName: text,
          })),
        ),
      ),
      plain,
    );

  test('of a plan of 500 changes fits into a comment, whole blocks first, and says what it leaves out', () => {
    const said = many('Suspicious sign-in', long);
    expect(said.length).toBeLessThan(60_000);
    expect(said.length).toBeGreaterThan(40_000);
    expect(said.match(/<details>/g)?.length).toBe(said.match(/<\/details>/g)?.length);
    expect(said.match(/^```/gm)?.length ?? 0).toBeGreaterThan(0);
    expect((said.match(/^```/gm)?.length ?? 0) % 2).toBe(0);
    const shown = (said.match(/<b>(create|update|delete)<\/b>/g) ?? []).length;
    const left = Number(/(\d+) more changes not shown/.exec(said)?.[1]);
    expect(shown + left).toBe(500);
    // What can do harm is not what is left out.
    expect(said.match(/<b>delete<\/b>/g)).toHaveLength(166);
  });

  test('of a run of tests has what rules lack and what nobody notices', () => {
    const said = markdown(lacking({ rule: 'Rule 1', path: 'a.yaml', text: 'a case that fires' }), plain);
    expect(said).toContain('1 of 2 mutants noticed, 50 %.');
    expect(said).toContain('| Rule 1 | untested: a case that fires |');
    expect(said).toContain('| Rule 1 | not noticed: a case that fires |');
  });

  test.each(attacks)('of 500 changes fits into a comment for $name', ({ text }) => {
    expect(many(text, '').length).toBeLessThan(60_000);
  });

  test('of 5,000 findings and of 5,000 rules fits too, with what is left counted', () => {
    const findings = markdown(validated(Array.from({ length: 5000 }, () => diagnostic())), plain);
    expect(findings.length).toBeLessThan(60_000);
    expect(findings).toMatch(/\d+ more findings not shown/);
    const rules = markdown(drifted(Array.from({ length: 5000 }, (_, index) => verdict(index))), plain);
    expect(rules.length).toBeLessThan(60_000);
    expect(rules).toMatch(/\d+ more items not shown/);
    const outcomes = Array.from({ length: 5000 }, (_, index) => ({
      type: 'analytics-rule',
      id: `${index}`,
      displayName: 'x',
      action: 'create' as const,
      status: 'written' as const,
    }));
    const done = markdown(
      deployed(planOf([]), [
        ...outcomes,
        { type: 'analytics-rule', id: 'z', displayName: 'the one that failed', action: 'update', status: 'failed' },
      ]),
      plain,
    );
    expect(done.length).toBeLessThan(60_000);
    expect(done).toContain('the one that failed');
  });

  test('uses the room that it is given', () => {
    const report = drifted(Array.from({ length: 1000 }, (_, index) => verdict(index)));
    expect(markdown(report, { ...plain, limit: 5000 }).length).toBeLessThan(5000);
    expect(markdown(report, { ...plain, limit: 1_000_000 })).not.toContain('Cut to fit');
  });
});
