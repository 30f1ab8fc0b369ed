import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { contentTypes, firstType } from '../../src/content/index.ts';
import type { ContentType } from '../../src/core/content-type.ts';
import { createPortal, type Portal } from '../../src/emulator/portal.ts';
import { fileStore } from '../../src/emulator/store/file-store.ts';
import { noon, type Ran, type Shell } from './io.ts';
import { wholeInFolder, withoutIds } from './told.ts';

const inFolder = wholeInFolder(import.meta.url, withoutIds);

jest.setTimeout(180_000);

const place = {
  subscriptionId: '00000000-0000-0000-0000-000000000001',
  resourceGroup: 'rg',
  workspaceName: 'law-types',
};

const config = `project: { name: every, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9 }
content: [${contentTypes.map(({ directory }) => directory).join(', ')}]
${contentTypes.flatMap(({ optIn }) => (optIn === undefined ? [] : [`${optIn}\n`])).join('')}workspaces:
  local: { subscriptionId: ${place.subscriptionId}, resourceGroup: rg, workspaceName: law-types, emulator: { state: state.jsonl } }
`;

/** The portal at an hour after the last command; the next one runs an hour after that, and sees what was done there. */
const portalAt = async ({ cwd, later }: Shell, hour: number): Promise<Portal> => {
  later(2 * 3_600_000);
  return createPortal({
    store: await fileStore(join(cwd, 'state.jsonl')),
    clock: { now: () => noon + hour * 3_600_000, sleep: () => Promise.resolve() },
    target: place,
  });
};

/** Another type than one, which a selection by `--type` leaves out. */
const otherThan = (type: ContentType): string => contentTypes.find((each) => each !== type)?.name ?? '';

/** A project with one new file of a type. */
const withNew = (type: ContentType, work: (shell: Shell, path: string) => Promise<void>): Promise<void> =>
  inFolder(async (shell) => {
    await shell.write('picket.yaml', config);
    for (const { directory } of contentTypes) await shell.write(join(directory, 'README.md'), 'What lies here.');
    const made = await shell.picket(
      'new',
      'Thing',
      ...(type === firstType ? ['--tactic', 'Impact'] : ['--type', type.name]),
    );
    const [, path = ''] = /^Written: (.+)$/m.exec(made.out) ?? [];
    expect([made.code, path.split('/')[0]]).toEqual([0, type.directory]);
    await work(shell, path);
  });

const said = ({ out, err }: Ran): string => `${out}${err}`;

/** Somebody edits in the portal what was deployed: a text of it, or a Logic App that its template made. */
const editLive = async ({ name: type, resource }: ContentType, portal: Portal): Promise<void> => {
  const collection = resource.parts === undefined ? resource.collection : 'workflows';
  const [live] = await portal.resources(collection);
  if (live === undefined) throw new Error(`Nothing of ${type} runs.`);
  const { name, kind, properties, envelope } = live;
  const said =
    typeof properties['displayName'] === 'string'
      ? { displayName: 'By hand' }
      : { state: properties['state'] === 'Enabled' ? 'Disabled' : 'Enabled' };
  await portal.seed(collection, name, {
    ...envelope,
    ...(kind === null ? {} : { kind }),
    properties: { ...properties, ...said },
  });
};

/** What a command says of a type that has nothing of what it is about, by what that type lacks. */
const without: Readonly<Record<string, (type: ContentType) => RegExp | undefined>> = {
  fmt: ({ file, files }) =>
    files !== undefined && !files.place('a', 'a').endsWith('.yaml') && file.order.length > 0
      ? /fmt lays out YAML/
      : undefined,
  upstream: ({ upstream, words }) =>
    upstream === undefined ? new RegExp(`${words.many} follow no templates`) : undefined,
  import: ({ imports, words }) =>
    imports === undefined ? new RegExp(`Files of ${words.many} are whole templates`) : undefined,
  health: ({ risk, name }) => (risk?.coverage === undefined ? new RegExp(`keeps no health of ${name}`) : undefined),
  graph: ({ queries, queriesIn }) =>
    queries.length === 0 && queriesIn === undefined ? /No rule says what it reads/ : undefined,
};

/** A command about a type, with what it says where it does something: the exit code, and a part of what it prints. */
type Cell = readonly [words: readonly string[], code: number, shows: string | RegExp];

const ofType = async (shell: Shell, type: ContentType, [words, code, shows]: Cell): Promise<void> => {
  const [command = ''] = words;
  const lacking = without[command]?.(type);
  const ran = await shell.picket(...words, '--type', type.name);
  const about = `${words.join(' ')} --type ${type.name}`;
  if (lacking === undefined) expect({ about, code: ran.code, said: said(ran) }).toMatchObject({ about, code });
  expect(`${about}: ${said(ran)}`).toEqual(
    lacking === undefined && typeof shows === 'string'
      ? expect.stringContaining(shows)
      : expect.stringMatching(lacking ?? shows),
  );
};

describe('every command takes every type', () => {
  test.each(contentTypes.map((type) => ({ type, name: type.name })))('$name', async ({ type, name }) => {
    await withNew(type, async (shell, path) => {
      const all = async (...cells: readonly Cell[]): Promise<void> => {
        for (const cell of cells) await ofType(shell, type, cell);
      };
      expect(said(await shell.picket('plan', '--type', otherThan(type)))).toContain('0 to create, 0 to update');
      await all(
        [['validate'], 0, 'no errors'],
        [['fmt', '--check'], 0, '0 to format'],
        [['render', '--single', 'all.json'], 0, '1 template written'],
        [['plan'], 0, '1 to create'],
        [['deploy', '--yes'], 0, 'Deployed: 1 written.'],
        [['drift'], 0, 'no drift, 0 unmanaged, 1 looked at'],
        [['pull'], 0, 'pull: 1 unchanged.'],
        [['show', path], 0, new RegExp(`"(?:name|id)": ".*"`)],
        [['import', 'arm', 'all.json'], 0, 'import: 1 unchanged.'],
        [['upstream'], 0, 'nothing to do'],
        [['graph'], 0, 'SigninLogs'],
        [['health'], 0, 'Health of local'],
        [['docs', 'build', '--out', 'site'], 0, 'in site/index.html'],
      );
      const template = await readFile(join(shell.cwd, 'all.json'), 'utf8');
      expect(template.toLowerCase()).toContain(
        `/${type.resource.parts === undefined ? type.resource.collection : 'workflows'}"`.toLowerCase(),
      );
      expect(await readFile(join(shell.cwd, 'site/index.html'), 'utf8')).toContain('Thing');
      const portal = await portalAt(shell, 1);
      for (const { name: marker } of await portal.resources('metadata')) await portal.remove('metadata', marker);
      await all(
        [['adopt', '--all', '--yes'], 0, 'Deployed: 1 written.'],
        [['drift'], 0, 'no drift, 0 unmanaged, 1 looked at'],
      );
      // What is adopted is what the file says; somebody edits it afterwards.
      await editLive(type, await portalAt(shell, 3));
      await all([['drift'], 2, '1 drifted']);
      const edit = await shell.picket('pull', '--type', name);
      const isTemplate = type.imports === undefined;
      expect(said(edit)).toContain(isTemplate ? 'take the edit into azuredeploy.json by hand' : 'pull: 1 updated.');
      await all(
        ...(isTemplate ? [[['deploy', '--yes', '--overwrite', 'Thing'], 0, 'Deployed: 1 written.'] as const] : []),
        [['plan'], 0, '0 to create, 0 to update, 0 to delete, 1 unchanged'],
        [['validate'], 0, 'no errors'],
        [['drift'], 0, 'no drift'],
      );
      // What git lost comes back by its name, where the workspace has all that its file says.
      await rm(join(shell.cwd, type.directory), { recursive: true });
      await shell.write(join(type.directory, 'README.md'), 'What lies here.');
      await all([['pull'], 0, 'Git no longer has it; name its id to bring it back']);
      const [, id = ''] = /left alone {2}(\S+)/.exec(said(await shell.picket('pull', '--type', name))) ?? [];
      expect(said(await shell.picket('pull', id, '--type', name))).toMatch(
        type.imports !== undefined ? /pull: 1 created/ : /bring the file back from the history of git/,
      );
    });
  });
});
