import type { Reporter } from '../core/report.ts';
import { github } from './github.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { pretty } from './pretty.ts';
import { sarif } from './sarif.ts';

/** Every way to say a report; a new reporter is one line here. */
export const reporters = { pretty, json, sarif, junit, github, markdown } as const satisfies Record<string, Reporter>;
export type Format = keyof typeof reporters;
export const formats = Object.keys(reporters);
