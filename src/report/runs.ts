import type { JsonObject } from '../core/json.ts';
import type { Report, RunsReporter, WorkspaceRun } from '../core/report.ts';
import { jsonText } from '../core/text/visible.ts';
import { machine } from './json.ts';
import { commentRoom, markdown, markdownTogether } from './markdown.ts';
import { growingMatrix, markdownMatrix, matrixJson, prettyMatrix } from './matrix.ts';
import { indented, jsonList, memberText } from './text/json-list.ts';
import { codeCell, prose } from './text/markdown-text.ts';
import { pretty } from './pretty.ts';
import { inert, styleOf } from './text/style.ts';

const unknown = 'Nothing is known about it.';

/** A section each, under the name of the workspace, and one in which they stand side by side. */
export const prettyRuns: RunsReporter = (context) => {
  const style = styleOf(context);
  const matrix = growingMatrix();
  let between = '';
  const section = ({ workspace, report, failure, source }: WorkspaceRun): string => {
    const heading = style.bold(`── ${inert(workspace)} ──`);
    if (report !== undefined) return `${heading}\n\n${pretty(report, { ...context, source })}`;
    const hint = failure?.hint === undefined ? '' : `  ${inert(failure.hint)}\n`;
    return `${heading}\n\n${style.red('error:')} ${inert(failure?.message ?? unknown)}\n${hint}`;
  };
  return {
    run: (run) => {
      matrix.add(run);
      const text = `${between}${section(run)}`;
      between = '\n';
      return text;
    },
    end: () => {
      const text = prettyMatrix(matrix.grown(), context);
      return text === '' ? '' : `${between}${text}`;
    },
  };
};

/**
 * Plans in one text, which says once what they share; else a heading and a section each. In the room of one report, after
 * a table of what becomes of each item in each workspace: how much there is to say of each is known at the end only.
 */
export const markdownRuns: RunsReporter = (context) => {
  const growing = growingMatrix();
  const plans: Report[] = [];
  const others: WorkspaceRun[] = [];
  const text = (): string => {
    const grown = growing.grown();
    const table = markdownMatrix(grown);
    const whole = context.limit ?? commentRoom;
    const matrix = table.length < whole / 3 ? table : '';
    const limit = Math.floor((whole - matrix.length) / Math.max(1, grown.ends.length)) - 200;
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
  return {
    run: (run) => {
      growing.add(run);
      if (run.report?.command !== 'plan') others.push(run);
      else {
        // Markdown tells nothing of the verdicts that a plan was made from, and they take the most memory.
        const { verdicts: _verdicts, ...told } = run.report;
        plans.push(told);
      }
      return '';
    },
    end: text,
  };
};

const runJson = ({ workspace, exitCode, report, failure, said }: WorkspaceRun): JsonObject => ({
  workspace,
  exitCode,
  ...(said ?? (report === undefined ? {} : machine(report))),
  ...(failure === undefined ? {} : { error: failure }),
});

/** The machine format of a run over several workspaces, schemas/report/runs.schema.json. */
export const jsonRuns: RunsReporter = () => {
  const matrix = growingMatrix();
  const list = jsonList('{\n  "version": 2,\n  "runs": ');
  return {
    run: (run) => {
      matrix.add(run);
      return list.placed(memberText(runJson(run)));
    },
    end: () => `${list.end()},\n  "matrix": ${indented(jsonText(matrixJson(matrix.grown())), 2)}\n}\n`,
  };
};
