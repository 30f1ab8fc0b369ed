import { firstType } from '../../../content/index.ts';
import { PicketError } from '../../../core/errors.ts';
import { isArray, isObject, parseJson } from '../../../core/json.ts';
import { textIn, type PackageFiles } from '../../../files/package-files.ts';
import type { CiSystem, InitChoices, InitFile } from './init-files.ts';
import { forShards, withParts } from './shards.ts';
import { toolFolder } from './tool.ts';

/** The text of a file of Picket's own package. Throws a `config` error where it is missing. */
export const template = (files: PackageFiles, path: string): string => {
  const text = textIn(files, path);
  if (text !== undefined) return text;
  throw new PicketError('config', `Picket's own ${path} is missing.`, {
    code: 'broken-installation',
    hint: 'Install Picket again.',
  });
};

/** GitHub passes over a line of CODEOWNERS with a word that is none of these, so nobody would be asked. */
const ownerPattern = /^(?:@[\w-]+(?:\/[\w.-]+)?|[^\s@]+@[^\s@]+)$/;

export const checkOwners = ({ owners, ci }: InitChoices): void => {
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

export const pipelineFiles = (from: PackageFiles, ci: CiSystem, shards: number | undefined): readonly InitFile[] => {
  const files = pipelineTexts(from, ci, shards !== undefined).map(([path, text]): InitFile => ({
    path,
    text: shards === undefined ? text : forShards(text, shards),
    kind: 'ours',
    ...(ci === 'github' ? { executable: text.startsWith('#!') } : {}),
  }));
  return ci === 'azure-devops' || ci === 'gitlab' ? [...files, installer(from)] : files;
};

/** What people write around the pipelines: for which workspace, with which connections; and who decides. */
export const pipelineChoices = (
  from: PackageFiles,
  { ci, owners, workspace, shards }: InitChoices,
): readonly InitFile[] => {
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
