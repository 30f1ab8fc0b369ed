import { describe, expect, test } from '@jest/globals';
import { ruleIndex, rulePage, type RuleTexts } from '../../src/report/rule-page.ts';

const rule: RuleTexts = {
  id: 'rule/made-up',
  severity: 'warning',
  summary: 'Something is made up.',
  why: 'Because tests need it.',
  scope: 'item',
};

const failing = {
  files: [{ path: 'fail.yaml', text: 'name: x\n' }],
  diagnostics: [
    {
      code: 'rule/made-up',
      severity: 'warning',
      message: 'It is `x`.',
      hint: 'Use `y`.',
      path: 'fail.yaml',
      range: { start: { line: 1, column: 7 }, end: { line: 1, column: 8 } },
    },
  ],
} as const;
const passing = { files: [{ path: 'pass.yaml', text: 'name: y\n' }], diagnostics: [] };

describe('the page of a rule', () => {
  test('shows the examples with what was really found in them, and nothing for the passing one', () => {
    const page = rulePage(rule, [failing], [passing]);
    expect(page).toContain('# rule/made-up\n\nSomething is made up.\n');
    expect(page).toContain(
      '```yaml\nname: x\n```\n\nPicket says:\n\n- `fail.yaml:1:7` **warning**: It is `x`.<br>Use `y`.\n',
    );
    expect(page.slice(page.indexOf('## Not found'))).not.toContain('Picket says');
  });

  test('leaves out the middle of a long example, and says how much', () => {
    const text = `${Array.from({ length: 100 }, (_, index) => `# line ${index + 1}`).join('\n')}\n`;
    const page = rulePage(rule, [{ files: [{ path: 'fail.yaml', text }], diagnostics: [] }], []);
    expect(page).toContain('# line 25\n# … 50 more lines\n# line 76\n');
  });

  test('shows the base before the files of now', () => {
    const base = [{ path: 'a.yaml', text: 'name: before\n' }];
    const page = rulePage(rule, [{ ...failing, base }], []);
    expect(page.indexOf('`a.yaml` in the base')).toBeLessThan(page.indexOf('`fail.yaml` now'));
  });

  test('is linked from the list, which is sorted by id', () => {
    const list = ruleIndex([rule, { ...rule, id: 'repo/made-up', severity: 'error' }]);
    expect(list).toContain(
      '| [repo/made-up](repo/made-up.md) | error | Something is made up. |\n| [rule/made-up](rule/made-up.md) | warning |',
    );
  });
});
