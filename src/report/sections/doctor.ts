import type { Check, Examination, Report } from '../../core/report.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Severity } from '../../core/diagnostic.ts';
import { headingOf, type Section } from './entry.ts';
import { inert, styleOf, type Look } from '../text/style.ts';
import { wrapped } from '../text/wrap.ts';
import { counted } from '../../core/text/phrase.ts';

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

const severities: Readonly<Record<Check['status'], Severity | undefined>> = {
  ok: undefined,
  warning: 'warning',
  failed: 'error',
  unknown: 'note',
};

const severityOf = ({ status }: Check): { readonly severity?: Severity } => {
  const severity = severities[status];
  return severity === undefined ? {} : { severity };
};

/** What a report says of an examination. */
export const examinationSection = ({ checks, workspace = '' }: Report): Section | undefined =>
  checks === undefined
    ? undefined
    : {
        pretty: (context) => prettyExamination({ workspace, checks }, context),
        json: examinationJson({ workspace, checks }),
        title: headingOf('Doctor', workspace),
        summary: '',
        entries: checks.map((check) => ({
          name: check.name,
          of: workspace,
          state: check.status,
          code: `doctor/${check.status}`,
          ...severityOf(check),
          message: `${check.name}: ${check.found}`,
          ...(check.advice === undefined ? {} : { hint: check.advice }),
        })),
      };
