import { records } from '../../core/text/csv.ts';
import { resolve } from 'node:path';
import { PicketError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { isObject, type JsonObject, objectOf } from '../../core/json.ts';
import { decisions, isWork, usualDecision, type DecidedRow, type Decision } from '../../core/service/onboarding.ts';
import { idKeyOf } from '../../core/content-type.ts';
import { pointer } from '../../core/pointer.ts';
import { refKey } from '../../core/ref.ts';
import { counted, inSeries } from '../../core/text/phrase.ts';
import { readDocument } from '../../core/text/read-document.ts';
import { rewrite } from '../../core/text/rewrite.ts';
import type { SourceDocument } from '../../core/text/source.ts';
import { visible } from '../../core/text/visible.ts';
import { readText, writeAtomically } from '../../files/disk.ts';
import { onboardColumns } from '../../report/sections/onboarding.ts';
import { adopt, checkOwnership } from './adopt.ts';
import type { Deployed, WriteHooks } from './deploy.ts';
import { laidOut } from '../check/fmt.ts';
import { openSession, type Session, type WorkspaceRequest } from '../session.ts';
import { listed } from '../verdicts.ts';
import { writtenId } from '../file-ids.ts';
import { onboardRows, type Row } from './onboard-rows.ts';
import { folderFor } from '../author/pull-content.ts';
import { newPaths, writeBeside } from '../author/rule-files.ts';

export type OnboardRequest = WorkspaceRequest & {
  /** CSV with decisions, relative to the working directory. */
  readonly decisions: string | undefined;
  readonly observer: WriteHooks['observer'];
  /** Asks once what becomes of rows that nobody decided; undefined leaves them. */
  readonly decide: (rows: readonly DecidedRow[]) => Promise<Decision | undefined>;
  /** Called with every row and its decision before the first write; false leaves everything as it is. */
  readonly confirm: (rows: readonly DecidedRow[], workspace: string) => Promise<boolean>;
};

export type Onboarded = {
  readonly workspace: string;
  readonly rows: readonly DecidedRow[];
  /** Files that were written, each with what became of its id. */
  readonly files: readonly string[];
  /** What the markers' writing came to; undefined where nothing was begun or to be written. */
  readonly deployed: Deployed | undefined;
  /** Files that are no rule whatever their id, which were left out. */
  readonly invalid: readonly string[];
};

type Decided = { readonly decision: Decision; readonly file: string | undefined };

const plain = (text: string | undefined): string => (text ?? '').trim().replace(/^'/, '');

/** What a CSV says, by what it is about: the type and id of a rule that runs, else the type and the file. */
const readDecisions = async (io: Pick<Io, 'cwd'>, file: string): Promise<ReadonlyMap<string, Decided>> => {
  const text = await readText(resolve(io.cwd, file));
  const hint = 'Begin with the file that `picket onboard --csv FILE` writes.';
  if (text === undefined) throw new PicketError('usage', `There is no file ${file}.`, { code: 'no-such-path', hint });
  const [head = [], ...rows] = [...records(text.replace(/^\uFEFF/, ''), ',')];
  const columns = head.map((name) => name.trim().toLowerCase());
  const missing = onboardColumns.filter(
    (name) => ['decision', 'type', 'id', 'file'].includes(name) && !columns.includes(name),
  );
  if (missing.length > 0)
    throw new PicketError(
      'usage',
      `${file} lacks the ${missing.length === 1 ? 'column' : 'columns'} ${inSeries(missing)}.`,
      {
        code: 'bad-decisions',
        hint,
      },
    );
  const found = new Map<string, Decided>();
  for (const [index, row] of rows.entries()) {
    const at = (name: string): string => plain(row[columns.indexOf(name)]);
    const said = at('decision').toLowerCase();
    if (said === '') continue;
    const decision = decisions.find((known) => known === said);
    if (decision === undefined)
      throw new PicketError('usage', `${file}, row ${index + 2}: \`${said}\` is no decision.`, {
        code: 'bad-decisions',
        hint: `Write one of ${decisions.join(', ')}, or nothing.`,
      });
    found.set(keyOf(at('type'), at('id'), at('file')), { decision, file: at('file') });
  }
  return found;
};

/** By what a table shows of both: what nobody sees in them stands there as its number. */
const keyOf = (type: string, id: string | undefined, file: string): string =>
  id === undefined || id === '' ? `${type}\0\0${visible(file)}` : `${type}\0${visible(id).toLowerCase()}`;

/** A row of several files once somebody left one of them. */
const chosen = (row: Row, said: Decided | undefined, session: Session): Row => {
  const file = row.state === 'ambiguous' ? row.files.find((path) => visible(path) === said?.file) : undefined;
  if (file === undefined) return row;
  const item = session.content.items.find(({ document }) => document.path === file);
  const rule = item?.type.complete({ ...item.raw, [idKeyOf(item.type, item.raw)]: row.id ?? '' });
  if (item === undefined || rule === undefined) return row;
  const written = writtenId(item);
  return {
    ...row,
    files: [file],
    candidate: { rule, item, written },
    ...(written === undefined ? {} : { fileId: written }),
  };
};

type WorkRow = { readonly row: Row; readonly decision: Decision | undefined; readonly isWork: boolean };

const shown = ({
  row: { candidate: _candidate, live: _live, ...row },
  decision,
  isWork: work,
}: WorkRow): DecidedRow => ({
  ...row,
  decision,
  isWork: work,
});

/** Workspaces that may hold the same rule under an id of their own. */
const others = ({ project, workspace }: Session): readonly string[] =>
  Object.keys(project.config.workspaces).filter((name) => name !== workspace.name && name !== 'local');

type Edited = { readonly document: SourceDocument; readonly said: string | undefined };

/**
 * The file with the id that runs. Where other workspaces may hold the rule under the file's own id, the new one is that
 * of this workspace alone.
 */
const withId = (session: Session, { row }: WorkRow): Edited => {
  const { candidate, id, idProblem } = row;
  if (candidate === undefined) throw new Error('A row without a file has no id to write.');
  const { document, raw } = candidate.item;
  const wanted = id ?? (idProblem === undefined ? undefined : candidate.rule.id);
  if (wanted === undefined || wanted.toLowerCase() === candidate.written?.toLowerCase())
    return { document, said: undefined };
  const file = rewrite(document);
  const { name } = session.workspace;
  const ids: JsonObject = objectOf(raw['ids']);
  const key = idKeyOf(candidate.item.type, raw);
  const isOwn = others(session).length > 0 && idProblem === undefined && candidate.written !== undefined;
  const done = isOwn
    ? isObject(raw['ids'])
      ? file.set(pointer('ids', name), wanted)
      : file.set('/ids', { ...ids, [name]: wanted }, key)
    : candidate.written === undefined
      ? file.prepend(key, wanted) || file.set(pointer(key), wanted)
      : file.set(pointer(key), wanted);
  if (!done)
    throw new PicketError('config', `The id in ${document.path} cannot be replaced without touching other lines.`, {
      code: 'cannot-edit',
      hint: `Write ${isOwn ? `ids: {${name}: ${wanted}}` : `${key}: ${wanted}`} into it by hand, then go on.`,
    });
  const before = candidate.written === undefined ? 'got the id' : `id ${candidate.written} becomes`;
  return {
    document: file.document(),
    said: `${document.path}: ${before} ${wanted}${isOwn ? ` in ${name}` : ''}.`,
  };
};

/** The file as it takes over what runs, or those properties of it that no update changes. */
const withLive = (session: Session, { row }: WorkRow, edited: Edited, properties?: readonly string[]): Edited => {
  const { live, candidate } = row;
  if (live === undefined || candidate === undefined) return edited;
  const type = candidate.item.type;
  const merged = type.file.merge(edited.document, live.body, type.contextOf(session.context), properties);
  if (merged === undefined || merged.written.length === 0) return edited;
  const refused = merged.refused.map(({ property, reason }) => `${property} was not written: ${reason}`);
  return {
    document: readDocument(edited.document.path, merged.text).document,
    said: [edited.said ?? `${edited.document.path}:`, `takes over ${merged.written.join(', ')}.`, ...refused].join(' '),
  };
};

const writeFiles = async (io: Io, session: Session, work: readonly WorkRow[]): Promise<readonly string[]> => {
  const said: string[] = [];
  const edits = work
    .filter(({ row }) => row.candidate !== undefined)
    .map((each) => {
      const edited = withId(session, each);
      if (each.decision === 'workspace') return withLive(session, each, edited);
      return each.row.kept.length > 0 ? withLive(session, each, edited, each.row.kept) : edited;
    });
  for (const { document, said: line } of edits) {
    if (line === undefined) continue;
    await writeAtomically(resolve(io.cwd, document.path), document.text);
    said.push(line);
  }
  return [...said, ...(await writeNew(io, session, work))];
};

/** Files for rules that only run, where somebody decided that they are wanted. */
const writeNew = async (io: Io, session: Session, work: readonly WorkRow[]): Promise<readonly string[]> => {
  const fresh = work.flatMap(({ row: { live, type, displayName, state } }) => {
    const own = session.types.find(({ name }) => name === type);
    return state !== 'live only' || live === undefined || own === undefined
      ? []
      : [{ id: live.name, displayName, live, type: own }];
  });
  if (fresh.length === 0) return [];
  const named = fresh.map(({ id, displayName, type }) => ({ type: type.name, id, displayName }));
  const folderOf = (name: string): string =>
    folderFor(
      session.project,
      io,
      undefined,
      session.types.find((type) => type.name === name),
      session.workspace,
    );
  const paths = await newPaths(folderOf, named, named);
  const said: string[] = [];
  for (const { id, live, type } of fresh) {
    const path = paths.get(refKey({ type: type.name, id }));
    if (path === undefined) continue;
    const value = type.file.valueOf(live.body, id, session.context);
    await writeAtomically(path, await laidOut(type, path, type.file.print(value)));
    await writeBeside(path, type.files?.write(value));
    said.push(`${path.slice(io.cwd.length + 1)}: written for the rule ${id}.`);
  }
  return said;
};

/**
 * Brings a repository and a workspace together that grew apart: says of every rule once how it stands, gives files the
 * ids that run, takes edits of the workspace over where somebody decided so, and writes the markers of everything that
 * belongs together. No rule in the workspace is touched. Rejects with a `usage` error where the workspace keeps no
 * markers, and for a file of decisions that cannot be read.
 */
export const onboard = async (io: Io, request: OnboardRequest): Promise<Onboarded> => {
  const session = await openSession(io, { ...request, missingFolders: 'empty', queries: 'skip' }, request.observer);
  checkOwnership(session);
  const said =
    request.decisions === undefined ? new Map<string, Decided>() : await readDecisions(io, request.decisions);
  const lists = await listed(session, { mentioning: false });
  const found = onboardRows(session, lists);
  const rows = found.map((row) => {
    const own = said.get(keyOf(row.type, row.id, row.files[0] ?? ''));
    return { row: chosen(row, own, session), decision: own?.decision ?? usualDecision(row) };
  });
  const known = new Set(found.map((row) => keyOf(row.type, row.id, row.files[0] ?? '')));
  const stray = [...said.keys()].filter((key) => !known.has(key));
  if (stray.length > 0)
    throw new PicketError(
      'usage',
      `${counted(stray.length, 'row')} of ${request.decisions ?? ''} ${stray.length === 1 ? 'is' : 'are'} about nothing that is here.`,
      {
        code: 'bad-decisions',
        hint: 'Make a new file with --csv: something changed since this one was made.',
      },
    );
  const worked = (each: Omit<WorkRow, 'isWork'>): WorkRow => ({
    ...each,
    isWork: isWork(each.row, each.decision ?? 'leave'),
  });
  const open = rows.filter(({ decision, row }) => decision === undefined && row.state === 'differing').map(worked);
  const answer = open.length === 0 ? undefined : await request.decide(open.map(shown));
  const work = rows.map((each) =>
    worked(each.decision === undefined && each.row.state === 'differing' ? { ...each, decision: answer } : each),
  );
  const whole = new Set(found.flatMap(({ candidate }) => candidate?.item.document.path ?? []));
  const doubtful = new Set(found.flatMap(({ files }) => files));
  const result = {
    workspace: session.workspace.name,
    rows: work.map(shown),
    invalid: session.content.items
      .map(({ document }) => document.path)
      .filter((path) => !whole.has(path) && !doubtful.has(path)),
  };
  const todo = work.filter((each) => each.isWork);
  if (todo.length === 0 || !(await request.confirm(result.rows, session.workspace.name)))
    return { ...result, files: [], deployed: undefined };
  const files = await writeFiles(io, session, todo);
  const ids = todo.flatMap(({ row, decision }) =>
    row.id === undefined || decision === undefined || decision === 'leave' || row.owned
      ? []
      : [`${row.type}/${row.id}`],
  );
  const deployed =
    ids.length === 0
      ? undefined
      : await adopt(io, {
          config: request.config,
          workspace: request.workspace,
          missingFolders: 'empty',
          rules: ids,
          from: [],
          confirm: async () => true,
          observer: request.observer,
        });
  return { ...result, files, deployed };
};
