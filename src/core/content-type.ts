import type { ErrorObject } from 'ajv';
import type { Finding, Severity } from './diagnostic.ts';
import type { JsonObject } from './json.ts';
import type { QueryFacts } from './query-facts.ts';
import type { Resource } from './resource.ts';
import type { SourceDocument } from './source.ts';

/** One file of content as lint rules see it: the document, and the draft of those fields that are valid. */
export type ContentItem<Draft> = {
  readonly document: SourceDocument;
  /** The document's value, when it is a mapping; otherwise an empty one. */
  readonly raw: JsonObject;
  readonly draft: Draft;
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
};

/** What the canonical form of a body depends on besides the body: a start time in the past counts as none. */
export type NormalizeContext = Pick<LintContext, 'now'>;

/** The older state that `--base REF` compares with. */
export type BaseItem<Draft> = { readonly path: string; readonly draft: Draft };

type RuleTexts = {
  /** `rule/period-shorter-than-frequency`; also the name of its file and of its page. */
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

/** Everything the engine needs to know about one kind of content; see docs/architecture.md, "Where things plug in". */
export type ContentType<Draft, Model> = {
  readonly name: string;
  /** Default folder. */
  readonly directory: string;
  /** JSON Schema (draft-07) of the file. */
  readonly schema: JsonObject;
  /** Turns one Ajv error into a finding, or nothing when another error of the same place says it better. */
  readonly explain?: (error: ErrorObject, item: ContentItem<Draft>) => Finding | undefined;
  /** Total: a draft of the fields that are valid. */
  readonly parse: (raw: JsonObject) => Draft;
  /** The whole rule, or undefined while a required field is missing or invalid. */
  readonly complete: (draft: Draft) => Model | undefined;
  readonly render: (model: Model, context: LintContext) => Resource;
  /** The canonical body, the same for what is sent and for what is answered; see normalize. */
  readonly normalize: (body: JsonObject, context: NormalizeContext) => JsonObject;
  readonly lint: readonly LintRule<Draft>[];
};
