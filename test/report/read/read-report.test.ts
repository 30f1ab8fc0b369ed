import { describe, expect, test } from '@jest/globals';
import { reporters, runsReporters } from '../../../src/report/index.ts';
import { machine } from '../../../src/report/json.ts';
import { readReport, readReports, readRuns } from '../../../src/report/read/read-report.ts';
import { plain } from '../reports.ts';
import * as changes from '../whole/changes.ts';
import { comparisons } from '../whole/tests.ts';
import type { Report, WorkspaceRun } from '../../../src/core/report.ts';

const { files: _files, repeatedFindings: _cut, everyDrift, ...others } = changes;
/** Notes are not in the JSON of drift. */
const { notes: _notes, ...drift } = everyDrift;
const reports: readonly (readonly [name: string, report: Report])[] = [
  ...Object.entries({ ...others, everyDrift: drift }),
  ...comparisons.map((report, index) => [`comparison ${index}`, report] as const),
];

const written = (report: Report): string => reporters.json(report, plain);
/** Which writes a plan would make is not in its JSON, so that the digest of them is another one. */
const withoutDigest = ({ changeSet: _changeSet, ...rest }: ReturnType<typeof machine>) => rest;

describe('a report that is read from its JSON', () => {
  test.each(reports)('says in JSON what it said: %s', (_name, report) => {
    expect(withoutDigest(machine(readReport(written(report), 'a.json')))).toEqual(withoutDigest(machine(report)));
  });

  test.each(reports)('says in Markdown what it said: %s', (_name, report) => {
    expect(reporters.markdown(readReport(written(report), 'a.json'), plain)).toBe(reporters.markdown(report, plain));
  });
});

describe('runs over several workspaces that are read', () => {
  const source = () => undefined;
  const failed: WorkspaceRun = {
    workspace: 'lost',
    exitCode: 4,
    failure: { code: 'auth', message: 'Nobody may sign in.', hint: 'Sign in.' },
    source,
  };
  const teller = runsReporters.json(plain);
  const told = [{ workspace: 'prod', exitCode: 2, report: everyDrift, source }, failed]
    .map((run) => teller.run(run))
    .join('')
    .concat(teller.end());

  test('are the reports that there are, and the names of the others', () => {
    const { reports: read, failed: names } = readReports(told, 'a.json');
    expect(read.map((report) => machine(report))).toEqual([machine(everyDrift)]);
    expect(names).toEqual(['lost']);
    expect(readReports(written(everyDrift), 'a.json').failed).toEqual([]);
  });

  test('are runs with what was said of them and how they ended', () => {
    const [first, second, ...more] = readRuns(told, 'a.json');
    expect(more).toEqual([]);
    expect(first).toMatchObject({ workspace: 'prod', exitCode: 2, said: { workspace: 'prod', exitCode: 2 } });
    expect(first?.report && machine(first.report)).toEqual(machine(everyDrift));
    expect({ ...second, source: undefined }).toEqual({ ...failed, source: undefined });
  });
});
