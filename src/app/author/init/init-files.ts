import { randomUUID } from 'node:crypto';
import { contentTypes, firstType } from '../../../content/index.ts';
import { PicketError } from '../../../core/errors.ts';
import { type JsonObject } from '../../../core/json.ts';
import { pointer } from '../../../core/pointer.ts';
import { readConfig } from '../../../core/config/read-config.ts';
import { readDocument } from '../../../core/text/read-document.ts';
import { rewrite } from '../../../core/text/rewrite.ts';
import { type PackageFiles } from '../../../files/package-files.ts';
import { checkOwners, pipelineChoices, pipelineFiles, template } from './pipeline-files.ts';
import { toolFolder, type Tool } from './tool.ts';

/** An Azure workspace to begin with. */
export type InitWorkspace = {
  /** What `-w` takes. */
  readonly name: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly workspaceName: string;
};

export const ciSystems = ['github', 'azure-devops', 'gitlab', 'none'] as const;
export type CiSystem = (typeof ciSystems)[number];

export type InitChoices = {
  /** The project's name. */
  readonly name: string;
  /** The project's id; undefined for a new one. */
  readonly id: string | undefined;
  readonly workspace: InitWorkspace | undefined;
  readonly ci: CiSystem;
  /** How many jobs of the pipelines share the workspaces; undefined for a job a workspace. */
  readonly shards: number | undefined;
  /** Who must approve changes of rules: `@org/team`, people or addresses. */
  readonly owners: readonly string[];
};

/**
 * One file of a new repository. `ours` may be replaced by a newer one, `yours` holds what people write, `lines` is a
 * list whose missing lines are added.
 */
export type InitFile = {
  /** From the folder of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly kind: 'ours' | 'yours' | 'lines';
  readonly executable?: boolean;
};

const configText = (from: PackageFiles, choices: InitChoices): string => {
  const { document } = readDocument('picket.yaml', new TextEncoder().encode(template(from, 'templates/picket.yaml')));
  const edit = rewrite(document);
  edit.set('/project/name', choices.name);
  edit.set('/project/id', (choices.id ?? randomUUID()).toLowerCase());
  const { workspace } = choices;
  if (workspace !== undefined) {
    const value: JsonObject = {
      subscriptionId: workspace.subscriptionId,
      resourceGroup: workspace.resourceGroup,
      workspaceName: workspace.workspaceName,
    };
    edit.set(pointer('workspaces', workspace.name), value, 'local');
  }
  const { text } = edit.document();
  const read = readDocument('picket.yaml', new TextEncoder().encode(text));
  const problems = [...read.diagnostics, ...readConfig(read.document).diagnostics];
  if (problems.length === 0) return text;
  throw new PicketError(
    'usage',
    `With these answers picket.yaml would not be valid:${problems.map(({ message, hint }) => `\n  ${message}${hint === undefined ? '' : ` ${hint}`}`).join('')}`,
    { code: 'bad-answer' },
  );
};

/** Valid values, for the checks of one answer while the others are not known yet. */
const placeholders = {
  name: 'detections',
  id: '6f1c0a52-93b4-4b0e-8f0e-0c5b9f4d2a11',
  workspace: 'prod',
  subscriptionId: '11111111-1111-1111-1111-111111111111',
  resourceGroup: 'rg-sentinel',
  workspaceName: 'law-sentinel',
};

/** The answers that go into picket.yaml. */
export type ConfigAnswers = typeof placeholders;

/** What is wrong with some of the answers for picket.yaml, as the file's own reader says it; undefined for good ones. */
export const wrongAnswer = (answers: Partial<ConfigAnswers>): string | undefined => {
  if (answers.workspace?.toLowerCase() === 'local')
    return '`local` is the workspace that lives in a file. Give the one in Azure a name of its own, such as `prod`.';
  const { name, id, workspace, ...place } = { ...placeholders, ...answers };
  const config = { project: { name, id }, workspaces: { [workspace]: place } };
  const read = readDocument('picket.yaml', new TextEncoder().encode(JSON.stringify(config)));
  const problems = [...read.diagnostics, ...readConfig(read.document).diagnostics];
  if (problems.length === 0) return undefined;
  return problems.flatMap(({ message, hint }) => (hint === undefined ? [message] : [message, hint])).join(' ');
};

/** The example's id belongs to one project: two that deploy to the same workspace must not own the same rule. */
const exampleText = (from: PackageFiles, path: string): string => {
  const edit = rewrite(readDocument(path, new TextEncoder().encode(template(from, path))).document);
  edit.set('/id', randomUUID());
  return edit.document().text;
};

const schemas = [
  ...contentTypes.map(({ name }) => `schemas/${name}.schema.json`),
  'schemas/rule-test.schema.json',
  'schemas/picket.schema.json',
];

/** A packed tool that is tracked must be so whatever else of its kind is ignored, and as it is, byte for byte. */
const trackingFiles = (from: PackageFiles, tracked: Tool['tracked']): readonly InitFile[] => {
  const ignored = template(from, 'templates/gitignore');
  if (tracked === undefined) return [{ path: '.gitignore', text: ignored, kind: 'lines' }];
  const packed = `/${toolFolder}/*.tgz`;
  return [
    { path: '.gitignore', text: `${ignored}!${packed}\n`, kind: 'lines' },
    { path: '.gitattributes', text: `${packed} binary -filter\n`, kind: 'lines' },
  ];
};

/** The files that follow from the tool alone, and are renewed with it; people may add to those of kind `lines`. */
export const renewedFiles = (
  { files: from, tracked }: Pick<Tool, 'files' | 'tracked'>,
  { ci, shards }: { readonly ci: readonly CiSystem[]; readonly shards: number | undefined },
): readonly InitFile[] => [
  ...schemas.map((path): InitFile => ({ path, text: template(from, path), kind: 'ours' })),
  {
    path: '.githooks/pre-commit',
    text: template(from, 'templates/githooks/pre-commit'),
    kind: 'ours',
    executable: true,
  },
  ...trackingFiles(from, tracked),
  ...ci.flatMap((system) => pipelineFiles(from, system, shards)),
];

const exampleName = `${firstType.directory}/security-event-log-cleared`;
const [examplePath, exampleTest] = [`${exampleName}.yaml`, `${exampleName}.test.yaml`];

/** Where the example and its test go; left out in a repository that has rules already. */
export const examplePaths: readonly string[] = [examplePath, exampleTest];

/**
 * Every file of a new repository, made of what the tool ships, besides those that pin the tool. Throws a `usage` error
 * when the answers make no valid picket.yaml, with every mistake, or no valid CODEOWNERS.
 */
export const initFiles = (tool: Pick<Tool, 'files' | 'tracked'>, choices: InitChoices): readonly InitFile[] => {
  const from = tool.files;
  checkOwners(choices);
  return [
    { path: 'picket.yaml', text: configText(from, choices), kind: 'yours' },
    { path: examplePath, text: exampleText(from, `templates/${examplePath}`), kind: 'yours' },
    { path: exampleTest, text: template(from, `templates/${exampleTest}`), kind: 'yours' },
    { path: '.vscode/settings.json', text: template(from, 'templates/vscode/settings.json'), kind: 'yours' },
    { path: '.vscode/extensions.json', text: template(from, 'templates/vscode/extensions.json'), kind: 'yours' },
    ...pipelineChoices(from, choices),
    ...renewedFiles(tool, { ci: [choices.ci], shards: choices.shards }),
  ];
};
