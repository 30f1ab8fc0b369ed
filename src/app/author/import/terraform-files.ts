import { join, relative, resolve, sep } from 'node:path';
import { parse, getExpressionAst } from '@cdktn/hcl2json';
import { isArray, isObject, type JsonObject, type JsonValue, objectOf } from '../../../core/json.ts';
import { PicketError } from '../../../core/errors.ts';
import { filesIn, shown } from '../../../files/discover.ts';
import { kindOf, namesIn, readBytes, readText } from '../../../files/disk.ts';
import { readJson } from '../../../importers/read-json.ts';
import { instancesOf, type Inputs, type ModuleInstances } from '../../../importers/terraform/module.ts';
import { isComplete, nothingMissing, type Syntax, type World } from '../../../importers/terraform/world.ts';

/** Rounds of reading what expressions ask for: a file names another, a module calls another. */
const mostRounds = 40;

const isSyntax = (value: unknown): value is Syntax =>
  typeof value === 'object' && value !== null && 'type' in value && 'children' in value;

const isJsonObject = (value: unknown): value is JsonObject => isObject(value);

/** A mark that does not end the heredoc which the parser is given. */
const markFor = (text: string): string => {
  let mark = 'PICKET';
  while (text.includes(mark)) mark += '_';
  return mark;
};

/**
 * A `~` beside the braces takes away the white space next to them; the parser's tree has the text as it is written.
 * Source: Terraform's documentation, "Strings and templates", whitespace stripping.
 */
const stripped = (text: string): string => text.replaceAll(/(?<!\s)\s+(?=[$%]\{~)/g, '').replaceAll(/(?<=~\})\s+/g, '');

const syntaxOf = async (whole: string): Promise<Syntax | string> => {
  const text = stripped(whole);
  const mark = markFor(text);
  try {
    const syntax: unknown = await getExpressionAst('template', `<<${mark}\n${text}\n${mark}\n`);
    return isSyntax(syntax) ? syntax : 'it cannot be read as a template';
  } catch {
    return 'it cannot be read as a template';
  }
};

/** Blocks of one kind and name from several files stand side by side. */
const mergedBlocks = (left: JsonValue | undefined, right: JsonValue): JsonValue => {
  if (left === undefined) return right;
  if (isArray(left) && isArray(right)) return [...left, ...right];
  if (!isObject(left) || !isObject(right)) return right;
  const result: Record<string, JsonValue> = { ...left };
  for (const [key, value] of Object.entries(right)) result[key] = mergedBlocks(result[key], value);
  return result;
};

const parsed = async (path: string, text: string): Promise<JsonObject> => {
  try {
    const value: unknown = await parse(path, text);
    return isJsonObject(value) ? value : {};
  } catch (error) {
    const text = error instanceof Error ? error.message : '';
    // The parser says `parse config: [FILE:LINE,COLUMN-COLUMN: what; how]`.
    const found = /:(\d{1,9}),(\d{1,9})-[\d,]{1,30}: /.exec(text);
    const [, line, column] = found ?? [];
    const why =
      found === null
        ? text
        : text
            .slice(found.index + found[0].length)
            .trim()
            .replace(/\]$/, '');
    const place = line === undefined ? path : `${path}:${line}:${column}`;
    throw new PicketError('usage', `${place} is no HCL that can be read: ${why}`, { code: 'invalid-hcl' });
  }
};

/** Rejects where the parser cannot be run: it is a file beside the program, which a program of one file does not have. */
export const checkParser = async (): Promise<void> => {
  await parse('probe.tf', '');
};

const listed = (blocks: JsonValue): JsonValue => (isObject(blocks) ? [blocks] : blocks);

const eachListed = (named: JsonValue | undefined): JsonObject =>
  Object.fromEntries(Object.entries(objectOf(named)).map(([name, blocks]) => [name, listed(blocks)]));

/** Configuration as JSON, with its blocks in lists as the parser of HCL gives them. */
const fromJson = ({ resource, module, variable, locals = [], ...rest }: JsonObject): JsonObject => ({
  ...rest,
  resource: Object.fromEntries(Object.entries(objectOf(resource)).map(([type, named]) => [type, eachListed(named)])),
  module: eachListed(module),
  variable: eachListed(variable),
  locals: listed(locals),
});

/** A file of configuration or of values, in either of Terraform's languages. */
const read = async (path: string, limit: string): Promise<JsonObject> => {
  const place = shown(limit, path);
  if (!path.endsWith('.json')) return parsed(place, (await readText(path)) ?? '');
  const json = readJson((await readBytes(path)) ?? new Uint8Array());
  if (!json.ok) throw new PicketError('usage', `${place} cannot be read: ${json.message}`, { code: 'invalid-hcl' });
  return objectOf(json.value);
};

const moduleAt = async (root: string, folder: string, limit: string): Promise<JsonObject | null> => {
  const place = resolve(root, folder);
  if ((await kindOf(place)) !== 'folder') return null;
  let blocks: JsonValue = {};
  for (const name of (await namesIn(place)).toSorted()) {
    if (!/\.tf(?:\.json)?$/.test(name)) continue;
    const config = await read(join(place, name), limit);
    blocks = mergedBlocks(blocks, name.endsWith('.json') ? fromJson(config) : config);
  }
  return objectOf(blocks);
};

/** Files of values in the order in which Terraform reads them: the later wins. */
const variableFiles = [/^terraform\.tfvars$/, /^terraform\.tfvars\.json$/, /\.auto\.tfvars(?:\.json)?$/];

/** Values of variables from the files of the root module that Terraform reads by itself. */
const variablesAt = async (root: string, limit: string): Promise<JsonObject> => {
  const names = (await namesIn(root)).toSorted();
  let all: JsonObject = {};
  for (const name of variableFiles.flatMap((pattern) => names.filter((own) => pattern.test(own))))
    all = { ...all, ...(await read(join(root, name), limit)) };
  return all;
};

/** True for a path within the folder that holds the configuration or its repository: nothing else is read. */
const mayRead = (root: string, place: string, limit: string): boolean => {
  const [below, wide] = [relative(root, place), relative(limit, place)];
  return !(below.startsWith(`..${sep}`) && wide.startsWith(`..${sep}`));
};

/**
 * The resources of Terraform configuration in a folder, its expressions evaluated as far as the files alone tell. Rejects
 * with a `usage` error for files that are no HCL.
 *
 * @param given values of variables, over those of terraform.tfvars.
 * @param limit folder outside of which no file is read, as `file()` may name any.
 */
export const readConfiguration = async (
  root: string,
  given: JsonObject,
  wanted: (type: string) => boolean,
  limit: string,
): Promise<ModuleInstances> => {
  const files = new Map<string, string | null>();
  const folders = new Map<string, readonly string[] | null>();
  const modules = new Map<string, JsonObject | null>();
  const syntax = new Map<string, Syntax | string>();
  const world: World = { files, folders, modules, syntax };
  const inputs: Inputs = new Map(
    Object.entries({ ...(await variablesAt(root, limit)), ...given }).map(
      ([name, value]) => [name, () => ({ value })] as const,
    ),
  );
  for (let round = 0; ; round += 1) {
    const missing = nothingMissing();
    const found = instancesOf('.', '', inputs, wanted, world, missing);
    if (isComplete(missing) || round === mostRounds) return found;
    for (const path of missing.files) {
      const place = resolve(root, path);
      const text = mayRead(root, place, limit) ? await readText(place) : undefined;
      files.set(path, text ?? null);
    }
    for (const folder of missing.folders) {
      const place = resolve(root, folder);
      const isThere = mayRead(root, place, limit) && (await kindOf(place)) === 'folder';
      const below = isThere ? await filesIn(root, [folder]) : [];
      folders.set(folder, isThere ? below.map((file) => relative(place, file).split(sep).join('/')) : null);
    }
    for (const folder of missing.modules)
      modules.set(folder, mayRead(root, resolve(root, folder), limit) ? await moduleAt(root, folder, limit) : null);
    for (const text of missing.syntax) syntax.set(text, await syntaxOf(text));
  }
};
