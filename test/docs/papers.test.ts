import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { globSync } from 'tinyglobby';
import { isArray, isObject, type JsonValue } from '../../src/core/json.ts';
import { readDocument } from '../../src/core/text/read-document.ts';

const text = (path: string): string => readFileSync(path, 'utf8');

/** A YAML file that must read without a finding. */
const yaml = (path: string): JsonValue | undefined => {
  const { document, diagnostics } = readDocument(path, new TextEncoder().encode(text(path)));
  expect(diagnostics).toEqual([]);
  return document.value;
};

const papers = ['CONTRIBUTING.md', 'SECURITY.md', '.github/PULL_REQUEST_TEMPLATE.md'];

describe('the papers of the project', () => {
  test('link to files that exist', () => {
    const broken = papers.flatMap((page) =>
      [...text(page).matchAll(/\]\(([^)\s#]+)[^)]*\)/g)]
        .map(([, path = '']) => join(dirname(page), path))
        .filter((path) => !existsSync(path))
        .map((path) => `${page}: ${path}`),
    );
    expect(broken).toEqual([]);
  });

  test('name npm scripts that there are', () => {
    const manifest: unknown = JSON.parse(text('package.json'));
    const scripts = isObject(manifest) && isObject(manifest['scripts']) ? Object.keys(manifest['scripts']) : [];
    const named = [...papers.map(text).join('\n').matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
  });

  test('name owners of files that there are, and of everything else', () => {
    const lines = text('.github/CODEOWNERS')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.split(/\s+/));
    expect(lines[0]?.[0]).toBe('*');
    for (const [pattern = '', ...owners] of lines) {
      expect(owners).not.toEqual([]);
      const path = pattern.replace(/^\//, '').replace(/\/$/, '/**');
      expect([pattern, globSync(path, { dot: true }).length > 0]).toEqual([pattern, true]);
    }
  });

  test('propose updates for every place that pins versions', () => {
    const config = yaml('.github/dependabot.yml');
    const updates = isObject(config) && isArray(config['updates']) ? config['updates'] : [];
    const places = updates.flatMap((update) => {
      if (!isObject(update)) return [];
      const many = update['directories'];
      const folders = isArray(many) ? many : [update['directory']];
      return folders.map((folder) => `${String(update['package-ecosystem'])} ${String(folder)}`);
    });
    const actions = readdirSync('.github/actions').map((name) => `github-actions /.github/actions/${name}`);
    expect(places.toSorted()).toEqual(['github-actions /', ...actions, 'npm /'].toSorted());
  });

  test.each(['bug', 'idea'])('ask for a %s with forms that name each answer', (name) => {
    const form = yaml(`.github/ISSUE_TEMPLATE/${name}.yml`);
    const body = isObject(form) && isArray(form['body']) ? form['body'] : [];
    const questions = body.filter((item) => isObject(item) && item['type'] !== 'markdown');
    expect(questions.length).toBeGreaterThan(1);
    for (const question of questions)
      expect(question).toMatchObject({ id: expect.any(String), attributes: { label: expect.any(String) } });
  });

  test('list every decision', () => {
    const index = text('docs/README.md');
    const missing = readdirSync('docs/decisions').filter((name) => !index.includes(`(decisions/${name})`));
    expect(missing).toEqual([]);
  });
});
