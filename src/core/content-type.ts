import type { Canonical, ManagedType } from './engine/managed-type.ts';
import type { Described } from './described.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { JsonObject } from './json.ts';
import { lintSteps } from './lint.ts';
import { madeOnce } from './made-once.ts';
import { templatePlace } from './service/template.ts';
import type { QueryFacts } from './query-facts.ts';
import { versionFor, type LiveResource, type Resource, type ResourceKind } from './resource.ts';
import type { ForeignForm } from './schema/dialect.ts';
import type { FunctionSource } from './ports.ts';
import type { Ref } from './ref.ts';
import type { Risk } from './engine/risk.ts';
import type { Contents } from './engine/rows.ts';
import type { SymbolSource } from './symbols.ts';
import type {
  Neighbours,
  LintContext,
  NormalizeContext,
  LintRule,
  RunContext,
  SourceItem,
  CheckTexts,
  BaseSource,
} from './lint-rule.ts';
import type {
  ItemSummary,
  FileForm,
  ItemFiles,
  StarterWords,
  ImportForm,
  Upstream,
  QueryPlace,
  Dialects,
  FirstFile,
  PortalForm,
  Preview,
  ScheduleLimits,
} from './file-form.ts';

/** The resource that a type is deployed as. */
export type TypeResource = ManagedType['resource'] & {
  /** Which live resources of the collection are ours to look at; all unless given. */
  readonly isOurs?: (live: LiveResource) => boolean;
};

/** One resource that a workspace is asked about itself with: it runs nothing, and is removed again. */
export type Probe = {
  readonly body: JsonObject;
  /** Properties of two writes over it, neither of which is what was there. */
  readonly changes: readonly [JsonObject, JsonObject];
  /** Properties that say that it began in the past. */
  readonly past: JsonObject;
  /** How the service changed what it was sent, as settings of the emulator. */
  readonly echo: (live: LiveResource, id: string) => JsonObject;
};

/** Everything there is to know about one kind of content, in one value; see docs/architecture.md. */
export type ContentDefinition<Draft, Model> = {
  /** The first part of a ref: `analytics-rule`. */
  readonly name: string;
  readonly words: ManagedType['words'];
  /** Folder of new files, and the first of the names that decide of which type the files in a folder are. */
  readonly directory: string;
  /** Other names of such a folder; compared without case. */
  readonly folders: readonly string[];
  /** JSON Schema (draft-07) of the file. */
  readonly schema: JsonObject;
  readonly resource: TypeResource;
  /** What lies beside the body of its resources: `render` gives the rows, `normalize` keeps their member `rows`. */
  readonly contents?: Contents;
  /** The line of picket.yaml that switches the type on: where it is not there, files are checked and nothing of it is deployed. */
  readonly optIn?: string;
  /** How the service is asked what a write would change, where it can tell better than a comparison. */
  readonly preview?: Preview;
  /** Other collections that the type's code reads. */
  readonly reads?: readonly ResourceKind[];
  /** Resources by their paths that a canonical body cannot do without, whoever deploys them; they are asked for by a plan. */
  readonly requires?: ManagedType['requires'];
  /** Names of types that must be there before this one; deletes run in reverse. */
  readonly after: readonly string[];
  /** Where its KQL stands. */
  readonly queries: readonly QueryPlace[];
  /** KQL of a file that stands at no place known beforehand, in the form in which it is compiled. */
  readonly queriesIn?: (raw: JsonObject) => readonly string[];
  /** The same of a body, sent or answered, as texts that name what they call. */
  readonly queriesOf?: ManagedType['queriesOf'];
  /** Columns of the result by other names that its files have for them: `Account.Name`, of the entity mapped from it. */
  readonly columnsOf?: (raw: JsonObject) => ReadonlyMap<string, string>;
  /** What its files give to the queries of others. */
  readonly symbols?: SymbolSource;
  /** The function that a resource of its collection is to queries, whoever made it; undefined for one that is none. */
  readonly functionIn?: FunctionSource['functionIn'];
  /** True where the keys of a file can be of this type only. */
  readonly recognise: (raw: JsonObject) => boolean;
  /** Keys that may hold the id of a file, the usual one first; `id` unless given. */
  readonly idKeys?: readonly [string, ...string[]];
  /** Which files are its items; each YAML file is one unless given. */
  readonly files?: ItemFiles;
  /** Total: a draft of the fields that are valid. */
  readonly parse: (raw: JsonObject) => Draft;
  readonly summary: (draft: Draft) => ItemSummary;
  /** The whole item, or undefined while a required field is missing or invalid. */
  readonly complete: (draft: Draft) => Model | undefined;
  readonly render: (model: Model, context: LintContext) => Resource;
  /** The canonical body, the same for what is sent and for what is answered; see normalize. */
  readonly normalize: (body: JsonObject, context: NormalizeContext) => JsonObject;
  readonly canonical: (context: NormalizeContext) => Canonical;
  readonly lint: readonly LintRule<Draft>[];
  /**
   * Other content that a canonical body names, what its queries name apart: it is made before the item, deleted after it,
   * and stays while what names it stays.
   */
  readonly references?: (body: JsonObject) => readonly Ref[];
  /** Paths of other files that a file names, from the folder of picket.yaml. */
  readonly pathsIn?: (raw: JsonObject) => readonly string[];
  readonly risk?: Risk;
  readonly file: FileForm;
  /** The value of a file to begin with, valid as it stands; absent for the type that has a command of its own for it. */
  readonly starter?: (given: StarterWords) => JsonObject;
  /** Its resources in templates and answers of the service become files; absent where they are only named. */
  readonly imports?: ImportForm;
  /** How its files follow templates; absent where they follow none. */
  readonly upstream?: Upstream;
  /** What a page shows of it; see CatalogueRule. */
  readonly describe: (model: Model) => Described;
  /** Limits of a schedule, for a type whose items run by one. */
  readonly schedule?: ScheduleLimits;
  /** How its fields are filled in by hand, for the type that is edited in an emulated portal. */
  readonly portal?: PortalForm;
  /** A file with its test, for the type that `new` makes unless another one is named. */
  readonly firstFile?: FirstFile;
  /** Its files as other tools write them. */
  readonly dialects?: Dialects;
  /** Files that look like its own and are not. */
  readonly foreign?: ForeignForm;
  /** What tells how the service behaves, for the type that is asked about it. */
  readonly probe?: Probe;
  /** What else it could be deployed as. */
  readonly alternative?: {
    /** Several of them in words: `custom detections of Defender XDR`. */
    readonly words: string;
    /** What stands against it, in parts of a sentence; empty where nothing does. */
    readonly against: (model: Model, facts: QueryFacts | undefined) => readonly string[];
  };
};

/** What something could be deployed as besides, and what stands against it. */
export type Alternative = { readonly words: string; readonly against: readonly string[] };

/** An item that is whole: everything that can be asked of it without knowing its type. */
export type CompleteItem = {
  readonly id: string;
  readonly name: string | undefined;
  readonly version: string | undefined;
  /** The resource that it stands for, made once for a context. Throws as the type's `render` does. */
  readonly render: (context: RunContext) => Resource;
  /** The same as one body for a template, with what otherwise lies beside it. */
  readonly forTemplate: (context: RunContext) => Resource;
  readonly describe: () => Described;
  /** Other content that it names, what its queries name apart. */
  readonly references: (context: RunContext) => readonly Ref[];
  /** What stands against the alternative of its type; undefined where that has none. */
  readonly against: (facts: QueryFacts | undefined) => Alternative | undefined;
  /** The same under another id. */
  readonly withId: (id: string) => CompleteItem | undefined;
};

/** What of a type only its folder can use, since it takes the type's own draft or model. */
type OfTheModel =
  | 'parse'
  | 'summary'
  | 'complete'
  | 'render'
  | 'normalize'
  | 'canonical'
  | 'lint'
  | 'references'
  | 'describe'
  | 'alternative';

/** One content type, to whoever is not in its folder; see docs/architecture.md, "A content type is one value". */
export type ContentType = Omit<ContentDefinition<never, never>, OfTheModel> & {
  readonly checks: readonly CheckTexts[];
  readonly summary: (raw: JsonObject) => ItemSummary;
  /** The whole item; `neighbours` is what it may refer to by path. */
  readonly complete: (raw: JsonObject, neighbours?: Neighbours) => CompleteItem | undefined;
  readonly normalize: (body: JsonObject, context: RunContext) => JsonObject;
  /** What the type's own checks find in its files, in one order and in steps as lintSteps takes them. */
  readonly check: (
    items: readonly SourceItem[],
    context: RunContext & { readonly base?: readonly BaseSource[] | undefined },
  ) => Generator<undefined, readonly Diagnostic[]>;
  /** The context of the type within a run. */
  readonly contextOf: (context: RunContext) => LintContext;
  readonly managed: (context: RunContext) => ManagedType;
};

/** The key under which a file of a type has its id, or would have it. */
export const idKeyOf = ({ idKeys = ['id'] }: Pick<ContentType, 'idKeys'>, raw: JsonObject): string =>
  idKeys.find((key) => raw[key] !== undefined) ?? idKeys[0];

/** A text of a file as KQL; for types with several queries those are read alike. */
export const asKql = ({ queries }: Pick<ContentType, 'queries'>, text: string): string =>
  queries.reduce((read, place) => place.read?.(read) ?? read, text);

/** Closes a type over its model, so that nobody else need know it. Each file is parsed once, however often it is asked for. */
export const defineContentType = <Draft, Model>(definition: ContentDefinition<Draft, Model>): ContentType => {
  const { parse, summary, complete: completed, render: rendering, normalize, canonical, lint, ...rest } = definition;
  const { references, describe, alternative, ...shared } = rest;
  const { name, words, resource } = shared;
  const drafts = new WeakMap<JsonObject, { readonly draft: Draft }>();
  const draftOf = (raw: JsonObject): Draft => {
    const known = drafts.get(raw) ?? { draft: parse(raw) };
    drafts.set(raw, known);
    return known.draft;
  };
  const contextOf = (context: RunContext): LintContext => ({
    ...context,
    apiVersion: versionFor(resource, context.apiVersion),
    noun: words.short ?? words.one,
  });
  /** What is known of a query as it stands in a file. */
  const kqlOf = ({ kql }: RunContext): Pick<LintContext, 'kql'> =>
    kql === undefined ? {} : { kql: (text) => kql(asKql(definition, text)) };
  const complete: ContentType['complete'] = (raw, neighbours) => {
    const draft = draftOf(raw);
    const model = completed(draft);
    const { id: own, name: called, version } = summary(draft);
    if (model === undefined || own === undefined) return undefined;
    const rendered = madeOnce((known) => rendering(model, known));
    const render = (context: RunContext): Resource =>
      rendered(contextOf({ ...context, ...(neighbours === undefined ? {} : { neighbours }) }));
    return {
      id: own,
      name: called,
      version,
      render,
      forTemplate: (context) => {
        const { rows, ...resource } = render({ ...context, workspace: templatePlace });
        const bodyOf = shared.contents?.bulk?.bodyOf;
        return rows === undefined || bodyOf === undefined
          ? resource
          : {
              ...resource,
              body: bodyOf(
                resource.body,
                rows.map(({ value }) => value),
              ),
            };
      },
      describe: () => describe(model),
      references: (context) => references?.(normalize(render(context).body, context)) ?? [],
      against: (facts) =>
        alternative === undefined
          ? undefined
          : { words: alternative.words, against: alternative.against(model, facts) },
      withId: (id) => complete({ ...raw, [idKeyOf(definition, raw)]: id }, neighbours),
    };
  };
  return {
    ...shared,
    contextOf,
    complete,
    checks: lint,
    summary: (raw) => summary(draftOf(raw)),
    normalize,
    check: (items, { base, ...context }) =>
      lintSteps(
        lint,
        items.map((item) => ({ ...item, draft: draftOf(item.raw) })),
        {
          ...contextOf(context),
          ...kqlOf(context),
          ...(base === undefined ? {} : { base: base.map(({ path, raw }) => ({ path, draft: draftOf(raw) })) }),
        },
      ),
    managed: (context) => ({
      name,
      words,
      resource,
      after: shared.after,
      queries: shared.queries.map(({ at }) => at),
      ...(shared.queriesOf === undefined ? {} : { queriesOf: shared.queriesOf }),
      canonical: canonical(context),
      ...(references === undefined ? {} : { references }),
      ...(shared.contents === undefined ? {} : { contents: shared.contents }),
      ...(shared.requires === undefined ? {} : { requires: shared.requires }),
      ...(shared.risk === undefined ? {} : { risk: shared.risk }),
    }),
  };
};
