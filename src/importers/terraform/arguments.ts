import { isArray, objectOf, type JsonObject, type JsonValue } from '../../core/json.ts';
import { isNothing } from '../dialects/fields.ts';

/** A block stands in a list of one, in a state and in HCL alike. */
export const blockOf = (from: JsonValue | undefined): JsonObject => objectOf(isArray(from) ? from[0] : from);

/** Without what says nothing. */
export const present = (members: Readonly<Record<string, JsonValue | undefined>>): JsonObject =>
  Object.fromEntries(
    Object.entries(members).flatMap(([key, member]) =>
      member === undefined || isNothing(member) ? [] : [[key, member] as const],
    ),
  );

/** Arguments of Terraform's own, and where the rule is deployed. */
export const aside = new Set([
  'id',
  'log_analytics_workspace_id',
  'timeouts',
  'lifecycle',
  'depends_on',
  'provider',
  'provisioner',
  'connection',
]);

/** An argument by its name, which counts as read from then on. */
export type Take = (name: string) => JsonValue | undefined;

/** Reads arguments, and tells which were not asked for. */
export const taking = (values: JsonObject): { readonly take: Take; readonly rest: () => readonly string[] } => {
  const taken = new Set<string>();
  return {
    take: (name) => {
      taken.add(name);
      return values[name] ?? undefined;
    },
    rest: () => Object.keys(values).filter((name) => !taken.has(name) && !aside.has(name) && !isNothing(values[name])),
  };
};
