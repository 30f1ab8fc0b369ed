import { resolve } from 'node:path';
import { contentTypes, firstType, functionSources } from '../../../content/index.ts';
import { recogniseDialect } from '../../../core/schema/dialect.ts';
import type { Diagnostic } from '../../../core/diagnostic.ts';
import type { Io } from '../../../core/io.ts';
import { equalJson, objectOf, type JsonObject } from '../../../core/json.ts';
import { nearest } from '../../../core/text/nearest.ts';
import { transfer, type Transfer, type TransferReport } from '../../../core/transfer.ts';
import { bicepModules } from '../../../files/bicep.ts';
import { discoverFiles, type FoundFile } from '../../../files/discover.ts';
import type { DeploymentFacts } from '../../../importers/arm/language/functions/resources.ts';
import type { FoundItem, LeftOut } from '../../../importers/found.ts';
import { newFolders, openShelf, placeRules, type Incoming } from './import-files.ts';
import { readParameters, type Parameters } from './import-parameters.ts';
import { importProblem, lostRemarks, readSource, refused, type Source } from './import-sources.ts';
import { importedValue, typeOfFound } from './imported-value.ts';
import { unlisted } from '../new-folders.ts';
import { chooseWorkspace, openProject, type ConfigChoice, type Project } from '../../project.ts';

export type ImportArmRequest = {
  readonly config: ConfigChoice;
  /** Which files count in a folder. */
  readonly files: 'rules' | 'bicep';
  /** Files or folders, relative to the working directory. */
  readonly paths: readonly string[];
  /** Folder for new files; the first content folder where undefined. */
  readonly out: string | undefined;
  /** Parameter files, relative to the working directory, and `NAME=VALUE`. */
  readonly parameters: readonly string[];
  /** Workspace of picket.yaml whose subscription, resource group and name the templates are evaluated for. */
  readonly workspace: string | undefined;
  readonly finished?: (done: number, total: number) => void;
};

type Gathered = {
  readonly incoming: readonly Incoming[];
  readonly transfers: readonly Transfer[];
  readonly diagnostics: readonly Diagnostic[];
};

const factsOf = (project: Project, io: Io, name: string | undefined): DeploymentFacts => {
  if (name === undefined) return {};
  const { subscriptionId, resourceGroup, workspaceName, tenantId } = chooseWorkspace(project, io, name);
  return {
    subscription: subscriptionId,
    resourceGroup,
    workspace: workspaceName,
    ...(tenantId === undefined ? {} : { tenant: tenantId }),
  };
};

/** Something found on its way, or what stands against it; undefined where it is of no type that is deployed and asked for. */
export const incomingOf = (
  item: FoundItem,
  source: string,
  parameters: Parameters,
  { only }: Pick<Project, 'only'>,
): Incoming | Transfer | undefined => {
  const type = typeOfFound(item);
  if (type === undefined || only?.includes(type) === false) return undefined;
  const { notes, ...imported } = importedValue(type, item);
  if (type !== firstType) return { ...imported, source, notes };
  const filled = fillIn(imported.value, parameters.rule, 'parameters');
  if (filled.problems.length > 0)
    return transfer({
      action: 'refused',
      id: imported.id,
      name: imported.displayName,
      notes: [source, ...filled.problems],
    });
  const { value } = filled;
  return {
    ...imported,
    value,
    body: equalJson(value, imported.value) ? imported.body : undefined,
    open: filled.open,
    source,
    notes: [...notes, ...filled.notes],
  };
};

/** A value that no template takes is a misspelt name, or a file for another template: its default would be taken unsaid. */
const unused = (files: string, given: JsonObject, declared: readonly string[]): readonly Diagnostic[] => {
  const known = new Set(declared.map((name) => name.toLowerCase()));
  return Object.keys(given)
    .filter((name) => !known.has(name.toLowerCase()))
    .map((name) => {
      const close = nearest(name, [...new Set([...declared, ...parameterKeys])])[0];
      const message = `No template declares the parameter \`${name}\`; its value was not used.`;
      const found = importProblem(files, message, 'warning');
      return close === undefined ? found : { ...found, hint: `Did you mean \`${close}\`?` };
    });
};

const { fillIn, parameterKeys } = firstType.dialects;

/** Command lines that take over one type, each with what it does. */
export const typeExamples: [command: string, about: string][] = contentTypes.flatMap(
  ({ name, words, imports }): [string, string][] =>
    imports?.example === undefined
      ? []
      : [[`$0 import arm ${imports.example} --type ${name}`, `Take over ${words.many} only`]],
);

/** Resources by whose type alone a file has to do with Sentinel. */
const ofSentinel = new RegExp(
  ['SecurityInsights', 'providers/', ...functionSources.map(({ kind }) => kind.collection)].join('|'),
  'i',
);

/** Why a resource of content that Picket deploys becomes no file: there are types whose files are whole templates. */
const whyLeft = (type: string): readonly string[] => {
  const collection = type.split('/').at(-1)?.toLowerCase();
  const [own] = contentTypes.filter(
    ({ imports, resource, recognise }) =>
      imports === undefined &&
      (resource.collection.toLowerCase() === collection || recognise({ template: { resources: [{ type }] } })),
  );
  return own === undefined
    ? []
    : [
        `Files of ${own.words.many} are whole templates: put the template as it is into a folder below ${own.directory}.`,
      ];
};

/** Whether a resource is said to be left out where nobody named its file. */
const isContent = (type: string): boolean => ofSentinel.test(type) || whyLeft(type).length > 0;

/** The resources that are left out, one entry a type: none goes missing unsaid. */
export const leftOut = (path: string, left: readonly LeftOut[]): readonly Transfer[] => {
  const types = new Map<string, LeftOut[]>();
  for (const item of left) types.set(item.type.toLowerCase(), [...(types.get(item.type.toLowerCase()) ?? []), item]);
  return [...types.values()].map((items) => {
    const [{ type } = { type: '' }] = items;
    const names = items.flatMap(({ name }) => name ?? []);
    return transfer({
      action: 'left',
      id: '',
      name: `${items.length} × ${type}`,
      path,
      notes: [...(names.length === 0 ? [] : [`Left out: ${names.join(', ')}.`]), ...whyLeft(type)],
    });
  });
};

const schemaNames = Object.keys(objectOf(firstType.schema['properties']));

const emptyHanded = (source: Source): Diagnostic => {
  const dialect = recogniseDialect(source.value, schemaNames, firstType.foreign);
  if (dialect !== undefined && !['ARM template', 'ARM resource'].includes(dialect.name))
    return { ...importProblem(source.path, dialect.message), hint: dialect.hint };
  return {
    ...importProblem(
      source.path,
      'The file holds no alert rules: neither a template with some nor an answer of the service.',
    ),
    hint: 'It can be an ARM template, an answer of the service, an export of az or PowerShell, or rule files of other tools.',
  };
};

/** A resource of a collection that is read, and of no type that is deployed or asked for: a saved search that is no hunting query. */
export const leftItem = ({ collection, type = collection, name, body }: FoundItem): LeftOut => {
  const { displayName } = objectOf(body['properties']);
  return { type, name: typeof displayName === 'string' ? displayName : name };
};

const gather = (source: Source, file: FoundFile, parameters: Parameters, project: Project): Gathered => {
  const { path, found, diagnostics } = source;
  const made = (found?.items ?? []).map((item) => ({
    item,
    entry: incomingOf(item, `${path}#${item.at}`, parameters, project),
  }));
  const entries = made.flatMap(({ entry }) => entry ?? []);
  const holdsRules = entries.length > 0 || (found?.problems ?? []).length > 0;
  const left = [
    ...(found?.left ?? []),
    ...made.flatMap(({ item, entry }) => (entry === undefined ? [leftItem(item)] : [])),
  ];
  if (!holdsRules && !(file.named ? left.length > 0 : left.some(({ type }) => isContent(type)))) {
    const isSilent = !file.named || diagnostics.length > 0;
    const said = file.named || !/\.ya?ml$/i.test(path) ? diagnostics : [];
    return { incoming: [], transfers: [], diagnostics: isSilent ? said : [emptyHanded(source)] };
  }
  const isAlone = entries.length === 1;
  const few = source.remarks.length;
  const unplaced = isAlone || few === 0 ? [] : [importProblem(path, lostRemarks(few), 'warning')];
  return {
    incoming: entries.flatMap((entry) =>
      'source' in entry ? [isAlone && few > 0 ? { ...entry, remarks: source.remarks } : entry] : [],
    ),
    transfers: [
      ...entries.flatMap((entry) => ('source' in entry ? [] : [entry])),
      ...refused(path, found?.problems ?? []),
      ...leftOut(path, left),
    ],
    diagnostics: [...diagnostics, ...unplaced],
  };
};

/**
 * Takes alert rules out of ARM templates, packages of solutions, answers of the service and rule files of other tools,
 * into rule files. What cannot be resolved is refused by name, the other rules are written.
 */
export const importArm = async (io: Io, request: ImportArmRequest): Promise<TransferReport> => {
  const project = await openProject(io, request.config);
  const facts = factsOf(project, io, request.workspace);
  const parameters = await readParameters(io, request.parameters);
  const shelf = await openShelf(project, io, request.out);
  if (shelf.unreadable.length > 0) return { command: 'import', transfers: [], diagnostics: shelf.unreadable };
  const own = new Set(shelf.content.items.map(({ document }) => resolve(io.cwd, document.path)));
  const endings = request.files === 'bicep' ? ['bicep'] : ['json', 'jsonc', 'yaml', 'yml'];
  const discovered = await discoverFiles(io.cwd, request.paths, endings, 'rules');
  const modules = await bicepModules(discovered.map(({ path }) => path).filter((path) => /\.bicep$/i.test(path)));
  const files = discovered.filter(({ path, named }) => named || !modules.has(path));
  const sources: { readonly source: Source; readonly file: FoundFile }[] = [];
  for (const file of files) {
    if (own.has(file.path) && !file.named) continue;
    const source = await readSource(io, file, { parameters: parameters.template, facts });
    if (source !== undefined) sources.push({ source, file });
  }
  // A template that another one deploys is read with the parameters that it is given there.
  const linked = new Set(sources.flatMap(({ source }) => source.linked));
  const gathered = sources
    .filter(({ file }) => file.named || !linked.has(file.path))
    .map(({ source, file }) => gather(source, file, parameters, project));
  const incoming = gathered.flatMap((entry) => entry.incoming);
  const placed = await placeRules(io, shelf, incoming, request.finished);
  const transfers = [...placed, ...gathered.flatMap((entry) => entry.transfers)];
  const diagnostics = gathered.flatMap((entry) => entry.diagnostics);
  const [first = '.'] = request.paths;
  if (transfers.length === 0 && diagnostics.length === 0)
    diagnostics.push(
      importProblem(
        first,
        `No file here holds alert rules; ${files.length} ${files.length === 1 ? 'was' : 'were'} looked at.`,
      ),
    );
  const declared = sources.flatMap(({ source }) => source.declared);
  return {
    command: 'import',
    notes: request.out === undefined ? unlisted(project, io, newFolders(shelf, incoming)) : [],
    transfers,
    diagnostics: [...diagnostics, ...unused(request.parameters[0] ?? '', parameters.template, declared)],
  };
};
