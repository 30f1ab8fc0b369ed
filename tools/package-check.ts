/**
 * Takes Picket as a stranger does, on a machine that has Node, npm and git, and a registry in which `picket` is somebody
 * else's package: what the README and the quick start say is typed, from the clone to the deployed rule, and must answer as
 * it is printed; the repository that comes out is installed again from its lock, which must notice a changed byte; and the
 * packed package must hold what a user needs, and nothing else.
 */
import { execFileSync } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { filesOfPackage, ownFiles, packed } from '../src/files/package-files.ts';
import { blocksOf, playGuide } from '../test/docs/guide.ts';
import { lockedVersion, onMachine, type Machine } from './package/machine.ts';
import { pinnedIn, serveRegistry, type Registry } from './package/registry.ts';

parseArgs();

const check = (holds: boolean, message: string): void => {
  if (!holds) throw new Error(message);
};

const { version }: { version: string } = JSON.parse(readFileSync('package.json', 'utf8'));

/** What Picket packs is what npm packs, with everything that is read at run time. */
const checkContents = async (): Promise<Uint8Array> => {
  const said: [{ files: { path: string }[] }] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { encoding: 'utf8' }),
  );
  const files = await ownFiles();
  const listed = said[0].files.map(({ path }) => path);
  const others = [
    ...listed.filter((path) => !files.has(path)),
    ...[...files.keys()].filter((path) => !listed.includes(path)),
  ];
  check(others.length === 0, `npm packs other files than Picket does: ${others.join(', ')}`);
  const wanted = [
    'dist/bin.js',
    'dist/index.js',
    'dist/lock.json',
    'README.md',
    'LICENSE',
    'NOTICE',
    'CHANGELOG.md',
    'schemas/analytics-rule.schema.json',
    'schemas/rule-test.schema.json',
    'schemas/picket.schema.json',
    'docs/rules/README.md',
    'templates/picket.yaml',
    'templates/gitignore',
    '.github/actions/picket/action.yml',
  ];
  const missing = wanted.filter((path) => !files.has(path));
  const unwanted = listed.filter((path) =>
    /^(?:src|test|tools|build|analytics-rules)\/|^\.github\/workflows\/(?:ci|release)/.test(path),
  );
  check(missing.length + unwanted.length === 0, `missing: ${missing.join(', ')}; unwanted: ${unwanted.join(', ')}`);
  return packed(files);
};

/** The repository as git would clone it, with what is not committed yet. */
const cloneTo = async (folder: string): Promise<void> => {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
  });
  for (const path of listed.split('\0').filter((one) => one !== '' && existsSync(one))) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await cp(path, join(folder, path));
  }
};

/** Without what depends on the clock: times, and the lines in which a run tells what it is at where it takes long. */
const withoutTimes = (page: string): string =>
  page
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z|\d{8}T\d{6}Z/g, 'TIME')
    .replaceAll(/^(?:reading|compiling|listing) .*\n/gm, '');

/** Installs as a page says, which begins in the clone; gives the folder where that ends. */
const install = async (machine: Machine, path: string): Promise<string> => {
  const [block] = blocksOf(await readFile(path, 'utf8')).filter(({ language }) => language === 'sh');
  check(block?.text.includes('npm ') === true, `${path} does not begin with an installation`);
  return (await machine.must(join(machine.home, 'picket'), `{ ${block?.text ?? ''}} >&2; pwd`)).trim();
};

/** Types each command of a page that has an answer, and compares the answers. */
const follow = async (machine: Machine, folder: string, path: string): Promise<void> => {
  const page = await readFile(path, 'utf8');
  const played = await playGuide(machine.shell(folder), page, 'test/fixtures/docs');
  if (withoutTimes(played) === withoutTimes(page)) return;
  await writeFile(join('build', 'played.md'), played);
  throw new Error(`${path} shows other answers than came: compare it with build/played.md`);
};

const npmCi = 'npm ci --ignore-scripts --no-audit --no-fund';

/** What the lock says is what is installed, from an empty cache, and nothing else is. */
const checkLock = async (machine: Machine, registry: Registry, folder: string): Promise<void> => {
  const fresh = `rm -rf node_modules "$HOME/npm-cache"; ${npmCi}`;
  await machine.must(folder, fresh);
  const runs = (await machine.must(folder, 'node_modules/.bin/picket --version')).trim();
  check(
    runs === version && (await lockedVersion(folder)) === version,
    `the lock pins ${await lockedVersion(folder)}, ${runs} runs`,
  );
  await machine.must(folder, 'npx --no -- picket validate');
  // A repository inside that what runs here makes: the same bytes, whatever it was made from.
  await machine.must(
    folder,
    'node_modules/.bin/picket init again --yes --ci none && cmp tools/picket/*.tgz again/tools/picket/*.tgz',
  );
  const tarball = join(folder, 'tools', 'picket', `picket-${version}.tgz`);
  const bytes = await readFile(tarball);
  await writeFile(
    tarball,
    await packed(new Map([...filesOfPackage(join(folder, 'node_modules', 'sentinel-picket'))].slice(1))),
  );
  check(/EINTEGRITY/.test((await machine.bash(folder, fresh)).err), 'npm ci takes another tool than the lock pins');
  await writeFile(tarball, bytes);
  registry.spoil('js-yaml');
  check(
    /EINTEGRITY|corrupted/.test((await machine.bash(folder, fresh)).err),
    'npm ci takes another js-yaml than the lock pins',
  );
};

const tarball = await checkContents();
const lock: Parameters<typeof pinnedIn>[0] = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const foreign = await packed(
  new Map(
    Object.entries({
      'package.json': '{"name":"picket","version":"0.1.0","bin":{"picket":"bin.js"}}',
      'bin.js': '#!/usr/bin/env node\nconsole.log("somebody else");\n',
    }).map(([path, text]) => [path, new TextEncoder().encode(text)]),
  ),
);
const registry = await serveRegistry(pinnedIn(lock), { picket: { version: '0.1.0', bytes: foreign } });
try {
  await onMachine(registry.url, async (machine) => {
    await cloneTo(join(machine.home, 'picket'));
    const folder = await install(machine, 'README.md');
    await follow(machine, folder, 'README.md');
    // The quick start installs in the same way (tools/docs/install-block.ts): only its folder is a new one.
    await machine.must(folder, 'rm -rf "$PWD" && mkdir "$PWD"');
    await follow(machine, folder, 'docs/guides/quick-start.md');
    await checkLock(machine, registry, folder);
  });
  const wrong = registry.asked.filter((name) => /^(?:sentinel-)?picket$/.test(name));
  check(wrong.length === 0, `the registry was asked for ${wrong.join(', ')}`);
  check(
    registry.asked.length > 80,
    `the registry was asked ${registry.asked.length} times only: something else answered`,
  );
} finally {
  registry.close();
}
console.log(`${Math.round(tarball.length / 1024)} KB packed; README and quick start work as printed from a clone`);
