import { resolve } from 'node:path';
import type { CatalogueModel, CatalogueRule, CatalogueTests } from '../../catalogue/model.ts';
import { attackVersion, techniques, kindOf, tactics } from '../../content/index.ts';
import { membersOf } from '../../core/config/layers.ts';
import type { WorkspaceConfig } from '../../core/config/config.ts';
import type { CompleteItem } from '../../core/content-type.ts';
import type { RunContext } from '../../core/lint-rule.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { PicketError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { objectOf, parseJson } from '../../core/json.ts';
import type { QueryFacts } from '../../core/query-facts.ts';
import { stageOf } from '../../core/overlays/lifecycle.ts';
import { valueAt } from '../../core/pointer.ts';
import { refKey, type Ref } from '../../core/ref.ts';
import type { Report } from '../../core/report.ts';
import { templateText } from '../../core/service/template.ts';
import { shown } from '../../files/discover.ts';
import { version } from '../../version.ts';
import { breath } from '../breath.ts';
import { historyOf } from './catalogue-history.ts';
import { placementIn, switchedOff, takes } from './placement.ts';
import { exceptionsToday } from './exceptions-today.ts';
import { loadContent, type Content, type ContentRequest, type RuleItem } from '../content/content.ts';
import { sharesNothing } from '../content/content-folders.ts';
import { shownWorkspaces } from '../workspaces.ts';
import { lintContext } from '../lint-context.ts';
import { chooseWorkspace, openProject, type ConfigChoice, type Project } from '../project.ts';
import { testRules } from '../check/tests/tests.ts';
import { sourceOf, type Reported } from '../check/validate.ts';
import { readAsset } from '../../files/assets.ts';

/** What MITRE calls each technique and sub-technique of ATT&CK, by id; a catalogue alone needs it, so it lies in a file. */
const techniqueNames = (): ReadonlyMap<string, string> => {
  const value = parseJson(readAsset('assets/catalogue/techniques.json') ?? '');
  return new Map(
    Object.entries(objectOf(value)).flatMap(([id, name]) => (typeof name === 'string' ? [[id, name]] : [])),
  );
};

export type CatalogueRequest = {
  readonly config: ConfigChoice;
  /** Narrows the catalogue to the rules that one workspace takes. */
  readonly workspace?: string;
  /** Where it will be published, for links that Azure fetches. */
  readonly baseUrl?: string | undefined;
  /** What is looked up beyond the rules themselves; a listing on a terminal needs neither colours nor history. */
  readonly detail: 'pages' | 'lists';
  readonly history: 'git' | 'none';
  /** Whether the tests of rules are run; for pages unless given. */
  readonly tests?: 'run' | 'skipped';
  /** Whether the mutants that the tests of each rule notice are counted, which takes a while. */
  readonly mutants?: 'counted' | 'not-counted';
};

/** A catalogue's model, or none where the content has errors; and the report that says so. */
export type LoadedCatalogue = Reported & { readonly model: CatalogueModel | undefined };

type Found = {
  readonly rule: CompleteItem;
  readonly item: RuleItem;
  readonly content: Pick<Content, 'factsOf' | 'shownOf'>;
};

/** Milliseconds that one run of a case may take. */
const caseTimeout = 10_000;

/** Azure's portals by cloud. Source: Microsoft Learn, "Azure Government: compare", "Azure China: endpoints". */
const portals = {
  public: { name: 'Azure', url: 'https://portal.azure.com' },
  usgov: { name: 'Azure Government', url: 'https://portal.azure.us' },
  china: { name: 'Azure China', url: 'https://portal.azure.cn' },
} as const;

type Loaded = {
  readonly found: ReadonlyMap<string, Found>;
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
};

/** One reading of the content: for a workspace, or (undefined) of the folders that workspaces share. */
type Reading = Pick<ContentRequest, 'missingFolders'> & { readonly workspace?: WorkspaceConfig };

/** Workspaces with folders of their own are read on their own, since ids may repeat across them. */
const readings = (workspaces: readonly WorkspaceConfig[]): readonly Reading[] => {
  const own = workspaces.filter(({ content }) => content !== undefined);
  return [
    { missingFolders: sharesNothing(workspaces) ? 'empty' : 'refuse' },
    ...own.map((workspace) => ({ workspace })),
  ];
};

/** Every rule once. */
const loadAll = async (
  project: Project,
  io: Io,
  context: RunContext,
  from: readonly Reading[],
  detail: CatalogueRequest['detail'],
): Promise<Loaded> => {
  const found = new Map<string, Found>();
  const diagnostics = new Map<string, Diagnostic>();
  const sources = new Map<string, string>();
  for (const reading of from) {
    const content = await loadContent(project, io, context, {
      paths: [],
      tokens: detail === 'pages' ? 'on' : 'off',
      ...reading,
    });
    for (const diagnostic of content.diagnostics) diagnostics.set(JSON.stringify(diagnostic), diagnostic);
    for (const [path, text] of content.sources) sources.set(path, text);
    for (const { rule, item } of content.rules)
      if (!found.has(item.document.path)) found.set(item.document.path, { rule, item, content });
  }
  return { found, diagnostics: [...diagnostics.values()], sources };
};

/** What the tests of the rules come to, by the file of the rule. */
const testsOf = async (io: Io, request: CatalogueRequest): Promise<ReadonlyMap<string, CatalogueTests>> => {
  const { tests } = await testRules(io, {
    config: request.config,
    workspace: request.workspace,
    paths: [],
    caseName: undefined,
    changedSince: undefined,
    expectations: 'check',
    timeout: caseTimeout,
    mutants: request.mutants === 'counted',
  });
  const scores = new Map(tests.mutants?.map((score) => [score.path, score]));
  const found = new Map<string, CatalogueTests>();
  for (const { rulePath, path, name, status } of tests.cases) {
    const cases = [...(found.get(rulePath)?.cases ?? []), { name, status }];
    found.set(rulePath, { path, cases, mutants: scores.get(rulePath) });
  }
  return found;
};

const lineEnds = (text: string): string => text.replaceAll(/\r\n?/g, '\n').replace(/^\ufeff/, '');

const catalogueRules = async (
  project: Project,
  io: Io,
  context: RunContext,
  loaded: Loaded,
  request: CatalogueRequest,
  workspaces: readonly WorkspaceConfig[],
): Promise<readonly CatalogueRule[]> => {
  const all = [...loaded.found];
  const history =
    request.history === 'git'
      ? await historyOf(
          project,
          io,
          all.map(([, { item }]) => item.document),
        )
      : () => undefined;
  const runTests = request.tests ?? (request.detail === 'pages' ? 'run' : 'skipped');
  const tests = runTests === 'run' ? await testsOf(io, request) : new Map<string, CatalogueTests>();
  const rules: CatalogueRule[] = [];
  const placing = workspaces.map((workspace) => ({ workspace, placed: placementIn(project, io, workspace) }));
  const shownNames = new Map(
    all.map(([, { rule, item }]) => [refKey({ type: item.type.name, id: rule.id }), rule.name]),
  );
  const nameOf = (ref: Ref): CatalogueRule['names'][number] => ({
    name: shownNames.get(refKey(ref)) ?? ref.id,
    known: shownNames.has(refKey(ref)),
  });
  for (const [path, { rule, item, content }] of all) {
    await breath(io);
    const absolute = resolve(io.cwd, path);
    const [query] = item.type.queries;
    const raw = query === undefined ? undefined : item.raw[query.key];
    const texts = rule.describe();
    const resource = rule.render(context);
    const sent = query === undefined ? undefined : valueAt(item.type.normalize(resource.body, context), query.at);
    const takers = workspaces.filter((workspace) => takes(project, workspace, absolute, item)).map(({ name }) => name);
    const placements = new Map(
      placing.map(({ workspace: { name }, placed }) => [name, placed(item, takers.includes(name))] as const),
    );
    const off = switchedOff(rule.id, takers, project.config.disabled, context.now);
    rules.push({
      ...texts,
      type: item.type.name,
      detects: item.type.risk?.coverage !== undefined,
      stage: stageOf(item.made?.file.raw ?? item.raw) ?? 'production',
      exceptions: exceptionsToday(project, io, item, { workspaces: takers, now: context.now }),
      enabled: texts.enabled && !off.everywhere,
      offIn: off.offIn,
      handling: [...off.sentences, ...texts.handling],
      path: shown(project.root, absolute),
      query:
        typeof sent === 'string'
          ? {
              ...((typeof raw === 'string' ? content.shownOf(raw) : undefined) ?? { text: sent, tokens: [] }),
              facts: typeof raw === 'string' ? content.factsOf(raw) : undefined,
            }
          : severalQueries(item.type.queriesIn?.(item.raw) ?? [], content.factsOf),
      names: rule.references(context).map(nameOf),
      tests: tests.get(path),
      history: history(path),
      yaml: lineEnds(item.document.text),
      template: templateText([rule.forTemplate(context)], { kindOf }),
      workspaces: takers,
      placements,
    });
  }
  return rules;
};

/** The first of each name. */
const named = <Item>(items: readonly Item[], nameOf: (item: Item) => string): readonly Item[] =>
  [...new Map(items.toReversed().map((item) => [nameOf(item), item] as const)).values()].toReversed();

/** Several queries as one that a page shows, with everything that they read; undefined for none. */
const severalQueries = (
  queries: readonly string[],
  factsOf: (query: string) => QueryFacts | undefined,
): CatalogueRule['query'] => {
  if (queries.length === 0) return undefined;
  const [first, ...others] = queries.flatMap((query) => factsOf(query) ?? []);
  const facts =
    first === undefined
      ? undefined
      : {
          ...first,
          tables: named(
            [first, ...others].flatMap(({ tables }) => tables),
            ({ name }) => name,
          ),
          functions: named(
            [first, ...others].flatMap(({ functions }) => functions),
            ({ name }) => name,
          ),
          watchlists: named(
            [first, ...others].flatMap(({ watchlists }) => watchlists),
            ({ alias }) => alias,
          ),
          reaches: named(
            [first, ...others].flatMap(({ reaches }) => reaches),
            ({ via, name = '' }) => `${via} ${name}`,
          ),
        };
  return { text: queries.join('\n\n'), tokens: [], facts };
};

const checkedUrl = (text: string | undefined): string | undefined => {
  if (text === undefined) return undefined;
  if (URL.canParse(text) && /^https:\/\/[^/?#@\s]+(?:\/[^?#\s]*)?$/i.test(text)) return text;
  throw new PicketError('usage', `\`${text}\` is no address that a catalogue can be published at.`, {
    code: 'bad-base-url',
    hint: 'Give a https address without user, query and fragment, e.g. https://contoso.github.io/detections.',
  });
};

/**
 * Reads the content and everything that a catalogue says about it. With errors in the content there is no model, so that
 * a catalogue is never a mixture of two states. Rejects with `usage` or `config` errors only.
 */
export const loadCatalogue = async (io: Io, request: CatalogueRequest): Promise<LoadedCatalogue> => {
  const baseUrl = checkedUrl(request.baseUrl);
  const project = await openProject(io, request.config);
  const chosen = request.workspace === undefined ? undefined : chooseWorkspace(project, io, request.workspace);
  const context = lintContext(io);
  const workspaces = chosen === undefined ? shownWorkspaces(project.config) : [chosen];
  const from = chosen === undefined ? readings(workspaces) : [{ workspace: chosen }];
  const loaded = await loadAll(project, io, context, from, request.detail);
  const report: Report = {
    command: 'render',
    version,
    diagnostics: [...project.diagnostics, ...loaded.diagnostics],
    files: loaded.sources.size,
  };
  const source = sourceOf(loaded);
  if (loaded.diagnostics.some(({ severity }) => severity === 'error')) return { report, source, model: undefined };
  const rules = await catalogueRules(project, io, context, loaded, request, workspaces);
  const clouds = new Set(workspaces.map(({ cloud }) => cloud));
  return {
    report,
    source,
    model: {
      title: project.config.project?.name ?? 'Detections',
      rules: chosen === undefined ? rules : rules.filter((rule) => rule.workspaces.includes(chosen.name)),
      attack: { version: attackVersion, tactics, techniques: techniques(), names: techniqueNames() },
      workspaces: workspaces.map(({ name }) => name),
      groups: new Map(Object.keys(project.config.groups).map((name) => [name, membersOf(project.config, name)])),
      baseUrl,
      portals: clouds.size === 0 ? [portals.public] : [...clouds].map((cloud) => portals[cloud]),
    },
  };
};
