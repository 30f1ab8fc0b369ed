import { basename, join, resolve } from 'node:path';
import { firstType } from '../../../content/index.ts';
import type { Parameterised, RuleDialect, VariablesAs } from '../../../core/file-form.ts';
import type { LintContext } from '../../../core/lint-rule.ts';
import type { Diagnostic } from '../../../core/diagnostic.ts';
import { PicketError } from '../../../core/errors.ts';
import type { Io } from '../../../core/io.ts';
import { equalJson, isObject, objectOf, type JsonObject } from '../../../core/json.ts';
import { pointer } from '../../../core/pointer.ts';
import { refKey } from '../../../core/ref.ts';
import { readDocument } from '../../../core/text/read-document.ts';
import { rewrite } from '../../../core/text/rewrite.ts';
import type { SourceDocument } from '../../../core/text/source.ts';
import { transfer, type Transfer, type TransferReport } from '../../../core/transfer.ts';
import { discoverRules, isRuleFile, shown } from '../../../files/discover.ts';
import { kindOf, namesIn, readBytes } from '../../../files/disk.ts';
import { isStopped } from '../../breath.ts';
import { readParameters } from './import-parameters.ts';
import { lostRemarks, readSource, refused } from './import-sources.ts';
import { importedText, importedValue, typeOfFound } from './imported-value.ts';
import { lintContext } from '../../lint-context.ts';
import { newPaths, writeIfOther } from '../rule-files.ts';

const { convert: toDialect, bodyOf, fillIn, variablesIn } = firstType.dialects;

/** What tells the dialects apart. */
export const { words: dialectWords } = firstType.dialects;

export type ConvertRequest = {
  /** Files or folders, relative to the working directory. */
  readonly paths: readonly string[];
  readonly to: RuleDialect;
  /** Folder for the converted files; undefined changes them in place. */
  readonly out: string | undefined;
  /** Parameter file of SentinelARConverter, relative to the working directory. */
  readonly parameters: string | undefined;
};

type Text = { readonly text: string; readonly problems: readonly string[]; readonly notes?: readonly string[] };

/** A dialect that only other tools read has no parameters of Picket's. */
const variablesAs = ({ to }: ConvertRequest): VariablesAs => (to === 'pascal-case' ? 'texts' : 'parameters');

/** A rule's variables of SentinelARConverter, filled in or as parameters; without a file of values, those that stay are told. */
const withVariables = (
  value: JsonObject,
  request: ConvertRequest,
  parameters: JsonObject | undefined,
): Parameterised => {
  const as = variablesAs(request);
  if (parameters === undefined && as === 'texts') return { value, problems: [], notes: [], open: [] };
  const result = fillIn(value, parameters, as);
  return { ...result, problems: [...result.problems, ...(parameters === undefined ? [] : result.open)] };
};

const filled = (path: string, text: string, request: ConvertRequest, parameters: JsonObject | undefined): Text => {
  const { document } = readDocument(path, text);
  const value = isObject(document.value) ? document.value : {};
  const result = withVariables(value, request, parameters);
  if (result.problems.length > 0) return { text, problems: result.problems };
  const file = rewrite(document);
  const stuck = Object.entries(result.value).filter(
    ([key, member]) => !equalJson(value[key], member) && !file.set(pointer(key), member),
  );
  return {
    text: file.document().text,
    problems: stuck.map(([key]) => `\`${key}\` could not be changed.`),
    notes: [...result.notes, ...result.open],
  };
};

/** Parameters name the keys of rule files, so a file is brought into that form before they are filled in. */
const converted = (document: SourceDocument, request: ConvertRequest, parameters: JsonObject | undefined): Text => {
  if (parameters === undefined && !document.text.includes('%%')) return toDialect(document, request.to);
  const camel = toDialect(document, request.to === 'pascal-case' ? 'service' : request.to);
  if (camel.problems.length > 0) return camel;
  const whole = filled(document.path, camel.text, request, parameters);
  if (whole.problems.length > 0) return { text: document.text, problems: whole.problems };
  const { text, problems } = toDialect(readDocument(document.path, whole.text).document, request.to);
  return { text, problems, notes: whole.notes ?? [] };
};

/** What the file stands for must be the same before and after, wherever both can be read. */
const isFaithful = (before: SourceDocument, text: string, context: LintContext): boolean => {
  const back = (document: SourceDocument): JsonObject | undefined => {
    const plain = toDialect(document, 'azure-sentinel');
    return plain.problems.length > 0 ? undefined : bodyOf(readDocument(document.path, plain.text).document, context);
  };
  return equalJson(back(before), back(readDocument(before.path, text).document));
};

/** A rule file in a dialect, or why the dialect cannot hold it. */
const printedAs = (path: string, text: string, to: RuleDialect): Text =>
  toDialect(readDocument(path, text).document, to);

/** A folder for converted files: those that are there by the id of their rule, in lower case, and those that are not written over. */
type Folder = { readonly files: ReadonlyMap<string, readonly string[]>; readonly taken: Set<string> };

/** A rule that is converted again is written over its own file, where that is none of the sources. */
const folderOf = async (folder: string | undefined, taken: readonly string[]): Promise<Folder> => {
  const files = new Map<string, string[]>();
  const names = folder === undefined ? [] : (await namesIn(folder)).filter(isRuleFile).toSorted();
  for (const path of names.map((name) => join(folder ?? '', name))) {
    if ((await kindOf(path)) !== 'file') continue;
    const { document } = readDocument(path, (await readBytes(path)) ?? '');
    const { value } = readDocument(path, toDialect(document, 'azure-sentinel').text).document;
    const id = firstType.summary(isObject(value) ? value : {}).id?.toLowerCase();
    if (id !== undefined) files.set(id, [...(files.get(id) ?? []), path]);
  }
  return { files, taken: new Set(taken) };
};

/**
 * The rules of a file in another tool's form: one file a rule, in the folder the one that holds it
 * already. Undefined where nothing in it looks like a rule.
 */
const convertForeign = async (
  io: Io,
  path: string,
  request: ConvertRequest,
  parameters: JsonObject | undefined,
  own: string,
  { files, taken }: Folder,
): Promise<readonly Transfer[] | readonly Diagnostic[] | undefined> => {
  const source = await readSource(io, { path, named: true }, {});
  const { found, remarks = [], diagnostics = [] } = source ?? {};
  const items = (found?.items ?? []).filter((item) => typeOfFound(item) === firstType);
  if (found === undefined || items.length === 0) return undefined;
  // What cannot be read, such as a key that stands twice, would be lost.
  if (diagnostics.length > 0) return diagnostics;
  const place = shown(io.cwd, path);
  const rules = items.map((item) => importedValue(firstType, item));
  const [first] = rules;
  const isYaml = /\.ya?ml$/i.test(path);
  if (request.out === undefined && (rules.length > 1 || !isYaml || remarks.length > 0)) {
    const why =
      rules.length > 1
        ? `It holds ${rules.length} rules, and one file holds one`
        : isYaml
          ? 'Its comments would move to the end of the file'
          : 'It is no file of YAML';
    const entry = { id: first?.id ?? '', name: first?.displayName ?? '', path: place };
    // No folder helps where the values that were given do not fit.
    const unfit = rules.flatMap(({ value }) => withVariables(value, request, parameters).problems);
    const notes = unfit.length > 0 ? unfit : [`${why}: name a folder with --out.`];
    return [transfer({ ...entry, action: 'refused', notes })];
  }
  const folder = resolve(io.cwd, request.out ?? '');
  const named = rules.map(({ id, displayName }) => ({ type: firstType.name, id, displayName }));
  /** What it would be called as a file of one rule is free to it, unless it is the source. */
  const isOwn = (file: string): boolean => file === own && own !== path;
  const isHeld = (file: string): boolean => taken.has(file) && !isOwn(file);
  const names = await newPaths(() => folder, named, named, new Set([...taken].filter(isHeld)));
  const transfers: Transfer[] = [];
  const written = new Set<string>();
  for (const rule of rules) {
    const target =
      request.out === undefined
        ? path
        : (files.get(rule.id.toLowerCase())?.find((file) => !isHeld(file)) ??
          names.get(refKey({ type: firstType.name, id: rule.id })) ??
          join(folder, `${rule.id}.yaml`));
    const entry = { id: rule.id, name: rule.displayName, path: shown(io.cwd, target) };
    if (request.out !== undefined && (isHeld(target) || written.has(target))) {
      const notes = [
        `\`${rule.id}\` is the id of a rule before it too, in ${entry.path}: give one of them another id.`,
      ];
      transfers.push(transfer({ ...entry, path: place, action: 'refused', notes }));
      continue;
    }
    const changed = withVariables(rule.value, request, parameters);
    const notes = [...rule.notes, ...changed.notes, ...(parameters === undefined ? changed.open : [])];
    const whole = importedText(firstType, changed.value, rule.comments, rules.length === 1 ? remarks : []);
    const { text, problems } =
      changed.problems.length > 0 ? { text: whole, problems: changed.problems } : printedAs(place, whole, request.to);
    if (problems.length > 0) {
      transfers.push(transfer({ ...entry, path: place, action: 'refused', notes: [...notes, ...problems] }));
      continue;
    }
    const isNew = (await kindOf(target)) === 'nothing';
    const outcome = await writeIfOther(target, text);
    taken.add(target);
    written.add(target);
    transfers.push(
      transfer({
        ...entry,
        action: outcome === 'same' ? 'unchanged' : isNew ? 'created' : 'updated',
        notes,
      }),
    );
  }
  const lost = rules.length > 1 && remarks.length > 0 ? [`${place}: ${lostRemarks(remarks.length)}`] : [];
  return [
    ...transfers.map((entry, index) => (index === 0 ? { ...entry, notes: [...entry.notes, ...lost] } : entry)),
    ...refused(place, found.problems),
  ];
};

const convertFile = async (
  io: Io,
  path: string,
  target: string,
  request: ConvertRequest,
  parameters: JsonObject | undefined,
): Promise<Transfer | readonly Diagnostic[]> => {
  const place = shown(io.cwd, path);
  const { document, diagnostics } = readDocument(place, (await readBytes(path)) ?? '');
  if (diagnostics.length > 0) return diagnostics;
  const { text, problems, notes = [] } = converted(document, request, parameters);
  const draft = firstType.summary(isObject(document.value) ? document.value : {});
  const after = readDocument(place, toDialect(readDocument(place, text).document, 'azure-sentinel').text).document;
  const named = firstType.summary(isObject(after.value) ? after.value : {});
  const id = named.id ?? draft.id ?? '';
  const entry = { id, name: named.name ?? id, path: shown(io.cwd, target), notes };
  if (!isObject(document.value))
    return transfer({ ...entry, path: place, action: 'refused', notes: ['It holds no keys, so it is no rule.'] });
  if (problems.length > 0) return transfer({ ...entry, path: place, action: 'refused', notes: problems });
  const plain = parameters === undefined ? toDialect(document, request.to) : undefined;
  if (plain !== undefined && !isFaithful(document, plain.text, firstType.contextOf(lintContext(io))))
    return transfer({
      ...entry,
      path: place,
      action: 'refused',
      notes: ['The converted file would stand for another rule.'],
    });
  const isNew = (await kindOf(target)) === 'nothing';
  if ((await writeIfOther(target, text)) === 'same') return transfer({ ...entry, action: 'unchanged' });
  return transfer({ ...entry, action: isNew ? 'created' : 'updated' });
};

/** Values of a parameter file that no variable in any of the files takes, in a sentence each. */
const unusedValues = async (
  paths: readonly string[],
  file: string | undefined,
  parameters: JsonObject | undefined,
): Promise<readonly string[]> => {
  const left = new Set(Object.keys(objectOf(parameters?.['ReplaceQueryVariables'])));
  for (const path of left.size === 0 ? [] : paths)
    for (const name of variablesIn(new TextDecoder().decode(await readBytes(path)))) left.delete(name);
  return [...left].map(
    (name) => `${file ?? ''} gives \`${name}\`, and no query has \`%%${name}%%\`: the value was used nowhere.`,
  );
};

const isTransfer = (entry: Transfer | Diagnostic): entry is Transfer => 'action' in entry;
const isDiagnostic = (entry: Transfer | Diagnostic): entry is Diagnostic => 'code' in entry;

/**
 * Brings rule files into another dialect, in place or into a folder. A file that the dialect cannot hold is refused by
 * name and left as it is. Rejects with a `usage` error where two files would get the same name.
 */
export const convert = async (io: Io, request: ConvertRequest): Promise<TransferReport> => {
  const { rule } = await readParameters(io, request.parameters === undefined ? [] : [request.parameters]);
  if (request.parameters !== undefined && rule === undefined)
    throw new PicketError('usage', `${request.parameters} changes nothing in a rule.`, {
      code: 'bad-parameters',
      hint: 'A rule takes OverwriteProperties, PrependQuery, AppendQuery and ReplaceQueryVariables.',
    });
  const paths = await discoverRules(io.cwd, request.paths);
  const unused = await unusedValues(paths, request.parameters, rule);
  const out = request.out === undefined ? undefined : resolve(io.cwd, request.out);
  const targetOf = (path: string): string => (out === undefined ? path : join(out, basename(path)));
  const targets = new Map<string, string>();
  const results: (Transfer | readonly Transfer[] | readonly Diagnostic[])[] = [];
  for (const path of paths) {
    const target = targetOf(path);
    const other = targets.get(target.toLowerCase());
    if (other !== undefined)
      throw new PicketError('usage', `${shown(io.cwd, other)} and ${shown(io.cwd, path)} would become one file.`, {
        code: 'same-name',
        hint: 'Convert their folders one by one, or in place.',
      });
    targets.set(target.toLowerCase(), path);
  }
  // A rule out of a collection takes no name that another file is going to have.
  const there = await folderOf(out, [...paths, ...paths.map(targetOf)]);
  for (const path of paths) {
    if (await isStopped(io)) break;
    const target = targetOf(path);
    const result = await convertFile(io, path, target, request, rule);
    const isDone = 'action' in result && result.action !== 'refused';
    if (isDone) there.taken.add(target);
    const foreign = isDone ? undefined : await convertForeign(io, path, request, rule, target, there);
    results.push(foreign ?? result);
  }
  return {
    command: 'convert',
    ...(unused.length === 0 ? {} : { notes: unused }),
    transfers: results.flatMap((result) => ('action' in result ? [result] : result.filter(isTransfer))),
    diagnostics: results.flatMap((result) => ('action' in result ? [] : result.filter(isDiagnostic))),
  };
};
