import { equalJson } from './json.ts';
import type { LintContext } from './lint-rule.ts';
import type { Resource } from './resource.ts';

/** A resource, and the context that it was made in with what of that was read. */
type Made = {
  readonly context: LintContext;
  readonly read: ReadonlySet<string | symbol>;
  readonly resource: Resource;
};

/** A context that notes which of its members are read. */
const heard = (context: LintContext, read: Set<string | symbol>): LintContext =>
  new Proxy(context, {
    get: (of, key): unknown => {
      read.add(key);
      return Reflect.get(of, key);
    },
    has: (of, key) => {
      read.add(key);
      return Reflect.has(of, key);
    },
    ownKeys: (of) => {
      for (const key of Reflect.ownKeys(of)) read.add(key);
      return Reflect.ownKeys(of);
    },
  });

/** True for resources that are alike to the letter; those with rows are not looked at, which may be many. */
const isSame = (one: Resource, other: Resource): boolean =>
  one.rows === undefined &&
  other.rows === undefined &&
  one.type === other.type &&
  one.name === other.name &&
  equalJson(one.body, other.body);

/**
 * Makes a resource anew only where something that it was made from is another: it is one value for all workspaces in which
 * it comes to the same, and what is found out about it holds for all of them. Throws as `make` does.
 */
export const madeOnce = (make: (context: LintContext) => Resource): ((context: LintContext) => Resource) => {
  let last: Made | undefined;
  return (context) => {
    const before = last;
    if (
      before !== undefined &&
      [...before.read].every((key) => Reflect.get(before.context, key) === Reflect.get(context, key))
    )
      return before.resource;
    const read = new Set<string | symbol>();
    const resource = make(heard(context, read));
    last = {
      context,
      read,
      resource: before !== undefined && isSame(before.resource, resource) ? before.resource : resource,
    };
    return last.resource;
  };
};
