/**
 * Which folder of src may import what is said once, in tools/boundaries.json. From it follow the linter's deny-lists
 * (tools/boundaries.oxlint.json) and the table of docs/architecture.md: `node tools/boundaries.mjs --write` writes both, and without
 * `--write` it fails where they differ, and where src has a folder that the table does not know.
 *
 * imports: other folders of src; types: those whose types alone may be imported; packages: what of package.json a folder
 * may use, and no other may unless it says so too; pure: no fs, network, clock, random or process; covered: how much of
 * its lines and branches the tests reach at least, in percent (jest.config.mjs). That number may only go up.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
const table = read('tools/boundaries.json');
const { dependencies, devDependencies } = read('package.json');
const every = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !name.startsWith('@types/'));

const foldersIn = (path) =>
  readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
const problems = [];
const known = table.map(({ folder }) => folder);
for (const folder of foldersIn('src'))
  if (!known.includes(folder))
    problems.push(`src/${folder} is in no row of tools/boundaries.json: say there what it is and may import.`);

for (const { folder, covered } of table)
  if (!(covered?.lines > 0 && covered.branches > 0))
    problems.push(`src/${folder} has no floor of coverage in tools/boundaries.json: say there how much is covered.`);

/** Folders within another one that are called as a folder of src is, such as app/github: `[app, github]`. */
const namesakes = known
  .filter((folder) => foldersIn('src').includes(folder))
  .flatMap((folder) =>
    readdirSync(join('src', folder), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isDirectory() && known.includes(entry.name))
      .map(({ name }) => [folder, name]),
  );

const overrideOf = ({ folder, imports, types = [], packages, pure }) => {
  const denied = known.filter((other) => other !== folder && ![...imports, ...types].includes(other));
  for (const [holder, name] of namesakes)
    if (holder === folder && denied.includes(name))
      problems.push(
        `src/${folder} has a folder called ${name}, which it may not import: the linter takes one for the other.`,
      );
  const allowed = [...imports, ...types.map((name) => `${name}'s types`)];
  const rights = `may import only ${['itself', ...allowed].join(', ')} (docs/architecture.md).`;
  const patterns = [
    {
      group: [
        ...denied.flatMap((name) => [
          `**/${name}/**`,
          ...namesakes.flatMap(([holder, other]) =>
            other === name && imports.includes(holder) ? [`!**/${holder}/${name}/**`] : [],
          ),
        ]),
        '**/bin.ts',
      ],
      message: `${folder} ${rights}`,
    },
    ...types.map((name) => ({ group: [`**/${name}/**`], allowTypeImports: true, message: `${folder} ${rights}` })),
    {
      group: every.filter((name) => !packages.includes(name)).flatMap((name) => [name, `${name}/**`]),
      message: `${folder} does not use this package (tools/boundaries.json).`,
    },
    ...(pure
      ? [
          {
            group: ['node:*', '!node:crypto'],
            message: `${folder} is pure: no fs, network, clock, random or process (docs/architecture.md).`,
          },
        ]
      : []),
  ];
  return {
    files: [`src/${folder}/**`],
    rules: {
      'no-restricted-imports': ['error', { patterns }],
      ...(pure
        ? { 'no-restricted-globals': ['error', 'process', 'console', 'fetch', 'setTimeout', 'setInterval'] }
        : {}),
    },
  };
};

/** Of a folder that has no row. The rows come after it, and the last override that fits a file counts. */
const unknown = {
  files: ['src/*/**'],
  rules: {
    'no-restricted-imports': [
      'error',
      { patterns: [{ group: ['*', '!./**'], message: 'This folder is in no row of tools/boundaries.json.' }] },
    ],
  },
};

const lists = [unknown, ...table.map(overrideOf)];
/** One override a line. */
const wantedLists = `{"overrides":[\n${lists.map((list) => JSON.stringify(list)).join(',\n')}\n]}\n`;

const head = '| folder | what | may import |\n|---|---|---|\n';
const lines = table.map(({ folder, what, imports, types = [] }) => {
  const rights = [...imports, ...types.map((name) => `${name}: types only`)].join(', ');
  return `| src/${folder} | ${what} | ${rights === '' ? 'itself' : rights} |\n`;
});
const page = readFileSync('docs/architecture.md', 'utf8');
const wantedPage = page.replace(/\| folder \| what \| may import \|\n(?:\|.*\n)+/, () => head + lines.join(''));

const wanted = new Map([
  ['tools/boundaries.oxlint.json', wantedLists],
  ['docs/architecture.md', wantedPage],
]);
for (const [path, text] of wanted)
  if (process.argv.includes('--write')) writeFileSync(path, text);
  else if (!existsSync(path) || readFileSync(path, 'utf8') !== text)
    problems.push(`${path} does not follow from tools/boundaries.json: run \`node tools/boundaries.mjs --write\`.`);
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
