import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { readConfig } from '../../src/core/config/read-config.ts';
import { readDocument } from '../../src/core/text/read-document.ts';
import { inFolder } from '../cli/io.ts';
import { blocksOf, playGuide } from './guide.ts';

/** Loading the KQL engine takes seconds, more on a busy machine. */
jest.setTimeout(120_000);

const scenarios = resolve('test/fixtures/docs');
const pages = [
  'README.md',
  'docs/README.md',
  ...readdirSync('docs/guides')
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs/guides', name)),
];
const decisions = readdirSync('docs/decisions').map((name) => join('docs/decisions', name));

/** `UPDATE_DOCS=1` writes what the commands really answer; read the difference before committing it. */
const update = process.env['UPDATE_DOCS'] === '1';

const blocks = pages.flatMap((page) => blocksOf(readFileSync(page, 'utf8')).map((block) => ({ page, ...block })));
const named = (language: string) =>
  blocks.filter((block) => block.language === language).map((block) => ({ ...block, place: `${block.page}:${block.line}` }));

const yaml = (text: string) => readDocument('example.yaml', new TextEncoder().encode(text));

describe('the guides', () => {
  test.each(pages.filter((page) => readFileSync(page, 'utf8').includes('```console')))(
    '%s shows what its commands answer',
    async (page) => {
      const text = readFileSync(page, 'utf8');
      const played = await inFolder((shell) => playGuide(shell, text, scenarios));
      if (update) writeFileSync(page, played);
      expect(update ? text : played).toBe(text);
    },
  );

  test.each(named('yaml'))('$place is valid YAML of its kind ($kind)', async ({ text, kind }) => {
    const { document, diagnostics } = yaml(text);
    expect(diagnostics).toEqual([]);
    switch (kind) {
      case 'picket':
        expect(readConfig(document).diagnostics).toEqual([]);
        return;
      case 'rule':
        await inFolder(async (shell) => {
          await shell.write('rule.yaml', text);
          expect((await shell.picket('validate', 'rule.yaml', '--no-config', '--max-warnings', '0')).out).toBe(
            '1 file: no errors\n',
          );
        });
        return;
      case 'sigma':
        expect(document.value).toMatchObject({ logsource: expect.anything(), detection: expect.anything() });
        return;
      case 'cases':
      case 'step':
        expect(document.value).toEqual(expect.arrayContaining([expect.anything()]));
        return;
      default:
        throw new Error(`The kind \`${kind}\` is none: say \`\`\`yaml picket, rule, sigma, cases or step.`);
    }
  });

  test('show JSON that is JSON', () => {
    for (const { text } of named('json')) expect(() => JSON.parse(text)).not.toThrow();
  });

  test('leave to the reader only what no test can run', () => {
    const programs = new Set(['az', 'docker', 'gh', 'git', 'npm', 'npx', 'cd', 'mkdir']);
    const others = named('sh').flatMap(({ text, place }) =>
      text
        .replaceAll(/\\\n\s*/g, ' ')
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '' && !line.startsWith('#') && !/^[A-Z_]+=/.test(line))
        .filter((line) => !programs.has(line.split(' ')[0] ?? ''))
        .map((line) => `${place}: ${line}`),
    );
    expect(others).toEqual([]);
  });

  test('use only languages that a test looks at', () => {
    const known = new Set(['console', 'yaml', 'json', 'sh', 'kql', 'text', '']);
    expect(blocks.filter(({ language }) => !known.has(language))).toEqual([]);
  });

  test('link to pages and headings that exist', () => {
    const slug = (heading: string): string =>
      heading
        .trim()
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(/\s/g, '-');
    const broken = [...pages, ...decisions].flatMap((page) =>
      [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:)([^)\s#]*)(?:#([^)\s]+))?\)/g)].flatMap(
        ([whole, path = '', anchor]) => {
          const target = path === '' ? page : join(page, '..', path);
          if (!existsSync(target)) return [`${page}: ${whole}`];
          if (anchor === undefined) return [];
          const headings = [...readFileSync(target, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, text = '']) => slug(text));
          return headings.includes(anchor) ? [] : [`${page}: ${whole}`];
        },
      ),
    );
    expect(broken).toEqual([]);
  });

  test('explain messages that the sources have', () => {
    // The words of other programs are those of the fakes that stand for them.
    const sources = ['src', 'templates', '.github', 'test/workflows']
      .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))
      .filter((path) => /\.(?:ts|sh|yml)$/.test(path))
      .map((path) => readFileSync(path, 'utf8'))
      .join('\n')
      .replaceAll('\\`', '`')
      .replaceAll(/' \+\s*'/g, '');
    const messages = [...readFileSync('docs/guides/troubleshooting.md', 'utf8').matchAll(/^\| (.+?) \| .+ \| .+ \|$/gm)]
      .map(([, message = '']) => message)
      .filter((message) => message !== 'message');
    expect(messages.length).toBeGreaterThan(20);
    const pieces = messages.flatMap((message) => message.split('…').map((piece) => ({ message, piece: piece.trim() })));
    expect(pieces.filter(({ piece }) => !sources.includes(piece))).toEqual([]);
  });

  test('are all in the index', () => {
    const index = readFileSync('docs/README.md', 'utf8');
    const missing = [...pages.slice(2), ...decisions].filter((page) => !index.includes(page.replace('docs/', '')));
    expect(missing).toEqual([]);
  });
});
