import { randomUUID } from 'node:crypto';
import { contentTypes, firstType } from '../../../content/index.ts';
import { PicketError } from '../../../core/errors.ts';
import { isArray, isObject, parseJson, type JsonObject } from '../../../core/json.ts';
import { pointer } from '../../../core/pointer.ts';
import { readConfig } from '../../../core/config/read-config.ts';
import { readDocument } from '../../../core/text/read-document.ts';
import { rewrite } from '../../../core/text/rewrite.ts';
import { textIn, type PackageFiles } from '../../../files/package-files.ts';
import { forShards, withParts } from './shards.ts';
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

const template = (files: PackageFiles, path: string): string => {
  const text = textIn(files, path);
  if (text !== undefined) return text;
  throw new PicketError('config', `Picket's own ${path} is missing.`, {
    code: 'broken-installation',
    hint: 'Install Picket again.',
  });
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

/** GitHub passes over a line of CODEOWNERS with a word that is none of these, so nobody would be asked. */
const ownerPattern = /^(?:@[\w-]+(?:\/[\w.-]+)?|[^\s@]+@[^\s@]+)$/;

const checkOwners = ({ owners, ci }: InitChoices): void => {
  if (owners.length > 0 && ci !== 'github')
    throw new PicketError('usage', `--owner is for CODEOWNERS, which --ci ${ci} does not write.`, {
      code: 'owners-without-github',
      hint: 'Leave it out, or choose --ci github.',
    });
  const wrong = owners.find((owner) => !ownerPattern.test(owner));
  if (wrong !== undefined)
    throw new PicketError('usage', `\`${wrong}\` is no owner that CODEOWNERS takes.`, {
      code: 'bad-owner',
      hint: 'Write @user, @organisation/team or an e-mail address.',
    });
};

/** What decides what is deployed: the rules, where they go, and what checks and deploys them. */
const owned = [
  `/${firstType.directory}/`,
  '/picket.yaml',
  '/.github/',
  '/.npmrc',
  '/package.json',
  '/package-lock.json',
  '/npm-shrinkwrap.json',
  '/tools/',
];

const ownersText = (from: PackageFiles, owners: readonly string[]): string => {
  const who = owners.length === 0 ? '@your-organisation/detection-engineers' : owners.join(' ');
  const lines = owned.map((path) => `${owners.length === 0 ? '# ' : ''}${path.padEnd(21)} ${who}`);
  return `${template(from, 'templates/github/CODEOWNERS')}${lines.join('\n')}\n`;
};

/**
 * The workflows and the action that ship with Picket for other repositories: what its package says. Those that build
 * Picket itself are not in it.
 */
const shippedForGitHub = (from: PackageFiles): readonly string[] => {
  const manifest = parseJson(template(from, 'package.json'));
  const listed = isObject(manifest) && isArray(manifest['files']) ? manifest['files'] : [];
  return listed
    .filter((entry) => typeof entry === 'string')
    .filter((entry) => entry.startsWith('.github/'))
    .flatMap((entry) => [...from.keys()].filter((path) => path === entry || path.startsWith(`${entry}/`)));
};

/** What the pipelines of Azure DevOps and GitLab start to install the tool; the action of GitHub has its own copy. */
const installer = (from: PackageFiles): InitFile => ({
  path: `${toolFolder}/install.sh`,
  text: template(from, '.github/actions/picket/install.sh'),
  kind: 'ours',
  executable: true,
});

/** The pipelines of GitHub in which jobs share the workspaces: what ships, with the jobs that are others then. */
const shardedForGitHub = (from: PackageFiles): readonly (readonly [path: string, text: string])[] => {
  const [workflows, changed] = ['.github/workflows', 'templates/github/shards'];
  const kept = shippedForGitHub(from).filter((path) => path !== `${workflows}/deploy-workspace.yml`);
  return [
    ...kept.map((path) => {
      const other = textIn(from, path.replace(workflows, changed));
      const text = template(from, path);
      return [path, path.startsWith(workflows) && other !== undefined ? withParts(text, other) : text] as const;
    }),
    [`${workflows}/deploy-shard.yml`, template(from, `${changed}/deploy-shard.yml`)],
  ];
};

const pipelineTexts = (
  from: PackageFiles,
  ci: CiSystem,
  isSharded: boolean,
): readonly (readonly [path: string, text: string])[] => {
  switch (ci) {
    case 'none':
      return [];
    case 'azure-devops':
      return [
        [
          '.azure-pipelines/picket.yml',
          template(from, `templates/azure-devops/${isSharded ? 'shards' : 'picket'}.yml`),
        ],
        ['.azure-pipelines/emergency.yml', template(from, 'templates/azure-devops/emergency.yml')],
      ];
    case 'gitlab': {
      const text = template(from, 'templates/gitlab/picket.yml');
      return [
        ['.gitlab/picket.yml', isSharded ? withParts(text, template(from, 'templates/gitlab/shards.yml')) : text],
      ];
    }
    case 'github':
      return isSharded ? shardedForGitHub(from) : shippedForGitHub(from).map((path) => [path, template(from, path)]);
  }
};

const pipelineFiles = (from: PackageFiles, ci: CiSystem, shards: number | undefined): readonly InitFile[] => {
  const files = pipelineTexts(from, ci, shards !== undefined).map(([path, text]): InitFile => ({
    path,
    text: shards === undefined ? text : forShards(text, shards),
    kind: 'ours',
    ...(ci === 'github' ? { executable: text.startsWith('#!') } : {}),
  }));
  return ci === 'azure-devops' || ci === 'gitlab' ? [...files, installer(from)] : files;
};

/** What people write around the pipelines: for which workspace, with which connections; and who decides. */
const pipelineChoices = (from: PackageFiles, { ci, owners, workspace, shards }: InitChoices): readonly InitFile[] => {
  const chosen = (path: string, source: string): InitFile => ({
    path,
    text: template(from, source).replaceAll('<workspace>', workspace?.name ?? 'prod'),
    kind: 'yours',
  });
  const which = shards === undefined ? '' : '-shards';
  switch (ci) {
    case 'none':
      return [];
    case 'azure-devops':
      return [
        chosen('azure-pipelines.yml', `templates/azure-devops/azure-pipelines${which}.yml`),
        chosen('azure-pipelines-emergency.yml', 'templates/azure-devops/azure-pipelines-emergency.yml'),
      ];
    case 'gitlab':
      return [chosen('.gitlab-ci.yml', `templates/gitlab/gitlab-ci${which}.yml`)];
    case 'github':
      return [{ path: '.github/CODEOWNERS', text: ownersText(from, owners), kind: 'yours' }];
  }
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
