import { digestOf } from '../core/digest.ts';
import type { JsonObject } from '../core/json.ts';
import type { Report, ReportContext, Reporter, RunsReporter, WorkspaceRun } from '../core/report.ts';
import { jsonList } from './text/json-list.ts';
import { lineReader, type Range } from '../core/text/span.ts';
import { firstOfEach } from './diagnostics-json.ts';
import { wellFormed } from '../core/text/visible.ts';
import { bySeverity, findingsOf, type ReportedFinding, pathUri, rootPath } from './finding.ts';
import { inert } from './text/style.ts';
import { counted } from '../core/text/phrase.ts';

/**
 * What GitHub takes of one run: it shows 5,000 results, the most severe first, and refuses 25,000 and more; texts of a
 * rule may have 1,024 characters, and a message is cut for display (GitHub Docs, "SARIF support for code scanning").
 */
const limits = { results: 5000, locations: 100, text: 1000 } as const;

/** Where a finding is shown that concerns no file, since GitHub refuses a result without a place. */
const fallbackPath = 'picket.yaml';

const shortened = (text: string): string => {
  const clean = inert(text);
  return clean.length <= limits.text ? clean : `${wellFormed(clean.slice(0, limits.text - 1))}…`;
};

const region = ({ start, end }: Range): JsonObject => ({
  startLine: start.line,
  startColumn: start.column,
  endLine: end.line,
  endColumn: end.column,
});

const location = (path: string, range: Range | undefined, context: ReportContext): JsonObject => ({
  physicalLocation: {
    artifactLocation: { uri: pathUri(rootPath(path, context)), uriBaseId: '%SRCROOT%' },
    region: range === undefined ? { startLine: 1 } : region(range),
  },
});

/**
 * What makes a finding the same one after lines moved: its code, its file, and what the lines that it covers say. Equal
 * ones in a file are counted in their order.
 */
const fingerprints = (context: ReportContext): ((finding: ReportedFinding) => string) => {
  const seen = new Map<string, number>();
  const lineOf = lineReader(context.source);
  return ({ code, path, range, message }) => {
    const covered =
      path === undefined || range === undefined || context.source(path) === undefined
        ? undefined
        : Array.from({ length: range.end.line - range.start.line + 1 }, (_, index) =>
            lineOf(path, range.start.line + index)?.trim(),
          );
    const key = digestOf([
      code,
      path === undefined ? '' : rootPath(path, context),
      covered?.join('\n') ?? message,
    ]).slice(0, 32);
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return `${key}:${count}`;
  };
};

const fixOf = ({ fix, path, hint }: ReportedFinding, context: ReportContext): JsonObject =>
  fix === undefined || fix.length === 0 || path === undefined
    ? {}
    : {
        fixes: [
          {
            description: { text: shortened(hint ?? 'Apply the fix.') },
            artifactChanges: [
              {
                artifactLocation: { uri: pathUri(rootPath(path, context)), uriBaseId: '%SRCROOT%' },
                replacements: fix.map(({ span, text }) => ({
                  deletedRegion: { charOffset: span.start, charLength: span.end - span.start },
                  insertedContent: { text: wellFormed(text) },
                })),
              },
            ],
          },
        ],
      };

const resultOf = (
  finding: ReportedFinding,
  ruleIndex: number,
  fingerprint: string,
  context: ReportContext,
): JsonObject => {
  const related = (finding.related ?? []).slice(0, limits.locations);
  return {
    ruleId: finding.code,
    ruleIndex,
    level: finding.severity,
    message: { text: shortened(finding.hint === undefined ? finding.message : `${finding.message} ${finding.hint}`) },
    locations: [location(finding.path ?? fallbackPath, finding.range, context)],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map(({ message, path, range }, index) => ({
            id: index + 1,
            ...location(path, range, context),
            message: { text: shortened(message) },
          })),
        }),
    partialFingerprints: { 'picketFinding/v1': fingerprint },
    ...fixOf(finding, context),
  };
};

const ruleOf = (code: string, findings: readonly ReportedFinding[], context: ReportContext): JsonObject => {
  const text = context.explain?.(code);
  const level = findings.find((finding) => finding.code === code)?.severity ?? 'warning';
  const [area = 'picket', name = code] = code.split('/');
  return {
    id: code,
    name,
    shortDescription: { text: text === undefined ? code : shortened(text.summary) },
    ...(text === undefined ? {} : { fullDescription: { text: shortened(text.why) } }),
    ...(text?.url === undefined ? {} : { helpUri: text.url }),
    help: {
      text: `${text === undefined ? '' : `${inert(text.why)}\n\n`}picket explain ${code}`,
      markdown: `${text === undefined ? '' : `${inert(text.why)}\n\n`}\`picket explain ${code}\`${text?.url === undefined ? '' : ` · [documentation](${text.url})`}`,
    },
    defaultConfiguration: { level },
    properties: { tags: [area, 'detection-as-code'] },
  };
};

const runOf = (report: Report, context: ReportContext): JsonObject => {
  const all = bySeverity(findingsOf(report));
  const { kept, cut } = firstOfEach(all);
  const findings = kept.slice(0, limits.results);
  const codes = [...new Set(findings.map(({ code }) => code))].toSorted();
  const fingerprint = fingerprints(context);
  const left = kept.length - findings.length;
  const notices = [
    ...cut.map(
      ({ code, path, total }) => `${total} findings of ${code} in ${inert(path)}, of which the first are shown.`,
    ),
    ...(left === 0 ? [] : [`${counted(left, 'more finding')} left out: GitHub shows ${limits.results}.`]),
  ];
  return {
    tool: {
      driver: {
        name: 'Picket',
        version: report.version,
        semanticVersion: report.version,
        rules: codes.map((code) => ruleOf(code, findings, context)),
      },
    },
    automationDetails: {
      id: `picket/${report.command}${report.workspace === undefined ? '' : `/${report.workspace}`}/`,
    },
    columnKind: 'utf16CodeUnits',
    invocations: [
      {
        executionSuccessful: true,
        ...(notices.length === 0
          ? {}
          : {
              toolExecutionNotifications: notices.map((text) => ({ level: 'warning', message: { text } })),
            }),
      },
    ],
    results: findings.map((finding) => resultOf(finding, codes.indexOf(finding.code), fingerprint(finding), context)),
  };
};

/** What stands before the runs of a log. */
const head = '{\n  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",\n  "version": "2.1.0",\n  "runs": ';

/** A run that failed before it could say anything of its workspace. */
const failedRun = ({ workspace, failure }: WorkspaceRun): JsonObject => ({
  tool: { driver: { name: 'Picket', rules: [] } },
  automationDetails: { id: `picket/${workspace}/` },
  invocations: [
    {
      executionSuccessful: false,
      toolExecutionNotifications: [
        { level: 'error', message: { text: shortened(failure?.message ?? 'Nothing is known about it.') } },
      ],
    },
  ],
  results: [],
});

/** SARIF 2.1.0 for GitHub code scanning and editors; errors first, cut at what GitHub shows. */
export const sarif: Reporter = (report, context) => {
  const { run, end } = sarifRuns(context);
  return run({ workspace: '', exitCode: 0, report, source: context.source }) + end();
};

/** SARIF 2.1.0 with a run for each workspace. */
export const sarifRuns: RunsReporter = (context) => {
  const list = jsonList(head);
  return {
    run: (run) => {
      const value = run.report === undefined ? failedRun(run) : runOf(run.report, { ...context, source: run.source });
      return list.member(JSON.stringify(value, null, 2));
    },
    end: () => `${list.end()}\n}\n`,
  };
};
