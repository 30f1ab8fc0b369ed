import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { analyticsRule } from '../../src/content/analytics-rule/index.ts';
import { parse } from '../../src/content/analytics-rule/parse.ts';
import { isObject } from '../../src/core/json.ts';
import { readDocument } from '../../src/core/text/read-document.ts';
import { createPortal } from '../../src/emulator/portal.ts';
import { fileStore } from '../../src/emulator/store/file-store.ts';
import type { Shell } from '../../test/cli/io.ts';
import { idOf, numbered, originalsOf } from './many-rules.ts';

export const rules = 300;

/** Two years of working days with five changes each. */
export const commits = 2 * 250 * 5;

const second = 1000;
const state = '.picket/emulator/bench.jsonl';

/** So many commits lie between two that change picket.yaml. */
const perConfig = 50;

/** Where the rules of such a repository are. */
export const ruleFile = (index: number): string => `analytics-rules/rule-${index}.yaml`;

const config = (index: number): string =>
  [
    'project: {name: bench, id: 8a3f6f0e-1c7d-4b59-8a35-6d1e0f2b9c47}',
    'workspaces:',
    '  prod:',
    '    subscriptionId: 00000000-0000-0000-0000-000000000001',
    '    resourceGroup: rg',
    '    workspaceName: law-bench',
    `    emulator: {state: ${state}}`,
    'ignoreDrift:',
    `  - {rule: ${idOf(index % rules)}, reason: Tuned by hand, expires: 2026-12-31}`,
    '',
  ].join('\n');

type FileText = readonly [path: string, text: string];

/** A commit for git fast-import, with the files that it changes. */
const commitText = (mark: number, when: number, files: readonly FileText[]): string =>
  [
    'commit refs/heads/main',
    `mark :${mark}`,
    `committer Ana <ana@contoso.com> ${when} +0000`,
    'data 8',
    'A change',
    ...(mark > 1 ? [`from :${mark - 1}`] : []),
    ...files.flatMap(([path, text]) => [`M 100644 inline ${path}`, `data ${Buffer.byteLength(text)}`, text]),
    '',
  ].join('\n');

const rulesOf = (texts: readonly string[]): readonly string[] => {
  // A workspace takes 50 rules that are near real time.
  const originals = texts.filter((text) => !/^kind: NRT/m.test(text)).flatMap(originalsOf);
  return Array.from({ length: rules }, (_, index) => originals[index % originals.length]).flatMap((original, index) =>
    original === undefined ? [] : [numbered(original, index).text],
  );
};

/** Puts the same rules into the workspace of such a repository, as by hand: a deployment would analyse all queries first. */
const fillWorkspace = async (cwd: string, made: readonly string[]): Promise<void> => {
  const now = Date.UTC(2026, 10, 22);
  const portal = createPortal({
    store: await fileStore(join(cwd, state)),
    clock: { now: () => now, sleep: async () => undefined },
    target: {
      subscriptionId: '00000000-0000-0000-0000-000000000001',
      resourceGroup: 'rg',
      workspaceName: 'law-bench',
    },
  });
  for (const text of made) {
    const { value } = readDocument('rule.yaml', text).document;
    const rule = isObject(value) ? analyticsRule.complete(parse(value)) : undefined;
    if (rule === undefined) throw new Error('a rule of the benchmark is not complete');
    const { name, body } = analyticsRule.render(rule, { apiVersion: '2023-12-01-preview', now });
    await portal.createRule(name, body);
  }
};

/** Makes of a folder a repository with 300 rules of these texts and two years of commits, each of one rule, which a workspace has too. */
export const twoYears = async ({ cwd }: Pick<Shell, 'cwd'>, texts: readonly string[]): Promise<void> => {
  const made = rulesOf(texts);
  const began = Date.UTC(2024, 10, 22) / second;
  const first = made.map((text, index): FileText => [ruleFile(index), text]);
  const later = Array.from({ length: commits }, (_, index) => {
    const at = index % rules;
    const rule: FileText = [ruleFile(at), `${made[at] ?? ''}# ${index}\n`];
    const files: readonly FileText[] = index % perConfig === 0 ? [rule, ['picket.yaml', config(index)]] : [rule];
    return commitText(index + 2, began + (index + 1) * 25_000, files);
  });
  const input = [
    commitText(1, began, [...first, ['.gitignore', '.picket/\n'], ['picket.yaml', config(0)]]),
    ...later,
  ].join('');
  execFileSync('git', ['init', '--quiet', '-b', 'main'], { cwd });
  execFileSync('git', ['fast-import', '--quiet'], { cwd, input });
  execFileSync('git', ['reset', '--quiet', '--hard'], { cwd });
  await fillWorkspace(cwd, made);
};
