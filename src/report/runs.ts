import type { JsonObject } from '../core/json.ts';
import type { RunsReporter, WorkspaceRun } from '../core/report.ts';
import { jsonText } from '../core/text/visible.ts';
import { machine } from './json.ts';
import { commentRoom, markdown, markdownTogether } from './markdown.ts';
import { growingMatrix, markdownMatrix, matrixJson, prettyMatrix } from './matrix.ts';
import { codeCell, prose } from './text/markdown-text.ts';
import { pretty } from './pretty.ts';
import { inert, styleOf } from './text/style.ts';

const unknown = 'Nothing is known about it.';

/** A section each, under the name of the workspace, and one in which they stand side by side. */
export const prettyRuns: RunsReporter = (runs, context) => {
  const style = styleOf(context);
  const sections = runs.map(({ workspace, report, failure, source }) => {
    const heading = style.bold(`── ${inert(workspace)} ──`);
    if (report !== undefined) return `${heading}\n\n${pretty(report, { ...context, source })}`;
    const hint = failure?.hint === undefined ? '' : `  ${inert(failure.hint)}\n`;
    return `${heading}\n\n${style.red('error:')} ${inert(failure?.message ?? unknown)}\n${hint}`;
  });
  const matrix = prettyMatrix(runs, context);
  return [...sections, ...(matrix === '' ? [] : [matrix])].join('\n');
};

/**
 * Plans in one text, which says once what they share; else a heading and a section each. In the room of one report, after
 * a table of what becomes of each item in each workspace.
 */
export const markdownRuns: RunsReporter = (runs, context) => {
  const table = markdownMatrix(runs);
  const whole = context.limit ?? commentRoom;
  const matrix = table.length < whole / 3 ? table : '';
  const limit = Math.floor((whole - matrix.length) / Math.max(1, runs.length)) - 200;
  const plans = runs.flatMap(({ report }) => (report?.command === 'plan' ? [report] : []));
  const others = runs.filter(({ report }) => report?.command !== 'plan');
  const sections = others.map(({ workspace, report, failure, source }) => {
    const heading = `## ${codeCell(workspace)}\n\n`;
    if (report !== undefined) return heading + markdown(report, { ...context, source, limit });
    const hint = failure?.hint === undefined ? '' : ` ${prose(failure.hint, codeCell)}`;
    return `${heading}**Failed:** ${prose(failure?.message ?? unknown, codeCell)}${hint}\n`;
  });
  const together = { ...context, source: () => undefined, limit: limit * plans.length };
  return [
    ...(matrix === '' ? [] : [matrix]),
    ...sections,
    ...(plans.length === 0 ? [] : [markdownTogether(plans, together)]),
  ].join('\n\n');
};

const runJson = ({ workspace, exitCode, report, failure, said }: WorkspaceRun): JsonObject => ({
  workspace,
  exitCode,
  ...(said ?? (report === undefined ? {} : machine(report))),
  ...(failure === undefined ? {} : { error: failure }),
});

/** A value as a member of a list or mapping that stands so many spaces in. */
const indented = (value: unknown, spaces: number): string =>
  jsonText(value)
    .trimEnd()
    .replaceAll('\n', `\n${' '.repeat(spaces)}`);

/** A text that is made run by run, each of which is forgotten then. */
export type RunsTeller = {
  /** The text of the next run, with what stands before the first. */
  readonly run: (run: WorkspaceRun) => string;
  /** What stands after the last. */
  readonly end: () => string;
};

/**
 * The machine format of a run over several workspaces, schemas/report/runs.schema.json, a workspace at a time: the reports
 * of hundreds, and their text, would take more memory than anything else.
 */
export const tellJson = (): RunsTeller => {
  const matrix = growingMatrix();
  const head = '{\n  "version": 2,\n  "runs": [';
  let isEmpty = true;
  return {
    run: (run) => {
      matrix.add(run);
      const before = isEmpty ? head : ',';
      isEmpty = false;
      return `${before}\n    ${indented(runJson(run), 4)}`;
    },
    end: () => `${isEmpty ? head : '\n  '}],\n  "matrix": ${indented(matrixJson(matrix.rows()), 2)}\n}\n`,
  };
};

/** The same of runs that are there. */
export function* jsonRunParts(runs: readonly WorkspaceRun[]): Generator<string> {
  const teller = tellJson();
  for (const run of runs) yield teller.run(run);
  yield teller.end();
}

/** The same as one text. */
export const jsonRuns: RunsReporter = (runs) => [...jsonRunParts(runs)].join('');
