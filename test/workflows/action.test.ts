import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { asText, evaluate, interpolate, truthy, type Scope, type Value } from './expression.ts';
import { github, readAction } from './files.ts';
import { pairsIn, shell } from './runner.ts';

type Ran = {
  readonly ok: boolean;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** The folder that later steps find the command in; undefined where none was added. */
  readonly path: string | undefined;
  /** Actions that were used, with what they were given. */
  readonly used: readonly { readonly action: string; readonly given: Readonly<Record<string, string>> }[];
};

type Machine = {
  /** The working directory of the job. */
  readonly checkout: string;
  readonly write: (path: string, text: string) => Promise<void>;
  /** Puts a program before all others on PATH. */
  readonly program: (name: string, script: string) => Promise<void>;
  /** Runs the steps of the action as the runner does; `cached` says what the cache has. */
  readonly use: (inputs: Readonly<Record<string, string>>, cached?: 'hit' | 'miss') => Promise<Ran>;
};

const onMachine = async (work: (machine: Machine) => Promise<void>): Promise<void> => {
  const home = await realpath(await mkdtemp(join(tmpdir(), 'picket-action-')));
  const checkout = join(home, 'checkout');
  const temporary = join(home, 'temp');
  const bin = join(home, 'bin');
  for (const folder of [checkout, temporary, bin]) await mkdir(folder);
  const file = (name: string): string => join(home, name);

  const use: Machine['use'] = async (given, cached = 'miss') => {
    const action = readAction();
    const inputs: Record<string, Value> = {
      ...Object.fromEntries(Object.entries(action.inputs).map(([name, input]) => [name, input.default ?? ''])),
      ...given,
    };
    const steps: Record<string, Value> = {};
    const scope = (): Scope => ({ contexts: { inputs, steps }, status: 'success', hashFiles: () => '' });
    const said = (values: Readonly<Record<string, Value>> = {}): Record<string, string> =>
      Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, asText(interpolate(asText(value), scope()))]),
      );
    await writeFile(file('path'), '');
    const used: { action: string; given: Record<string, string> }[] = [];
    let log = '';
    let ok = true;
    for (const step of action.runs.steps) {
      const condition = step.if?.replace(/^\$\{\{(.*)\}\}$/, '$1');
      if (condition !== undefined && !truthy(evaluate(condition, scope()))) continue;
      await writeFile(file('output'), '');
      if (step.uses !== undefined) {
        used.push({ action: step.uses.replace(/@.*/, ''), given: said(step.with) });
        if (step.id !== undefined) steps[step.id] = { outputs: { 'cache-hit': String(cached === 'hit') } };
        continue;
      }
      const { code, said: text } = await shell(step.run ?? '', checkout, {
        PATH: `${bin}:${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
        HOME: home,
        RUNNER_TEMP: temporary,
        RUNNER_OS: 'Linux',
        RUNNER_ARCH: 'X64',
        GITHUB_ACTION_PATH: join(github, 'actions/picket'),
        GITHUB_OUTPUT: file('output'),
        GITHUB_PATH: file('path'),
        npm_config_offline: 'true',
        npm_config_cache: file('npm'),
        npm_config_update_notifier: 'false',
        ...said(step.env),
      });
      log += text;
      ok = code === 0;
      if (!ok) break;
      if (step.id !== undefined) steps[step.id] = { outputs: await pairsIn(file('output')) };
    }
    const path = (await readFile(file('path'), 'utf8')).trim();
    const outputs = Object.fromEntries(
      Object.entries(action.outputs).map(([name, { value }]) => [name, asText(interpolate(value, scope()))]),
    );
    return { ok, log, outputs, path: path === '' ? undefined : path, used };
  };

  try {
    await work({
      checkout,
      use,
      write: async (path, text) => {
        await mkdir(dirname(join(checkout, path)), { recursive: true });
        await writeFile(join(checkout, path), text);
      },
      program: async (name, script) => {
        await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
        await chmod(join(bin, name), 0o755);
      },
    });
  } finally {
    await rm(home, { recursive: true, force: true });
  }
};

/** A package like Picket's, without its dependencies: its command says its version, and nothing else. */
const packed = async (folder: string): Promise<{ readonly file: string; readonly sha256: string }> => {
  await mkdir(folder);
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'picket', version: '9.8.7', bin: { picket: 'bin.js' }, scripts: { install: 'exit 1' } }),
  );
  await writeFile(join(folder, 'bin.js'), '#!/usr/bin/env node\nconsole.log("9.8.7");\n');
  execFileSync('npm', ['pack', '--silent', '--offline'], { cwd: folder, stdio: 'pipe' });
  const file = join(folder, 'picket-9.8.7.tgz');
  return {
    file,
    sha256: createHash('sha256')
      .update(await readFile(file))
      .digest('hex'),
  };
};

const address = 'https://releases.example/picket-9.8.7.tgz';
/** Gives the file to who asks for the address by https alone, and nothing to others. */
const curl = (file: string): string =>
  [
    'while [ $# -gt 1 ]; do case "$1" in',
    '  --output) out=$2; shift ;; --proto) proto=$2; shift ;; --fail) fail=yes ;;',
    'esac; shift; done',
    `[ "$1" = '${address}' ] && [ "$proto" = '=https' ] && [ "$fail" = yes ] && cp '${file}' "$out"`,
  ].join('\n');

/** Stands for an installation from the registry, and for a build: writes down what was asked and makes the command. */
const npm = [
  'echo "npm $*" >> asked',
  'case "$1" in',
  '  run) mkdir -p dist; target=dist/bin.js ;;',
  '  install) mkdir -p "$3/node_modules/.bin"; target="$3/node_modules/.bin/picket" ;;',
  '  *) exit 0 ;;',
  'esac',
  `printf '#!/bin/sh\\necho 1.2.3\\n' > "$target"; chmod +x "$target"`,
].join('\n');

describe('the action', () => {
  test('installs a tarball that is the one named, and runs none of its scripts', async () => {
    await onMachine(async ({ checkout, use, program }) => {
      const { file, sha256 } = await packed(join(checkout, 'package'));
      await program('curl', curl(file));
      const { ok, log, outputs, path, used } = await use({ tarball: address, sha256, 'node-version': '24' });
      expect([ok, log]).toEqual([true, expect.any(String)]);
      expect(outputs).toEqual({ version: '9.8.7', source: 'tarball' });
      expect(execFileSync(join(path ?? '', 'picket'), { encoding: 'utf8' })).toBe('9.8.7\n');
      expect(used).toEqual([
        { action: 'actions/setup-node', given: { 'node-version': '24' } },
        {
          action: 'actions/cache',
          given: { path: dirname(dirname(path ?? '')), key: expect.stringContaining(sha256) },
        },
      ]);
    });
  });

  test('refuses a tarball that is another one than was named', async () => {
    await onMachine(async ({ checkout, use, program }) => {
      const { file } = await packed(join(checkout, 'package'));
      await program('curl', curl(file));
      const { ok, log, path } = await use({ tarball: address, sha256: 'a'.repeat(64) });
      expect([ok, path]).toEqual([false, undefined]);
      expect(log).toContain('::error::The tarball is not the one that sha256 names.');
    });
  });

  test('installs one version of the package, and takes it from the cache the next time', async () => {
    await onMachine(async ({ checkout, use, program }) => {
      await program('npm', npm);
      const first = await use({ version: '1.2.3' });
      expect([first.ok, first.outputs]).toEqual([true, { version: '1.2.3', source: 'npm' }]);
      const asked = await readFile(join(checkout, 'asked'), 'utf8');
      expect(asked).toMatch(/^npm install --prefix \S+ --ignore-scripts .*picket@1\.2\.3\n$/);
      const again = await use({ version: '1.2.3' }, 'hit');
      expect(again.outputs).toEqual(first.outputs);
      expect(again.used[1]?.given).toEqual(first.used[1]?.given);
      expect(await readFile(join(checkout, 'asked'), 'utf8')).toBe(asked);
    });
  });

  test("runs the checkout in Picket's own repository, built, without a cache", async () => {
    await onMachine(async ({ checkout, write, use, program }) => {
      await program('npm', npm);
      await write('package.json', '{\n  "name": "sentinel-picket"\n}\n');
      for (const path of ['tools/build.mjs', 'src/bin.ts']) await write(path, '');
      const { ok, outputs, path, used } = await use({});
      expect([ok, outputs]).toEqual([true, { version: '1.2.3', source: 'checkout' }]);
      expect(await realpath(join(path ?? '', 'picket'))).toBe(join(checkout, 'dist/bin.js'));
      expect(used.map(({ action }) => action)).toEqual(['actions/setup-node']);
      expect(await readFile(join(checkout, 'asked'), 'utf8')).toMatch(/^npm ci --ignore-scripts .*\nnpm run build\n$/);
    });
  });

  test.each([
    ['a range of versions', { version: '^1.2.3' }, 'The input version must be one exact version'],
    [
      'a version with a command in it',
      { version: '1.2.3; touch pwned' },
      'The input version must be one exact version',
    ],
    ['a version that is an option', { version: '--prefix=/' }, 'The input version must be one exact version'],
    ['a tarball without https', { tarball: 'http://releases.example/a.tgz' }, 'must be an https address'],
    ['a tarball without its digest', { tarball: address }, 'needs the input sha256'],
    ['a digest that is none', { tarball: address, sha256: 'A'.repeat(64) }, '64 hexadecimal digits'],
  ])('refuses %s before anything is fetched', async (_, inputs, message) => {
    await onMachine(async ({ checkout, use, program }) => {
      for (const name of ['npm', 'curl']) await program(name, 'touch fetched');
      const { ok, log, used } = await use(inputs);
      expect([ok, log]).toEqual([false, expect.stringContaining(message)]);
      expect(used).toHaveLength(1);
      for (const name of ['fetched', 'pwned']) expect(existsSync(join(checkout, name))).toBe(false);
    });
  });
});
