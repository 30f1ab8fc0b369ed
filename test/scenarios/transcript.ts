import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openProject } from '../../src/app/project.ts';
import type { WorkspaceConfig } from '../../src/core/config/config.ts';
import { fileStore } from '../../src/emulator/store/file-store.ts';
import { createPortal, type Portal } from '../../src/emulator/portal.ts';
import { isObject, listOf, objectOf, parseJson, textOf, type JsonObject } from '../../src/core/json.ts';
import { groupPath, workspacePath } from '../../src/core/resource.ts';
import { createEmulator } from '../../src/emulator/index.ts';
import { noon, type Shell } from '../cli/io.ts';

const execute = promisify(execFile);

/**
 * A transcript is what a person would see in a terminal: lines that begin with `$` are typed, what follows is the
 * answer, and `exit N` its exit code where that is not 0. Besides `picket` a transcript may type:
 *
 *     $ replace FILE OLD NEW          change the one place in a file
 *     $ remove FILE
 *     $ portal edit ID FIELD JSON     change a rule as a person in the portal does; ID may be its file
 *     $ portal delete ID | portal auto-disable ID REASON
 *     $ portal create ID FILE         a rule made by hand, its body in a JSON file
 *     $ portal template NAME FILE     a template of the gallery
 *     $ portal seed COLLECTION NAME FILE   any other resource
 *     $ portal sent FILE              what another tool sent: a list of {path, body}, {workspace} and {group} in it filled in
 *     $ portal marker NAME FILE       a record of who owns a rule
 *     $ portal deny ACTION.. | portal offboard | portal onboard
 *     $ portal rows FILE [WORKSPACE]  rows of the logs: a table with columns, types and rows a member
 *     $ portal table NAME             a table that the workspace has; once it has one, others are missing
 *     $ copies COUNT FILE TARGET      copies of a file with NN in both counted from 01
 *     $ move FROM TO | empty FOLDER
 *     $ commit MESSAGE [DAY]          commit every file with git, at ten o'clock of that day
 *     $ show FILE                     print a file (`cat` says the same)
 *     $ env NAME=VALUE
 */
export const typed = (transcript: string): string[] =>
  transcript
    .split('\n')
    .filter((line) => line.startsWith('$ '))
    .map((line) => line.slice(2));

/** Words of a line; quotes hold words together. */
export const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double?.replaceAll(/\\(.)/g, '$1') ?? single ?? plain ?? '',
  );

/**
 * The emulated workspace of the folder: the one of that name, the first of picket.yaml that lives in a file, or the one
 * that is always there.
 */
const emulated = async (shell: Shell, wanted?: string): Promise<WorkspaceConfig & { readonly state: string }> => {
  const { config } = await openProject({ cwd: shell.cwd }, { from: 'nearest' });
  const workspaces = Object.values(config.workspaces);
  for (const workspace of [...workspaces.filter(({ name }) => name !== 'local'), ...workspaces])
    if ((wanted ?? workspace.name) !== workspace.name) continue;
    else if (workspace.emulator !== undefined && 'state' in workspace.emulator)
      return { ...workspace, state: workspace.emulator.state };
  throw new Error('picket.yaml has no workspace in a file');
};

const bodyIn = async (shell: Shell, file: string): Promise<JsonObject> => {
  const body: unknown = JSON.parse(await readFile(join(shell.cwd, file), 'utf8'));
  if (!isObject(body)) throw new Error(`${file} is no JSON object`);
  return body;
};

/** An id, or the id in a rule file. */
const idOf = async (shell: Shell, named: string): Promise<string> => {
  if (!named.endsWith('.yaml')) return named;
  return /^id: (\S+)$/m.exec(await readFile(join(shell.cwd, named), 'utf8'))?.[1] ?? named;
};

/** Rows of tables as a file has them: objects by column name; text columns but for what a name says. */
export const addRows = async (person: Portal, tables: JsonObject): Promise<void> => {
  for (const [table, list] of Object.entries(tables)) {
    const rows = listOf(list).map(objectOf);
    const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const typeOf = (name: string): string =>
      name === 'TimeGenerated' ? 'datetime' : typeof rows[0]?.[name] === 'number' ? 'int' : 'string';
    await person.addRows({
      table,
      columns: names.map((name) => ({ name, type: typeOf(name) })),
      rows: rows.map((row) => names.map((name) => row[name] ?? null)),
    });
  }
};

/** Sends what another tool sent, as the service would take it. */
const send = async (
  shell: Shell,
  target: WorkspaceConfig & { readonly state: string },
  file: string,
): Promise<void> => {
  const text = (await readFile(join(shell.cwd, file), 'utf8'))
    .replaceAll('{workspace}', workspacePath(target))
    .replaceAll('{group}', groupPath(target));
  const store = await fileStore(join(shell.cwd, target.state));
  const service = createEmulator({ store, clock: { now: () => noon, sleep: async () => undefined } });
  for (const { path, body } of listOf(parseJson(text)).map(objectOf)) {
    const { status, body: answer } = await service({
      method: 'PUT',
      url: `https://management.azure.com${textOf(path) ?? ''}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (status >= 300) throw new Error(`${textOf(path) ?? ''} was answered with ${status}: ${answer}`);
  }
};

const portal = async (shell: Shell, words: readonly string[]): Promise<string> => {
  const [verb, named = '', field = '', json = 'null'] = words;
  const id = await idOf(shell, named);
  const target = await emulated(shell, verb === 'rows' && field !== '' ? field : undefined);
  const person = createPortal({
    store: await fileStore(join(shell.cwd, target.state)),
    clock: { now: () => noon, sleep: async () => undefined },
    target,
    caller: 'analyst@contoso.com',
  });
  switch (verb) {
    case 'edit':
      await person.editRule(id, { [field]: JSON.parse(json) });
      return '';
    case 'create':
      await person.createRule(id, await bodyIn(shell, field));
      return '';
    case 'template':
      await person.seed('alertRuleTemplates', id, await bodyIn(shell, field));
      return '';
    case 'deny':
      await person.deny(words.slice(1));
      return '';
    case 'onboard':
      await person.onboard();
      return '';
    case 'offboard':
      await person.offboard();
      return '';
    case 'rows':
      await addRows(person, await bodyIn(shell, named));
      return '';
    case 'table':
      await person.addTable({ name: id });
      return '';
    case 'seed':
      await person.seed(named, field, await bodyIn(shell, json));
      return '';
    case 'sent':
      await send(shell, target, named);
      return '';
    case 'marker':
      await person.seed('metadata', id, await bodyIn(shell, field));
      return '';
    case 'delete':
      await person.deleteRule(id);
      return '';
    case 'auto-disable':
      await person.autoDisable(id, field);
      return '';
    default:
      throw new Error(`a transcript knows no \`portal ${verb ?? ''}\``);
  }
};

const copies = async (shell: Shell, count: number, from: string, to: string): Promise<void> => {
  const text = await readFile(join(shell.cwd, from), 'utf8');
  for (let index = 1; index <= count; index += 1) {
    const number = String(index).padStart(2, '0');
    await shell.write(to.replaceAll('NN', number), text.replaceAll('NN', number));
  }
};

const commit = async (folder: string, message: string, day: string | undefined): Promise<void> => {
  const date = day === undefined ? {} : { GIT_AUTHOR_DATE: `${day}T10:00:00Z`, GIT_COMMITTER_DATE: `${day}T10:00:00Z` };
  const git = (...args: readonly string[]) =>
    execute('git', [...args], { cwd: folder, env: { ...process.env, ...date } });
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git('-c', 'user.name=Analyst', '-c', 'user.email=analyst@contoso.com', 'commit', '--quiet', '-m', message);
};

/** Types one line in a folder and gives the answer. */
export const perform = async (shell: Shell, line: string): Promise<string> => {
  const [verb, ...words] = wordsOf(line);
  const [file = '', old = '', replacement = ''] = words;
  const path = join(shell.cwd, file);
  switch (verb) {
    case 'picket': {
      const { code, out, err } = await shell.picket(...words);
      return `${out}${err}${code === 0 ? '' : `exit ${code}\n`}`;
    }
    case 'replace': {
      const text = await readFile(path, 'utf8');
      if (text.split(old).length !== 2) throw new Error(`${file} must hold \`${old}\` exactly once`);
      await writeFile(
        path,
        text.replace(old, () => replacement),
      );
      return '';
    }
    case 'remove':
      await rm(path, { recursive: true });
      return '';
    case 'move':
      await rename(path, join(shell.cwd, old));
      return '';
    case 'empty':
      await rm(path, { recursive: true });
      await mkdir(path);
      return '';
    case 'copies':
      await copies(shell, Number(file), old, replacement);
      return '';
    case 'commit':
      await commit(shell.cwd, file, words[1]);
      return '';
    case 'show':
    case 'cat':
      return readFile(path, 'utf8');
    case 'env': {
      const [name = '', value = ''] = file.split('=');
      shell.env[name] = value;
      return '';
    }
    case 'portal':
      return portal(shell, words);
    default:
      throw new Error(`a transcript knows no \`${line}\``);
  }
};

/** Types every line of a transcript in a folder that holds the scenario's files; gives the transcript as it really went. */
export const play = async (shell: Shell, scenario: string, transcript: string): Promise<string> => {
  await cp(join(scenario, 'files'), shell.cwd, { recursive: true });
  const parts: string[] = [];
  for (const line of typed(transcript)) {
    const answer = (await perform(shell, line))
      .replaceAll(shell.cwd, '<folder>')
      .replaceAll(/(picket[ -])\d+\.\d+\.\d+(?=\.tgz|\n)/gi, '$1<version>');
    parts.push(`$ ${line}\n${answer}`);
  }
  return parts.join('\n');
};
