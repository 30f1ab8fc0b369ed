import { describe, expect, test } from '@jest/globals';
import { configSchema, defaultConfig, readConfig } from '../../../src/core/config/read-config.ts';
import { isObject } from '../../../src/core/json.ts';
import { readDocument } from '../../../src/core/text/read-document.ts';

const read = (text: string) => readConfig(readDocument('picket.yaml', text).document);
const problems = (text: string) => {
  const { config, diagnostics } = read(text);
  expect(config).toBeUndefined();
  return diagnostics.map(({ code, range }) => `${code}:${range?.start.line}`);
};

const project = 'project: {name: soc, id: 3F1D6A4E-0c2b-4f7a-8f51-6f1f1a5f2c11}\n';
const workspace = [
  'workspaces:',
  '  prod:',
  '    subscriptionId: 11111111-2222-3333-4444-555555555555',
  '    resourceGroup: rg-soc',
  '    workspaceName: law-soc',
  '',
].join('\n');

describe('picket.yaml', () => {
  test('gives a configuration with its defaults', () => {
    const { config, diagnostics } = read(project + workspace);
    expect(diagnostics).toEqual([]);
    expect(config?.project).toEqual({ name: 'soc', id: '3f1d6a4e-0c2b-4f7a-8f51-6f1f1a5f2c11' });
    expect(config?.content).toEqual([]);
    expect(config?.workspaces['prod']).toEqual({
      name: 'prod',
      subscriptionId: '11111111-2222-3333-4444-555555555555',
      resourceGroup: 'rg-soc',
      workspaceName: 'law-soc',
      cloud: 'public',
      ownership: 'markers',
    });
  });

  test('keeps everything that it says', () => {
    const { config, diagnostics } = read(
      [
        project + workspace.trimEnd(),
        '    tenantId: contoso.com',
        '    cloud: usgov',
        '    apiVersion: 2025-10-01-preview',
        '    content: [a, b]',
        '    include: {paths: ["x/**"], ids: [i], tags: [t]}',
        '    exclude: {tags: [u]}',
        '    ownership: none',
        '    emulator: {state: s.json, settings: {quota: 9}}',
        'content: [rules]',
        'severities: {rule/x: off, kql/*: note}',
        'ignoreDrift: [{rule: r, workspace: prod, fields: [severity], reason: why, expires: 2027-03-01}]',
        'approvals: [{rule: r, loss: severity-lowered, reason: why, expires: 2027-03-01T10:00:00Z}]',
        'limits: {deletes: 12, disables: 8, deletesPercent: 10, changesPercent: 99.5, scheduledRules: 1024, nrtRules: 60}',
        'disabled: [{rule: r, until: 2027-03-01, reason: noise}]',
        'sigma: {windowsEvents: both}',
      ].join('\n'),
    );
    expect(diagnostics).toEqual([]);
    expect(config).toMatchObject({
      content: ['rules'],
      severities: { 'rule/x': 'off', 'kql/*': 'note' },
      workspaces: {
        prod: {
          tenantId: 'contoso.com',
          cloud: 'usgov',
          apiVersion: '2025-10-01-preview',
          content: ['a', 'b'],
          include: { paths: ['x/**'], ids: ['i'], tags: ['t'] },
          exclude: { tags: ['u'] },
          ownership: 'none',
          emulator: { state: 's.json', settings: { quota: 9 } },
        },
      },
      ignoreDrift: [{ rule: 'r', workspace: 'prod', fields: ['severity'], reason: 'why', expires: '2027-03-01' }],
      approvals: [{ rule: 'r', loss: 'severity-lowered', reason: 'why', expires: '2027-03-01T10:00:00Z' }],
      limits: {
        deletes: 12,
        disables: 8,
        deletesPercent: 10,
        changesPercent: 99.5,
        scheduledRules: 1024,
        nrtRules: 60,
      },
      disabled: [{ rule: 'r', until: '2027-03-01', reason: 'noise' }],
      windowsEvents: 'both',
    });
  });

  test('always has the emulated workspace `local`, which it may replace', () => {
    expect(read(project).config?.workspaces['local']?.emulator).toEqual({ state: '.picket/emulator/local.json' });
    const own = read(project + workspace.replace('prod', 'local')).config?.workspaces['local'];
    expect(own).toMatchObject({ workspaceName: 'law-soc' });
    expect(own?.emulator).toBeUndefined();
  });

  test('without a project owns nothing', () => {
    expect(defaultConfig.project).toBeUndefined();
    expect(Object.values(defaultConfig.workspaces).map(({ name, ownership }) => [name, ownership])).toEqual([
      ['local', 'none'],
    ]);
    expect(read(workspace).config?.workspaces['prod']?.ownership).toBe('none');
    expect(problems(`${workspace.trimEnd()}\n    ownership: markers\n`)).toEqual(['config/markers-without-project:6']);
  });

  test('refuses a project id that is no GUID, or the GUID of nobody', () => {
    expect(problems('project: {name: a, id: b}')).toEqual(['schema/pattern:1']);
    expect(problems('project: {name: a, id: 00000000-0000-0000-0000-000000000000}')).toEqual(['schema/pattern:1']);
    expect(problems('project: {name: a}')).toEqual(['schema/missing-key:1']);
  });

  test('refuses workspaces that Azure could not have', () => {
    expect(problems(workspace.replace('law-soc', 'a-'))).toEqual(['schema/pattern:5']);
    expect(problems(workspace.replace('rg-soc', 'x'.repeat(91)))).toEqual(['schema/too-long:4']);
    expect(problems(workspace.replace('11111111', '1'))).toEqual(['schema/pattern:3']);
    expect(problems(workspace.replace('    resourceGroup: rg-soc\n', ''))).toEqual(['schema/missing-key:3']);
    expect(problems(workspace.replace('prod', '"a b"'))).toEqual(['schema/bad-name:2']);
  });

  test('takes an emulator of either kind, and not of both or none', () => {
    const emulated = (text: string) => `${workspace}    emulator: ${text}\n`;
    expect(read(emulated('{url: "http://127.0.0.1:8080"}')).config?.workspaces['prod']?.emulator).toEqual({
      url: 'http://127.0.0.1:8080',
    });
    expect(problems(emulated('{}'))).toEqual(['schema/wrong-choice:6']);
    expect(problems(emulated('{state: a, url: "http://127.0.0.1:8080"}'))).toEqual(['schema/wrong-choice:6']);
    expect(problems(emulated('{url: "http://example.com:80"}'))).toEqual(['schema/pattern:6']);
    expect(problems(emulated('{url: "http://127.0.0.1:8080", settings: {a: 1}}'))).toEqual([
      'config/settings-of-remote-emulator:6',
    ]);
  });

  test('refuses patterns that mean nothing here', () => {
    const include = (pattern: string) =>
      `workspaces: {a: {subscriptionId: 11111111-1111-1111-1111-111111111111, resourceGroup: r, workspaceName: law-a, include: {paths: ['${pattern}']}}}`;
    expect(problems(include('rules/+(+(a)+)+z'))).toEqual(['config/no-such-pattern:1']);
    expect(read(include('rules/**/*.yaml')).diagnostics).toEqual([]);
  });

  test('refuses dates that are none and workspaces that are not there', () => {
    const drift = (changes: string) => `ignoreDrift: [{rule: r, reason: w, ${changes}}]`;
    expect(problems(drift('expires: 2027-02-31'))).toEqual(['config/no-such-date:1']);
    expect(problems(drift('expires: soon'))).toEqual(['schema/pattern:1']);
    expect(problems(drift('expires: 2027-02-01T25:00:00Z'))).toEqual(['config/no-such-date:1']);
    expect(problems(drift('expires: 2027-02-01, workspace: locl'))).toEqual(['config/unknown-workspace:1']);
    expect(read('disabled: [{rule: r, until: 2027-01-01, reason: w, workspace: locl}]').diagnostics[0]?.message).toBe(
      'There is no workspace `locl`: did you mean `local`?',
    );
  });

  test('names the nearest key for a misspelled one', () => {
    expect(read('workspace: {}').diagnostics).toMatchObject([
      { code: 'schema/unknown-key', message: 'The key `workspace` is unknown: did you mean `workspaces`?' },
    ]);
    expect(problems('severities: {rule/x: fatal}')).toEqual(['schema/not-allowed-value:1']);
    expect(problems('severities: {x: off}')).toEqual(['schema/bad-name:1']);
  });

  test('says what each of its keys is', () => {
    const texts = Object.values(isObject(configSchema['properties']) ? configSchema['properties'] : {});
    expect(texts.every((key) => isObject(key) && typeof key['description'] === 'string')).toBe(true);
  });
});
