import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { describe, expect, jest, test } from '@jest/globals';
import { notice } from '../../tools/mutants/notice.ts';
import { plant } from '../../tools/mutants/plant.ts';
import { reachOf } from '../../tools/mutants/reach.ts';
import { sift } from '../../tools/mutants/sift.ts';
import { mutated, mutationsOf } from '../../tools/mutants/sites.ts';
import { openWorkbench } from '../../tools/mutants/workbench.ts';

jest.setTimeout(900_000);

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

const allOf = async (source: string): Promise<readonly string[]> =>
  (await mutationsOf(source)).map((mutation) => mutated(source, mutation));

describe('a planted defect', () => {
  test.each([
    ['negates a condition', 'const f = (a) => (a ? 1 : 2);', 'const f = (a) => (!(a) ? 1 : 2);'],
    ['drops a guard', 'function f(a) { if (a) return; g(); }', 'function f(a) { {} g(); }'],
    ['swaps two arguments', 'const x = f(a, b);', 'const x = f(b, a);'],
    ['forgets to wait', 'const x = await f();', 'const x = (f());'],
    ['changes an operator', 'const x = a <= b;', 'const x = (a < b);'],
    ['drops one side of a condition', 'const x = a && b;', 'const x = (b);'],
    ['drops a default', 'const x = a ?? b;', 'const x = (a);'],
    ['drops a property', 'const x = { a: b };', 'const x = { ...{} };'],
    ['drops what is spread', 'const x = [...a];', 'const x = [...[]];'],
    ['drops a statement', 'f();', '{}'],
    ['changes a name', "const x = 'delete';", "const x = 'delete~';"],
    ['changes a number', 'const x = 3;', 'const x = 4;'],
    ['changes a name in a table that the compiler is told of', "const x = 'a' as const;", "const x = 'a~' as const;"],
    [
      'changes a name in a table that is checked',
      "const x = { a: 'b' } satisfies C;",
      'const x = { ...{} } satisfies C;',
    ],
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

/** What a program gives while one of the defects planted in it is awake, or none. */
const runs = (program: string, awake?: string): unknown => {
  const global: { isAwake?: (id: string) => boolean; result?: unknown } = { isAwake: (id) => id === awake };
  runInNewContext(program, global);
  return global.result;
};

describe('defects planted side by side', () => {
  const source = `
    const pair = (one, other) => [one, other];
    const f = (a, b) => {
      if (a > 2 && !b) { a = a + 1; b = true; }
      if (b ?? a) return { a: a + 1, b: [...pair(a, b), ...(b ? ['x'] : [])] };
      switch (a) { case 1: return 'one'; default: return [3, pair(a, b)]; }
    };
    result = [[1, 0], [2, 1], [3, 0], [4, null], [5, undefined]].map(([a, b]) => f(a, b));`;

  test('do what each of them does alone, and nothing while all are asleep', async () => {
    const mutations = await mutationsOf(source);
    const defects = mutations.map((mutation, index) => ({ id: `#${index}`, path: 'f.ts', mutation }));
    const planted = plant(source, defects);
    expect(runs(planted)).toEqual(runs(source));
    const outcome = (program: string, awake?: string): unknown => {
      try {
        return { result: runs(program, awake) };
      } catch {
        return 'it fails';
      }
    };
    expect(defects.length).toBeGreaterThan(30);
    for (const { id, mutation } of defects)
      expect({ mutation, ...Object(outcome(planted, id)) }).toEqual({
        mutation,
        ...Object(outcome(mutated(source, mutation))),
      });
  });
});

/** A project as small as can be that the workbench can bundle. */
const smallProject = async (folder: string, files: Readonly<Record<string, string>>): Promise<void> => {
  const own = {
    '.gitignore': 'node_modules\nbuild\ndist\n',
    'package.json': '{ "version": "1.0.0", "dependencies": {} }',
    'tsconfig.json':
      '{ "compilerOptions": { "strict": true, "noUnusedLocals": true, "types": ["node"] }, "include": ["src"] }',
    'test/environment.mjs': `export { TestEnvironment as default } from 'jest-environment-node';\n`,
    'src/bin.ts': 'export {};\n',
    'src/index.ts': 'export {};\n',
    'src/workers/kql-worker.ts': 'export {};\n',
    'dist/bin.js': '',
    'build/nothing': '',
  };
  for (const [name, text] of Object.entries({ ...own, ...files })) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  await cp(join(root, 'tools/command-bundle.mjs'), join(folder, 'tools/command-bundle.mjs'));
  for (const name of ['bundle.mjs', 'environment.mjs', 'in-order.mjs', 'trials.mjs'])
    await cp(join(root, 'tools/mutants', name), join(folder, 'tools/mutants', name));
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
};

const testing = (...tests: readonly (readonly [name: string, line: string])[]): string =>
  [
    `import { expect, test } from '@jest/globals';`,
    `import * as f from '../src/f.ts';`,
    ...tests.map(([name, line]) => `test('${name}', () => { ${line} });`),
  ].join('\n');

test('a defect is noticed by a test that fails because of it, whichever comes first, and by no other', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'picket-bench-'));
  const source = [
    'let kept: number | undefined;',
    'export const one = () => 1;',
    'export const two = () => (kept ??= 2);',
    'export const three = () => 3;',
    'export const four = () => 4;',
    'export const six = () => 6;',
    'export const seven = (): 7 => 7;',
    'export const eight = (text: string) => { const used = text; return [used, "eight"]; };',
    'export const five = () => { if (process.pid === 5) process.kill(process.pid, "SIGKILL"); return "five"; };',
  ].join('\n');
  await smallProject(folder, {
    'src/f.ts': source,
    'test/f.test.ts': testing(
      ['is three', 'expect(f.three() > 2).toBe(true);'],
      ['is one', 'expect(f.one()).toBe(1);'],
    ),
    'test/kept.test.ts': testing(['first', 'f.two();'], ['then', 'expect(f.two()).toBe(2);']),
    'test/five.test.ts': testing(['lives', 'expect(f.five()).toBe("five");']),
    'test/unsound.test.ts': testing(
      ['fails anyhow', 'expect([f.three(), f.four()]).toEqual([]);'],
      ['is six', 'expect(f.six()).toBe(6);'],
    ),
    // Beside what is asked: it would notice each of them.
    'test/beside.test.ts': testing(['fails anyhow', 'expect(f).toEqual({});']),
  });
  try {
    const mutations = await mutationsOf(source);
    const defects = mutations.map((mutation, index) => ({ id: `src/f.ts#${index}`, path: 'src/f.ts', mutation }));
    const asked = ['f', 'kept', 'five', 'unsound'].map((name) => `test/${name}.test.ts`);
    const bench = openWorkbench(folder, { 'src/f.ts': plant(source, defects) }, asked);
    try {
      const reach = await reachOf(bench, { cache: join(folder, 'cache'), workers: 2, saying: () => undefined });
      expect(reach.unsound).toEqual(['test/unsound.test.ts “fails anyhow”']);
      const outcomeOf = (before: string) => {
        const defect = defects.find(({ mutation }) => mutation.before === before);
        return defect === undefined ? undefined : notice(bench, reach, defect, 60);
      };
      expect(await outcomeOf('1')).toEqual({ noticed: true, by: 'test/f.test.ts “is one”' });
      // Reached by the first test only, which looks at nothing; the second one uses what it left.
      expect(await outcomeOf('2')).toEqual({ noticed: true, by: 'test/kept.test.ts “then”' });
      expect(await outcomeOf('3')).toEqual({
        noticed: false,
        ran: '1 of 1 test files that reach it passed, 1 of 1 whole',
      });
      const refusals = await bench.refusals(defects);
      expect(defects.filter(({ id }) => refusals.has(id)).map(({ mutation }) => mutation.before)).toEqual(['7']);
      expect([...refusals.values()]).toEqual(["error TS2322: Type '8' is not assignable to type '7'."]);
      const together = await sift(bench, reach, defects, { workers: 2, seconds: 60 });
      const named = defects
        .filter(({ id }) => together.has(id))
        .map(({ id, mutation }) => [mutation.before, together.get(id)]);
      expect(named).toEqual([
        ['1', 'test/f.test.ts “is one”'],
        ['6', 'test/unsound.test.ts “is six”'],
        ['"five"', 'test/five.test.ts “lives”'],
      ]);
      expect(await outcomeOf('4')).toEqual({ noticed: false, ran: 'no test reaches it' });
      expect(await outcomeOf('6')).toEqual({ noticed: true, by: 'test/unsound.test.ts “is six”' });
      expect(await outcomeOf('process.pid === 5')).toEqual({
        noticed: true,
        by: 'test/five.test.ts (broke off or took too long)',
      });
    } finally {
      bench.remove();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
