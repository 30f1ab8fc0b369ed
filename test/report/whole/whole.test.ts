import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Report, ReportContext, WorkspaceRun } from '../../../src/core/report.ts';
import { codeMeanings } from '../../../src/report/codes/codes.ts';
import { formats, reporters, runsReporters, type Format } from '../../../src/report/index.ts';
import { plain } from '../reports.ts';
import * as changes from './changes.ts';
import { owners } from './owners.ts';
import * as sections from './sections.ts';
import * as tests from './tests.ts';

const { files, longNames, ...ofChanges } = changes;
const { placements, ...ofSections } = sections;

/** Reports in which everything occurs that one may hold, by name. */
type Reports = Readonly<Record<string, Report | readonly Report[]>>;

const folder = new URL('said/', import.meta.url);

const isFormat = (name: string): name is Format => Object.hasOwn(reporters, name);
const all = formats.filter(isFormat);

const source = (path: string): string | undefined => files[path];

/** A narrow terminal with colours, and a pipeline that counts paths from above and can explain what it finds. */
const rich: ReportContext = {
  colour: true,
  columns: 72,
  source,
  folder: 'content',
  explain: (code) =>
    code.startsWith('rule/')
      ? {
          summary: `About ${code}.`,
          why: 'It matters.',
          ...(code.endsWith('description') ? { url: 'https://contoso.example/1' } : {}),
        }
      : undefined,
};

const escape = String.fromCodePoint(0x1b);

/** Parts of a file, each under the name of what says it; colours as letters. */
const together = (parts: readonly (readonly [name: string, text: string])[]): string =>
  parts.map(([name, text]) => `===== ${name}\n${text.replaceAll(escape, '␛')}\n`).join('');

const saidOf = (report: Report): string =>
  together([
    ...all.flatMap((format) => (format === 'sarif' ? [] : [[format, reporters[format](report, plain)] as const])),
    ...(['pretty', 'sarif', 'github'] as const).map(
      (format) => [`${format}, rich`, reporters[format](report, rich)] as const,
    ),
    ['markdown, short', reporters.markdown(report, { ...plain, limit: 3000 })],
  ]);

const failed: WorkspaceRun = {
  workspace: 'lost',
  exitCode: 4,
  failure: { code: 'auth', message: 'Nobody `may` sign in.', hint: 'Sign in.' },
  source,
};

const run = (workspace: string, report: Report): WorkspaceRun => ({
  workspace,
  exitCode: 0,
  report: { ...report, workspace, ...(report.plan === undefined ? {} : { plan: { ...report.plan, workspace } }) },
  source,
});

/** Runs over several workspaces, by what they are about. */
const fleets: Readonly<Record<string, readonly WorkspaceRun[]>> = {
  names: ['dev', 'test', 'prod'].map((name) => run(name, longNames)),
  plans: [run('dev', changes.plannedChanges), run('prod', changes.plannedChanges), run('test', changes.emptyPlan)],
  deployments: [run('dev', changes.everyOutcome), failed, { workspace: 'silent', exitCode: 5, source }],
  drift: [run('dev', changes.everyDrift), run('prod', changes.noDrift)],
  transfers: [run('dev', sections.everyTransfer), run('prod', sections.everyHealth)],
  findings: [run('dev', changes.manyFindings), { workspace: 'read', exitCode: 0, said: { version: 1 }, source }],
};

const saidOfFleet = (runs: readonly WorkspaceRun[]): string =>
  together(
    all.map((format) => {
      const teller = runsReporters[format](plain);
      return [format, runs.map((each) => teller.run(each)).join('') + teller.end()] as const;
    }),
  );

const several = (name: string, reports: Reports): readonly (readonly [name: string, text: () => string])[] =>
  Object.entries(reports).map(([key, report]) => [
    `${name}/${key}.txt`,
    () => (Array.isArray(report) ? report : [report]).map((each: Report) => saidOf(each)).join(''),
  ]);

const said: ReadonlyMap<string, () => string> = new Map([
  ...several('changes', ofChanges),
  ...several('sections', ofSections),
  ...several('tests', tests),
  ...Object.entries(fleets).map(([name, runs]) => [`fleets/${name}.txt`, () => saidOfFleet(runs)] as const),
  ['placements.txt', () => placements.join('\n')],
  ['owners.txt', () => owners.join('\n')],
  ['codes.txt', () => [...codeMeanings].map(([code, { severity }]) => `${severity} ${code}\n`).join('')],
]);

if (process.env['UPDATE_EXPECTED'] === '1')
  for (const [name, text] of said) writeFileSync(new URL(name, folder), text());

describe('a report is said whole, as it was read by a person once', () => {
  test.each([...said])('%s', (name, text) => {
    expect(text()).toBe(readFileSync(new URL(name, folder), 'utf8'));
  });

  test('and no text is kept that nothing says', () => {
    const kept = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.txt'));
    expect(kept.map((name) => name.replaceAll('\\', '/')).toSorted()).toEqual([...said.keys()].toSorted());
  });
});
