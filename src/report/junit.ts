import type { Report, Reporter, RunsReporter, WorkspaceRun } from '../core/report.ts';
import type { ComparedRule } from '../core/compared.ts';
import type { TestsRun } from '../core/tests.ts';
import { counted, inSeries } from '../core/text/phrase.ts';
import { findingsOf, outcomeSeverity, verdictFinding, type ReportedFinding } from './finding.ts';
import { sectionOf } from './sections/section.ts';
import { caseCodes, failureText } from './tests.ts';
import { codePoint, visible } from '../core/text/visible.ts';

/** Text for an XML element or attribute: markup escaped, and what XML 1.0 cannot hold made visible. */
const xmlText = (text: string): string =>
  visible(text)
    .replaceAll(/[\ufffe\uffff]/g, codePoint)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    // What GitHub's runner would obey if the file were printed to a log.
    .replaceAll(/^([^\S\n\r\u2028\u2029]*):(?=:)/gm, '$1&#58;')
    .replaceAll('##[', '##&#91;');

/** The same for an attribute, where a bare line end or tab would be read as a space. */
const xmlAttribute = (text: string): string =>
  xmlText(text.replaceAll('\r\n', '\n')).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');

/** How a test case ended; `said` is what goes with it. */
type Case = {
  readonly name: string;
  readonly className: string;
  readonly end: 'passed' | 'failed' | 'skipped';
  /** One text a failure, or what is worth knowing of a case that passed. */
  readonly said: readonly { readonly title: string; readonly text: string }[];
};

const placed = ({ path, range, severity, code, message, hint }: ReportedFinding): string => {
  const place =
    path === undefined ? '' : range === undefined ? `${path}: ` : `${path}:${range.start.line}:${range.start.column}: `;
  return `${place}${severity} ${code}: ${message}${hint === undefined ? '' : `\n${hint}`}`;
};

const said = (finding: ReportedFinding): Case['said'][number] => ({ title: finding.message, text: placed(finding) });

/** One case a file: it fails for its errors, and says its warnings and notes. */
const fileCases = (report: Report): Case[] => {
  const { command, version, files, diagnostics, plan } = report;
  const findings = findingsOf({ command, version, files, diagnostics, ...(plan === undefined ? {} : { plan }) });
  const paths = [
    ...new Set([...(report.paths ?? []), ...findings.map(({ path }) => path ?? 'picket.yaml')]),
  ].toSorted();
  return paths.map((path) => {
    const own = findings.filter((finding) => (finding.path ?? 'picket.yaml') === path);
    const errors = own.filter(({ severity }) => severity === 'error');
    return {
      name: path,
      className: `picket.${report.command}`,
      end: errors.length > 0 ? 'failed' : 'passed',
      said: (errors.length > 0 ? errors : own).map(said),
    };
  });
};

const outcomeCases = (report: Report): Case[] =>
  (report.outcomes ?? []).map((outcome) => {
    const severity = outcomeSeverity(outcome);
    const title = `${outcome.status.replace('-', ' ')}${outcome.reason === undefined ? '' : `: ${outcome.reason}`}`;
    return {
      name: `${outcome.action} ${outcome.displayName}`,
      className: outcome.id,
      end: severity === undefined ? 'passed' : severity === 'error' ? 'failed' : 'skipped',
      said: severity === undefined ? [] : [{ title, text: title }],
    };
  });

const driftCases = (report: Report): Case[] =>
  (report.verdicts ?? []).map((verdict) => {
    const finding = verdictFinding(verdict, report.workspace ?? '');
    return {
      name: verdict.displayName,
      className: verdict.id,
      end: finding === undefined || finding.severity === 'note' ? 'passed' : 'failed',
      said: finding === undefined ? [] : [said(finding)],
    };
  });

const testCases = ({ cases, untested = [], mutants = [] }: TestsRun): Case[] => [
  ...cases.map(({ rule, name, status, failures, path, range }): Case => ({
    name,
    className: rule,
    end: status === 'passed' ? 'passed' : 'failed',
    said: failures.map((failure) => {
      const { line } = (failure.range ?? range).start;
      return { title: failure.message, text: `${path}:${line}: ${failureText(failure)}` };
    }),
  })),
  ...untested.map(({ rule, lacks }): Case => {
    const lacking = inSeries(lacks);
    return { name: lacking, className: rule, end: 'skipped', said: [{ title: 'There is none.', text: lacking }] };
  }),
  ...mutants.map(({ rule, path, caught, all, survivors }): Case => ({
    name: `${caught} of ${counted(all, 'mutant')} noticed`,
    className: rule,
    end: 'passed',
    said: survivors.map(({ change, range }) => ({
      title: change,
      text: `${path}${range === undefined ? '' : `:${range.start.line}`}: not noticed: ${change}`,
    })),
  })),
];

/** A case for each rule that changed; a loss may be meant, and fails nothing. */
const comparedCases = (rules: readonly ComparedRule[]): Case[] =>
  rules.map(({ rule, path, changes, note }) => ({
    name: rule,
    className: path,
    end: 'passed',
    said: [...changes.map(({ words }) => words), ...(note === undefined ? [] : [note])].map((text) => ({
      title: text,
      text,
    })),
  }));

/** Of a run of tests, the files that are wrong themselves. */
const brokenFiles = (report: Report): Case[] =>
  fileCases({
    ...report,
    paths: [],
    diagnostics: report.diagnostics.filter(({ code }) => !caseCodes.has(code)),
  });

/** What a command found besides, a case each: it fails where somebody has to do something. */
const sectionCases = (report: Report): Case[] =>
  (sectionOf(report)?.entries ?? []).map((entry) => ({
    name: entry.name,
    className: entry.of,
    end: entry.severity === 'error' || entry.severity === 'warning' ? 'failed' : 'passed',
    said:
      entry.severity === undefined
        ? []
        : [{ title: entry.message, text: `${entry.message}${entry.hint === undefined ? '' : `\n${entry.hint}`}` }],
  }));

const casesOf = (report: Report): Case[] => {
  const found = [
    ...(report.tests === undefined ? fileCases(report) : [...brokenFiles(report), ...testCases(report.tests)]),
    ...comparedCases(report.compared ?? []),
    ...outcomeCases(report),
    ...sectionCases(report),
    ...(report.command === 'drift' ? driftCases(report) : []),
  ];
  // A suite without a case is an error to many readers, though nothing is wrong.
  if (found.length > 0) return found;
  return [{ name: counted(report.files, 'file'), className: `picket.${report.command}`, end: 'passed', said: [] }];
};

const caseLines = ({ name, className, end, said: texts }: Case): string[] => {
  const open = `    <testcase name="${xmlAttribute(name)}" classname="${xmlAttribute(className)}"`;
  if (texts.length === 0) return [`${open}/>`];
  const body = texts.map(({ title, text }) => {
    if (end === 'passed') return `      <system-out>${xmlText(text)}</system-out>`;
    const message = `message="${xmlAttribute(title)}"`;
    return end === 'skipped'
      ? `      <skipped ${message}/>`
      : `      <failure ${message} type="error">${xmlText(text)}</failure>`;
  });
  return [`${open}>`, ...body, '    </testcase>'];
};

/** The cases of one report under a name. */
type Suite = { readonly name: string; readonly cases: readonly Case[] };

type Counts = { readonly tests: number; readonly failures: number; readonly skipped: number };

const countsOf = (cases: readonly Case[]): Counts => {
  const count = (end: Case['end']): number => cases.filter((one) => one.end === end).length;
  return { tests: cases.length, failures: count('failed'), skipped: count('skipped') };
};

const countsText = ({ tests, failures, skipped }: Counts): string =>
  `tests="${tests}" failures="${failures}" errors="0" skipped="${skipped}"`;

/** A suite as text, and what it adds to the counts that stand before all of them. */
type Told = { readonly counts: Counts; readonly text: string };

const told = ({ name, cases }: Suite): Told => {
  const counts = countsOf(cases);
  const open = `  <testsuite name="${xmlAttribute(name)}" ${countsText(counts)}>`;
  return { counts, text: [open, ...cases.flatMap(caseLines), '  </testsuite>'].join('\n') };
};

const document = (suites: readonly Told[]): string => {
  const sum = (count: keyof Counts): number => suites.reduce((total, { counts }) => total + counts[count], 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="picket" ${countsText({ tests: sum('tests'), failures: sum('failures'), skipped: sum('skipped') })}>`,
    ...suites.map(({ text }) => text),
    '</testsuites>',
    '',
  ].join('\n');
};

const suiteOf = (report: Report): Suite => ({
  name: `picket ${report.command}${report.workspace === undefined ? '' : ` ${report.workspace}`}`,
  cases: casesOf(report),
});

const suiteOfRun = ({ workspace, report, failure }: WorkspaceRun): Suite => {
  if (report !== undefined) return suiteOf(report);
  const title = failure?.message ?? 'Nothing is known about it.';
  const text = failure?.hint === undefined ? title : `${title}\n${failure.hint}`;
  return {
    name: `picket ${workspace}`,
    cases: [{ name: workspace, className: 'picket', end: 'failed', said: [{ title, text }] }],
  };
};

/**
 * JUnit XML: a case for each file, for each change of a deployment, for each rule that drift looked at, and for each case of
 * a test, with what rules lack and what nobody notices.
 */
export const junit: Reporter = (report) => document([told(suiteOf(report))]);

/** JUnit XML with a suite for each workspace. */
export const junitRuns: RunsReporter = () => {
  const suites: Told[] = [];
  return {
    run: (run) => {
      suites.push(told(suiteOfRun(run)));
      return '';
    },
    end: () => document(suites),
  };
};
