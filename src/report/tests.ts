import stringWidth from 'string-width';
import type { JsonObject } from '../core/json.ts';
import type {
  Comparison,
  ExplainedStep,
  MutationScore,
  TestedCase,
  TestFailure,
  TestsRun,
  TestStatus,
} from '../core/tests.ts';
import { testStatuses } from '../core/tests.ts';
import { clipped, inert, oneLine, styleOf, type Look, type Style } from './text/style.ts';
import { cutText, fit } from './text/budget.ts';
import { codeCell, prose } from './text/markdown-text.ts';
import { cut } from '../core/text/cut.ts';
import { counted } from '../core/text/phrase.ts';

/** Findings that are said with their case. */
export const caseCodes: ReadonlySet<string> = new Set(['test/failed', 'test/flaky', 'test/too-noisy']);

const marks: Readonly<Record<TestStatus, string>> = {
  passed: '✓',
  failed: '✗',
  flaky: '~',
  unsupported: '?',
  invalid: '!',
};

const paints = {
  passed: 'green',
  failed: 'red',
  flaky: 'yellow',
  unsupported: 'yellow',
  invalid: 'red',
} as const satisfies Readonly<Record<TestStatus, keyof Style>>;

/** How many cases ended in each way. */
export const testCounts = ({ cases }: Pick<TestsRun, 'cases'>): Readonly<Record<TestStatus, number>> => {
  const counts = { passed: 0, failed: 0, flaky: 0, unsupported: 0, invalid: 0 };
  for (const { status } of cases) counts[status] += 1;
  return counts;
};

/** `12 cases of 4 rules: 11 passed, 1 failed`. */
export const testsSummary = (run: TestsRun): string => {
  const counts = testCounts(run);
  const ends = testStatuses.flatMap((status) => (counts[status] === 0 ? [] : [`${counts[status]} ${status}`]));
  if (run.cases.length === 0) return 'No case was run.';
  return `${counted(run.cases.length, 'case')} of ${counted(run.rules, 'rule')}: ${ends.join(', ')}.`;
};

const cellWidth = 40;
const operatorWidth = 72;

/** A column is as wide as its widest cell; what is longer than the room is cut. */
const table = (
  header: readonly string[],
  lines: readonly (readonly string[])[],
  width = cellWidth,
): readonly (readonly string[])[] => {
  const all = [header, ...lines].map((line) => line.map((cell) => clipped(cell, width)));
  const widths = header.map((_, at) => Math.max(...all.map((line) => stringWidth(line[at] ?? ''))));
  return all.map((line) => line.map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - stringWidth(cell))));
};

/** Where two long texts differ behind the cut, the cut begins before the difference. */
const aligned = ({ columns, lines }: Comparison): readonly (readonly string[])[] => {
  const expected = lines.find((line) => line.of === 'expected');
  return lines.map(({ cells }) =>
    cells.map((cell, at) => {
      const texts = [cell, expected?.cells[at] ?? ''];
      if (texts.every((text) => stringWidth(text) <= cellWidth)) return cell;
      const others = lines.map((line) => line.cells[at] ?? '');
      const [first = ''] = others;
      let same = 0;
      while (same < first.length && others.every((text) => text[same] === first[same])) same += 1;
      return same < cellWidth / 2 || columns.length === 0 ? cell : `…${cell.slice(same - 10)}`;
    }),
  );
};

const comparisonLines = (comparison: Comparison, style: Style): readonly string[] => {
  const [header = [], ...lines] = table(
    ['', ...comparison.columns],
    aligned(comparison).map((cells, at) => [comparison.lines[at]?.of ?? '', ...cells]),
  );
  return [
    `      ${style.dim(header.join('  ').trimEnd())}`,
    ...lines.map((cells, at) => {
      const wrong = comparison.lines[at]?.wrong ?? [];
      const painted = cells.map((cell, index) => (wrong.includes(index - 1) ? style.red(cell) : cell));
      return `      ${painted.join('  ').trimEnd()}`;
    }),
    ...(comparison.more === 0 ? [] : [`      ${style.dim(`and ${counted(comparison.more, 'more row')}`)}`]),
  ];
};

const failureLines = ({ message, comparison, range }: TestFailure, path: string, style: Style): readonly string[] => [
  `    ${inert(message)}${range === undefined ? '' : ` ${style.dim(`${inert(path)}:${range.start.line}`)}`}`,
  ...(comparison === undefined ? [] : comparisonLines(comparison, style)),
];

const stepLines = (steps: readonly ExplainedStep[], style: Style): readonly string[] => {
  const lines = table(
    ['rows', 'after'],
    steps.map(({ operator, rows, matching }) => [
      matching === undefined ? String(rows) : `${rows} (${matching} as expected)`,
      operator,
    ]),
    operatorWidth,
  );
  return lines.flatMap((cells, at): readonly string[] => {
    const step = steps[at - 1];
    const text = `      ${cells.join('  ').trimEnd()}`;
    if (step === undefined) return [style.dim(text)];
    return [
      step.dropped === undefined ? text : style.red(text),
      ...(step.dropped ?? []).map((condition) => `        ${style.dim('dropped by')} ${oneLine(condition)}`),
    ];
  });
};

const caseLines = (tested: TestedCase, style: Style): readonly string[] => {
  const { status, name, failures, path, explained } = tested;
  const extra = status === 'passed' || status === 'failed' ? '' : ` ${style.dim(status)}`;
  return [
    `  ${style[paints[status]](marks[status])} ${oneLine(name)}${extra}`,
    // What is wrong with a file is said before, at its place.
    ...(status === 'failed' || status === 'flaky' ? failures : []).flatMap((failure) =>
      failureLines(failure, path, style),
    ),
    ...(explained === undefined ? [] : stepLines(explained, style)),
  ];
};

const percent = (caught: number, all: number): string =>
  all === 0 ? '100 %' : `${Math.floor((caught / all) * 100)} %`;

/** `9 of 12 mutants noticed, 75 %.` */
const mutantsSummary = (scores: readonly MutationScore[]): string => {
  const caught = scores.reduce((sum, score) => sum + score.caught, 0);
  const all = scores.reduce((sum, score) => sum + score.all, 0);
  return `${caught} of ${counted(all, 'mutant')} noticed, ${percent(caught, all)}.`;
};

const mutantLines = (scores: readonly MutationScore[], style: Style): readonly string[] => [
  style.bold('Mutants'),
  ...scores.map(({ rule, caught: own, all: of }) => `  ${oneLine(rule)}: ${own} of ${of} noticed, ${percent(own, of)}`),
  ...scores.flatMap(({ path, survivors }) =>
    survivors.map(
      ({ change, range }) =>
        `    ${style.yellow('not noticed')} ${inert(path)}${range === undefined ? '' : `:${range.start.line}:${range.start.column}`} ${oneLine(change)}`,
    ),
  ),
  mutantsSummary(scores),
  '',
];

/** The cases of a run by rule, with what was expected against what came out. */
export const prettyTests = (run: TestsRun, look: Look): string => {
  const style = styleOf(look);
  const rules = [...new Set(run.cases.map(({ rulePath }) => rulePath))];
  const lines = rules.flatMap((path) => {
    const cases = run.cases.filter(({ rulePath }) => rulePath === path);
    return [
      `${style.bold(oneLine(cases[0]?.rule ?? path))} ${style.dim(inert(path))}`,
      ...cases.flatMap((each) => caseLines(each, style)),
      '',
    ];
  });
  const accepted = run.accepted.flatMap(({ path, case: name, before, after }) => [
    `  ${oneLine(name)} ${style.dim(inert(path))}`,
    ...(before === '' ? [] : [`    ${style.red('-')} ${oneLine(before)}`]),
    `    ${style.green('+')} ${oneLine(after)}`,
  ]);
  const untested = (run.untested ?? []).map(
    ({ rule, path, lacks }) => `  ${oneLine(rule)} ${style.dim(inert(path))}: ${oneLine(lacks.join(', '))}`,
  );
  return [
    ...lines,
    ...(accepted.length === 0 ? [] : [style.bold('Accepted'), ...accepted, '']),
    ...(run.untested === undefined
      ? []
      : [style.bold('Untested'), ...(untested.length === 0 ? ['  none'] : untested), '']),
    ...(run.mutants === undefined ? [] : mutantLines(run.mutants, style)),
    testsSummary(run),
    '',
  ].join('\n');
};

/** What a run of tests found besides failed cases, as Markdown in so many characters; the cases themselves are findings. */
export const markdownTests = (run: TestsRun, room: number): string => {
  const untested = (run.untested ?? []).map(({ rule, lacks }) => [rule, `untested: ${lacks.join(', ')}`] as const);
  const survivors = (run.mutants ?? []).flatMap(({ rule, survivors: own }) =>
    own.map(({ change }) => [rule, `not noticed: ${change}`] as const),
  );
  const accepted = run.accepted.map(({ case: name, after }) => [name, `accepted: ${after}`] as const);
  const pieces = [...accepted, ...untested, ...survivors].map(([name, text]) => {
    const start = `| ${prose(cut(name, 200), codeCell)} | `;
    const piece = (length: number): string => `${start}${prose(cut(text, length), codeCell)} |`;
    return { full: piece(500), brief: piece(100) };
  });
  const fitted = fit(pieces, room);
  const cutting = cutText(fitted, 'rows');
  return [
    `${testsSummary(run)}\n`,
    ...(run.mutants === undefined ? [] : [mutantsSummary(run.mutants)]),
    ...(fitted.texts.length === 0 ? [] : [['| | |', '|---|---|', ...fitted.texts].join('\n')]),
    ...(cutting === '' ? [] : [cutting]),
  ].join('\n\n');
};

const rangeJson = ({ range }: { readonly range?: TestFailure['range'] }): JsonObject =>
  range === undefined
    ? {}
    : {
        range: {
          start: { line: range.start.line, column: range.start.column },
          end: { line: range.end.line, column: range.end.column },
        },
      };

const comparisonJson = ({ columns, lines, more }: Comparison): JsonObject => ({
  columns,
  lines: lines.map(({ of, cells, wrong }) => ({ of, cells, wrong })),
  more,
});

const stepJson = ({ operator, rows, matching, dropped, sample }: ExplainedStep): JsonObject => ({
  operator,
  rows,
  ...(matching === undefined ? {} : { matching }),
  ...(dropped === undefined ? {} : { dropped }),
  ...(sample === undefined ? {} : { sample: { columns: sample.columns, rows: sample.rows } }),
});

const caseJson = (tested: TestedCase): JsonObject => ({
  rule: tested.rule,
  rulePath: tested.rulePath,
  path: tested.path,
  name: tested.name,
  ...rangeJson(tested),
  status: tested.status,
  alerts: tested.alerts,
  failures: tested.failures.map((failure) => ({
    message: failure.message,
    ...rangeJson(failure),
    ...(failure.comparison === undefined ? {} : { comparison: comparisonJson(failure.comparison) }),
  })),
  ...(tested.explained === undefined ? {} : { explained: tested.explained.map(stepJson) }),
});

/** The tests of the machine format, schemas/report/tests.schema.json. */
export const testsJson = (run: TestsRun): JsonObject => ({
  cases: run.cases.map(caseJson),
  ...(run.accepted.length === 0 ? {} : { accepted: run.accepted.map((each) => ({ ...each })) }),
  ...(run.untested === undefined
    ? {}
    : { untested: run.untested.map(({ rule, path, lacks }) => ({ rule, path, lacks })) }),
  ...(run.mutants === undefined
    ? {}
    : {
        mutants: run.mutants.map(({ rule, path, caught, all, survivors }) => ({
          rule,
          path,
          caught,
          all,
          survivors: survivors.map((survivor) => ({ change: survivor.change, ...rangeJson(survivor) })),
        })),
      }),
  tests: { rules: run.rules, cases: run.cases.length, ...testCounts(run) },
});

/** What a failed case says, as one text without colour. */
export const failureText = ({ message, comparison }: TestFailure): string =>
  [
    message,
    ...(comparison === undefined
      ? []
      : comparisonLines(comparison, styleOf({ colour: false, columns: Infinity })).map((line) => line.slice(6))),
  ].join('\n');
