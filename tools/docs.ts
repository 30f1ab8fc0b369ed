/**
 * Generates what follows from the code: schemas of files from their tables of fields, the command reference, the formats,
 * the pages of the checks, the picture of a run, and how Picket is installed today.
 * `--check` compares instead of writing, for CI, and refuses commands that fetch a package by its bare name.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { bareNames } from './docs/bare-names.ts';
import { pagesOfCode, published, schemasOfCode } from './docs/pages.ts';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

/** Everything that is documented, generated or shipped, and the workflows. */
const bareNamesIn = (): readonly string[] =>
  execFileSync('git', ['ls-files', '-z', '*.md', '.github', '.ci', 'templates', 'src', 'Containerfile'], {
    encoding: 'utf8',
  })
    .split('\0')
    .filter((path) => path !== '' && existsSync(path))
    .flatMap((path) =>
      bareNames(readFileSync(path, 'utf8'), published).map(({ line, command }) => `${path}:${line} \`${command}\``),
    );

const schemas = schemasOfCode();
if (!values.check) for (const [path, text] of schemas) writeFileSync(path, text);

const pages = new Map([...(await pagesOfCode()), ...schemas]);
const present = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.md'))
        .map((name) => join(folder, name))
    : [];
const stale = present('docs/rules').filter((path) => !pages.has(path));
const different = [...pages]
  .filter(([path, text]) => !existsSync(path) || readFileSync(path, 'utf8') !== text)
  .map(([path]) => path);

if (values.check) {
  for (const path of [...different, ...stale])
    console.error(`${path} does not follow from the code: run \`npm run build && npm run docs\`.`);
  const bare = bareNamesIn();
  for (const place of bare)
    console.error(`${place} fetches a package by its name alone: name a path, or what package-lock.json pins.`);
  process.exitCode = different.length + stale.length + bare.length > 0 ? 1 : 0;
} else {
  for (const path of stale) rmSync(path);
  for (const path of different) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, pages.get(path) ?? '');
    console.log(`wrote ${path}`);
  }
}
