import type { Canonical } from './canonical.ts';
import type { JsonPointer } from '../pointer.ts';
import type { ResourceKind } from '../resource.ts';
import type { Risk } from './risk.ts';

/** How the service's own metadata calls the resources of a type: in markers, and in the names of new ones. */
export type MarkerForm = { readonly kind: string; readonly prefix: string };

/** What the engine knows of a content type, at the moment of a run. */
export type ManagedType = {
  readonly name: string;
  /** What one and several of them are called: `rule`, `rules`. */
  readonly words: { readonly one: string; readonly many: string };
  readonly resource: ResourceKind & {
    readonly marker: MarkerForm;
    /** True where the service blocks the id of a deleted resource for about a day. */
    readonly blocksIds?: true;
  };
  /** Names of the types that must be there before this one; deletes run in reverse. */
  readonly after: readonly string[];
  /** Places of the body whose texts are KQL. */
  readonly queries: readonly JsonPointer[];
  readonly canonical: Canonical;
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
