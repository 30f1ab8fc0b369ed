import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a failure is planted: the n-th program that a step starts, counted from 1. */
export type Planted = { readonly count: number };

/** The word by which a planted failure is known in what was said. */
export const plantedWord = 'planted failure';

/**
 * Counts its calls in a file of the step, and fails in place of the planted one. `exec` is what the program does
 * otherwise, with its arguments in "$@".
 */
const counted = (name: string, exec: string): string =>
  [
    '#!/bin/bash',
    'if [ -n "$COUNT_FILE" ]; then',
    `  echo '${name}' >> "$COUNT_FILE"`,
    // By the shell itself: this runs before every program, and a process each time to count lines costs as much as it.
    '  count=0',
    '  while read -r line; do count=$((count + 1)); done < "$COUNT_FILE"',
    '  if [ "$count" -eq "$PLANTED_AT" ]; then',
    `    echo '${plantedWord} of ${name}' >&2`,
    '    exit 70',
    '  fi',
    'fi',
    exec,
    '',
  ].join('\n');

/** Looks for the real program behind the folder of these. What it starts itself is not counted. */
const real = (bin: string, name: string): string => `COUNT_FILE= PATH="\${PATH#*'${bin}':}" exec ${name} "$@"`;

/**
 * What a script of install.sh says of the same package-lock.json is asked once: each job asks it, and a Node takes more
 * than all the rest.
 */
const node = (bin: string): string =>
  [
    'if [[ "$1" = -p && "$2" = *package-lock.json* && -f package-lock.json ]]; then',
    `  said='${bin}'/said-$(printf '%s' "$*" | cat - package-lock.json | cksum | tr ' ' -)`,
    '  if [ -f "$said" ]; then exec cat "$said"; fi',
    `  COUNT_FILE= PATH="\${PATH#*'${bin}':}" node "$@" > "$said.$$" || exit`,
    '  mv "$said.$$" "$said"',
    '  exec cat "$said"',
    'fi',
    real(bin, 'node'),
  ].join('\n');

/**
 * `npm ci` as the pipelines call it, with this build in place of what the lock pins; the command's version is the lock's.
 * Anything else that npm is asked for is refused: the pipelines install nothing by name.
 */
const npm = (bin: string): string =>
  [
    'if [ "$*" != "ci --ignore-scripts --no-audit --no-fund" ]; then echo "npm $* is not what was agreed" >&2; exit 1; fi',
    'if [ ! -f package-lock.json ]; then echo "npm error: no package-lock.json" >&2; exit 1; fi',
    'if [ -d node_modules ]; then rm -rf node_modules; fi',
    'mkdir -p node_modules/.bin',
    `ln -s '${join(bin, 'command/picket')}' node_modules/.bin/picket`,
  ].join('\n');

/** Puts the programs that scripts start into a folder; `picket` is started from node_modules alone. */
export const putPrograms = async (bin: string, picket: string): Promise<void> => {
  const put = async (path: string, text: string): Promise<void> => {
    await writeFile(join(bin, path), text);
    await chmod(join(bin, path), 0o755);
  };
  await mkdir(join(bin, 'command'), { recursive: true });
  await put('command/picket', counted('picket', picket));
  await put('npm', counted('npm', npm(bin)));
  await put('node', counted('node', node(bin)));
  for (const name of ['git', 'curl']) await put(name, counted(name, real(bin, name)));
};

/** The environment in which the programs of one step count. */
export const counting = (file: string, planted: Planted | undefined): Record<string, string> => ({
  COUNT_FILE: file,
  PLANTED_AT: String(planted?.count ?? 0),
});

/** How many programs the step started, after which the file is empty again. */
export const takeCount = async (file: string): Promise<number> => {
  const text = await readFile(file, 'utf8').catch(() => '');
  await rm(file, { force: true });
  return text.split('\n').length - 1;
};
