import { describe, expect, test } from '@jest/globals';
import { inFolder, type Shell } from '../../cli/io.ts';

const hunting = `id: 6f0d3a52-7c1e-4b8e-9a44-2d51c0f7b6a2
name: Hunt for places
description: Sign-ins from new places.
requiredDataConnectors: []
tactics: [InitialAccess]
relevantTechniques: [T1078]
query: |
  SigninLogs
  | where Location == "x"
`;

const config = (...content: readonly string[]): string => `project:
  name: places
  id: 8a3f6f0e-1c7d-4b59-8a35-6d1e0f2b9c47
content: [${content.join(', ')}]
`;

const found = async (shell: Shell): Promise<readonly string[]> => {
  const { diagnostics } = JSON.parse((await shell.picket('validate', '--format', 'json')).out);
  return diagnostics.map(
    ({ code, severity, path }: { readonly [key in 'code' | 'severity' | 'path']: string }) =>
      `${path} ${severity} ${code}`,
  );
};

describe('a file in a folder of another type', () => {
  test.each(['watchlists', 'automation-rules', 'summary-rules', 'parsers'])(
    'has that one finding among %s, whatever else its keys lack there',
    async (folder) => {
      await inFolder(async (shell) => {
        await shell.write('picket.yaml', config(folder));
        await shell.write(`${folder}/hunt.yaml`, hunting);
        expect(await found(shell)).toEqual([`${folder}/hunt.yaml error schema/contradicts-folder`]);
        expect((await shell.picket('validate')).out).toContain(
          'Its keys are those of hunting queries, and its folder holds',
        );
        expect((await shell.picket('validate')).out).toContain('Move it to a folder called `hunting-queries`');
      });
    },
  );

  test('has it as well where picket.yaml declares the type, and none where the type is right', async () => {
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', config('{ folder: hunts, type: watchlist }'));
      await shell.write('hunts/hunt.yaml', hunting);
      expect(await found(shell)).toEqual(['hunts/hunt.yaml error schema/contradicts-folder']);
      await shell.write('picket.yaml', config('{ folder: hunts, type: hunting-query }'));
      expect((await found(shell)).join()).not.toContain('schema/');
    });
  });

  test('is told what its own type asks where its keys are those of no other one', async () => {
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', config('watchlists'));
      await shell.write('watchlists/list.yaml', 'watchlistAlias: Places\n');
      const findings = await found(shell);
      expect(findings.length).toBeGreaterThan(0);
      expect(findings.join()).not.toContain('contradicts-folder');
    });
  });

  test.each(['workbooks', 'playbooks'])('in YAML among %s is said not to be read', async (folder) => {
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', config(folder));
      await shell.write(`${folder}/rule.yaml`, hunting);
      await shell.write(`${folder}/fixtures/rows.yaml`, 'rows: []\n');
      expect(await found(shell)).toEqual([`${folder}/rule.yaml warning schema/other-type`]);
    });
  });

  test('in YAML that belongs to a workbook is no such file', async () => {
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', config('workbooks'));
      const workbook = { version: 'Notebook/1.0', items: [{ type: 1, content: { json: 'Places' }, name: 'text' }] };
      await shell.write('workbooks/places.json', JSON.stringify(workbook));
      await shell.write('workbooks/places.metadata.yaml', 'displayName: Places\n');
      expect((await found(shell)).join()).not.toContain('other-type');
    });
  });
});
