import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { loadContent, type Content, type ContentRequest } from '../../../src/app/content/content.ts';
import { everyFolder, loadEvery, sharesNothing } from '../../../src/app/content/content-folders.ts';
import { typesInPlay } from '../../../src/app/content/file-type.ts';
import { ownersOf } from '../../../src/app/content/owners.ts';
import { invalidOf } from '../../../src/app/content/partial-content.ts';
import { loadEverywhere } from '../../../src/app/every-workspace.ts';
import { lintContext } from '../../../src/app/lint-context.ts';
import { chooseWorkspace, openProject } from '../../../src/app/project.ts';
import { contentTypes } from '../../../src/content/index.ts';
import { PicketError } from '../../../src/core/errors.ts';
import { inFolder, stillIo } from '../../cli/io.ts';
import { updateExpected } from '../../expected.ts';
import { config, files, unreadable } from './project.ts';

const idPrefix = '5f0a1c1e-8a57-4f53-9a86-000000000';

/** What a reading gives, a line each; ids of rules by their last digits. */
const linesOf = (content: Content): readonly string[] =>
  [
    `${content.files} files, ${content.neighbours.areAll ? 'all' : 'some'}, missing: ${content.missing.join()}`,
    ...content.items.map((item) => {
      const { type, document, made } = item;
      const rule = content.rules.find((each) => each.item === item)?.rule;
      const found = rule && content.neighbours.find({ type: type.name, id: rule.id });
      return [
        `${document.path} ${type.name} ${rule?.id ?? 'no rule'}`,
        ...(found === undefined ? [] : [`written ${found.writtenId}`, ...(found.isOff() ? ['off'] : [])]),
        ...(made === undefined ? [] : ['made']),
      ].join(', ');
    }),
    ...content.diagnostics.map(({ path, range, severity, code, message, related = [] }) =>
      [
        `${path}:${range?.start.line ?? ''}:${range?.start.column ?? ''} ${severity} ${code} ${message}`,
        ...related.map((other) => other.message),
      ].join(' | '),
    ),
    ...contentTypes.flatMap((type) => {
      const { ids, unread } = invalidOf(content, type) ?? {};
      return ids === undefined ? [] : [`invalid ${type.name}: ${[...ids.keys()].join()}; ${unread?.join() ?? ''}`];
    }),
    `gives: ${['Named', 'vips', 'Nothing'].map((name) => JSON.stringify(content.givenBy(name))).join(' ')}`,
    `ids: ${contentTypes.map(({ name }) => content.neighbours.idsOf(name).join()).join(' ')}`,
    `at: ${JSON.stringify(['analytics-rules/own.yaml', 'extra/one.yaml'].map((path) => content.neighbours.at(path)?.ref ?? null))}`,
    `texts of ${[...content.sources.keys()].filter((path) => path === 'picket.yaml' || content.sources.size < 4).join()}`,
  ].map((line) => line.replaceAll(idPrefix, '#'));

const wayOf = async (what: string, work: () => Promise<readonly string[]>): Promise<readonly string[]> => {
  try {
    return [`==== ${what}`, ...(await work())];
  } catch (error) {
    if (!(error instanceof PicketError)) throw error;
    return [`==== ${what}`, `${error.kind} ${error.code}: ${error.message} ${error.hint ?? ''}`];
  }
};

/** What is read besides all that a workspace takes, each without compiling a query. */
const requests: Readonly<Record<string, Partial<ContentRequest>>> = {
  'two files, of which one refers to none': { paths: ['analytics-rules/own.yaml', 'watchlists/Vips/watchlist.yaml'] },
  'a folder': { paths: ['extra'] },
  'a path that is not there': { paths: ['gone.yaml'] },
  'other folders': { folders: ['extra', 'functions'] },
  'other folders, of which one is missing': { folders: ['extra', 'gone'] },
  'other folders, of which one may be missing': { folders: ['extra', 'gone'], missingFolders: 'empty' },
  'errors alone': { findings: 'errors' },
};

const opened = async (cwd: string) => {
  const io = stillIo(cwd);
  const project = await openProject(io, { from: 'nearest' });
  const load = (request: Partial<ContentRequest>) =>
    loadContent(project, io, lintContext(io, request.workspace), { paths: [], queries: 'skip', ...request });
  return { io, project, load };
};

/** The same with files that nobody can read: each may be anybody's. */
const unread = async (cwd: string): Promise<readonly string[]> => {
  const { io, project, load } = await opened(cwd);
  const told: string[] = [];
  for (const name of ['tagged', 'without'])
    told.push(
      ...(await wayOf(`in ${name}, with files that cannot be read`, async () =>
        linesOf(await load({ workspace: chooseWorkspace(project, io, name) })),
      )),
    );
  return told;
};

const said = async (cwd: string): Promise<readonly string[]> => {
  const { io, project, load } = await opened(cwd);
  const told: string[] = [];
  for (const workspace of Object.values(project.config.workspaces))
    told.push(...(await wayOf(`in ${workspace.name}`, async () => linesOf(await load({ workspace })))));
  for (const [what, request] of Object.entries(requests))
    told.push(...(await wayOf(what, async () => linesOf(await load(request)))));
  const layered = chooseWorkspace(project, io, 'layered');
  told.push(
    ...(await wayOf('one file as it goes to a workspace that opted out of it', async () =>
      linesOf(await load({ paths: ['analytics-rules/off.yaml', 'analytics-rules/one.yaml'], as: layered })),
    )),
    ...(await wayOf('with folders besides', async () =>
      linesOf(
        await load({
          folders: ['functions'],
          also: [resolve(cwd, 'extra'), resolve(cwd, 'gone'), resolve(cwd, 'functions')],
        }),
      ),
    )),
    ...(await wayOf('every folder', async () => {
      const content = await loadEvery(project, io, lintContext(io), { paths: [], queries: 'skip' });
      const named = content.items.map(({ document: { path } }) => ({ path, displayName: path.slice(-8) }));
      const { owners = [] } = await ownersOf(io, { project, content }, [...named, { displayName: 'Of no file' }]);
      return [
        ...linesOf(content),
        everyFolder(project.config).join(' '),
        `shares ${sharesNothing(Object.values(project.config.workspaces)) ? 'nothing' : 'something'}`,
        typesInPlay(project, everyFolder(project.config), content.items)
          .map(({ name }) => name)
          .join(' '),
        ...owners.map(({ owner, names }) => `${owner}: ${names.join(' ')}`),
      ];
    })),
    ...(await wayOf('every workspace', async () =>
      linesOf(await loadEverywhere(project, io, lintContext(io), { paths: [], queries: 'skip' })),
    )),
    ...(await wayOf('watchlists alone', async () => {
      const only = contentTypes.filter(({ name }) => name === 'watchlist');
      const content = await loadContent({ ...project, only }, io, lintContext(io), { paths: [], queries: 'skip' });
      return [
        ...linesOf(content),
        ...typesInPlay({ ...project, only }, ['extra'], content.items).map(({ name }) => name),
      ];
    })),
  );
  return told;
};

test('what each workspace, and each way of asking, makes of the same files', async () => {
  await inFolder(async ({ cwd, write }) => {
    await write('picket.yaml', config);
    for (const [path, text] of Object.entries(files)) await write(path, text);
    const told = [...(await said(cwd))];
    for (const [path, text] of Object.entries(unreadable)) await write(path, text);
    told.push(...(await unread(cwd)));
    const text = `${told.join('\n').replaceAll(cwd, '<folder>')}\n`;
    const file = new URL('whole.txt', import.meta.url);
    updateExpected(file, () => text);
    expect(text).toBe(readFileSync(file, 'utf8'));
  });
});
