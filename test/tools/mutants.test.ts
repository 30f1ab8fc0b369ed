import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { reachOf } from '../../tools/mutants/reach.ts';
import { mutated, mutationsOf } from '../../tools/mutants/sites.ts';
import { openWorkbench } from '../../tools/mutants/workbench.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

const allOf = async (source: string): Promise<readonly string[]> =>
  (await mutationsOf(source)).map((mutation) => mutated(source, mutation));

describe('a planted defect', () => {
  test.each([
    ['negates a condition', 'const f = (a) => (a ? 1 : 2);', 'const f = (a) => (!(a) ? 1 : 2);'],
    ['drops a guard', 'function f(a) { if (a) return; g(); }', 'function f(a) { ; g(); }'],
    ['swaps two arguments', 'const x = f(a, b);', 'const x = f(b, a);'],
    ['forgets to wait', 'const x = await f();', 'const x = (f());'],
    ['changes an operator', 'const x = a <= b;', 'const x = (a < b);'],
    ['drops one side of a condition', 'const x = a && b;', 'const x = (b);'],
    ['drops a default', 'const x = a ?? b;', 'const x = (a);'],
    ['drops a property', 'const x = { a: b };', 'const x = { ...{} };'],
    ['drops what is spread', 'const x = [...a];', 'const x = [...[]];'],
    ['drops a statement', 'f();', ';'],
    ['changes a name', "const x = 'delete';", "const x = 'delete~';"],
    ['changes a number', 'const x = 3;', 'const x = 4;'],
  ])('%s', async (_name, source, defect) => {
    expect(await allOf(source)).toContain(defect);
  });

  test('lies at its place behind letters of several bytes', async () => {
    const source = "// žluťoučký 💥\nconst x = { é: 'é é', y: 1 };\n";
    expect(await allOf(source)).toContain("// žluťoučký 💥\nconst x = { é: 'é é', y: 2 };\n");
    expect((await mutationsOf(source)).map(({ line }) => line)).toEqual(expect.arrayContaining([2]));
  });

  test('is put neither into types and imports nor into sentences', async () => {
    expect(await allOf("import { a } from 'b';\ntype C = 'd' | 1;\nconst e = (f: 'g') => `not ${f}`;")).toEqual([]);
    expect(await allOf("const x = 'A sentence for people.';")).toEqual([]);
  });
});

test('the tests that reach a file are those that import it, however far, its own first', () => {
  const tests = reachOf(root)('src/core/duration.ts');
  expect(tests[0]).toBe('test/core/duration.test.ts');
  expect(tests).toContain('test/scenarios/scenarios.test.ts');
  expect(tests).not.toContain('test/core/pointer.test.ts');
});

test('the test file that notices a defect is named, whichever comes first, and the defect is gone afterwards', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'picket-bench-'));
  const expecting = (member: string): string =>
    `const sum = require('../src/sum.js');\ntest('${member}', () => expect(sum.${member}).toBe(1));\n`;
  try {
    for (const name of ['src', 'test']) await mkdir(join(folder, name));
    await writeFile(join(folder, 'package.json'), '{ "jest": { "testEnvironment": "node" } }');
    await writeFile(join(folder, 'src', 'sum.js'), 'module.exports = { one: 1, two: 1 };\n');
    await writeFile(join(folder, 'test', 'one.test.js'), expecting('one'));
    await writeFile(join(folder, 'test', 'two.test.js'), expecting('two'));
    await writeFile(join(folder, '.gitignore'), 'node_modules\n');
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    const bench = openWorkbench(folder, 60);
    try {
      const tests = ['test/one.test.js', 'test/two.test.js'];
      const planted = (text: string) => bench.testWith('src/sum.js', text, tests);
      expect(await planted('module.exports = { one: 1, two: 2 };\n')).toEqual({ passed: false, failed: tests[1] });
      expect(await planted('module.exports = { one: 2, two: 2 };\n')).toMatchObject({ passed: false });
      expect(await planted('module.exports = { one: 1, two: 1 };\n')).toEqual({ passed: true });
      expect(await readFile(join(bench.root, 'src', 'sum.js'), 'utf8')).toContain('{ one: 1, two: 1 }');
    } finally {
      bench.remove();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
