import type { JsonPointer } from '../pointer.ts';
import { refKey } from '../ref.ts';
import type { Canonical, TypeOf } from './managed-type.ts';
import type { Change, FieldChange, Refusal, Verdict } from './change.ts';
import type { HealthRule } from '../service/health.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import type { LiveResource, ResourceType } from '../resource.ts';

/** A rule file as it is looked for: its id and the name that it shows. */
type Named = { readonly type: string; readonly id: string; readonly displayName: string };

const same = (left: string, right: string): boolean => left.trim().toLowerCase() === right.trim().toLowerCase();

/**
 * The files that may be of a live rule which no file has the id of: those with its display name, or whose id is the
 * template that it was made from. A file whose own id runs already (`running`, by refKey) is that rule's.
 */
export const twinsOf = <T extends Named>(
  verdict: Verdict,
  files: readonly T[],
  running: ReadonlySet<string>,
  typeOf: TypeOf,
): readonly T[] => {
  if (verdict.live === undefined || verdict.desired !== undefined) return [];
  const template = typeOf(verdict.type).risk?.templateOf?.(verdict.live.body);
  return files.filter(
    ({ type, id, displayName }) =>
      type === verdict.type &&
      !running.has(refKey({ type, id })) &&
      (same(displayName, verdict.displayName) || (template !== undefined && same(id, template))),
  );
};

/** One way in which a change detects less; `loss` names it in approvals. */
export type Loss = { readonly loss: string; readonly message: string };

/** How many resources of one sort a workspace takes. */
export type QuotaOf = {
  /** Names the sort in machine formats and codes: `scheduled`. */
  readonly name: string;
  /** What the summary of a plan calls it: `enabled`. */
  readonly label: string;
  /** What a sentence calls several that count: `enabled scheduled rules`. */
  readonly words: string;
  /** The key of `limits` in picket.yaml that replaces the limit. */
  readonly setting: string;
  readonly limit: number;
  /** What to do where it is full, as a sentence. */
  readonly wayOut: string;
  /** Whether a body counts. */
  readonly counts: (body: JsonObject) => boolean;
};

/** A running resource that another one would double, and why; what is said of it where that is no doubled alert. */
export type LookAlike = {
  readonly verdict: Verdict;
  readonly why: string;
  readonly refusal?: Pick<Refusal, 'code' | 'message' | 'hint'>;
};

/** Resources of another collection that name those of a type by their full ids. */
export type Mentions = {
  readonly collection: ResourceType;
  /** What a warning calls them: `Automation rules`. */
  readonly words: string;
};

/** What a resource gives to the queries of others: a function, a list, a table. */
export type Given = {
  readonly name: string;
  /** With its name, at the beginning of a sentence: ``The function `Logins` ``. */
  readonly words: string;
  readonly isCalledIn: (query: string) => boolean;
  /** Where callers give something: what another one of the same name asks of them otherwise, and which queries that breaks. */
  readonly movedBy?: (after: Given) => {
    readonly changes: readonly string[];
    readonly breaks: (query: string) => boolean;
  };
  /** What callers give. */
  readonly takes?: JsonValue;
};

/** What a type detects, and how that can be lost. */
export type Coverage = {
  /** What an update detects less than before, judged on canonical bodies. */
  readonly losses: (before: JsonObject, after: JsonObject) => readonly Loss[];
  /** The loss that a delete is, and the code of the one that switching off is. */
  readonly deleted: Loss;
  readonly disabled: string;
  /** ATT&CK techniques that a body covers while it runs. */
  readonly techniques: (body: JsonObject) => readonly string[];
  /** What judging how a live resource runs takes. */
  readonly pulse: (live: LiveResource) => HealthRule;
};

/**
 * What is at stake with the resources of a type, beyond being there or not: the engine asks these questions, and each
 * type answers those that concern it.
 */
export type Risk = {
  /** Absent for a type that detects nothing by itself. */
  readonly coverage?: Coverage;
  readonly quotas?: readonly QuotaOf[];
  /** The body that switches a live resource off and changes nothing else. */
  readonly switchOff?: (live: LiveResource, canonical: Canonical) => JsonObject;
  /** Why a field cannot change for as long as the resource lives; undefined for one that can. */
  readonly keptForLife?: (change: FieldChange) => Pick<Refusal, 'code' | 'message' | 'hint'> | undefined;
  /** Fields that only say more of one that is kept for life, by that one: the version of a template. */
  readonly saidWith?: Readonly<Record<JsonPointer, readonly JsonPointer[]>>;
  /**
   * Looks a create or an update up among what runs and stays, and among what leaves in the same run, which is still
   * there when it is written; `after` is the body that it makes.
   */
  readonly lookAlikes?: (
    staying: readonly Verdict[],
    leaving: readonly Verdict[],
  ) => (change: Change, after: JsonObject | undefined) => LookAlike | undefined;
  /** The template that a body was made from, whose id a file may have. */
  readonly templateOf?: (body: JsonObject) => string | undefined;
  readonly mentions?: Mentions;
  /** What the queries of others call; undefined for a resource that gives nothing. */
  readonly gives?: (resource: Pick<LiveResource, 'name' | 'body'>) => Given | undefined;
};
