import { describe, expect, test } from '@jest/globals';
import type { Plan } from '../../../src/core/engine/change.ts';
import type { Diagnostic } from '../../../src/core/diagnostic.ts';
import type { Report } from '../../../src/core/report.ts';
import { markdownTogether } from '../../../src/report/markdown.ts';
import { pretty } from '../../../src/report/pretty.ts';
import { change, diagnostic, plain, planned, planOf } from '../reports.ts';

const query = {
  at: '/properties/query',
  before: 'SigninLogs\n| take 1',
  after: 'SigninLogs\n| take 2',
};
const severity = { at: '/properties/severity', before: 'Low', after: 'High' };
const mappings = { at: '/properties/entityMappings', before: [{ entityType: 'IP' }], after: [] };

const warning = diagnostic({
  severity: 'warning',
  path: 'analytics-rules/rule-1.yaml',
  message: 'It reads everything.',
});

const report = (workspace: string, parts: Partial<Plan>, diagnostics: readonly Diagnostic[] = []): Report => {
  const plan = { ...planOf([]), workspace, ...parts };
  return { ...planned(plan), diagnostics };
};

/** What a phone shows before anything is tapped: details show their summary only. */
const visibleLines = (markdown: string): readonly string[] =>
  markdown
    .replaceAll(/<details><summary>(.*)<\/summary>[\s\S]*?<\/details>/g, '$1')
    .split('\n')
    .filter((line) => line !== '');

const one = change(1, { fields: [severity, query, mappings] });

describe('the comment on a pull request', () => {
  test('says the verdict in a line, and then a line a rule', () => {
    expect(visibleLines(markdownTogether([report('prod', { changes: [one] }, [warning])], plain))).toEqual([
      '### Plan for `prod`',
      expect.stringMatching(/^\*\*✅ 0 to create, 0 to update, 0 to delete, 7 unchanged, 1 unmanaged\.\*\*$/),
      '#### Changes',
      '<b>update</b> Rule 1 · severity <code>Low → High</code>, query <code>+1 −1</code>, entityMappings · ⚠️ 1 warning · prod',
      '<sub>Quota: enabled 498/512, NRT 47/50.</sub>',
    ]);
  });

  test('has ids, values and warnings inside, behind a tap', () => {
    const text = markdownTogether([report('prod', { changes: [one] }, [warning])], plain);
    expect(text).toContain(one.id);
    expect(text).toContain('line 3: It reads everything');
    expect(text).toContain('- | take 1');
    for (const line of visibleLines(text)) expect(line).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
  });

  test('says equal plans of several workspaces once, and what differs with its workspace', () => {
    const both = ['prod', 'test'].map((workspace) => report(workspace, { changes: [one] }, [warning]));
    const lines = visibleLines(markdownTogether(both, plain));
    expect(lines.filter((line) => line.includes('Rule 1'))).toEqual([
      expect.stringMatching(/· ⚠️ 1 warning · prod, test$/),
    ]);
    expect(lines.filter((line) => line.startsWith('**'))).toHaveLength(1);

    const other = report('test', { changes: [one, change(2, { action: 'delete', fields: [] })] });
    const mixed = visibleLines(markdownTogether([report('prod', { changes: [one] }), other], plain));
    expect(mixed).toContain('<b>delete</b> Rule 2 · test');
    expect(mixed).toContainEqual(expect.stringMatching(/^<b>update<\/b> Rule 1 .* · checks passed · prod, test$/));
  });

  test('begins with what stops the run', () => {
    const refused = report('prod', { refusals: [{ scope: 'run', code: 'fuse', message: 'Too many deletes.' }] });
    expect(visibleLines(markdownTogether([refused], plain))[1]).toMatch(/^\*\*🛑 Nothing would be written/);
    const broken: Report = { ...planned(planOf([])), workspace: 'prod', diagnostics: [diagnostic()] };
    const { plan: _, ...without } = broken;
    expect(visibleLines(markdownTogether([without], plain))[1]).toBe(
      '**🛑 Nothing is planned: the content has errors.**',
    );
  });
});

describe('a plan in a terminal', () => {
  test('has the warnings about the rules that change, and those alone', () => {
    const elsewhere = diagnostic({ severity: 'warning', path: 'analytics-rules/other.yaml', message: 'Elsewhere.' });
    const text = pretty(report('prod', { changes: [one] }, [warning, elsewhere]), plain);
    expect(text).toContain('      warning: line 3: It reads everything. rule/period-shorter-than-frequency\n');
    expect(text).not.toContain('Elsewhere.');
  });
});
