import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { contentTypes, firstType } from '../../src/content/index.ts';
import type { ContentType } from '../../src/core/content-type.ts';
import type { Given } from '../../src/core/engine/risk.ts';
import type { WireRequest, WireResponse } from '../../src/core/ports.ts';
import { createEmulator } from '../../src/emulator/emulator.ts';
import { strike, type FaultKind } from '../../src/emulator/faults.ts';
import { serveEmulator } from '../../src/emulator/http.ts';
import { memoryStore } from '../../src/emulator/store/store.ts';
import { now, target } from '../core/rules.ts';
import { inFolder, noon, type Shell } from './io.ts';

jest.setTimeout(180_000);

const word = 'Giver';
const words = { name: word, id: 'd0000000-0000-4000-8000-000000000001', word };

/** What the new file of a type gives to queries; undefined for a type that gives nothing. */
const givenBy = (type: ContentType): Given | undefined => {
  const resource = type.complete(type.starter?.(words) ?? {})?.render({ now, workspace: target });
  return resource === undefined ? undefined : type.risk?.gives?.(resource);
};

/** How a query calls it: a list by the function for that, what takes parameters with brackets. */
const callOf = (type: ContentType): string | undefined => {
  const given = givenBy(type);
  if (given === undefined) return undefined;
  const ways = [`_GetWatchlist('${given.name}')`, given.movedBy === undefined ? given.name : `${given.name}()`];
  return ways.find((way) => given.isCalledIn(way));
};

const hasQueries = ({ queries, queriesIn }: ContentType): boolean => queries.length > 0 || queriesIn !== undefined;

/** What the service lets no query of a type call: summary rules call no function of a workspace. */
const mayCall = (user: ContentType, giver: ContentType): boolean =>
  !(user.name === 'summary-rule' && givenBy(giver)?.movedBy !== undefined);

/** Types that name others by an id, each with the rest of a file that does. */
const naming: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'automation-rule': {
    'analytics-rule': `  conditions:
    - conditionType: Property
      conditionProperties: {propertyName: IncidentRelatedAnalyticRuleIds, operator: Contains, propertyValues: [analytics-rules/giver.yaml]}
actions:
  - {order: 1, actionType: ModifyProperties, actionConfiguration: {severity: High}}
`,
    playbook: `actions:
  - {order: 1, actionType: RunPlaybook, actionConfiguration: {playbook: Giver}}
`,
  },
};

/** Whether a type waits for another one, directly or through others. */
const comesAfter = (type: ContentType, other: ContentType): boolean =>
  type.after.some(
    (name) => name === other.name || contentTypes.some((each) => each.name === name && comesAfter(each, other)),
  );

/** Types whose files can need a file of a type, and are deployed after it. */
const usersOf = (giver: ContentType): readonly ContentType[] =>
  contentTypes
    .filter((user) => user === giver || comesAfter(user, giver))
    .filter((user) =>
      callOf(giver) === undefined
        ? naming[user.name]?.[giver.name] !== undefined
        : hasQueries(user) && mayCall(user, giver),
    );

const givers = contentTypes.filter((type) => usersOf(type).length > 0);

/** What git has whatever is taken out of it. */
const stays = `id: 6b5c1f5e-3f0e-4b1c-9a54-0d8a7f2e4c11
name: Stays
description: It stays.
tactics: [Impact]
query: SigninLogs | take 1
`;

/** Fails writes that a test chooses; everything else is the emulator's. */
type Broken = { is: (request: WireRequest) => boolean; how: FaultKind | 'refused' };

const refusal: WireResponse = {
  status: 400,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ error: { code: 'BadRequest', message: 'The service does not take it.' } }),
};

const newFile = async (shell: Shell, type: ContentType, name: string): Promise<string> => {
  const rest = type === firstType ? ['--tactic', 'Impact'] : ['--type', type.name];
  const made = await shell.picket('new', name, ...rest);
  expect(made).toMatchObject({ code: 0 });
  const [path = ''] = [...made.out.matchAll(/^Written: (.+)$/gm)].map(([, found = '']) => found);
  if (type === firstType) await rm(join(shell.cwd, path.replace(/\.yaml$/, '.test.yaml')));
  return join(shell.cwd, path);
};

const edit = async (path: string, change: (text: string) => string): Promise<void> => {
  const before = await readFile(path, 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`Nothing in ${path} was changed: ${before}`);
  await writeFile(path, after);
};

/** Lets the first query of a new file call something, and do what it did. */
const calling =
  (call: string) =>
  (text: string): string =>
    text.replace(
      /(query"?: *(?:\|[-\n ]*|"))SigninLogs/i,
      (_, before: string) => `${before}let other = toscalar(${call} | count); SigninLogs | where other >= 0`,
    );

const nameOf = (type: ContentType): string => `User${type.name.replaceAll('-', '')}`;

const writeUser = async (shell: Shell, user: ContentType, giver: ContentType): Promise<void> => {
  const path = await newFile(shell, user, nameOf(user));
  const call = callOf(giver);
  const named = naming[user.name]?.[giver.name];
  await edit(path, (text) =>
    call !== undefined ? calling(call)(text) : text.replace(/ {2}conditions:[^]*|actions:[^]*/, named ?? ''),
  );
};

const withGiver = (
  giver: ContentType,
  work: (shell: Shell, broken: Broken) => Promise<void>,
  users = usersOf(giver),
): Promise<void> =>
  inFolder(async (shell) => {
    shell.hurry(59_000);
    const broken: Broken = { is: () => false, how: 'refused' };
    const emulator = createEmulator({
      store: memoryStore(),
      clock: { now: () => noon, sleep: () => Promise.resolve() },
      settings: { queries: 'accepted' },
    });
    const server = await serveEmulator({
      port: 0,
      transport: (request) => {
        if (!broken.is(request)) return emulator(request);
        return broken.how === 'refused'
          ? Promise.resolve(refusal)
          : strike(broken.how, request, () => emulator(request));
      },
    });
    try {
      await shell.write(
        'picket.yaml',
        `project: { name: held, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9 }
content: [${[...new Set([giver, ...users].map(({ directory }) => directory))].join(', ')}, stays/hunting-queries]
playbooks: stack
workspaces:
  local: { subscriptionId: 00000000-0000-0000-0000-000000000001, resourceGroup: rg, workspaceName: law-held, emulator: { url: '${server.url}' } }
`,
      );
      await newFile(shell, giver, word);
      await shell.write('stays/hunting-queries/stays.yaml', stays);
      for (const user of users) await writeUser(shell, user, giver);
      await work(shell, broken);
    } finally {
      await server.close();
    }
  });

/** True of requests of one method to one resource of a type. */
const requestsTo =
  ({ resource: { collection } }: ContentType, method: WireRequest['method'], name: string) =>
  ({ method: used, url }: WireRequest): boolean =>
    used === method && new URL(url).pathname.toLowerCase().endsWith(`/${collection}/${name}`.toLowerCase());

/** The name in Azure of the file of a giver: analytics rules have an id that nobody chose. */
const idOf = async (shell: Shell, type: ContentType, name: string): Promise<string> => {
  const folder = join(shell.cwd, type.directory);
  const files = await readdir(folder, { recursive: true });
  for (const file of files.filter((each) => each.toLowerCase().includes(name.toLowerCase())))
    if (/\.(?:ya?ml|json)$/.test(file)) {
      const [, id] = /^id: (\S+)$|"workbookId": "([^"]+)"/m.exec(await readFile(join(folder, file), 'utf8')) ?? [];
      if (id !== undefined) return id;
    }
  return name;
};

const linesOf = ({ out }: { readonly out: string }, verb: string): readonly string[] =>
  out
    .split('\n')
    .map((line) => line.trim().replaceAll(/ +/g, ' '))
    .filter((line) => line.startsWith(verb))
    .toSorted();

describe('a write that fails holds back what needs it', () => {
  test('every type whose files can call or name those of another one is tried', () => {
    const pairs = givers.flatMap((giver) => usersOf(giver).map((user) => `${giver.name} < ${user.name}`));
    expect(pairs).toEqual([
      'analytics-rule < automation-rule',
      'watchlist < analytics-rule',
      'watchlist < parser',
      'watchlist < summary-rule',
      'watchlist < hunting-query',
      'watchlist < workbook',
      'parser < analytics-rule',
      'parser < parser',
      'parser < hunting-query',
      'parser < workbook',
      'summary-rule < analytics-rule',
      'summary-rule < summary-rule',
      'summary-rule < hunting-query',
      'summary-rule < workbook',
      'playbook < automation-rule',
    ]);
  });

  test.each(givers.map((giver) => ({ giver, name: giver.name })))(
    '$name: what needs it is held with that reason, whatever went wrong, and the next run completes',
    async ({ giver }) => {
      await withGiver(giver, async (shell, broken) => {
        const users = usersOf(giver).map(nameOf);
        broken.is = requestsTo(giver, 'PUT', await idOf(shell, giver, word));
        for (const how of ['refused', '500'] as const) {
          broken.how = how;
          const ran = await shell.picket('deploy', '--yes');
          // What needs nothing of it is written by the first run, which is done in part.
          expect({
            how,
            code: ran.code,
            failed: linesOf(ran, 'failed').length + linesOf(ran, 'unknown').length,
          }).toEqual({
            how,
            code: how === 'refused' ? 6 : 4,
            failed: 1,
          });
          expect(linesOf(ran, 'not attempted').map((line) => /^.*?, which was not done: /.exec(line)?.[0])).toEqual(
            users.map((user) => `not attempted create ${user}: it needs ${word}, which was not done: `).toSorted(),
          );
        }
        broken.is = () => false;
        expect(await shell.picket('deploy', '--yes')).toMatchObject({
          code: 0,
          out: expect.stringContaining(`Deployed: ${users.length + 1} written.`),
        });
        expect((await shell.picket('plan')).out).toContain(
          `0 to create, 0 to update, 0 to delete, ${users.length + 2} unchanged`,
        );
      });
    },
  );

  test('a chain of functions and the rule at its end are held, each with the one before it', async () => {
    const parser = givers.filter((giver) => usersOf(giver).includes(giver) && givenBy(giver)?.movedBy !== undefined);
    expect(parser).toHaveLength(1);
    for (const giver of parser)
      await withGiver(
        giver,
        async (shell, broken) => {
          const rule = await newFile(shell, firstType, 'Endrule');
          await edit(rule, calling(`${nameOf(giver)}()`));
          await edit(join(shell.cwd, 'picket.yaml'), (text) =>
            text.replace('content: [', 'content: [analytics-rules, '),
          );
          broken.is = requestsTo(giver, 'PUT', word);
          const first = await shell.picket('deploy', '--yes');
          expect(
            linesOf(first, 'not attempted').map((line) => line.split(', which was not done').slice(0, -1)),
          ).toEqual([
            ['not attempted create Endrule: it needs Userparser', ': it needs Giver'],
            ['not attempted create Userparser: it needs Giver'],
          ]);
        },
        [giver],
      );
  });

  test.each(givers.map((giver) => ({ giver, name: giver.name })))(
    '$name: what could not be pruned keeps what it needs, a second run prunes it, and what is kept keeps it from the start',
    async ({ giver }) => {
      await withGiver(giver, async (shell, broken) => {
        expect((await shell.picket('deploy', '--yes')).code).toBe(0);
        const id = await idOf(shell, giver, word);
        for (const folder of new Set([giver, ...usersOf(giver)].map(({ directory }) => directory)))
          for (const name of await readdir(join(shell.cwd, folder)))
            await rm(join(shell.cwd, folder, name), { recursive: true });
        const alone = await shell.picket('plan', '--prune', '--only', id);
        expect(alone).toMatchObject({ out: expect.stringContaining('0 to delete') });
        expect(alone.out).toMatch(/refused Giver: .+ would be removed, and what stays still (?:calls|names) it: User/);
        broken.is = (request) =>
          request.method === 'DELETE' &&
          !new URL(request.url).pathname.includes('/metadata/') &&
          !requestsTo(giver, 'DELETE', id)(request);
        const first = await shell.picket('deploy', '--prune', '--yes', '--allow-deletes', '20');
        expect({ code: first.code, out: first.out }).toMatchObject({ code: 4 });
        // Once one delete has failed no other is begun; the giver says what of them keeps it.
        expect(linesOf(first, 'not attempted').filter((line) => line.includes('delete Giver'))).toEqual([
          expect.stringMatching(/^not attempted delete Giver: User\w+ still needs it, which was not deleted: .+/),
        ]);
        broken.is = () => false;
        expect((await shell.picket('deploy', '--prune', '--yes', '--allow-deletes', '20')).code).toBe(0);
        expect((await shell.picket('plan', '--prune')).out).toContain('0 to delete, 1 unchanged');
      });
    },
  );
});
