/**
 * Generates what follows from the code: schemas of files from their tables of fields, the command reference, the formats,
 * the pages of the checks, the picture of a run, and how Picket is installed today.
 * `--check` compares instead of writing, for CI, and refuses commands that fetch a package by its bare name.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { commands } from '../src/cli/commands/index.ts';
import { main } from '../src/cli/main.ts';
import { contentTypes } from '../src/content/index.ts';
import type { Io } from '../src/core/io.ts';
import { bareNames } from './docs/bare-names.ts';
import { formatPage } from './docs/formats.ts';
import { withInstallBlock } from './docs/install-block.ts';
import { picture } from './docs/picture.ts';
import { rulePages } from './docs/rule-pages.ts';
import { editorSchema } from './schemas/editor-schema.ts';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

const helpOf = async (...argv: readonly string[]): Promise<string> => {
  let text = '';
  const stream: Io['out'] = {
    write: (part) => void (text += part),
    interactive: false,
    colour: false,
    columns: () => 100,
  };
  const idle = new AbortController().signal;
  await main([...argv, '--help'], {
    out: stream,
    err: stream,
    ask: async () => undefined,
    attended: false,
    env: {},
    cwd: '/',
    clock: { now: () => 0, sleep: async () => undefined },
    signals: { stop: idle, abort: idle },
    workers: 0,
  });
  return text.trimEnd();
};

const commandReference = async (): Promise<string> => {
  const parts = [
    '# Commands',
    '',
    'Generated from the commands themselves by `npm run docs`.',
    '',
    '```',
    await helpOf(),
    '```',
  ];
  for (const { name } of commands) parts.push('', `## picket ${name}`, '', '```', await helpOf(name), '```');
  return `${parts.join('\n')}\n`;
};

const schemaNames = (): string[] =>
  readdirSync('schemas', { recursive: true, encoding: 'utf8' })
    .flatMap((name) => (name.endsWith('.schema.json') ? [name.slice(0, -'.schema.json'.length)] : []))
    .map((name) => name.replaceAll('\\', '/'))
    .toSorted();

const manifest: { readonly picket?: { readonly published?: string } } = JSON.parse(
  readFileSync('package.json', 'utf8'),
);
/** The version that the registry has of Picket's own package; undefined while there is none. */
const published = manifest.picket?.published;

const withInstallation = (path: string): [string, string] => [
  path,
  withInstallBlock(readFileSync(path, 'utf8'), published),
];

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

const generated = async (): Promise<Map<string, string>> =>
  new Map([
    ['docs/commands.md', await commandReference()],
    ['docs/formats.md', formatPage(schemaNames())],
    ['docs/images/run.svg', await picture()],
    withInstallation('README.md'),
    withInstallation('docs/guides/quick-start.md'),
    withInstallation('docs/guides/installation.md'),
    ...(await rulePages()),
  ]);

const configSchema = 'schemas/picket.schema.json';

/** The schema of picket.yaml, which is written by hand but for the types that a folder of content may be said to hold. */
const withTypes = (text: string): string =>
  text.replaceAll(
    /("title": "Type", "description": "[^"]*", "enum": )\[[^\]]*\]/g,
    (_, before: string) => `${before}[${contentTypes.map(({ name }) => JSON.stringify(name)).join(', ')}]`,
  );

/** The schemas that follow from tables of fields; the page of formats is made of what is on the disk. */
const schemas = new Map([
  ...contentTypes.map(
    (type) => [`schemas/${type.name}.schema.json`, `${JSON.stringify(editorSchema(type), null, 2)}\n`] as const,
  ),
  [configSchema, withTypes(readFileSync(configSchema, 'utf8'))] as const,
]);
if (!values.check) for (const [path, text] of schemas) writeFileSync(path, text);

const pages = new Map([...(await generated()), ...schemas]);
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
