import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { inFolder } from './io.ts';

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
});
