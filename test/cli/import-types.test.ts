import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/core/json.ts';
import { fileStore } from '../../src/emulator/store/file-store.ts';
import { createPortal } from '../../src/emulator/portal.ts';
import { noon } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

const id = '0c1b4a5e-5a0e-4a6b-9a3d-1f6f6a0f8b21';
const longText = `${'Accounts that nobody has seen for a year sign in again. '.repeat(6).trim()} End.`;

const search = (name: string, more: JsonObject = {}): JsonObject => ({
  type: 'Microsoft.OperationalInsights/workspaces/savedSearches',
  apiVersion: '2020-08-01',
  name,
  properties: {
    eTag: '*',
    displayName: 'Sleepers',
    category: 'Hunting Queries',
    query: 'SigninLogs\n| where TimeGenerated > ago(1d)',
    version: 2,
    tags: [
      { name: 'description', value: longText },
      { name: 'tactics', value: 'Persistence,InitialAccess' },
      { name: 'techniques', value: 'T1078' },
      { name: 'Schema', value: 'ASIMAuthentication' },
    ],
    ...more,
  },
});

const template = (...resources: readonly JsonObject[]): string =>
  JSON.stringify({
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    parameters: { workspace: { type: 'string' } },
    resources,
  });

const rule = {
  type: 'Microsoft.SecurityInsights/alertRules',
  name: id,
  kind: 'NRT',
  properties: { displayName: 'Rare logon', severity: 'High', enabled: true, query: 'SigninLogs' },
};

const list = {
  type: 'Microsoft.OperationalInsights/workspaces/providers/Watchlists',
  name: "[concat(parameters('workspace'), '/Microsoft.SecurityInsights/Rooms')]",
  properties: {
    displayName: 'All rooms',
    source: 'rooms.tsv',
    provider: 'Custom',
    itemsSearchKey: 'Room',
    contentType: 'text/tsv',
    numberOfLinesToSkip: 1,
    rawContent: 'made by hand\nRoom\tNote\n1\ta, b\n2\t\n',
  },
};

describe('content of every type in templates of other tools', () => {
  test('becomes files in the folder of its type, and the second import writes nothing', async () => {
    await inFolder(async (shell) => {
      const parser = search('p', { displayName: 'Logons', category: 'Samples', functionAlias: 'Logons' });
      const name = `[format('{0}/{1}', parameters('workspace'), '${id}')]`;
      const plain = search('q', { displayName: 'Plain search', category: 'Own' });
      await shell.write('main.json', template(rule, search(name), parser, plain, list));
      const first = await shell.picket('import', 'arm', 'main.json');
      expect(first.out).toContain('created     hunting-queries/sleepers.yaml  Sleepers');
      expect(first.out).toContain('created     parsers/logons.yaml  Logons');
      expect(first.out).toContain('created     watchlists/Rooms/watchlist.yaml  All rooms');
      expect(first.out).toContain(
        '1 × Microsoft.OperationalInsights/workspaces/savedSearches\n      Left out: Plain search.',
      );
      expect(first.out).toContain('import: 4 created, 1 left alone.');
      expect(await shell.read('parsers/logons.yaml')).toContain('ParserName: Logons\n');
      expect(await shell.read('watchlists/Rooms/data.csv')).toBe('Room,Note\n1,"a, b"\n2,\n');
      expect(await shell.read('hunting-queries/sleepers.yaml')).toBe(`id: ${id}
name: Sleepers
description: ${longText}
tactics:
  - InitialAccess
  - Persistence
relevantTechniques:
  - T1078
tags:
  - Schema: ASIMAuthentication
query: |
  SigninLogs
  | where TimeGenerated > ago(1d)
`);
      expect((await shell.picket('import', 'arm', 'main.json')).out).toContain('import: 4 unchanged, 1 left alone.');
      expect((await shell.picket('validate')).out).toContain('4 files: no errors');
      expect((await shell.picket('deploy', '--yes')).out).toContain('Deployed: 4 written.');
    });
  });

  test('is found in answers of the service of any year, which may name no type', async () => {
    await inFolder(async (shell) => {
      const path =
        '/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/w/savedSearches';
      const old = {
        Category: 'Hunting Queries',
        DisplayName: 'Old',
        Query: 'SigninLogs',
        Tags: [{ Name: 'tactics', Value: 'Impact' }],
      };
      const value = [
        { id: `${path}/Hunting Query 1`, etag: 'W/"1"', properties: old },
        {
          id: `${path}/LogManagement(w)_General|StaleComputers`,
          properties: { category: 'Log Management', displayName: 'Stale', query: 'Heartbeat' },
        },
      ];
      await shell.write('list.json', JSON.stringify({ value }));
      const { out } = await shell.picket('import', 'rules', 'list.json');
      expect(out).toContain('import: 1 created, 1 left alone.');
      expect(await shell.read('hunting-queries/old.yaml')).toContain('id: Hunting Query 1\nname: Old\n');
    });
  });

  test('is told from a rule in files of other tools by having no schedule', async () => {
    await inFolder(async (shell) => {
      const query = {
        Id: id,
        DisplayName: 'Sleepers',
        Query: 'SigninLogs',
        Tactics: ['Impact'],
        RelevantTechniques: ['T1078.004'],
        Tags: [{ Schema: 'ASIMDns' }, 'cloud'],
        Version: '1.2.0',
        Owner: 'soc',
      };
      await shell.write('old/query.json', JSON.stringify(query));
      const { out } = await shell.picket('import', 'rules', 'old');
      expect(out).toContain('The file has no place for Owner, tags; it stands as a comment at its end.');
      expect(await shell.read('hunting-queries/sleepers.yaml')).toBe(`id: ${id}
name: Sleepers
tactics:
  - Impact
relevantTechniques:
  - T1078.004
tags:
  - Schema: ASIMDns
query: |
  SigninLogs
version: 1.2.0
# Kept from the source; the file has no place for it:
# Owner: soc
# tags:
#   - cloud
`);
    });
  });

  test('goes below the folder that was named, and a folder that content does not name is said', async () => {
    await inFolder(async (shell) => {
      await shell.write('main.json', template(rule, search(id)));
      await shell.write('picket.yaml', 'content: [analytics-rules]\n');
      await shell.picket('import', 'arm', 'main.json', '--out', 'new');
      expect([await readdir(join(shell.cwd, 'new')), await readdir(join(shell.cwd, 'new/hunting-queries'))]).toEqual([
        ['hunting-queries', 'rare-logon.yaml'],
        ['sleepers.yaml'],
      ]);
      const { out } = await shell.picket('import', 'arm', 'main.json');
      expect(out).toContain('note: hunting-queries is no content folder yet: add it to `content` in picket.yaml.');
    });
  });

  test('is pulled into the folder of its type', async () => {
    await inFolder(async (shell) => {
      await shell.write(
        'picket.yaml',
        `content: [analytics-rules, hunting-queries]
workspaces:
  prod:
    subscriptionId: 00000000-0000-0000-0000-000000000001
    resourceGroup: rg
    workspaceName: law-prod
    emulator: { state: prod.jsonl }
`,
      );
      const portal = createPortal({
        store: await fileStore(join(shell.cwd, 'prod.jsonl')),
        clock: { now: () => noon, sleep: () => Promise.resolve() },
        target: {
          subscriptionId: '00000000-0000-0000-0000-000000000001',
          resourceGroup: 'rg',
          workspaceName: 'law-prod',
        },
      });
      await portal.seed('savedSearches', id, search(id));
      const { out } = await shell.picket('pull', '-w', 'prod');
      expect(out).toContain('created     hunting-queries/sleepers.yaml');
    });
  });
});

describe('what a template makes up at its deployment', () => {
  const workbook = (properties: JsonObject): JsonObject => ({
    type: 'Microsoft.Insights/workbooks',
    name: '[newGuid()]',
    kind: 'shared',
    properties: {
      displayName: "[concat('Sign-ins', ' - ', utcNow('yyyy'))]",
      serializedData: JSON.stringify({
        version: 'Notebook/1.0',
        items: [{ type: 1, content: { json: '# Hi' }, name: 'a' }],
      }),
      sourceId: "[resourceId('Microsoft.OperationalInsights/workspaces', parameters('workspace'))]",
      category: 'sentinel',
      ...properties,
    },
  });

  test('does not stand in the way of a workbook where it only says when and where', async () => {
    await inFolder(async (shell) => {
      await shell.write('main.json', template(workbook({})));
      const { code, out } = await shell.picket('import', 'arm', 'main.json');
      expect(code).toBe(0);
      expect(out).toContain('utcNow() depends on the moment of the deployment; it was taken without: Sign-ins');
      expect(JSON.parse(await shell.read('workbooks/sign-ins/metadata.json'))).toMatchObject({
        displayName: 'Sign-ins',
      });
      expect((await shell.picket('import', 'arm', 'main.json')).out).toContain('import: 1 unchanged.');
    });
  });

  test('refuses a workbook by its type where nothing else is there', async () => {
    await inFolder(async (shell) => {
      await shell.write('main.json', template(workbook({ displayName: '[utcNow()]' })));
      const { code, out } = await shell.picket('import', 'arm', 'main.json');
      expect(code).toBe(6);
      expect(out).toContain('/resources/0 (Microsoft.Insights/workbooks): Cannot be resolved: displayName: utcNow()');
      expect(out).not.toContain('sourceId');
    });
  });

  test('leaves out a tag that says when, and refuses what the query needs', async () => {
    await inFolder(async (shell) => {
      const tags = [
        { name: 'description', value: 'Sleepers.' },
        { name: 'createdTimeUtc', value: '[utcNow()]' },
      ];
      await shell.write('main.json', template(search(id, { tags })));
      const { code, out } = await shell.picket('import', 'arm', 'main.json');
      expect(code).toBe(0);
      expect(out).toContain('Its tag `createdTimeUtc` is left out: utcNow() depends on the moment of the deployment.');
      expect(await shell.read('hunting-queries/sleepers.yaml')).not.toContain('createdTimeUtc');
      await shell.write('main.json', template(search(id, { query: '[utcNow()]' })));
      expect((await shell.picket('import', 'arm', 'main.json')).out).toContain('Cannot be resolved: query: utcNow()');
    });
  });
});

test('a parser that a package holds twice, once without its labels, is one parser', async () => {
  await inFolder(async (shell) => {
    const bare = search('p', { category: 'Samples', functionAlias: 'Logons', tags: [] });
    const whole = search('p', { category: 'Samples', functionAlias: 'Logons', tags: [{ name: 'team', value: 'soc' }] });
    for (const resources of [
      [bare, whole],
      [whole, bare],
    ]) {
      await shell.write('main.json', template(...resources));
      const { out } = await shell.picket('import', 'arm', 'main.json');
      expect(out).toMatch(/import: 1 (?:created|unchanged)\.\n$/);
      expect(await shell.read('parsers/sleepers.yaml')).toContain('team: soc');
    }
  });
});

test('a template of a playbook in a folder is not passed over unsaid; one of other things is', async () => {
  await inFolder(async (shell) => {
    await shell.write('export/rule.json', template(rule));
    await shell.write('export/ask.json', template({ type: 'Microsoft.Logic/workflows', name: 'Ask', properties: {} }));
    await shell.write('export/disk.json', template({ type: 'Microsoft.Compute/disks', name: 'Disk', properties: {} }));
    const { code, out } = await shell.picket('import', 'arm', 'export');
    expect(code).toBe(0);
    expect(out).toContain('Left out: Ask.\n');
    expect(out).toContain('put the template as it is into a folder below playbooks.');
    expect(out).toMatch(/import: 1 created, 1 left alone\.\n$/);
  });
});
