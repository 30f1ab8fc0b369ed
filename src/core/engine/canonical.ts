import type { FieldChange } from './change.ts';
import type { JsonObject } from '../json.ts';
import type { JsonPointer } from '../pointer.ts';

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
  /** Pointers of the properties of a live body that Picket does not know. */
  readonly unknownProperties: (body: JsonObject) => readonly JsonPointer[];
};
