import { describe, expect, test } from '@jest/globals';
import { bareNames } from '../../tools/docs/bare-names.ts';
import { withInstallBlock } from '../../tools/docs/install-block.ts';

const commands = (text: string, published?: string): string[] =>
  bareNames(text, published).map(({ command }) => command);

describe('a command that fetches a package by its bare name', () => {
  test.each([
    'npm install -g picket',
    'npm install --global picket',
    'npm i sentinel-picket',
    'npm -g i picket',
    'npm install --global --ignore-scripts picket@PICKET_VERSION',
    'npm install --prefix "$FOLDER" --no-save "picket@$PICKET_VERSION"',
    'npm install sentinel-picket@1.2.3',
    'npm install ./tool.tgz picket',
    'npm add picket@latest',
    'npx picket validate',
    'npx --yes picket@1 plan',
    'npm exec picket -- plan',
    'npm init picket',
    'pnpm add -g picket',
    'pnpm dlx picket',
    'yarn global add picket',
    'bunx picket',
    'npm --prefix tool install picket',
    'npm --loglevel error i picket',
    'NPM install picket',
    'npm.cmd install picket',
    'npx.cmd picket plan',
    'npm isntall picket',
    'npm in -g picket',
    'npm up picket',
    'npm link picket',
    'volta install picket',
    'deno install npm:picket',
  ])('is found: %s', (command) => {
    expect(bareNames(`fine\n  ${command}\n`, undefined)).toEqual([{ line: 2, command }]);
  });

  test.each([
    ['in YAML', '- script: npm install --global picket', 'npm install --global picket'],
    ['in a string', "  'Run npm install picket', other", 'npm install picket'],
    ['in code within a sentence', 'First `npm install -g picket`, then go on.', 'npm install -g picket'],
    ['between others', 'cd x && npm i picket && picket plan', 'npm i picket'],
    ['over two lines of a shell', 'npm install \\\n  --global \\\n  picket', 'npm install  --global picket'],
    ['behind what is redirected', 'npm install 2>&1 > /dev/null picket', 'npm install   picket'],
    ['over two lines of PowerShell', 'npm install `\r\n  picket\r\n', 'npm install picket'],
    ['over two lines of a folded text', 'run: >-\n  npm install\n  picket\nnext: npm\n', 'npm install picket'],
    ['as a list of words', 'RUN ["npm", "install", "-g", "picket"]', 'npm install -g "picket'],
    ['as a dependency', '{ "dependencies": { "picket": "^0.1.0" } }', '"picket": "^0.1.0"'],
    ['with a comment', 'npx picket plan # look', 'npx picket plan'],
  ])('is found %s', (_, text, command) => {
    expect(commands(text)).toEqual([command]);
  });

  test.each([
    'npm ci --ignore-scripts --no-audit --no-fund',
    'npm install',
    'npm install --global .',
    'npm install --package-lock-only',
    'npm install --prefix picket ../release/picket.tgz',
    'npm install --ignore-scripts ../release/*.tgz',
    'npm install --no-save "$RUNNER_TEMP/picket.tgz"',
    'npm install --global https://releases.example/picket-1.2.3.tgz',
    'npm init --yes > /dev/null',
    'npx --no -- picket validate',
    'npx --no-install picket validate',
    'Run `npm install` in a folder of your own.',
    'A machine with Node and npm in it.',
    'run: |\n  npm install\n  picket validate',
    'run: >-\n  npm ci\n\nsteps:\n  npm install\n  picket validate',
    "['npm install', 'picket plan']",
    '"bin": { "picket": "dist/bin.js" }',
    'npm ci 2>&1 | tee picket.log',
    'picket upgrade npm:sentinel-picket@1.2.3',
  ])('is not: %s', (command) => {
    expect(commands(command)).toEqual([]);
  });

  test('may be the exact version that is published, and no other', () => {
    expect(commands('npm install --global sentinel-picket@1.2.3', '1.2.3')).toEqual([]);
    expect(commands('npm install --global sentinel-picket@1.2.4', '1.2.3')).toHaveLength(1);
    expect(commands('npm install --global sentinel-picket', '1.2.3')).toHaveLength(1);
    expect(commands('npm install --global picket@1.2.3', '1.2.3')).toHaveLength(1);
  });
});

describe('the part of a page on installation', () => {
  const page = 'Before.\n\n<!-- install -->\n\nanything\n\n<!-- /install -->\n\nAfter.\n';

  test('begins at a clone until a version is published, and at that version from then on', () => {
    const first = withInstallBlock(page, undefined);
    expect(first).toContain('npm ci\nnpm install --global .\n');
    const later = withInstallBlock(first, '1.2.3');
    expect(later).toContain('npm install --global sentinel-picket@1.2.3\n');
    expect(later).not.toContain('npm ci');
    expect([first, later].map((text) => [text.startsWith('Before.'), text.endsWith('After.\n')])).toEqual([
      [true, true],
      [true, true],
    ]);
    expect(commands(later, '1.2.3')).toEqual([]);
  });
});
