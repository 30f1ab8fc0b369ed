import { resolve } from 'node:path';
import { compiledText } from '../../content/beside/index.ts';
import type { WorkspaceConfig } from '../../core/config/config.ts';
import { asKql, type CompleteItem } from '../../core/content-type.ts';
import type { Neighbours, RunContext } from '../../core/lint-rule.ts';
import { type Diagnostic, isUnreadable } from '../../core/diagnostic.ts';
import { PicketError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import type { QueryFacts, ShownQuery } from '../../core/query-facts.ts';
import type { Ref } from '../../core/ref.ts';
import { applySuppressions } from '../../core/text/suppress.ts';
import { shown } from '../../files/discover.ts';
import { kindOf } from '../../files/disk.ts';
import { analyse, startedAhead, type AnalysisRequest, type AnalysisIo } from '../analyse.ts';
import { absentNames, namesGiven } from './absent-names.ts';
import { breath } from '../breath.ts';
import { atTheirSources, findingsIn, hasRun, incomplete, type Beside } from './content-checks.ts';
import { diskFiles, readRuleFiles, type ContentFiles } from './content-files.ts';
import { effectiveFor, queriesIn, type EffectiveItem } from './effective.ts';
import { documentOf, type TypedBase } from './file-type.ts';
import { idInWorkspace } from '../file-ids.ts';
import { knownCodes } from '../known-codes.ts';
import { unshared, type Once } from './once.ts';
import { neighboursOf } from './neighbours.ts';
import type { Project } from '../project.ts';
import { ambiguousIds, unknownReplacements, unmatchedEntries } from './unmatched.ts';
import { givers, symbolsOf } from './declared.ts';
import { counts, filesNamed, madeItem, readItem, type ReadItem } from './read-item.ts';
import { absentFolders } from '../../core/plan/plan-refusal.ts';

/** One file of content, and its type. */
export type RuleItem = EffectiveItem;

/** The content of a run: every file read and checked, and the rules that are complete. */
export type Content = {
  readonly items: readonly RuleItem[];
  readonly diagnostics: readonly Diagnostic[];
  /** Files looked at, readable or not. */
  readonly files: number;
  /** Rules that can be rendered, with the item they come from. */
  readonly rules: readonly { readonly rule: CompleteItem; readonly item: RuleItem }[];
  /** What the KQL engine says of a query; undefined where queries were not analysed. */
  readonly factsOf: (query: string) => QueryFacts | undefined;
  /** The rules whose files give a name to queries. */
  readonly givenBy: (name: string) => readonly Ref[];
  /** How a query is shown; undefined where tokens were not asked for. */
  readonly shownOf: (query: string) => ShownQuery | undefined;
  /** The content as its files may refer to it. */
  readonly neighbours: Neighbours;
  /** Configured folders that do not exist, as they are shown; empty unless `missingFolders` lets them pass. */
  readonly missing: readonly string[];
  /** Texts by shown path, for code frames. */
  readonly sources: ReadonlyMap<string, string>;
};

export type ContentRequest = {
  /** Files or folders relative to the working directory; empty for the configured folders. */
  readonly paths: readonly string[];
  /** Narrows the content to what the workspace takes. */
  readonly workspace?: WorkspaceConfig;
  /** The workspace whose form items have, where the content is not narrowed to what it takes. */
  readonly as?: WorkspaceConfig;
  readonly base?: readonly TypedBase[];
  /** Whether queries are compiled and their columns proven; `analyse` unless given. */
  readonly queries?: 'analyse' | 'skip';
  /** The rules whose queries are compiled, where that is not all of them. */
  readonly analysed?: (item: RuleItem) => boolean;
  /** `errors` where no finding is shown, and it only counts which files have errors; `all` unless given. */
  readonly findings?: 'all' | 'errors';
  /** Whether results of earlier runs are used and kept; `use` unless given. */
  readonly cache?: 'use' | 'ignore';
  /** Whether the tokens of queries are classified too, for highlighting; off unless given. */
  readonly tokens?: 'on' | 'off';
  /** The rules that are looked at one by one, where that is not all of them; what compares files looks at all. */
  readonly checked?: (item: RuleItem) => boolean;
  /** What this reading has in common with others of the run; nothing unless given. */
  readonly once?: Once;
  /** Where files are read from; the disk unless given. */
  readonly files?: ContentFiles;
  /** Instead of the project's content folders, relative to its root. */
  readonly folders?: readonly string[];
  /** What a configured folder that does not exist means; an error unless given. */
  readonly missingFolders?: 'refuse' | 'empty';
  /** Folders besides the configured ones, absolute; they need not exist. */
  readonly also?: readonly string[];
};

type Folders = { readonly found: readonly string[]; readonly missing: readonly string[] };

/** The folders of a run that names none, relative to the root of the project. */
const namedFolders = ({ config }: Project, request: ContentRequest): readonly string[] =>
  request.workspace?.content ?? request.folders ?? config.content;

const folders = async (project: Project, io: Pick<Io, 'cwd'>, request: ContentRequest): Promise<Folders> => {
  if (request.paths.length > 0) return { found: request.paths.map((path) => resolve(io.cwd, path)), missing: [] };
  const configured = namedFolders(project, request).map((folder) => resolve(project.root, folder));
  if (request.files !== undefined) return { found: configured, missing: [] };
  const more = (request.also ?? []).filter((folder) => !configured.includes(folder));
  const kinds = await Promise.all([...configured, ...more].map(kindOf));
  const found = [...configured, ...more].filter((_, index) => kinds[index] !== 'nothing');
  const missing = configured.filter((folder) => !found.includes(folder)).map((folder) => shown(io.cwd, folder));
  if (missing.length === 0 || request.missingFolders === 'empty') return { found, missing };
  throw new PicketError('config', `${absentFolders(missing)}.`, {
    code: 'no-content-folder',
    hint: 'Make it, or name another one under `content` in picket.yaml.',
  });
};

/** A parameter that could not be filled in. */
const isUnfilled = (code: string): boolean =>
  ['rule/unknown-parameter', 'rule/parameter-unset', 'rule/parameter-type', 'rule/parameter-place'].includes(code);

/** Texts that are not KQL as they stand, with what is analysed for them. */
const readAs = (items: readonly RuleItem[]): ReadonlyMap<string, string> =>
  new Map(
    items.flatMap((item) =>
      queriesIn(item).flatMap((text) => {
        const query = asKql(item.type, text);
        return query === text ? [] : [[text, query] as const];
      }),
    ),
  );

const queriesOf = (items: readonly RuleItem[]): readonly string[] =>
  items.flatMap((item) => queriesIn(item).map((text) => asKql(item.type, text)));

/** The content of some types alone: it was checked with all others, whose files and findings are left out. */
const narrowed = (content: Content, files: readonly RuleItem[], only: Project['only']): Content => {
  if (only === undefined) return content;
  const isMeant = ({ type }: RuleItem): boolean => only.includes(type);
  const others = new Set(files.filter((item) => !isMeant(item)).map(({ document }) => document.path));
  return {
    ...content,
    items: content.items.filter(isMeant),
    rules: content.rules.filter(({ item }) => isMeant(item)),
    diagnostics: content.diagnostics.filter(({ path }) => !others.has(path)),
    files: content.files - others.size,
  };
};

/** Reading is told of after each so many files. */
const tellEach = 16;

const tellRead = (io: AnalysisIo, done: number, total: number): void =>
  io.progress?.({ type: 'read', at: new Date(io.clock.now()).toISOString(), done, total });

/**
 * Reads and checks rule files. Never stops at the first mistake: a file that cannot be read or parsed is a diagnostic
 * among the others. Rejects only where a path or folder does not exist.
 */
export const loadContent = async (
  project: Project,
  io: AnalysisIo,
  context: RunContext,
  request: ContentRequest,
): Promise<Content> => {
  const { found, missing } = await folders(project, io, request);
  const source = request.files ?? diskFiles(project, io.cwd);
  const read = await readRuleFiles(source, io.cwd, found);
  const ahead = request.queries === 'skip' ? undefined : startedAhead(project, io, request, read.files.length);
  try {
    const own = ahead === undefined ? request : { ...request, ahead };
    return await contentOf(project, io, context, own, read, { missing, source });
  } finally {
    await ahead?.dismiss();
  }
};

const contentOf = async (
  project: Project,
  io: AnalysisIo,
  context: RunContext,
  request: ContentRequest & Pick<AnalysisRequest, 'ahead'>,
  read: Awaited<ReturnType<typeof readRuleFiles>>,
  { missing, source }: { readonly missing: readonly string[]; readonly source: ContentFiles },
): Promise<Content> => {
  const once = request.once ?? unshared;
  const effective = effectiveFor(project, io, context, request.as ?? request.workspace);
  const items: RuleItem[] = [];
  const everyItem: ReadItem[] = [];
  const absent: RuleItem[] = [];
  const others: Beside[] = [];
  const found: Diagnostic[] = [...read.diagnostics];
  const sources = new Map<string, string>();
  let files = 0;
  const total = read.files.length;
  for (const [index, [path, bytes]] of read.files.entries()) {
    if (index % tellEach === 0) tellRead(io, index, total);
    await breath(io);
    const document = await documentOf(project, io, path, bytes, source.read, once);
    if (document === undefined) continue;
    const each = readItem(project, path, document, once);
    if (each.beside === undefined) everyItem.push(each);
    if (!counts(project, io, each, request.workspace)) continue;
    const made = madeItem(each, effective, once);
    if (made.absent === true && request.workspace !== undefined) {
      found.push(...made.form);
      absent.push(each.item);
      continue;
    }
    const { item, diagnostics, form, beside } = made.absent === true ? each : made;
    files += 1;
    found.push(...diagnostics, ...form);
    if (beside === undefined) items.push(item);
    else others.push({ item, kind: beside });
    sources.set(item.document.path, item.document.text);
  }
  tellRead(io, total, total);
  // What was not read, or cannot be, may be what an entry of picket.yaml is about.
  const isWhole =
    request.paths.length === 0 &&
    request.files === undefined &&
    missing.length === 0 &&
    ![...read.diagnostics, ...everyItem.flatMap(({ diagnostics }) => diagnostics)].some(
      ({ severity }) => severity === 'error',
    );
  if (isWhole) {
    const whole = { items: everyItem.map(({ item }) => item), folders: namedFolders(project, request) };
    found.push(
      ...unmatchedEntries(project, io, context, whole, request.workspace),
      ...ambiguousIds(project, whole.items),
      ...unknownReplacements(project, io, whole),
    );
  }
  // A file that is no rule at all is said so once; what rules must have is nothing to ask of it.
  const unreadable = new Set(found.filter(isUnreadable).map(({ path }) => path));
  const readable = items.filter((item) => !unreadable.has(item.document.path) && item.document.value !== undefined);
  // Any query may name what is kept away.
  const away = namesGiven(project, io, absent);
  // A query that a parameter is missing in is no query yet.
  const unfilled = new Set(found.flatMap(({ code, path }) => (isUnfilled(code) ? [path] : [])));
  const isAnalysed = (item: RuleItem): boolean =>
    ((request.analysed?.(item) ?? true) || away.size > 0) && !unfilled.has(item.document.path);
  const othersQueries = others.flatMap(({ item, kind }) =>
    kind.query === undefined || !isAnalysed(item) ? [] : [compiledText(kind.query)],
  );
  const declared = [
    ...others.flatMap(({ item, kind }) => symbolsOf(project, io, item, kind.symbols)),
    ...readable.flatMap((item) => symbolsOf(project, io, item, item.type.symbols)),
  ];
  const analysis = await analyse(
    project,
    io,
    request,
    request.queries === 'skip' ? [] : [...queriesOf(readable.filter(isAnalysed)), ...othersQueries],
    declared.map(({ symbols }) => symbols),
  );
  const areAll = request.paths.length === 0;
  const named = areAll ? [] : await filesNamed(readable, project, io, source, effective, once);
  if (away.size > 0)
    found.push(...absentNames({ away, there: namesGiven(project, io, readable) }, readable, analysis.factsOf));
  const neighbours = neighboursOf([...readable, ...named], project, io, request.workspace, areAll);
  const checked = await findingsIn(project, io, context, request, {
    readable,
    others,
    neighbours,
    factsOf: analysis.factsOf,
    isTable: analysis.isTable,
  });
  const said = applySuppressions(
    [...items, ...others.map(({ item }) => item)].map((item) => item.document),
    [
      ...found,
      ...analysis.diagnostics,
      ...declared.flatMap(({ symbols, isDeclaredElsewhere }) => (isDeclaredElsewhere ? [] : symbols.diagnostics)),
      ...checked,
    ],
    project.config.severities,
    { known: knownCodes(), ran: (code) => hasRun(code, project, request) },
  );
  const failed = new Set(said.filter(({ severity }) => severity === 'error').map(({ path }) => path));
  const sound = readable.filter((item) => !failed.has(item.document.path));
  const rules = sound.flatMap((item) => {
    const rule = item.type.complete(item.raw, neighbours);
    const own = request.workspace === undefined ? undefined : idInWorkspace(item.raw, request.workspace.name);
    const here = own === undefined ? rule : rule?.withId(own);
    return here === undefined ? [] : [{ rule: here, item }];
  });
  const complete = new Set(rules.map(({ item }) => item));
  const diagnostics = atTheirSources([...said, ...sound.filter((item) => !complete.has(item)).map(incomplete)]);
  if (project.document !== undefined && diagnostics.some(({ path }) => path === project.document?.path))
    sources.set(project.document.path, project.document.text);
  const readings = readAs(readable);
  const reading = (text: string): string => readings.get(text) ?? text;
  const whole: Content = {
    items,
    diagnostics,
    files,
    rules,
    factsOf: (text) => analysis.factsOf(reading(text)),
    givenBy: givers(declared, rules),
    shownOf: (text) => analysis.shownOf(reading(text)),
    missing,
    sources,
    neighbours,
  };
  return narrowed(whole, [...items, ...others.map(({ item }) => item)], project.only);
};
