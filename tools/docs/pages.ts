import { readFileSync, readdirSync } from 'node:fs';
import { commands } from '../../src/cli/commands/index.ts';
import { main } from '../../src/cli/main.ts';
import { contentTypes } from '../../src/content/index.ts';
import type { Io } from '../../src/core/io.ts';
import { editorSchema } from '../schemas/editor-schema.ts';
import { formatPage } from './formats.ts';
import { withInstallBlock } from './install-block.ts';
import { picture } from './picture.ts';
import { rulePages } from './rule-pages.ts';

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
export const published = manifest.picket?.published;

const withInstallation = (path: string): [string, string] => [
  path,
  withInstallBlock(readFileSync(path, 'utf8'), published),
];

/** Every page that follows from the code, by its path, read from the folder of the project. Rejects where a file that it reads is not there. */
export const pagesOfCode = async (): Promise<ReadonlyMap<string, string>> =>
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

/** The schemas that follow from tables of fields, by their paths; the page of formats is made of what is on the disk. */
export const schemasOfCode = (): ReadonlyMap<string, string> => new Map([
  ...contentTypes.map(
    (type) => [`schemas/${type.name}.schema.json`, `${JSON.stringify(editorSchema(type), null, 2)}\n`] as const,
  ),
  [configSchema, withTypes(readFileSync(configSchema, 'utf8'))] as const,
]);
