import { isObject, type JsonObject, type JsonValue } from '../core/json.ts';

const textOf = (value: JsonValue | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** The id that a file has in one workspace alone, from its `ids`; undefined where it has none of its own there. */
export const idInWorkspace = (raw: JsonObject, workspace: string): string | undefined => {
  const { ids } = raw;
  return isObject(ids) && Object.hasOwn(ids, workspace) ? textOf(ids[workspace]) : undefined;
};

/** Every id that a file has, in whatever workspace. */
export const everyId = (raw: JsonObject): readonly string[] => {
  const { id, ids } = raw;
  return [id, ...(isObject(ids) ? Object.values(ids) : [])].flatMap((value) => textOf(value) ?? []);
};
