import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

const documented = `description: Sign-ins from new places.
requiredDataConnectors:
  - connectorId: AzureActiveDirectory
    dataTypes: [SigninLogs]
tactics: [InitialAccess]
relevantTechniques: [T1078]
`;

const rule = `id: 6f0d3a52-7c1e-4b8e-9a44-2d51c0f7b6a1
name: Places
${documented}kind: Scheduled
severity: Medium
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
query: |
  ContosoSignins
  | where Place == "x"
entityMappings:
  - entityType: IP
    fieldMappings:
      - identifier: Address
        columnName: Ip
version: 1.0.0
`;
const hunting = (query: string): string => `id: 6f0d3a52-7c1e-4b8e-9a44-2d51c0f7b6a2
name: Hunt for places
${documented}query: |
  ${query}
`;
const parser = `id: 6f0d3a52-7c1e-4b8e-9a44-2d51c0f7b6a3
Function:
  Title: Contoso sign-ins
  Version: 1.0.0
Category: Microsoft Sentinel Parser
FunctionName: ContosoSignins
FunctionAlias: ContosoSignins
FunctionQuery: |
  SigninLogs
  | project TimeGenerated, Place = Location, Ip = IPAddress
`;
const summary = (query: string): string => `id: 6f0d3a52-7c1e-4b8e-9a44-2d51c0f7b6a4
displayName: Places by hour
description: Counts places.
destinationTable: Places_CL
query: |
  ${query}
binSize: 60
version: 1.0.0
`;
const detection = (query: string): string => `schemaVersion: 1.0.0
kind: CustomDetection
resourceType: Microsoft.Security/detectionRules
properties:
  id: places
  displayName: Places
  status: disabled
  queryCondition:
    queryText: |-
      ${query}
  schedule: {frequency: PT1H}
`;
const migration = `schemaVersion: 1.0.0
ruleOverrides:
  6f0d3a52-7c1e-4b8e-9a44-2d51c0f7b6a1:
    acceptedReviewReasons:
      - Checked by hand
`;

const solution = async ({ write }: Shell, over: Readonly<Record<string, string>> = {}): Promise<void> => {
  const files: Readonly<Record<string, string>> = {
    'picket.yaml':
      'project: {name: test, id: 0f6a1c52-5b1e-4c55-9a55-6d1f5a0c7e21}\ncontent: [Solutions]\nworkspaces: {}\n',
    'Solutions/Contoso/Analytic Rules/places.yaml': rule,
    'Solutions/Contoso/Hunting Queries/places.yaml': hunting(
      'SigninLogs | where TimeGenerated > ago(7d) | where Location == "x"',
    ),
    'Solutions/Contoso/Parsers/ContosoSignins.yaml': parser,
    'Solutions/Contoso/Summary rules/places.yaml': summary('SigninLogs | summarize count() by Location'),
    'Solutions/Contoso/XDR Detections/places.yaml': detection('DeviceInfo | where Timestamp > ago(1h)'),
    'Solutions/Contoso/XDR Detections/migration-config.yaml': migration,
    ...over,
  };
  for (const [path, text] of Object.entries(files)) await write(path, text);
};

describe('the folder of a published solution', () => {
  test('validates as it lies: each file by what it is', async () => {
    await inFolder(async (shell) => {
      await solution(shell);
      expect(await shell.picket('validate')).toEqual({ code: 0, out: '6 files: no errors\n', err: '' });
    });
  });

  test.each<[string, string, string]>([
    ['a parser', 'parsers', parser.replaceAll('ContosoSignins', 'Other')],
    ['a summary rule', 'summary-rules', summary('SigninLogs | summarize count() by Location')],
  ])(
    'says of %s among analytics rules that it is not deployed from there, and from where it is',
    async (what, folder, text) => {
      await inFolder(async (shell) => {
        await solution(shell, { 'Solutions/Contoso/Analytic Rules/other.yaml': text });
        const { code, out } = await shell.picket('validate');
        expect(code).toBe(0);
        expect(out).toContain(
          `Solutions/Contoso/Analytic Rules/other.yaml:1:1 warning The file is ${what} in a folder of analytics rules: it is checked, and not deployed. schema/other-type`,
        );
        expect(out).toContain(`hint: Move it to a folder called \`${folder}\``);
        expect(out).toContain('7 files: no errors, 1 warning\n');
      });
    },
  );

  test.each([
    [
      'Hunting Queries/places.yaml',
      hunting('SigninLogs | where Nope == "x" and TimeGenerated > ago(7d)'),
      '10:22 error',
      'kql/unknown-column',
    ],
    [
      'Parsers/Other.yaml',
      parser.replaceAll('ContosoSignins', 'Other').replace('Location', 'Nope'),
      '10:36 error',
      'kql/unknown-column',
    ],
    [
      'Summary rules/places.yaml',
      summary('SigninLogs | summarize count() by Nope'),
      '6:37 error',
      'kql/unknown-column',
    ],
    ['XDR Detections/places.yaml', detection('DeviceInfo | where'), '10:25 error', 'kql/syntax'],
  ])('finds a mistake in the query of %s at its place', async (path, text, place, code) => {
    await inFolder(async (shell) => {
      await solution(shell, { [`Solutions/Contoso/${path}`]: text });
      const { code: exit, out } = await shell.picket('validate');
      expect(exit).toBe(1);
      expect(out).toContain(`Solutions/Contoso/${path}:${place}`);
      expect(out).toContain(code);
      expect(out).toContain(': 1 error\n');
    });
  });

  test('declares its parsers to its rules', async () => {
    await inFolder(async (shell) => {
      await solution(shell, {
        'Solutions/Contoso/Analytic Rules/places.yaml': rule.replace('where Place', 'where Nope'),
      });
      expect((await shell.picket('validate')).out).toContain('no column, variable or table `Nope`');
    });
  });

  test('keeps a hunting query among rules an error, since it may be a rule that lost its schedule', async () => {
    await inFolder(async (shell) => {
      await solution(shell, { 'Solutions/Contoso/Analytic Rules/hunt.yaml': hunting('SigninLogs') });
      const { code, out } = await shell.picket('validate');
      expect(code).toBe(1);
      expect(out).toContain('looks like a hunting query');
    });
  });

  test('takes a file with a schedule among hunting queries for one, and says that it never runs', async () => {
    await inFolder(async (shell) => {
      const misplaced = rule
        .replace('b6a1', 'b6a9')
        .replace('ContosoSignins', 'SigninLogs')
        .replace('Place ==', 'City ==');
      await solution(shell, { 'Solutions/Contoso/Hunting Queries/rule.yaml': misplaced });
      expect((await shell.picket('validate')).out).toContain('rule/schedule-idle');
    });
  });

  test('is deployed as far as its files are of a type, and nothing else of it', async () => {
    await inFolder(async (shell) => {
      await solution(shell);
      const { code } = await shell.picket('render', '--out-dir', 'templates');
      expect(code).toBe(0);
      expect(await readdir(join(shell.cwd, 'templates'), { recursive: true })).toHaveLength(4);
    });
  });
});
