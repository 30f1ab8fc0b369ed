import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/core/json.ts';
import { inFolder } from './io.ts';

const id = '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a001';

const template = (parameters: JsonObject = {}): string =>
  JSON.stringify({
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    parameters: { workspace: { type: 'String' }, ...parameters },
    resources: [
      {
        type: 'Microsoft.OperationalInsights/workspaces/providers/alertRules',
        name: `[concat(parameters('workspace'),'/Microsoft.SecurityInsights/${id}')]`,
        kind: 'NRT',
        properties: { displayName: 'Rare logon', severity: 'High', query: 'SigninLogs', tactics: ['Impact'] },
      },
    ],
  });

describe('picket import arm', () => {
  test.each(['arm', 'template', 'sigma'])('%s writes nothing while a rule file cannot be read', async (source) => {
    await inFolder(async (shell) => {
      await shell.write('export.json', template());
      await shell.write('analytics-rules/broken.yaml', `id: ${id}\nname: [open\n`);
      const { code, out } = await shell.picket('import', source, 'export.json');
      expect(code).toBe(1);
      expect(out).toContain('analytics-rules/broken.yaml:');
      expect(await readdir(join(shell.cwd, 'analytics-rules'))).toEqual(['broken.yaml']);
    });
  });

  test('writes nothing where its report cannot be written', async () => {
    await inFolder(async (shell) => {
      await shell.write('export.json', template());
      const { code, err } = await shell.picket(
        'import',
        'arm',
        'export.json',
        '--format',
        'json=export.json/report.json',
      );
      expect(code).toBe(3);
      expect(err).toContain('report.json cannot be written');
      expect(await readdir(shell.cwd)).toEqual(['export.json']);
    });
  });

  test('names a parameter that no template declares', async () => {
    await inFolder(async (shell) => {
      await shell.write('export.json', template({ severity: { type: 'string', defaultValue: 'Low' } }));
      await shell.write('values.json', '{"parameters": {"severty": {"value": "High"}, "Workspace": {"value": "w"}}}');
      const { code, out } = await shell.picket('import', 'arm', 'export.json', '--parameters', 'values.json');
      expect(code).toBe(0);
      expect(out).toContain(
        'values.json warning: No template declares the parameter `severty`; its value was not used.\n  Did you mean `severity`?\n',
      );
      expect(out).not.toContain('orkspace');
    });
  });

  test('names a key of SentinelARConverter that is misspelt', async () => {
    await inFolder(async (shell) => {
      await shell.write('export.json', template());
      await shell.write('prod.yaml', 'Overwriteproperties:\n  severity: Low\n');
      const { out } = await shell.picket('import', 'arm', 'export.json', '--parameters', 'prod.yaml');
      expect(out).toContain('Did you mean `OverwriteProperties`?');
    });
  });

  test('says that a folder holds nothing to import', async () => {
    await inFolder(async (shell) => {
      await shell.write('exports/package.json', '{"name": "x"}');
      expect(await shell.picket('import', 'arm', 'exports')).toEqual({
        code: 1,
        out: 'exports error: No file here holds alert rules; 1 was looked at.\nimport: nothing to do.\n',
        err: '',
      });
    });
  });
});
