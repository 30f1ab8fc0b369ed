import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

const rule = readFileSync('test/scenarios/fuses/files/rule.txt', 'utf8').replaceAll('NN', '07');

describe('who answers for a rule', () => {
  test('is warned of where the review is old, and where CODEOWNERS names others', () =>
    inFolder(async (shell) => {
      const metadata = 'metadata: {owner: platform, reviewed: 2025-01-01, source: {kind: Community}}\n';
      await shell.write('picket.yaml', 'limits: {reviewDays: 365}\n');
      await shell.write('analytics-rules/rule-07.yaml', `${rule}${metadata}`);
      const alone = await shell.picket('validate');
      expect(alone.code).toBe(0);
      expect(alone.out).toContain('The last review was 690 days ago, on 2025-01-01; at most 365 are allowed.');
      expect(alone.out).not.toContain('rule/owner-unlike');
      await shell.write('.github/CODEOWNERS', '/analytics-rules/ @contoso/soc\n');
      const { out } = await shell.picket('validate');
      expect(out).toContain(
        'The owner `platform` is none of those that CODEOWNERS names for this file: `@contoso/soc`.',
      );
      await shell.write('.github/CODEOWNERS', '/analytics-rules/ @contoso/Platform\n');
      expect((await shell.picket('validate')).out).not.toContain('rule/owner-unlike');
    }));

  test('is told in the comment of a plan and in the issue about drift, by the file or else by CODEOWNERS', () =>
    inFolder(async (shell) => {
      await shell.write('picket.yaml', 'project: {name: d, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9}\n');
      await shell.write('analytics-rules/rule-07.yaml', `${rule}metadata: {owner: '@contoso/soc'}\n`);
      await shell.write('analytics-rules/rule-08.yaml', rule.replaceAll('07', '08'));
      expect((await shell.picket('plan', '--format', 'markdown')).out).not.toContain('rule-08: ');
      await shell.write('.github/CODEOWNERS', '/analytics-rules/ @contoso/Platform\n');
      const planned = await shell.picket('plan', '--format', 'markdown', '--format', 'json=plan.json');
      // A plan asks nobody: its pull request does.
      expect(planned.out).toContain('**Owners**\n\n- `@contoso/Platform`: Rule 08\n- `@contoso/soc`: Rule 07');
      await shell.picket('drift', '--format', 'json=drift.json');
      shell.env['GITHUB_STEP_SUMMARY'] = `${shell.cwd}/summary.md`;
      expect(await shell.picket('github', 'summary', 'plan.json', 'drift.json')).toMatchObject({ code: 0 });
      const summary = readFileSync(`${shell.cwd}/summary.md`, 'utf8');
      expect(summary).toContain('- `@contoso/soc`: Rule 07');
      expect(summary).toContain('- @contoso/Platform: Rule 08\n- @contoso/soc: Rule 07');
    }));
});
