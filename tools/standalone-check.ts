/**
 * Tries what people without Node use: the single executable of this platform, and the container. Where no engine for
 * containers runs, the Containerfile's own lines are carried out in a folder that stands for its root, one for each stage.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

parseArgs();

const { version }: { version: string } = JSON.parse(readFileSync('package.json', 'utf8'));

/** From an empty folder to a deployed rule, and what of Picket is read at run time. */
const newcomer: readonly (readonly string[])[] = [
  ['init', '--yes', '--ci', 'none'],
  ['validate', '--max-warnings', '0'],
  // The executable has no file of a worker: it compiles in its own thread, whatever is asked for.
  ['validate', '--no-cache', '--workers', '2'],
  ['plan'],
  ['deploy', '--yes'],
  ['drift'],
  ['explain', 'rule/id-not-guid'],
  ['docs', 'build', '--out', 'catalogue'],
];

type Run = (words: readonly string[]) => string;

const tryOut = (what: string, run: Run): void => {
  const said = run(['--version']).trim();
  if (said !== version) throw new Error(`${what} says that it is ${said}, not ${version}`);
  for (const words of newcomer) run(words);
  console.log(`${what}: an empty folder to a deployed rule, version ${said}`);
};

const tryExecutable = (folder: string): void => {
  const name = process.platform === 'win32' ? 'picket.exe' : 'picket';
  execFileSync(process.execPath, [join('build', 'tools', 'sea.js')], { stdio: ['ignore', 'ignore', 'inherit'] });
  const program = join(folder, name);
  copyFileSync(join('build', 'sea', name), program);
  const work = join(folder, 'work');
  mkdirSync(work);
  // No PATH: neither Node nor npm is there.
  tryOut('The executable', (words) =>
    execFileSync(program, words, { cwd: work, env: { HOME: folder }, encoding: 'utf8' }),
  );
};

const [, base = ''] = /^ARG NODE=(\S+)$/m.exec(readFileSync('Containerfile', 'utf8')) ?? [];

/** A program that runs containers here and gets the base image. */
const engine = ['docker', 'podman'].find(
  (name) =>
    spawnSync(name, ['info'], { stdio: 'ignore' }).status === 0 &&
    spawnSync(name, ['pull', base], { stdio: 'ignore' }).status === 0,
);

const tryImage = (program: string, folder: string): void => {
  execFileSync(program, ['build', '--tag', 'picket-check', '--file', 'Containerfile', '.'], { stdio: 'inherit' });
  chmodSync(folder, 0o777);
  const run = (words: readonly string[]): string =>
    execFileSync(program, ['run', '--rm', '--volume', `${folder}:/work`, 'picket-check', ...words], {
      encoding: 'utf8',
    });
  tryOut(`The container in ${program}`, run);
};

type Instruction = { readonly verb: string; readonly rest: string };

const instructionsOf = (text: string): readonly Instruction[] =>
  text
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line))
    .map((line) => ({ verb: line.split(' ')[0] ?? '', rest: line.slice(line.indexOf(' ') + 1) }));

/** The stage that an image is made of: where its root is, and where in it the next line works. */
type Stage = { readonly root: string; work: string };

const bin = (root: string): string => join(root, 'usr', 'local', 'bin');

const begin = (root: string): Stage => {
  for (const path of [bin(root), join(root, 'tmp')]) mkdirSync(path, { recursive: true });
  // What the base image has and this folder has not.
  writeFileSync(join(bin(root), 'apt-get'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  return { root, work: root };
};

const copy = (stage: Stage, stages: ReadonlyMap<string, Stage>, rest: string): void => {
  const [, from, source = '', target = ''] = /^(?:--from=(\S+) )?(\S+) (\S+)$/.exec(rest) ?? [];
  const to = target.startsWith('/') ? join(stage.root, target) : join(stage.work, target);
  if (from !== undefined) {
    cpSync(join(stages.get(from)?.root ?? 'no-such-stage', source), to, { recursive: true, verbatimSymlinks: true });
    return;
  }
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', source], {
    encoding: 'utf8',
  });
  for (const path of listed.split('\0').filter((one) => one !== '')) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    cpSync(path, join(to, path), { force: true });
  }
};

/** A line of a shell whose absolute paths begin at the root of the stage. */
const runLine = (stage: Stage, line: string): void => {
  execFileSync('/bin/sh', ['-ec', line.replaceAll(/(^|[\s=])\/(?=\w)/g, `$1${stage.root}/`)], {
    cwd: stage.work,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      PATH: `${bin(stage.root)}:${process.env['PATH'] ?? ''}`,
      GIT_CONFIG_SYSTEM: join(stage.root, 'gitconfig'),
      npm_config_prefer_offline: 'true',
    },
  });
};

const tryLines = (folder: string): void => {
  const stages = new Map<string, Stage>();
  let stage = begin(join(folder, 'no-stage'));
  let entry: readonly string[] = [];
  for (const { verb, rest } of instructionsOf(readFileSync('Containerfile', 'utf8'))) {
    if (verb === 'FROM') {
      const name = / AS (\S+)$/.exec(rest)?.[1] ?? 'final';
      stage = begin(join(folder, name));
      stages.set(name, stage);
    } else if (verb === 'WORKDIR') {
      stage.work = join(stage.root, rest);
      mkdirSync(stage.work, { recursive: true });
    } else if (verb === 'COPY') copy(stage, stages, rest);
    else if (verb === 'RUN') runLine(stage, rest);
    else if (verb === 'ENTRYPOINT') entry = JSON.parse(rest);
    else if (verb !== 'ARG' && verb !== 'USER') throw new Error(`Containerfile: ${verb} is not understood here`);
  }
  const { root, work } = stage;
  const [program = '', ...words] = entry;
  tryOut("The container's lines", (more) =>
    execFileSync(join(bin(root), program), [...words, ...more], {
      cwd: work,
      env: { HOME: folder, PATH: `${bin(root)}:${dirname(process.execPath)}:/usr/bin:/bin` },
      encoding: 'utf8',
    }),
  );
};

const folder = mkdtempSync(join(tmpdir(), 'picket-standalone-'));
try {
  tryExecutable(folder);
  const image = join(folder, 'image');
  mkdirSync(image);
  if (engine === undefined) tryLines(image);
  else tryImage(engine, image);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
