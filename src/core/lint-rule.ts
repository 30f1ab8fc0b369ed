import type { OwnersOf } from './text/codeowners.ts';
import type { Finding, Severity } from './diagnostic.ts';
import type { JsonObject } from './json.ts';
import type { QueryFacts } from './query-facts.ts';
import type { WorkspaceTarget } from './resource.ts';
import type { Ref } from './ref.ts';
import type { SourceDocument } from './text/source.ts';

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
  /** Whether queries may read a table of this name; absent where queries are not analysed. */
  readonly isTable?: (name: string) => boolean;
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
  /** Which files are looked at one by one, by their paths as documents have them; all unless given. */
  readonly concerns?: (path: string) => boolean;
  /** Which checks are run; all unless given. */
  readonly runs?: (check: Pick<CheckTexts, 'id' | 'severity' | 'worst'>) => boolean;
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
  /** The severity of its worst finding, where that weighs more. */
  readonly worst?: Severity;
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

/** A file as it was read. */
export type SourceItem = Omit<ContentItem<unknown>, 'draft'>;

/** A check in words, whatever it looks at. */
export type CheckTexts = RuleTexts & { readonly scope: 'item' | 'repository' };

/** The older state that `--base REF` compares with, as it was read. */
export type BaseSource = { readonly path: string; readonly raw: JsonObject };
