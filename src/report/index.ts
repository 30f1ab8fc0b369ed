import type { Reporter, RunsReporter } from '../core/report.ts';
import { github, githubRuns } from './github.ts';
import { json } from './json.ts';
import { junit, junitRuns } from './junit.ts';
import { markdown } from './markdown.ts';
import { pretty } from './pretty.ts';
import { jsonRuns, markdownRuns, prettyRuns } from './runs.ts';
import { sarif, sarifRuns } from './sarif.ts';

/** Every way to say a report; a new reporter is one line here. */
export const reporters = { pretty, json, sarif, junit, github, markdown } as const satisfies Record<string, Reporter>;
export type Format = keyof typeof reporters;
export const formats = Object.keys(reporters);

/** The same for a run over several workspaces, a section each. */
export const runsReporters: Readonly<Record<Format, RunsReporter>> = {
  pretty: prettyRuns,
  json: jsonRuns,
  sarif: sarifRuns,
  junit: junitRuns,
  github: githubRuns,
  markdown: markdownRuns,
};
