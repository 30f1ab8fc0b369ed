import type { OwnersOf } from './codeowners.ts';
import type { Canonical, ManagedType } from './engine/managed-type.ts';
import type { Described } from './described.ts';
import type { Diagnostic, Finding, Severity } from './diagnostic.ts';
import type { JsonObject } from './json.ts';
import { lintSteps } from './lint.ts';
import type { JsonPointer } from './pointer.ts';
import type { QueryFacts } from './query-facts.ts';
import { versionFor, type LiveResource, type Resource, type ResourceKind, type WorkspaceTarget } from './resource.ts';
import type { Ref } from './ref.ts';
import type { Risk } from './engine/risk.ts';
import type { Contents } from './engine/rows.ts';
import type { ReadResult } from './text/read-document.ts';
import type { SourceDocument } from './text/source.ts';
import type { SymbolSource } from './symbols.ts';

/** One file of content as lint rules see it: the document, and the draft of those fields that are valid. */
export type ContentItem<Draft> = {
  readonly document: SourceDocument;
  /** The document's value, when it is a mapping; otherwise an empty one. */
  readonly raw: JsonObject;
  readonly draft: Draft;
};

/** A piece of content, as the files of others may refer to it. */
export type Neighbour = {
  /** What it is where it is deployed. */
  readonly ref: Ref;
  /** Its id as its file has it; workspaces may have another. */
  readonly writtenId: string;
  /** Whether its file says that it is off. */
  readonly isOff: () => boolean;
};

/** The other content of a run, as a file may refer to it. */
export type Neighbours = {
  /** False where a run looks at some files only, so that what is not among them may be there all the same. */
  readonly areAll: boolean;
  /** By its type, and by the id of its file or by that where it is deployed. */
  readonly find: (ref: Ref) => Neighbour | undefined;
  /** By the path of its file, from the folder of picket.yaml. */
  readonly at: (path: string) => Neighbour | undefined;
  /** The ids of all content of a type, as its files have them. */
  readonly idsOf: (type: string) => readonly string[];
};

/** What a lint rule may know beyond its item; pure values, read before the run. */
export type LintContext = {
  readonly apiVersion: string;
  /** Milliseconds since 1970, for rules that judge a date. */
  readonly now: number;
  /**
   * What the KQL engine found out about a query, by the text as the document has it; absent where queries are not
   * analysed, undefined for one that was not.
   */
  readonly kql?: (query: string) => QueryFacts | undefined;
  /** What one piece of the type is called, for checks that types share; `rule` unless given. */
  readonly noun?: string;
  /** The other content of the run. */
  readonly neighbours?: Neighbours;
  /** Where it is deployed; absent where no workspace is named, and what refers to it stays as the file has it. */
  readonly workspace?: WorkspaceTarget;
  /** How many days old a review may be; absent where picket.yaml sets no limit. */
  readonly reviewDays?: number;
  /** Who owns a file, by its path as documents have it; absent where there is no CODEOWNERS. */
  readonly ownersOf?: OwnersOf;
};

/**
 * What the canonical form of a body depends on besides the body: a start time in the past counts as none, and what lies
 * in the workspace is named as files name it.
 */
export type NormalizeContext = Pick<LintContext, 'now' | 'workspace' | 'neighbours'>;

/** The older state that `--base REF` compares with. */
export type BaseItem<Draft> = { readonly path: string; readonly draft: Draft };

type RuleTexts = {
  /** `rule/period-shorter-than-frequency`; also the name of its page and of its fixtures. */
  readonly id: `${'rule' | 'repo' | 'kql'}/${string}`;
  readonly severity: Severity;
  /** One line: what it finds. */
  readonly summary: string;
  /** A paragraph for the page: why it matters, with the source where it is a rule of the service. */
  readonly why: string;
};

/** A check of one file. */
export type ItemRule<Draft> = RuleTexts & {
  readonly scope: 'item';
  readonly check: (item: ContentItem<Draft>, context: LintContext) => Iterable<Finding>;
};

/** A check across the files of a repository, optionally against a base. Findings name the path they belong to. */
export type RepositoryRule<Draft> = RuleTexts & {
  readonly scope: 'repository';
  readonly check: (
    items: readonly ContentItem<Draft>[],
    context: LintContext & { readonly base?: readonly BaseItem<Draft>[] },
  ) => Iterable<Finding & { readonly path: string }>;
};

export type LintRule<Draft> = ItemRule<Draft> | RepositoryRule<Draft>;

/** What a run knows before it knows which type it looks at. */
export type RunContext = Omit<LintContext, 'apiVersion'> & {
  /** What picket.yaml gives the workspace as its api-version; undefined for that of each type. */
  readonly apiVersion?: string | undefined;
};

/** The resource that a type is deployed as. */
export type TypeResource = ManagedType['resource'] & {
  /** Which live resources of the collection are ours to look at; all unless given. */
  readonly isOurs?: (live: LiveResource) => boolean;
};

/** What a file says of itself, as far as it can be read. */
export type ItemSummary = {
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly tags: readonly string[];
};

/** How files of a type are written. */
export type FileForm = {
  /** Keys of the outermost mapping in their order, other names of a key behind it. */
  readonly order: readonly string[];
  /** Keys that only document: the resource has no place for them. */
  readonly documentary: readonly string[];
  /** The text of a file for its value. */
  readonly print: (value: JsonObject) => string;
  /** The value of a file for a body, sent or answered, and the name of its resource. */
  readonly valueOf: (body: JsonObject, name: string, context?: NormalizeContext) => JsonObject;
  /** The key of the file that a property of the body comes from. */
  readonly keyOf: (property: string) => string;
  /**
   * Brings a file to the state of another body by minimal edits; see mergeLive. Undefined while the file is not complete.
   */
  readonly merge: (
    document: SourceDocument,
    target: JsonObject,
    context: LintContext,
    properties?: readonly string[],
  ) => MergedFile | undefined;
  /** The file with its version raised; undefined where it has none that can be. */
  readonly raise: (document: SourceDocument) => { readonly text: string; readonly version: string } | undefined;
};

/** Which files are items of a type, in folders of such, and how they are read: where they are not one YAML file each. */
export type ItemFiles = {
  /** Whether a file is an item, by its path below the content folder, with forward slashes. */
  readonly isItem: (path: string) => boolean;
  /** Whether such a file is one by what it says; each is unless given. */
  readonly holdsItem?: (path: string, bytes: Uint8Array) => boolean;
  /** Files that may belong to an item, by their paths from its folder. */
  readonly beside: (path: string) => readonly string[];
  /**
   * An item with the texts of those of them that are there, by these paths; its value holds all that they say. The
   * project is its id, from which ids may be made that no file says.
   */
  readonly read: (path: string, bytes: Uint8Array, beside: ReadonlyMap<string, string>, project?: string) => ReadResult;
  /** Where a new item goes, below the folder for new files; `stem` is a name that is free there, without an ending. */
  readonly place: (stem: string, id: string) => string;
  /** The texts of the files beside a new item, by their paths from its folder. */
  readonly write: (value: JsonObject) => ReadonlyMap<string, string>;
};

/** What a new file is made of: the name for people, an id that nothing has yet, and the name as one word for queries. */
export type StarterWords = { readonly name: string; readonly id: string; readonly word: string };

/** What a type knows of its resources in files of other tools. */
export type ImportForm = {
  /** The id of a body whose source names none, where it is not free to choose. */
  readonly idOf?: (body: JsonObject) => string | undefined;
  /** Why no file can stand for a body, in a sentence. */
  readonly refusal?: (body: JsonObject) => string | undefined;
  /** Members of its properties that no file takes: what the service says of itself, and where it belongs. */
  readonly aside?: readonly string[];
};

/** The template that a file follows, and the version of it. */
export type TemplateLink = {
  readonly template: string;
  readonly version: string | undefined;
  /** True where the id alone says it: there need be no such template. */
  readonly isImplied?: true;
};

/** A template of a workspace, whole. */
export type InstalledTemplate = {
  readonly id: string;
  readonly version: string | undefined;
  /** What it installs, as the service has it. */
  readonly body: JsonObject;
};

/** How the files of a type follow newer versions of the templates that they were made from. */
export type Upstream = {
  /** The collection with templates of the service's own gallery, where the type has one besides Content Hub. */
  readonly gallery?: string;
  /** Properties about which a template says nothing, or which it has for itself. */
  readonly own: readonly string[];
  /** The key of a file that says which template it follows. */
  readonly key: string;
  readonly linkOf: (raw: JsonObject) => TemplateLink | undefined;
  /** What a new file is made of, so that it follows a template: its id, and the body that it stands for. */
  readonly linked: (template: InstalledTemplate) => { readonly id: string; readonly body: JsonObject };
  /** The text of a file that follows a new version. */
  readonly follow: (document: SourceDocument, version: string) => string;
};

/** A file that was brought to another state. */
export type MergedFile = {
  readonly text: string;
  /** New texts of files beside it, by their paths from its folder. */
  readonly beside?: ReadonlyMap<string, string>;
  /** Properties that were written, by their names in the body. */
  readonly written: readonly string[];
  readonly refused: readonly { readonly property: string; readonly reason: string }[];
};

/** Where a type has KQL: the key of the file, and the place in the body. */
export type QueryPlace = {
  readonly key: string;
  readonly at: JsonPointer;
  /** The text as KQL, of the same length, where files have something in it that is filled in later. */
  readonly read?: (text: string) => string;
};

/** A question to the service, as a resource that it makes of it, and the sentences that its answer comes to. */
export type Preview = {
  readonly questionOf: (resource: Resource, target: WorkspaceTarget) => Resource;
  readonly changesIn: (body: JsonObject) => readonly string[];
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
  /** The key of picket.yaml that switches the type on: where it is not, files are checked and nothing of it is deployed. */
  readonly optIn?: string;
  /** How the service is asked what a write would change, where it can tell better than a comparison. */
  readonly preview?: Preview;
  /** Other collections that the type's code reads. */
  readonly reads?: readonly ResourceKind[];
  /** Names of types that must be there before this one; deletes run in reverse. */
  readonly after: readonly string[];
  /** Where its KQL stands. */
  readonly queries: readonly QueryPlace[];
  /** KQL of a file that stands at no place known beforehand, in the form in which it is compiled. */
  readonly queriesIn?: (raw: JsonObject) => readonly string[];
  /** Columns of the result by other names that its files have for them: `Account.Name`, of the entity mapped from it. */
  readonly columnsOf?: (raw: JsonObject) => ReadonlyMap<string, string>;
  /** What its files give to the queries of others. */
  readonly symbols?: SymbolSource;
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
  /** What else it could be deployed as. */
  readonly alternative?: {
    /** Several of them in words: `custom detections of Defender XDR`. */
    readonly words: string;
    /** What stands against it, in parts of a sentence; empty where nothing does. */
    readonly against: (model: Model, facts: QueryFacts | undefined) => readonly string[];
  };
};

/** A file as it was read. */
export type SourceItem = Omit<ContentItem<unknown>, 'draft'>;

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

/** A check in words, whatever it looks at. */
export type CheckTexts = RuleTexts & { readonly scope: 'item' | 'repository' };

/** The older state that `--base REF` compares with, as it was read. */
export type BaseSource = { readonly path: string; readonly raw: JsonObject };

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
    let rendered: { readonly context: RunContext; readonly resource: Resource } | undefined;
    const render = (context: RunContext): Resource => {
      if (rendered?.context !== context) {
        const known = contextOf({ ...context, ...(neighbours === undefined ? {} : { neighbours }) });
        rendered = { context, resource: rendering(model, known) };
      }
      return rendered.resource;
    };
    return {
      id: own,
      name: called,
      version,
      render,
      forTemplate: (context) => {
        const { rows, ...resource } = render(context);
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
      canonical: canonical(context),
      ...(references === undefined ? {} : { references }),
      ...(shared.contents === undefined ? {} : { contents: shared.contents }),
      ...(shared.risk === undefined ? {} : { risk: shared.risk }),
    }),
  };
};
