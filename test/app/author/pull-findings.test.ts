import { firstType } from '../../../src/content/index.ts';
import { describe, expect, test } from '@jest/globals';
import { ignoringWhatRuns } from '../../../src/app/author/pull-findings.ts';

const context = { apiVersion: '2023-12-01-preview', now: Date.UTC(2026, 10, 22) };

const rule = (...lines: readonly string[]): string =>
  [
    'id: 6f0d3a52-7c1e-4b8e-9a44-2d51c0f7b6a1',
    'name: Sign-ins',
    'version: 1.0.0',
    'kind: NRT',
    'description: d',
    'severity: Low',
    'query: SigninLogs',
    ...lines,
    '',
  ].join('\n');

describe('a rule file that a pull writes', () => {
  test('says above a key why what the checks refuse stands there', () => {
    const text = rule('tactics:', '  - Impact', '  - Exfiltrations');
    expect(ignoringWhatRuns(firstType, 'rule.yaml', text, context)).toBe(
      rule(
        '# picket-ignore schema/unknown-value -- the workspace runs it so',
        'tactics:',
        '  - Impact',
        '  - Exfiltrations',
      ),
    );
  });

  test('has the comment above a block of text, never in it', () => {
    const override = ['alertDetailsOverride:', '  alertDescriptionFormat: |', '    {{A}}', '    {{B}} {{C}} {{D}}'];
    const text = ignoringWhatRuns(firstType, 'rule.yaml', rule(...override), context);
    expect(text).toBe(
      rule('# picket-ignore rule/override-placeholders-too-many -- the workspace runs it so', ...override),
    );
    expect(ignoringWhatRuns(firstType, 'rule.yaml', text, context)).toBe(text);
  });

  test('keeps its line ends, and has no comment for what is only warned of', () => {
    const text = rule('tactics: [ModelEvasion]').replaceAll('\n', '\r\n');
    expect(ignoringWhatRuns(firstType, 'rule.yaml', text, context)).toBe(text);
    const near = rule('tactics: [Exfiltrations]').replaceAll('\n', '\r\n');
    expect(ignoringWhatRuns(firstType, 'rule.yaml', near, context)).toContain(
      'runs it so\r\ntactics: [Exfiltrations]\r\n',
    );
  });

  test('has no comment for errors that its people made', () => {
    const text = rule('tactics: [Exfiltrations]');
    expect(ignoringWhatRuns(firstType, 'rule.yaml', text, context, text)).toBe(text);
  });
});
