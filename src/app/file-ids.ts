import { idKeyOf, type ContentType } from '../core/content-type.ts';
import { isObject, type JsonObject, filledText } from '../core/json.ts';

/** The id that a file has in one workspace alone, from its `ids`; undefined where it has none of its own there. */
export const idInWorkspace = (raw: JsonObject, workspace: string): string | undefined => {
  const { ids } = raw;
  return isObject(ids) && Object.hasOwn(ids, workspace) ? filledText(ids[workspace]) : undefined;
};

/** A file, and of which type it is. */
type TypedFile = { readonly type: Pick<ContentType, 'idKeys'>; readonly raw: JsonObject };

/** The id that a file says, whatever is wrong with it; undefined where it says none. */
export const writtenId = ({ type, raw }: TypedFile): string | undefined => filledText(raw[idKeyOf(type, raw)]);

/** Every id that a file has, in whatever workspace. */
export const everyId = (file: TypedFile): readonly string[] => {
  const { ids } = file.raw;
  return [writtenId(file), ...(isObject(ids) ? Object.values(ids) : [])].flatMap((value) => filledText(value) ?? []);
};
