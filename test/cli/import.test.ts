import { existsSync } from 'node:fs';
import { chmod, readFile, readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/core/json.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

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

  test('takes over only content of the types that --type names, and says what it left out', async () => {
    await inFolder(async (shell) => {
      const search = {
        type: 'Microsoft.OperationalInsights/workspaces/savedSearches',
        name: "[concat(parameters('workspace'), '/hunt')]",
        properties: { category: 'Hunting Queries', displayName: 'Hunt', query: 'SigninLogs', tags: [] },
      };
      const whole = template().replace('"resources":[', `"resources":[${JSON.stringify(search)},`);
      await shell.write('export.json', whole);
      const { code, out } = await shell.picket('import', 'arm', 'export.json', '--type', 'hunting-query');
      expect(code).toBe(0);
      expect(out).toContain('hunting-queries/hunt.yaml');
      expect(out).toContain('Left out: Rare logon.');
      expect(existsSync(join(shell.cwd, 'analytics-rules'))).toBe(false);
    });
  });

  test('refuses --type for Sigma rules, which become analytics rules only', async () => {
    await inFolder(async (shell) => {
      const { code, err } = await shell.picket('import', 'sigma', 'rules', '--type', 'parser');
      expect(code).toBe(3);
      expect(err).toContain('Sigma rules become analytics rules only');
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

describe('picket import bicep', () => {
  test('imports what the bicep command makes of a file', async () => {
    await inFolder(async (shell) => {
      await shell.write('main.bicep', 'resource rule ...\n');
      await shell.write('out.json', template());
      const bin = join(shell.cwd, 'bin');
      await shell.write('bin/bicep', `#!/bin/sh\ncat '${join(shell.cwd, 'out.json')}'\n`);
      await chmod(join(bin, 'bicep'), 0o755);
      shell.env['PATH'] = `${bin}:${process.env['PATH'] ?? ''}`;
      const { code, out } = await shell.picket('import', 'bicep', 'main.bicep');
      expect([code, out]).toEqual([0, expect.stringContaining('created     analytics-rules/rare-logon.yaml')]);
    });
  });

  test.each([
    ['which says nothing', 'exit 3', 'it said nothing, and ended with 3'],
    ['which somebody ended', 'kill -9 $$', 'it was ended by SIGKILL'],
    ['which gives no end of text', 'exec yes', 'it gave more than 64 MiB'],
    [
      'which warns first',
      'echo "Warning a" >&2; echo "main.bicep(1,1) : Error BCP018" >&2; exit 1',
      'main.bicep(1,1) : Error BCP018',
    ],
    ['which says something else', 'echo "Unhandled" >&2; exit 1', 'Unhandled'],
  ])('says why there is nothing of the command %s', async (_name, script, why) => {
    await inFolder(async (shell) => {
      await shell.write('main.bicep', 'resource rule ...\n');
      await shell.write('bin/bicep', `#!/bin/sh\n${script}\n`);
      await chmod(join(shell.cwd, 'bin/bicep'), 0o755);
      shell.env['PATH'] = `${join(shell.cwd, 'bin')}:${process.env['PATH'] ?? ''}`;
      const { code, err } = await shell.picket('import', 'bicep', 'main.bicep');
      expect([code, err.split('\n')[0]]).toEqual([3, `error: bicep cannot build main.bicep: ${why}`]);
    });
  });

  test('says what stood against starting the command', async () => {
    await inFolder(async (shell) => {
      await shell.write('main.bicep', 'resource rule ...\n');
      await shell.write('bin/bicep', '#!/bin/sh\n');
      await chmod(join(shell.cwd, 'bin/bicep'), 0o644);
      shell.env['PATH'] = join(shell.cwd, 'bin');
      const { code, err } = await shell.picket('import', 'bicep', 'main.bicep');
      expect([code, err]).toEqual([3, expect.stringContaining('is not installed here, or may not be run (EACCES).')]);
    });
  });

  test('ends as interrupted while the command runs', async () => {
    await inFolder(async (shell) => {
      await shell.write('main.bicep', 'resource rule ...\n');
      await shell.write('bin/bicep', '#!/bin/sh\n: > begun\nexec sleep 600\n');
      await chmod(join(shell.cwd, 'bin/bicep'), 0o755);
      shell.env['PATH'] = `${join(shell.cwd, 'bin')}:${process.env['PATH'] ?? ''}`;
      const run = shell.picket('import', 'bicep', 'main.bicep');
      while (!existsSync(join(shell.cwd, 'begun'))) await sleep(5);
      shell.interrupt();
      expect(await run).toMatchObject({ code: 130, out: '' });
    });
  });

  test('says what to do where there is no bicep command', async () => {
    await inFolder(async (shell) => {
      await shell.write('main.bicep', 'resource rule ...\n');
      shell.env['PATH'] = join(shell.cwd, 'none');
      const { code, err } = await shell.picket('import', 'bicep', 'main.bicep');
      expect(code).toBe(3);
      expect(err).toContain('Where it is: bicep build main.bicep; then: picket import arm main.json.');
    });
  });
});

describe('an import loses nothing unsaid', () => {
  const guid = (number: number): string => `5f0a1c1e-8a57-4f53-9a86-${String(number).padStart(12, '0')}`;
  const answer = (rules: readonly JsonObject[]): string => JSON.stringify({ value: rules });
  const live = (number: number, more: JsonObject = {}): JsonObject => ({
    name: guid(number),
    kind: 'NRT',
    properties: { displayName: `Rule ${number}`, severity: 'High', query: 'SigninLogs', ...more },
  });

  test('of templates that lie beside the one that deploys them', async () => {
    await inFolder(async (shell) => {
      const open = template({ title: { type: 'string' } }).replace('Rare logon', "[parameters('title')]");
      await shell.write('all/linked/rules.json', open);
      const link = {
        type: 'Microsoft.Resources/deployments',
        name: 'rules',
        properties: {
          templateLink: { uri: 'https://example.com/repo/main/linked/rules.json' },
          parameters: { title: { value: 'Given from outside' } },
        },
      };
      const schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#';
      await shell.write('all/main.json', JSON.stringify({ $schema: schema, resources: [link] }));
      const { code, out } = await shell.picket('import', 'arm', 'all');
      expect([code, out]).toEqual([0, expect.stringContaining('given-from-outside.yaml')]);
    });
  });

  test('whatever other errors there are: a value of no possible type stays as a comment in the file that is put aside', async () => {
    await inFolder(async (shell) => {
      const wrong = { severity: 'Loud', techniques: 5, entityMappings: 'none at all' };
      await shell.write('a.json', answer([live(1, wrong), live(2)]));
      const { code, out } = await shell.picket('import', 'arm', 'a.json');
      expect(code).toBe(6);
      expect(out).toContain('The file cannot say techniques as it is');
      const text = await readFile(join(shell.cwd, 'put-aside/rule-1.yaml'), 'utf8');
      expect(text).toContain('# techniques: 5');
      expect(await shell.picket('validate')).toMatchObject({ code: 0, err: '' });
    });
  });

  test('same id and body once, other bodies side by side', async () => {
    await inFolder(async (shell) => {
      await shell.write('a.json', answer([live(1), live(1), live(1, { severity: 'Low' })]));
      const { out } = await shell.picket('import', 'arm', 'a.json');
      expect(out).toContain('severity: "High" there, "Low" here');
      expect(out).toContain('import: 1 created, 1 refused.');
    });
  });

  test('of 2,000 rules in one run with progress, and the second run writes nothing', async () => {
    await inFolder(async (shell) => {
      await shell.write('all.json', answer(Array.from({ length: 2000 }, (_, index) => live(index))));
      const first = await shell.picket('import', 'arm', 'all.json');
      expect(first.out).toContain('import: 2000 created.');
      expect(first.err).toBe('1000/2000 rules\n2000/2000 rules\n');
      expect((await shell.picket('import', 'arm', 'all.json')).out).toBe('import: 2000 unchanged.\n');
    });
  }, 240_000);

  test('comments and layout of a file that is there survive', async () => {
    await inFolder(async (shell) => {
      const file = `# ours\nid: ${guid(1)}\nname: Rule 1\nseverity: High # why\nkind: NRT\nquery: SigninLogs\n`;
      await shell.write('analytics-rules/own.yaml', file);
      await shell.write('a.json', answer([live(1, { severity: 'Low' })]));
      await shell.picket('import', 'arm', 'a.json');
      expect(await readFile(join(shell.cwd, 'analytics-rules/own.yaml'), 'utf8')).toBe(file.replace('High', 'Low'));
    });
  });
});

describe('picket import sigma', () => {
  const rule = [
    'title: Script',
    'id: 6a4e1f5c-2b0d-4b71-8f2a-9d3c1e7b5a40',
    'logsource: {product: windows, category: ps_script}',
    "detection: {sel: {ScriptBlockText|contains: 'crypto key'}, condition: sel}",
    'level: low',
    'tags: [attack.execution, attack.t1059.001]',
  ].join('\n');

  test('reads the channels of Windows where picket.yaml says, and the option says more', async () => {
    await inFolder(async (shell) => {
      await shell.write('script.yml', rule);
      const tables = async (...options: readonly string[]): Promise<readonly string[]> => {
        const { out } = await shell.picket('import', 'sigma', 'script.yml', '--to', 'kql', ...options);
        return out.match(/^(?:union )?\(?\w*Event\b/gm) ?? [];
      };
      expect(await tables()).toEqual(['WindowsEvent']);
      await shell.write('picket.yaml', 'sigma: {windowsEvents: Event}\n');
      expect(await tables()).toEqual(['Event']);
      expect(await tables('--windows-events', 'both')).toEqual(['union (WindowsEvent']);
    });
  });

  test('gives no advice about what it wrote itself', async () => {
    await inFolder(async (shell) => {
      await shell.write(
        'word.yml',
        rule
          .replace('category: ps_script', 'service: sysmon')
          .replace("{ScriptBlockText|contains: 'crypto key'}", '[evil]'),
      );
      await shell.picket('import', 'sigma', 'word.yml');
      const { code, out } = await shell.picket('validate', '--format', 'json');
      expect(code).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ summary: { files: 1, errors: 0, warnings: 0, notes: 0 } });
    });
  });
});
