import { healthKinds, needsAttention, type HealthKind, type HealthReport } from '../../core/service/health.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Report } from '../../core/report.ts';
import { headingOf, type Section } from './entry.ts';
import { inert, oneLine, styleOf, type Look, type Style } from '../text/style.ts';
import { wrapped } from '../text/wrap.ts';
import { counted } from '../../core/text/phrase.ts';

const titles: Readonly<Record<HealthKind, string>> = {
  'auto-disabled': 'Switched off by the service',
  failing: 'Failing',
  'not-running': 'Not running',
  'failed-runs': 'Some runs failed',
  silent: 'Silent',
};

const paints = {
  'auto-disabled': 'red',
  failing: 'red',
  'not-running': 'red',
  'failed-runs': 'yellow',
  silent: 'dim',
} as const satisfies Readonly<Record<HealthKind, keyof Style>>;

/** The health of a workspace's rules, for a terminal. */
export const prettyHealth = (report: HealthReport, look: Look): string => {
  const style = styleOf(look);
  const groups = healthKinds.flatMap((kind) => {
    const found = report.findings.filter((finding) => finding.kind === kind);
    if (found.length === 0) return [];
    const lines = found.flatMap(({ id, name, message }) => [
      `  ${oneLine(name)}  ${style.dim(inert(id))}`,
      `      ${oneLine(message)}`,
    ]);
    return [[style[paints[kind]](titles[kind]), ...lines, ''].join('\n')];
  });
  const urgent = report.findings.filter(needsAttention).length;
  const summary = urgent === 0 ? 'nothing to do' : `${counted(urgent, 'rule')} to look at`;
  const lines = [
    ...groups,
    ...report.notes.map((note) => `note: ${inert(note)}`),
    `${style.bold(`Health of ${report.workspace}:`)} ${summary}, ${counted(report.rules, 'rule')} enabled, ${report.disabled} disabled, ${counted(report.days, 'day')} looked back.`,
    '',
  ];
  return wrapped(lines.join('\n'), look.columns);
};

/** The machine format, schemas/health.schema.json. */
export const healthJson = (report: HealthReport): JsonObject => ({
  version: 1,
  command: 'health',
  workspace: report.workspace,
  days: report.days,
  findings: report.findings.map((finding) => ({ ...finding, attention: needsAttention(finding) })),
  rules: report.rules,
  disabled: report.disabled,
  notes: report.notes,
});

/** What a report says of the health of a workspace's rules. */
export const healthSection = ({ health, workspace }: Report): Section | undefined =>
  health === undefined
    ? undefined
    : {
        pretty: (context) => prettyHealth(health, context),
        json: healthJson(health),
        title: headingOf('Health', workspace),
        summary:
          `${counted(health.rules, 'rule')} enabled, ${health.disabled} disabled, ${counted(health.days, 'day')} looked back. ${health.notes.join(' ')}`.trim(),
        entries: health.findings.map(({ kind, id, name, message }) => ({
          name,
          of: id,
          state: titles[kind].toLowerCase(),
          code: `health/${kind}`,
          severity: needsAttention({ kind }) ? 'warning' : 'note',
          message: `${name}: ${message}`,
        })),
      };
