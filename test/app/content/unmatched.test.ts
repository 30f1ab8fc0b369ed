import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { isObject, parseJson } from '../../../src/core/json.ts';
import { inFolder } from '../../cli/io.ts';

const rule = readFileSync('test/scenarios/fuses/files/rule.txt', 'utf8').replaceAll('NN', '01');
const config = `project: { name: scenario, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9 }
workspaces:
  prod:
    subscriptionId: 00000000-0000-0000-0000-000000000001
    resourceGroup: rg
    workspaceName: law-prod
    optOut:
      - { rule: 5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a009, reason: Loud }
`;

test('what picket.yaml says of content that there is not is found at its place, and what to do about it', async () => {
  await inFolder(async ({ write, picket }) => {
    await write('picket.yaml', config);
    await write('analytics-rules/one.yaml', rule);
    const { out } = await picket('validate', '--format', 'json');
    const report = parseJson(out);
    expect(isObject(report) ? report['diagnostics'] : undefined).toEqual([
      {
        code: 'config/unmatched-opt-out',
        severity: 'warning',
        message:
          '`prod` opts out of `5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a009`, and no content has that id: did you mean `5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a001`?',
        hint: 'An opt-out names an id, or `type/ID`. Take it out if what it was about is gone.',
        path: 'picket.yaml',
        range: { start: { line: 8, column: 17 }, end: { line: 8, column: 53 } },
      },
    ]);
  });
});
