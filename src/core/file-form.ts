import type { JsonObject } from './json.ts';
import type { JsonPointer } from './pointer.ts';
import type { ReadResult } from './text/read-document.ts';
import type { Shape } from './fields/shape.ts';
import type { Resource, WorkspaceTarget } from './resource.ts';
import type { SourceDocument } from './text/source.ts';
import type { LintContext, NormalizeContext } from './lint-rule.ts';

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

/** A table as its columns tell it. */
export type FirstFileTable = {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
};

/** What somebody says of a file that is to be made with its test: words of `FirstFile`, an id that nothing has yet, a table. */
export type FirstFileWords = {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly severity: string;
  readonly tactics: readonly string[];
  readonly techniques: readonly string[];
  readonly table: FirstFileTable;
};

/** How a type makes a file that is valid, together with a test that passes, of a few words. */
export type FirstFile = {
  readonly kinds: readonly string[];
  readonly severities: readonly string[];
  readonly tactics: readonly string[];
  readonly make: (given: FirstFileWords) => { readonly value: JsonObject; readonly test: JsonObject };
};

/** What became of a file in another dialect: its text, and why it cannot be written so. */
export type Converted = { readonly text: string; readonly problems: readonly string[] };

/** A rule with its parameters filled in, and what of them could not be used. */
export type Parameterised = {
  readonly value: JsonObject;
  readonly problems: readonly string[];
  /** Sentences about variables that were filled in although no value was given. */
  readonly notes: readonly string[];
  /** Sentences about variables that stay. */
  readonly open: readonly string[];
};

/** What becomes of variables without a value: parameters of the rule, or texts as SentinelARConverter fills them in. */
export type VariablesAs = 'parameters' | 'texts';

/**
 * How rule files are spelled. `azure-sentinel`: as Microsoft's public rules (`1h`, `gt`, relevantTechniques); `service`:
 * the same keys with values as the API has them (`PT1H`, `GreaterThan`, techniques); `pascal-case`: as the files of
 * microsoft/sentinel-as-code (`DisplayName`, `QueryFrequency`). All but the last are rule files for Picket.
 */
export const ruleDialects = ['azure-sentinel', 'service', 'pascal-case'] as const;
export type RuleDialect = (typeof ruleDialects)[number];

/** How files of a type are written for other tools, and how variables of such are filled in. */
export type Dialects = {
  /** What tells the dialects apart, in a line. */
  readonly words: string;
  readonly convert: (document: SourceDocument, to: RuleDialect) => Converted;
  /** The body that a file stands for; undefined while it is not complete. */
  readonly bodyOf: (document: SourceDocument, context: LintContext) => JsonObject | undefined;
  /** The keys of a file of such values. */
  readonly parameterKeys: readonly string[];
  readonly fillIn: (value: JsonObject, parameters: JsonObject | undefined, as: VariablesAs) => Parameterised;
  /** The names of the variables in a text. */
  readonly variablesIn: (text: string) => readonly string[];
};

/**
 * What the service takes as the time between two runs and as how far a run looks back, in milliseconds: either between
 * `shortest` and `longest`, and where a run looks back `longPeriod` or more, `longFrequency` between two at least.
 */
export type ScheduleLimits = {
  readonly shortest: number;
  readonly longest: number;
  readonly longPeriod: number;
  readonly longFrequency: number;
};

/** What people fill in as in the portal: the shape of a body's properties, and examples of FIELD=VALUE in words. */
export type PortalForm = { readonly shapeOf: (body: JsonObject) => Shape; readonly examples: string };

/** What a type knows of its resources in files of other tools. */
export type ImportForm = {
  /** The id of a body whose source names none, where it is not free to choose. */
  readonly idOf?: (body: JsonObject) => string | undefined;
  /** Whether packages have a template for each of them, with the id of the content. */
  readonly packaged?: 'alone';
  /** A file of another tool that has some, as an example of `--type` names it. */
  readonly example?: string;
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

/** A question to the service, as a resource that it makes of it, and the sentences that its answer comes to. */
export type Preview = {
  readonly questionOf: (resource: Resource, target: WorkspaceTarget) => Resource;
  readonly changesIn: (body: JsonObject) => readonly string[];
};

/** Where a type has KQL: the key of the file, and the place in the body. */
export type QueryPlace = {
  readonly key: string;
  readonly at: JsonPointer;
  /** The text as KQL, of the same length, where files have something in it that is filled in later. */
  readonly read?: (text: string) => string;
};
