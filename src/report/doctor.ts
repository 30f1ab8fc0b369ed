import type { Check, Examination } from '../core/report.ts';
import type { JsonObject } from '../core/json.ts';
import { counted, inert, styleOf, type Look } from './text/style.ts';
import { wrapped } from './text/wrap.ts';

const colours = { ok: 'green', warning: 'yellow', failed: 'red', unknown: 'dim' } as const;

/** An examination for a terminal: a line a check, and what to do below it. */
export const prettyExamination = ({ workspace, checks }: Examination, look: Look): string => {
  const style = styleOf(look);
  const lines = checks.flatMap(({ name, status, found, advice }) => [
    `  ${style[colours[status]](status.padEnd(7))} ${style.bold(inert(name))}: ${inert(found)}`,
    ...(advice === undefined ? [] : advice.split('\n').map((line) => (line === '' ? '' : `          ${inert(line)}`))),
  ]);
  const count = (wanted: Check['status']): number => checks.filter(({ status }) => status === wanted).length;
  const summary = `${counted(count('failed'), 'failure')}, ${counted(count('warning'), 'warning')}`;
  return wrapped(
    `${[...lines, '', `${style.bold(`Workspace ${workspace}:`)} ${summary}.`].join('\n')}\n`,
    look.columns,
  );
};

/** The machine format of `doctor --format json`, schemas/doctor.schema.json. */
export const examinationJson = ({ workspace, checks }: Examination): JsonObject => ({
  version: 1,
  workspace,
  checks: checks.map((check) => ({ ...check })),
});
