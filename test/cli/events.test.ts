import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { expect, test } from '@jest/globals';
import schema from '../../schemas/report/event.schema.json' with { type: 'json' };
import { isObject, parseJson } from '../../src/core/json.ts';
import { noon } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

const files = fileURLToPath(new URL('../scenarios/first-deploy/files', import.meta.url));

test('a deployment keeps every event as a line of JSON, and says every request when it is told to', async () => {
  await inFolder(async (shell) => {
    await cp(files, shell.cwd, { recursive: true });
    const { code, err } = await shell.picket('deploy', '--yes', '--verbose', '--events', 'out/events.ndjson');
    expect(code).toBe(0);
    const lines = (await readFile(join(shell.cwd, 'out', 'events.ndjson'), 'utf8')).trimEnd().split('\n');
    const events = lines.map((line) => parseJson(line)).filter(isObject);
    expect(events).toHaveLength(lines.length);
    expect(events.every(({ at }) => at === new Date(noon).toISOString())).toBe(true);
    const of = (type: string) => events.filter((event) => event['type'] === type);
    const ajv = new Ajv({ allErrors: true, strictRequired: false, allowUnionTypes: true });
    const obeys = ajv.compile(schema);
    expect(events.flatMap((event) => (obeys(event) ? [] : [{ event, errors: obeys.errors }]))).toEqual([]);
    expect(of('read').at(-1)).toMatchObject({ done: 2, total: 2 });
    expect(of('compiled').at(-1)).toMatchObject({ done: 2, total: 2 });
    expect(of('listed').map((event) => event['what'])).toEqual(expect.arrayContaining(['alertRules', 'metadata']));
    expect(of('plan')).toMatchObject([{ workspace: 'local', changes: 2, refusals: 0 }]);
    const at = new Date(noon).toISOString();
    const begun = { type: 'change', at, of: 'analytics-rule', action: 'create' };
    expect(of('change')).toEqual([
      { ...begun, id: '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a002', name: 'Security log cleared' },
      { ...begun, id: '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a001', name: 'Password spray' },
    ]);
    expect(of('outcome')).toMatchObject([{ status: 'written' }, { status: 'written' }]);
    const puts = of('request').filter((event) => event['method'] === 'PUT');
    // Two rules and two markers.
    expect(puts).toHaveLength(4);
    expect(err.split('\n').filter((line) => line.startsWith('PUT '))).toHaveLength(4);
  });
});

test('a file for events that cannot be written stops the deployment before it begins', async () => {
  await inFolder(async (shell) => {
    await cp(files, shell.cwd, { recursive: true });
    const { code, err } = await shell.picket('deploy', '--yes', '--events', 'picket.yaml/events.ndjson');
    expect(code).toBe(3);
    expect(err).toContain('events.ndjson cannot be written');
    expect((await shell.picket('plan', '--detailed-exitcode')).code).toBe(2);
  });
});

test.each([
  ['--format', 'json=picket.yaml/report.json', 'report.json cannot be written (ENOTDIR).'],
  ['--format', 'json=analytics-rules', 'analytics-rules cannot be written (EISDIR).'],
  ['--format', 'json=-', '`json=-` names no file.'],
  ['--events', '-', '--events takes a file, and `-` is none.'],
])('%s %s stops the deployment before it begins', async (flag, value, message) => {
  await inFolder(async (shell) => {
    await cp(files, shell.cwd, { recursive: true });
    const { code, err } = await shell.picket('deploy', '--yes', flag, value);
    expect({ code, said: err.includes(message) ? message : err }).toEqual({ code: 3, said: message });
    expect((await shell.picket('plan')).out).toContain('Plan: 2 to create');
  });
});
