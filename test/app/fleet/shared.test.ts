import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { mergedRuns } from '../../../src/app/fleet/merged-runs.ts';
import { shareRuns } from '../../../src/app/fleet/shared.ts';
import { loadContent } from '../../../src/app/content/content.ts';
import { lintContext } from '../../../src/app/lint-context.ts';
import { chooseWorkspace, openProject } from '../../../src/app/project.ts';
import { PicketError } from '../../../src/core/errors.ts';
import { inFolder, stillIo } from '../../cli/io.ts';

describe('runs over several workspaces', () => {
  test('open their project once', async () => {
    const shared = shareRuns();
    let opened = 0;
    const open = (): Promise<never> => {
      opened += 1;
      return Promise.reject(new PicketError('config', 'There is no picket.yaml.', { code: 'no-config' }));
    };
    const both = await Promise.allSettled([
      shared.project({ from: 'none' }, open),
      shared.project({ from: 'none' }, open),
    ]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(opened).toBe(1);
  });

  test('are merged from reports that there are', async () => {
    const cwd = await mkdtemp(join(tmpdir(), 'picket-'));
    await expect(mergedRuns({ cwd }, ['none.json'])).rejects.toMatchObject({ code: 'no-report', kind: 'usage' });
    await writeFile(join(cwd, 'other.json'), '{"no": "report"}');
    await expect(mergedRuns({ cwd }, ['other.json'])).rejects.toBeInstanceOf(PicketError);
  });

  test('load content once for workspaces that say the same of it, unless a file names one of them', async () => {
    await inFolder(async ({ cwd, write }) => {
      const names = ['a', 'b', 'named', 'owner', 'layered', 'locked', 'narrow'];
      const more: Readonly<Record<string, string>> = {
        layered: ', overlays: [{ set: { severity: Low } }]',
        narrow: ', include: { tags: [x] }',
      };
      const place = (name: string): string =>
        `  ${name}: { subscriptionId: 00000000-0000-0000-0000-000000000001, resourceGroup: rg, workspaceName: law-${name}${more[name] ?? ''} }\n`;
      await write('picket.yaml', `workspaces:\n${names.map(place).join('')}`);
      await write('analytics-rules/one.yaml', 'name: One\nids: { named: x }\ntags: [owner]\n');
      await write('schemas/locked.json', '{}');
      const io = stillIo(cwd);
      const opened = await openProject(io, { from: 'nearest' });
      const project = {
        ...opened,
        config: { ...opened.config, schema: { ...opened.config.schema, locks: 'schemas' } },
      };
      const shared = shareRuns();
      const loaded: string[] = [];
      const load = (name: string, of = 'all', fails = false): Promise<unknown> => {
        const workspace = chooseWorkspace(project, io, name);
        return shared.content(project, workspace, of, async () => {
          loaded.push(`${name} ${of}`);
          if (fails) throw new Error('a bug');
          return loadContent(project, io, lintContext(io), { paths: [], queries: 'skip', workspace });
        });
      };
      const first = load('a');
      const second = load('b');
      expect(await first).toBe(await second);
      for (const name of [...names, ...names]) await load(name);
      expect(loaded).toEqual(['a all', 'named all', 'owner all', 'layered all', 'locked all', 'narrow all']);
      await expect(load('a', 'other', true)).rejects.toThrow('a bug');
      expect(await load('b', 'other')).not.toBe(await first);
      expect(loaded.slice(6)).toEqual(['a other', 'b other']);
    });
  });
});
