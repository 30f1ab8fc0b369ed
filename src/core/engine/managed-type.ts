import type { Feature } from '../service/api-version.ts';
import type { JsonPointer } from '../pointer.ts';
import type { Ref } from '../ref.ts';
import type { NeededPart, ResourceKind, WorkspaceTarget } from '../resource.ts';
import type { Risk } from './risk.ts';
import type { Contents } from './rows.ts';
import type { FieldChange } from './change.ts';
import type { JsonObject } from '../json.ts';
import type { TypeWords } from '../text/phrase.ts';

/** A canonical body: equal for everything that the service treats alike, so that strict comparison is right. */
export type Normalize = (body: JsonObject) => JsonObject;

/**
 * What comparing needs to know about one content type, passed in because the core knows none. A body is what goes over
 * the wire: `{kind, properties}`.
 */
export type Canonical = {
  /** Version of `normalize`, written into markers. */
  readonly version: number;
  readonly normalize: Normalize;
  /** The body that the service takes, where canonical bodies have members that it does not know. */
  readonly wire?: Normalize;
  /** Earlier versions of `normalize`, frozen, for the markers that they made; a marker of any other is judged two-way. */
  readonly frozen?: Readonly<Record<number, Normalize>>;
  /**
   * Takes off what the service wrote into a rule that it switched off, and gives its reason (possibly empty); any other
   * body comes back unchanged, without one. `written` is git's body, where there is one.
   */
  readonly stripAutoDisabled: (
    body: JsonObject,
    written?: JsonObject,
  ) => { readonly body: JsonObject; readonly reason?: string };
  /** True when two canonical values differ in spelling only (white space or comments of a query, trimmed text). */
  readonly isCosmetic: (change: FieldChange) => boolean;
  /** Where a body says whether it runs; absent for a type that cannot be switched off. */
  readonly enabled?: JsonPointer;
  /** What the service writes when it switches something off. */
  readonly writtenByService?: ReadonlySet<JsonPointer>;
  /** Git's body with what it leaves out and the service keeps as it is live. */
  readonly withLiveSettings?: (body: JsonObject, live: JsonObject) => JsonObject;
  /**
   * Fields that only answers have, and git cannot say: they are compared with what is recorded of the last deployment, and
   * with nothing else. A write takes an edit of them back.
   */
  readonly answeredOnly?: ReadonlySet<JsonPointer>;
  /** What git says of them, in words. */
  readonly answeredWords?: string;
  /** Pointers of the properties of a live body that Picket does not know. */
  readonly unknownProperties: (body: JsonObject) => readonly JsonPointer[];
};

/** How the service's own metadata calls the resources of a type: in markers, and in the names of new ones. */
export type MarkerForm = { readonly kind: string; readonly prefix: string };

/** What the engine knows of a content type, at the moment of a run. */
export type ManagedType = {
  readonly name: string;
  /** What they are called: `analytics rule`, `analytics rules`, `rule`. */
  readonly words: TypeWords;
  readonly resource: ResourceKind & {
    readonly marker: MarkerForm;
    /** True where the service blocks the id of a deleted resource for about a day. */
    readonly blocksIds?: true;
    /** What of a body not every api-version carries. */
    readonly features?: readonly Feature[];
  };
  /** Names of the types that must be there before this one; deletes run in reverse. */
  readonly after: readonly string[];
  /** Places of the canonical body whose texts are KQL. */
  readonly queries: readonly JsonPointer[];
  /** KQL of a body, sent or answered, that stands at no place known beforehand: it names what it calls, and need not compile. */
  readonly queriesOf?: (body: JsonObject) => readonly string[];
  readonly canonical: Canonical;
  /** Other content that a canonical body names, what its queries name apart. */
  readonly references?: (body: JsonObject) => readonly Ref[];
  /** Resources of the target by their paths that a canonical body cannot do without, whoever deploys them. */
  readonly requires?: (body: JsonObject, target: WorkspaceTarget) => readonly NeededPart[];
  /** What lies beside the body of each resource; absent for types that have nothing there. */
  readonly contents?: Contents;
  /** What is at stake; absent where nothing is but the resource itself. */
  readonly risk?: Risk;
};

/** Types by their names; throws an Error for a name that no type has, which is a bug. */
export type TypeOf = (name: string) => ManagedType;

/** Looks types up among those of a run. */
export const typeTable = (types: readonly ManagedType[]): TypeOf => {
  const byName = new Map(types.map((type) => [type.name, type]));
  return (name) => {
    const type = byName.get(name);
    if (type === undefined) throw new Error(`There is no content type ${name}.`);
    return type;
  };
};
