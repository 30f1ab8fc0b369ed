import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { explanations } from '../../src/app/check/explain.ts';
import { github, readAction, readWorkflow, workflowNames, workflowText, type Job } from './files.ts';
import { shell } from './shell.ts';

const root = join(github, '..');
const jobs = (name: string): [string, Job][] => Object.entries(readWorkflow(name).jobs);

/** The scripts of several lines in a pipeline, wherever they stand in it. */
const blocksIn = (text: string): string[] => {
  const lines = text.split('\n');
  const depth = (line: string): number => line.search(/\S/);
  return lines.flatMap((line, index) => {
    if (!/(?:\w:|-) \|$/.test(line)) return [];
    const own = depth(line.replace(/^( *)- (?=\w+: )/, '$1  '));
    const rest = lines.slice(index + 1);
    const end = rest.findIndex((next) => next !== '' && depth(next) <= own);
    return [rest.slice(0, end < 0 ? rest.length : end).join('\n')];
  });
};

const scripts: readonly (readonly [place: string, script: string])[] = [
  ...workflowNames.flatMap((name) =>
    jobs(name).flatMap(([id, { steps = [] }]) =>
      steps.flatMap(({ run }, index) =>
        run === undefined ? [] : [[`${name}, ${id}, step ${index + 1}`, run] as const],
      ),
    ),
  ),
  ...readAction().runs.steps.flatMap(({ run }, index) =>
    run === undefined ? [] : [[`the action, step ${index + 1}`, run] as const],
  ),
  ...[
    'templates/azure-devops/picket.yml',
    'templates/azure-devops/shards.yml',
    'templates/gitlab/picket.yml',
    'templates/gitlab/shards.yml',
    ...readdirSync(join(root, 'templates/github/shards')).map((name) => `templates/github/shards/${name}`),
  ].flatMap((path) =>
    blocksIn(readFileSync(join(root, path), 'utf8')).map(
      (script, index) => [`${path}, script ${index + 1}`, script] as const,
    ),
  ),
  ...['.github/actions/picket/install.sh', '.ci/run', 'templates/githooks/pre-commit'].map(
    (path) => [path, readFileSync(join(root, path), 'utf8')] as const,
  ),
];

/** The script of a step of release.yml that has these words in it. */
const releaseStep = (words: string): string => {
  const found = jobs('release.yml')
    .flatMap(([, { steps = [] }]) => steps)
    .find(({ run }) => run?.includes(words) === true);
  return found?.run ?? '';
};

type Release = {
  readonly folder: string;
  readonly run: (words: string) => Promise<{ readonly code: number; readonly said: string }>;
  readonly program: (name: string, script: string) => Promise<void>;
};

/** A package like Picket's at its tag, on a machine without a network. */
const onRelease = async (tag: string, work: (release: Release) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'picket-release-'));
  const write = (path: string, text: string): Promise<void> => writeFile(join(folder, path), text);
  await mkdir(join(folder, 'bin'));
  const scripts = { build: 'f() { echo build "$@" >> built; }; f', docs: 'echo docs >> built', pack: 'sh pack.sh' };
  const manifest = { name: 'sentinel-picket', version: '1.2.3', bin: { picket: 'picket.js' }, scripts };
  await write('package.json', JSON.stringify(manifest));
  await write('package-lock.json', JSON.stringify({ lockfileVersion: 3, packages: { '': manifest } }));
  await write('pack.sh', 'mkdir -p "$1" && npm pack --silent --ignore-scripts --pack-destination "$1"\n');
  await write('picket.js', '#!/usr/bin/env node\nconsole.log(process.argv.slice(2).join(" "));\n');
  const env = {
    PATH: `${join(folder, 'bin')}:${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
    HOME: folder,
    GITHUB_REF_NAME: tag,
    GITHUB_REPOSITORY: 'contoso/picket',
    REPOSITORY: 'https://github.com/contoso/picket',
    npm_config_offline: 'true',
    npm_config_cache: join(folder, 'npm'),
    npm_config_update_notifier: 'false',
  };
  try {
    await work({
      folder,
      run: (words) => shell(releaseStep(words), folder, env),
      program: async (name, script) => {
        await write(`bin/${name}`, `#!/bin/sh\n${script}\n`);
        await chmod(join(folder, 'bin', name), 0o755);
      },
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

describe('scripts', () => {
  test.each(scripts)('are bash that can be read: %s', (_, script) => {
    const { status, stderr } = spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });

  test('of Azure DevOps stop at the first failure, which no task does by itself', () => {
    const several = ['picket', 'shards'].flatMap((name) =>
      blocksIn(readFileSync(join(root, `templates/azure-devops/${name}.yml`), 'utf8')),
    );
    expect(several.length).toBeGreaterThan(5);
    for (const script of several) expect(script.trimStart()).toMatch(/^set -euo pipefail\n/);
  });

  test('that workflows start are there', () => {
    const started = workflowNames.flatMap((name) => workflowText(name).match(/(?<=run: bash )\.[\w/.-]+/g) ?? []);
    expect(started).toContain('.ci/run');
    for (const path of started) expect(existsSync(join(root, path))).toBe(true);
  });

  test('of CI start only what package.json has', () => {
    const manifest: { scripts: Record<string, string> } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const asked = [...readFileSync(join(root, '.ci/run'), 'utf8').matchAll(/npm run ([\w:]+)/g)];
    expect(asked.length).toBeGreaterThan(3);
    for (const [, name = ''] of asked) expect(Object.keys(manifest.scripts)).toContain(name);
  });
});

describe('a release', () => {
  test('is packed, tried from an empty folder, and published as exactly that file', async () => {
    await onRelease('v1.2.3', async ({ folder, run, program }) => {
      expect(await run('npm run pack')).toMatchObject({ code: 0 });
      expect((await readdir(join(folder, 'release'))).toSorted()).toEqual([
        'SHA256SUMS',
        'sbom.cdx.json',
        'sentinel-picket-1.2.3.tgz',
      ]);
      expect(JSON.parse(await readFile(join(folder, 'release/sbom.cdx.json'), 'utf8'))).toMatchObject({
        bomFormat: 'CycloneDX',
        metadata: { component: { purl: 'pkg:npm/sentinel-picket@1.2.3' } },
      });
      expect(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))).toMatchObject({
        picket: { published: '1.2.3' },
        repository: { url: 'git+https://github.com/contoso/picket.git' },
      });
      expect(await readFile(join(folder, 'built'), 'utf8')).toBe('build --published\ndocs\n');
      const tried = await run('npm init --yes');
      expect([tried.code, tried.said]).toEqual([0, expect.stringContaining('--version\n--help\nexplain ')]);
      expect(await run('sha256sum --check')).toMatchObject({ code: 0 });
      await mkdir(join(folder, 'executables'));
      await writeFile(join(folder, 'executables/picket-linux-x64'), 'a program');
      for (const name of ['npm', 'gh']) await program(name, `echo "${name} $*" >> published`);
      expect([(await run('npm publish')).code, (await run('gh release')).code]).toEqual([0, 0]);
      expect(await readFile(join(folder, 'published'), 'utf8')).toBe(
        [
          'npm publish release/sentinel-picket-1.2.3.tgz --provenance --access public',
          'gh release create v1.2.3 release/SHA256SUMS release/sbom.cdx.json release/sentinel-picket-1.2.3.tgz executables/picket-linux-x64 --repo contoso/picket --verify-tag --generate-notes',
          '',
        ].join('\n'),
      );
    });
  });

  test('is not packed from a tag of another version', async () => {
    await onRelease('v1.2.4', async ({ folder, run }) => {
      const { code, said } = await run('npm run pack');
      expect([code, said]).toEqual([1, expect.stringContaining('::error::The tag is not v1.2.3')]);
      expect(existsSync(join(folder, 'release'))).toBe(false);
    });
  });

  test('is not published when it is not the file that was packed', async () => {
    await onRelease('v1.2.3', async ({ folder, run }) => {
      await run('npm run pack');
      await writeFile(join(folder, 'release/sentinel-picket-1.2.3.tgz'), 'another');
      expect((await run('sha256sum --check')).code).not.toBe(0);
    });
  });

  test.each([
    ['the tarball', 'a tarball', 0],
    ['another file', 'another', 1],
  ])('is published only where an installation pins its hash: %s', async (_, pinned, code) => {
    await onRelease('v1.2.3', async ({ folder, run }) => {
      await mkdir(join(folder, 'release'));
      await mkdir(join(folder, 'empty/node_modules/.bin'), { recursive: true });
      await writeFile(join(folder, 'release/sentinel-picket-1.2.3.tgz'), 'a tarball');
      const integrity = `sha512-${createHash('sha512').update(pinned).digest('base64')}`;
      const lock = JSON.stringify({ packages: { 'node_modules/sentinel-picket': { integrity } } });
      const script = `#!/bin/sh\nmkdir -p "$2" && echo '${lock}' > "$2/package-lock.json"\n`;
      await writeFile(join(folder, 'empty/node_modules/.bin/picket'), script, { mode: 0o755 });
      const ran = await run('init pinned');
      expect([ran.code, ran.said.includes('::error::An installation on this system pins')]).toEqual([code, code === 1]);
    });
  });

  test('is tried with a code that can be explained', () => {
    const [, code] = /picket explain (\S+)/.exec(releaseStep('picket explain')) ?? [];
    expect(explanations().map((one) => one.code)).toContain(code);
  });
});

describe('a pull request from a fork', () => {
  const triggers = (name: string): string[] => Object.keys(Object(readWorkflow(name).on));

  test('starts two workflows and no other', () => {
    expect(workflowNames.filter((name) => triggers(name).includes('pull_request'))).toEqual([
      'ci.yml',
      'pull-request.yml',
    ]);
    const others = workflowNames.filter((name) => !triggers(name).includes('pull_request'));
    for (const name of others)
      for (const trigger of triggers(name))
        expect(['push', 'schedule', 'workflow_dispatch', 'workflow_call']).toContain(trigger);
  });

  /** What a fork runs: everything but the jobs that wait for the one that forks are kept out of. */
  const ofForks = [
    ...jobs('ci.yml'),
    ...jobs('pull-request.yml').filter(([id]) => !['workspaces', 'plan', 'comment'].includes(id)),
  ];

  test.each(ofForks)('finds no token, secret, environment or sign-in in the job %s', (_, job) => {
    expect(JSON.stringify(job)).not.toMatch(/github\.token|GITHUB_TOKEN|secrets\.|id-token|AZURE_|"environment"/);
    for (const key of Object.keys(job.permissions ?? {})) expect(['contents', 'security-events']).toContain(key);
  });

  test('is kept out of plans by the job on which each of them waits', () => {
    const planning = new Map(jobs('pull-request.yml').filter(([id]) => ['workspaces', 'plan', 'comment'].includes(id)));
    expect(planning.get('workspaces')?.if).toContain(
      'github.event.pull_request.head.repo.full_name == github.repository',
    );
    for (const id of ['plan', 'comment']) {
      const { needs = [], if: condition = '' } = planning.get(id) ?? {};
      expect([needs].flat()).toContain('workspaces');
      expect(condition).toMatch(
        /always\(\)|cancelled\(\)/.test(condition) ? "needs.workspaces.result == 'success'" : '',
      );
    }
  });
});

describe('the check of a pull request', () => {
  test('is one job, whose name does not depend on the workspaces, and which waits for all others', () => {
    const all = jobs('pull-request.yml');
    const [id, gate] = all.at(-1) ?? ['', undefined];
    expect([id, gate?.if, gate?.strategy]).toEqual(['picket', '${{ always() }}', undefined]);
    expect([gate?.needs ?? []].flat()).toEqual(all.slice(0, -1).map(([other]) => other));
    const script = gate?.steps?.[0]?.run ?? '';
    for (const [other] of all.slice(0, -1)) expect(script).toContain(`check ${other} "$${other.toUpperCase()}"`);
  });
});
