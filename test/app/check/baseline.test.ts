import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { compareWithBaseline, readBaseline, writeBaseline } from '../../../src/app/check/baseline.ts';
import type { Diagnostic } from '../../../src/core/diagnostic.ts';

const found = (path: string, message: string, code: Diagnostic['code'] = 'kql/semantics'): Diagnostic => ({
  code,
  severity: 'error',
  message,
  path,
});

describe('the file of a baseline', () => {
  let cwd = '';
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'picket-'));
  });
  afterAll(() => rm(cwd, { recursive: true }));

  test.each([
    ['a text that is no JSON', 'known', 'it has no version 1 and no list of findings'],
    ['a list', '[]', 'it has no version 1 and no list of findings'],
    ['null', 'null', 'it has no version 1 and no list of findings'],
    ['another version', '{"version": 2, "findings": []}', 'it has no version 1 and no list of findings'],
    ['no version', '{"findings": []}', 'it has no version 1 and no list of findings'],
    ['no list', '{"version": 1, "findings": {}}', 'it has no version 1 and no list of findings'],
    ['a text as a finding', '{"version": 1, "findings": ["a"]}', 'a finding in it is no mapping'],
    ['null as a finding', '{"version": 1, "findings": [null]}', 'a finding in it is no mapping'],
    ['a list as a finding', '{"version": 1, "findings": [[]]}', 'a finding in it is no mapping'],
    ...['code', 'path', 'message'].map((key) => [
      `a finding without its ${key}`,
      JSON.stringify({ version: 1, findings: [{ code: 'a/b', path: 'a', message: 'm', [key]: undefined }] }),
      'a finding in it lacks its code, path or message, or its count is no number',
    ]),
    [
      'a count that is a text',
      '{"version": 1, "findings": [{"code": "a/b", "path": "a", "message": "m", "count": "2"}]}',
      'a finding in it lacks its code, path or message, or its count is no number',
    ],
  ])('with %s is refused, with what is wrong in it', async (_, text, problem) => {
    await writeFile(join(cwd, 'wrong.json'), text);
    await expect(readBaseline({ cwd }, 'wrong.json')).rejects.toMatchObject({
      kind: 'config',
      code: 'unreadable-baseline',
      message: `wrong.json is no baseline: ${problem}.`,
      hint: 'Write it anew: picket validate --baseline FILE --update-baseline.',
    });
  });

  test('that is not there is refused', async () => {
    await expect(readBaseline({ cwd }, 'none.json')).rejects.toMatchObject({
      message: 'none.json is no baseline: it does not exist.',
    });
  });

  test('holds each finding once with its count, in an order of its own, by paths from its folder', async () => {
    const all = [
      found('rules/b.yaml', 'twice'),
      found('rules/a.yaml', 'once', 'yaml/syntax'),
      found('rules/b.yaml', 'twice'),
      found('rules/a.yaml', 'once'),
    ];
    await writeBaseline({ cwd }, 'known.json', all);
    const text = await readFile(join(cwd, 'known.json'), 'utf8');
    expect(text).toBe(`{
  "version": 1,
  "findings": [
    {"code":"kql/semantics","path":"rules/a.yaml","message":"once"},
    {"code":"yaml/syntax","path":"rules/a.yaml","message":"once"},
    {"code":"kql/semantics","path":"rules/b.yaml","message":"twice","count":2}
  ]
}
`);
    await writeBaseline(
      { cwd: join(cwd, 'rules') },
      '../known.json',
      all.map((each) => ({ ...each, path: each.path.replace('rules/', '') })).toReversed(),
    );
    expect(await readFile(join(cwd, 'known.json'), 'utf8')).toBe(text);
    const baseline = await readBaseline({ cwd }, 'known.json');
    const elsewhere = [found('a.yaml', 'once')];
    expect(compareWithBaseline({ cwd: join(cwd, 'rules') }, { ...baseline, file: '../known.json' }, elsewhere)).toEqual(
      { fresh: [], old: elsewhere, gone: 3 },
    );
  });

  test('of no findings is an empty list, which knows none', async () => {
    await writeBaseline({ cwd }, 'empty.json', []);
    expect(await readFile(join(cwd, 'empty.json'), 'utf8')).toBe('{\n  "version": 1,\n  "findings": []\n}\n');
    const baseline = await readBaseline({ cwd }, 'empty.json');
    expect(compareWithBaseline({ cwd }, baseline, [])).toEqual({ fresh: [], old: [], gone: 0 });
    const fresh = [found('a.yaml', 'new')];
    expect(compareWithBaseline({ cwd }, baseline, fresh)).toEqual({ fresh, old: [], gone: 0 });
  });

  test('tells the last of too many findings for new, and counts those that are gone', async () => {
    await writeBaseline({ cwd }, 'known.json', [
      found('a.yaml', 'twice'),
      found('a.yaml', 'twice'),
      found('a.yaml', 'gone'),
      found('b.yaml', 'gone'),
    ]);
    const baseline = await readBaseline({ cwd }, 'known.json');
    const [one, two, three] = [1, 2, 3].map((line) => ({
      ...found('a.yaml', 'twice'),
      range: { start: { line, column: 1 }, end: { line, column: 2 } },
    }));
    expect(one && two && three && compareWithBaseline({ cwd }, baseline, [one, two, three])).toEqual({
      fresh: [three],
      old: [one, two],
      gone: 2,
    });
    expect(one && compareWithBaseline({ cwd }, baseline, [one])).toEqual({ fresh: [], old: [one], gone: 3 });
  });

  test('with one finding on several lines has them all', async () => {
    const entry = { code: 'a/b', path: 'a', message: 'm' };
    await writeFile(join(cwd, 'lines.json'), JSON.stringify({ version: 1, findings: [entry, { ...entry, count: 2 }] }));
    expect([...(await readBaseline({ cwd }, 'lines.json')).known.values()]).toEqual([3]);
  });
});
