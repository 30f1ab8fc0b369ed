import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { github } from './files.ts';
import { shell, type Ran } from './shell.ts';

const script = join(github, 'actions/picket/install.sh');

type Machine = {
  /** The working directory of the job. */
  readonly checkout: string;
  readonly write: (path: string, text: string) => Promise<void>;
  /** Puts a program before all others on PATH. */
  readonly program: (name: string, script: string) => Promise<void>;
  /** Runs the script as the action and the pipelines do. */
  readonly install: (env?: Readonly<Record<string, string>>) => Promise<Ran>;
  /** What GITHUB_PATH and GITHUB_OUTPUT hold then. */
  readonly left: (file: 'path' | 'output') => Promise<string>;
};

const onMachine = async (work: (machine: Machine) => Promise<void>): Promise<void> => {
  const home = await realpath(await mkdtemp(join(tmpdir(), 'picket-action-')));
  const checkout = join(home, 'checkout');
  const bin = join(home, 'bin');
  for (const folder of [checkout, bin]) await mkdir(folder);
  try {
    await work({
      checkout,
      write: async (path, text) => {
        await mkdir(dirname(join(checkout, path)), { recursive: true });
        await writeFile(join(checkout, path), text);
      },
      program: async (name, text) => {
        await writeFile(join(bin, name), `#!/bin/sh\n${text}\n`);
        await chmod(join(bin, name), 0o755);
      },
      install: (
        env = { GITHUB_ACTIONS: 'true', GITHUB_PATH: join(home, 'path'), GITHUB_OUTPUT: join(home, 'output') },
      ) =>
        shell(`bash '${script}'`, checkout, {
          PATH: `${bin}:${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
          HOME: home,
          RUNNER_TEMP: home,
          npm_config_offline: 'true',
          npm_config_cache: join(home, 'npm'),
          npm_config_update_notifier: 'false',
          ...env,
        }),
      left: (file) => readFile(join(home, file), 'utf8'),
    });
  } finally {
    await rm(home, { recursive: true, force: true });
  }
};

/** A repository with a lock that pins a tool like Picket, packed below tools, whose command says this version. */
const pinned = async ({ checkout, write }: Machine, says = '9.8.7'): Promise<void> => {
  const manifest = {
    name: 'sentinel-picket',
    version: '9.8.7',
    bin: { picket: 'bin.js' },
    scripts: { install: 'touch ../../pwned' },
  };
  await write('tool/package.json', JSON.stringify(manifest));
  await write('tool/bin.js', `#!/usr/bin/env node\nconsole.log(${JSON.stringify(says)});\n`);
  await mkdir(join(checkout, 'tools/picket'), { recursive: true });
  const quiet = { cwd: checkout, stdio: 'pipe' } as const;
  execFileSync(
    'npm',
    ['pack', '--silent', '--offline', '--ignore-scripts', '--pack-destination', 'tools/picket', './tool'],
    quiet,
  );
  await write(
    'package.json',
    JSON.stringify({ devDependencies: { 'sentinel-picket': 'file:tools/picket/sentinel-picket-9.8.7.tgz' } }),
  );
  execFileSync('npm', ['install', '--offline', '--package-lock-only', '--ignore-scripts', '--no-audit'], quiet);
  await rm(join(checkout, 'tool'), { recursive: true });
};

/** Stands for an installation and a build of Picket's own repository, which says the version in its package.json. */
const building = [
  'echo "npm $*" >> asked',
  'if [ "$1" = run ]; then mkdir -p dist',
  `printf '#!/bin/sh\\necho 1.2.3\\n' > dist/bin.js; chmod +x dist/bin.js; fi`,
].join('\n');

describe('the action', () => {
  test('installs what the lock pins, runs none of its scripts, and proves that it is what was asked for', async () => {
    await onMachine(async (machine) => {
      await pinned(machine);
      const { code, said } = await machine.install();
      expect([code, said]).toEqual([0, expect.stringMatching(/^picket 9\.8\.7$/m)]);
      expect(await machine.left('output')).toBe('version=9.8.7\n');
      const path = (await machine.left('path')).trim();
      expect(path).toBe(join(machine.checkout, 'node_modules/.bin'));
      expect(execFileSync(join(path, 'picket'), { encoding: 'utf8' })).toBe('9.8.7\n');
      expect(existsSync(join(machine.checkout, 'pwned'))).toBe(false);
    });
  });

  test("runs the checkout in Picket's own repository, built", async () => {
    await onMachine(async (machine) => {
      await machine.program('npm', building);
      const own = { lockfileVersion: 3, packages: { '': { version: '1.2.3', bin: { picket: 'dist/bin.js' } } } };
      await machine.write('package-lock.json', JSON.stringify(own));
      const { code, said } = await machine.install();
      expect([code, said]).toEqual([0, expect.stringMatching(/^picket 1\.2\.3$/m)]);
      const command = join((await machine.left('path')).trim(), 'picket');
      expect(await realpath(command)).toBe(join(machine.checkout, 'dist/bin.js'));
      expect(await readFile(join(machine.checkout, 'asked'), 'utf8')).toBe(
        'npm ci --ignore-scripts --no-audit --no-fund\nnpm run build\n',
      );
    });
  });

  test('says it in the words of the system that it runs on', async () => {
    await onMachine(async (machine) => {
      expect((await machine.install({ TF_BUILD: 'True' })).said).toMatch(
        /^##vso\[task\.logissue type=error\]There is no/,
      );
      expect((await machine.install({ GITLAB_CI: 'true' })).said).toMatch(/^Error: There is no package-lock\.json/);
      await pinned(machine);
      expect((await machine.install({ TF_BUILD: 'True' })).said).toContain(
        `##vso[task.prependpath]${join(machine.checkout, 'node_modules/.bin')}\n`,
      );
    });
  });

  test.each<[string, (machine: Machine) => Promise<void>, string]>([
    ['there is no lock', async () => undefined, 'There is no package-lock.json here.'],
    [
      'the lock is no JSON',
      (machine) => machine.write('package-lock.json', '<<<<<<< HEAD\n'),
      'package-lock.json cannot be read.',
    ],
    [
      'another lock goes before it',
      async (machine) => {
        await pinned(machine);
        await machine.write('npm-shrinkwrap.json', '{}');
      },
      'There is an npm-shrinkwrap.json, which npm reads in place of package-lock.json.',
    ],
    [
      'the lock pins something else',
      (machine) => machine.write('package-lock.json', '{"lockfileVersion": 3, "packages": {"": {}}}'),
      'package-lock.json does not pin sentinel-picket.',
    ],
    [
      'the tool was exchanged',
      async (machine) => {
        await pinned(machine);
        await machine.write('tools/picket/sentinel-picket-9.8.7.tgz', 'another');
      },
      'npm ci failed: what package-lock.json pins could not be installed.',
    ],
    [
      'it is another version than it pretends',
      (machine) => pinned(machine, '9.8.6'),
      'picket --version says 9.8.6, but package-lock.json pins 9.8.7.',
    ],
    [
      'the repository holds files where plans and reports lie',
      async (machine) => {
        await pinned(machine);
        for (let index = 0; index < 40; index += 1)
          await machine.write(`picket/${'x'.repeat(200)}/plan-${index}.json`, '{}');
        await machine.write('picket/approved/saved-plan.json', '{}');
        for (const args of [
          ['init', '-q'],
          ['add', '--all'],
        ])
          execFileSync('git', args, { cwd: machine.checkout, stdio: 'pipe' });
      },
      'The repository holds picket/approved/saved-plan.json, and pipelines keep their plans and reports in picket/.',
    ],
    [
      'git does not say what the repository holds',
      async (machine) => {
        await pinned(machine);
        await machine.write('.git', 'gitdir: nowhere\n');
      },
      'git cannot say which files the repository holds.',
    ],
    [
      'it does not start',
      async (machine) => {
        await pinned(machine);
        await machine.program('node', `case "$*" in *.bin/picket*) exit 3 ;; esac; exec '${process.execPath}' "$@"`);
      },
      'picket does not start.',
    ],
  ])('fails with words when %s', async (_, prepare, message) => {
    await onMachine(async (machine) => {
      await prepare(machine);
      const { code, said } = await machine.install();
      expect([code, said]).toEqual([1, expect.stringContaining(`::error::${message}`)]);
    });
  });
});
