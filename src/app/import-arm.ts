import { foundValue } from '../content/analytics-rule/from-found.ts';
import { parameterKeys, withParameters } from '../content/analytics-rule/rule-parameters.ts';
import type { FoundRule } from '../importers/found-rule.ts';
import { readJson } from '../importers/read-json.ts';
import { rulesIn } from '../importers/arm/rules.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Io } from '../core/io.ts';
import { nearest } from '../core/nearest.ts';
import { isObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { namedGuid } from '../core/named-guid.ts';
import { transfer, type Transfer, type TransferReport } from '../core/transfer.ts';
import { discoverTemplates, shown, type TemplateFile } from '../files/discover.ts';
import { readBytes } from '../files/disk.ts';
import { openShelf, placeRules, type Incoming } from './import-files.ts';
import { readParameters, type Parameters } from './import-parameters.ts';
import { openProject, type ConfigChoice } from './project.ts';

export type ImportArmRequest = {
  readonly config: ConfigChoice;
  /** Files or folders, relative to the working directory. */
  readonly paths: readonly string[];
  /** Folder for new files; the first content folder where undefined. */
  readonly out: string | undefined;
  /** Parameter file, relative to the working directory. */
  readonly parameters: string | undefined;
  readonly finished?: (done: number, total: number) => void;
};

type Gathered = {
  /** Parameters that the file's own template declares. */
  readonly declared: readonly string[];
  readonly incoming: readonly Incoming[];
  readonly transfers: readonly Transfer[];
  readonly diagnostics: readonly Diagnostic[];
};

/** Without an id of its own, a rule gets one made of its name: importing it again gives the same. */
const madeUpId = (kind: string, displayName: string): string =>
  kind === 'Fusion' ? 'BuiltInFusion' : namedGuid(`${kind}/${displayName}`);

const textOf = (body: JsonObject, name: string): string | undefined => {
  const properties = isObject(body['properties']) ? body['properties'] : {};
  const value = properties[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

const incomingOf = (rule: FoundRule, source: string, parameters: Parameters): Incoming | Transfer => {
  const kind = typeof rule.body['kind'] === 'string' ? rule.body['kind'] : '';
  const title = textOf(rule.body, 'displayName');
  const id = rule.name ?? madeUpId(kind, title ?? '');
  const displayName = title ?? id;
  const found = foundValue(rule.body, id, rule.version);
  const filled = parameters.rule === undefined ? undefined : withParameters(found.value, parameters.rule);
  if (filled !== undefined && filled.problems.length > 0)
    return transfer({ action: 'refused', id, name: displayName, notes: [source, ...filled.problems] });
  return {
    id,
    displayName,
    value: filled?.value ?? found.value,
    body: filled === undefined ? found.body : undefined,
    source,
    notes: [
      ...rule.notes,
      ...(rule.name === undefined ? [`It got the id ${id}, made of its name; keep it.`] : []),
      ...(found.left.length === 0 ? [] : [`A rule file has no place for ${found.left.join(', ')}.`]),
    ],
  };
};

const problem = (path: string, message: string, severity: Diagnostic['severity'] = 'error'): Diagnostic => ({
  code: 'yaml/no-rules',
  severity,
  message,
  path,
});

const declaredIn = (value: JsonValue): readonly string[] =>
  isObject(value) && isObject(value['parameters']) ? Object.keys(value['parameters']) : [];

/** A value that no template takes is a misspelt name, or a file for another template: its default would be taken unsaid. */
const unused = (file: string, given: JsonObject, declared: readonly string[]): readonly Diagnostic[] => {
  const known = new Set(declared.map((name) => name.toLowerCase()));
  return Object.keys(given)
    .filter((name) => !known.has(name.toLowerCase()))
    .map((name) => {
      const close = nearest(name, [...new Set([...declared, ...parameterKeys])])[0];
      const found = problem(file, `No template declares the parameter \`${name}\`; its value was not used.`, 'warning');
      return close === undefined ? found : { ...found, hint: `Did you mean \`${close}\`?` };
    });
};

const gather = async (io: Io, file: TemplateFile, parameters: Parameters): Promise<Gathered> => {
  const path = shown(io.cwd, file.path);
  const bytes = await readBytes(file.path);
  const json = bytes === undefined ? undefined : readJson(bytes);
  const nothing: Gathered = { declared: [], incoming: [], transfers: [], diagnostics: [] };
  if (json === undefined) return nothing;
  if (!json.ok) {
    const found = problem(path, json.message, file.named ? 'error' : 'warning');
    return { ...nothing, diagnostics: [json.range === undefined ? found : { ...found, range: json.range }] };
  }
  const found = rulesIn(json.value, { parameters: parameters.template });
  if (found === undefined || (found.rules.length === 0 && found.problems.length === 0)) {
    const declared = declaredIn(json.value);
    if (!file.named) return { ...nothing, declared };
    return {
      ...nothing,
      declared,
      diagnostics: [
        problem(path, 'The file holds no alert rules: neither a template with some nor an answer of the service.'),
      ],
    };
  }
  const made = found.rules.map((rule) => incomingOf(rule, `${path}#${rule.at}`, parameters));
  return {
    declared: declaredIn(json.value),
    incoming: made.flatMap((entry) => ('source' in entry ? [entry] : [])),
    transfers: [
      ...made.flatMap((entry) => ('source' in entry ? [] : [entry])),
      ...found.problems.map(({ at, name, message }) =>
        transfer({ action: 'refused', id: '', name: name ?? '', path, notes: [`${at}: ${message}`] }),
      ),
    ],
    diagnostics: [],
  };
};

/**
 * Takes alert rules out of ARM templates, packages of solutions and answers of the service, into rule files. What cannot
 * be resolved is refused by name, the other rules are written.
 */
export const importArm = async (io: Io, request: ImportArmRequest): Promise<TransferReport> => {
  const project = await openProject(io, request.config);
  const parameters = await readParameters(io, request.parameters);
  const shelf = await openShelf(project, io, request.out);
  if (shelf.unreadable.length > 0) return { command: 'import', transfers: [], diagnostics: shelf.unreadable };
  const gathered: Gathered[] = [];
  const files = await discoverTemplates(io.cwd, request.paths);
  for (const file of files) gathered.push(await gather(io, file, parameters));
  const placed = await placeRules(
    io,
    shelf,
    gathered.flatMap(({ incoming }) => incoming),
    request.finished,
  );
  const transfers = [...placed, ...gathered.flatMap((entry) => entry.transfers)];
  const diagnostics = gathered.flatMap((entry) => entry.diagnostics);
  const declared = gathered.flatMap((entry) => entry.declared);
  const [first = '.'] = request.paths;
  if (transfers.length === 0 && diagnostics.length === 0)
    diagnostics.push(
      problem(
        first,
        `No JSON file here holds alert rules; ${files.length} ${files.length === 1 ? 'was' : 'were'} looked at.`,
      ),
    );
  return {
    command: 'import',
    transfers,
    diagnostics: [...diagnostics, ...unused(request.parameters ?? '', parameters.template, declared)],
  };
};
