import type { JsonObject } from '../core/json.ts';
import { type Cell, type Coverage, domainNames } from './coverage.ts';
import { needKinds, needTitles, type Graph, type Need } from './graph.ts';
import type { CatalogueRule } from './model.ts';
import { visible } from '../core/text/visible.ts';
import { tacticTitle } from './phrases.ts';
import { counted } from '../core/text/phrase.ts';
import { cut } from '../core/text/cut.ts';

/** Colours of the terminal; the identity for a pipe. */
export type Paint = {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly strong: (text: string) => string;
};

const bar = (part: number, whole: number, width: number): string => {
  const filled = whole === 0 ? 0 : Math.min(width, Math.ceil((part / whole) * width));
  return '█'.repeat(filled) + '░'.repeat(width - filled);
};

const oneLine = (text: string): string => visible(text).replaceAll(/\s+/g, ' ').trim();

/** Coverage for a person: one line a tactic, then what no matrix can show. `width` is in characters. */
export const coverageText = (coverage: Coverage<CatalogueRule>, paint: Paint, width: number): string => {
  const lines: string[] = [];
  for (const { domain, covered, total, columns } of coverage.matrices) {
    lines.push(paint.bold(`ATT&CK ${coverage.version} ${domainNames[domain]}: ${covered} of ${total} techniques`), '');
    for (const { tactic, rules, covered: done, total: all, cells } of columns) {
      const named = cells
        .filter(({ enabled }) => enabled.length > 0)
        .map(({ id, enabled }) => (enabled.length === 1 ? id : `${id}×${enabled.length}`))
        .join(' ');
      const start = `${tacticTitle(tactic).padEnd(26)} ${paint.strong(bar(done, all, 10))} ${`${done}/${all}`.padStart(6)}  ${counted(rules.length, 'rule').padEnd(9)}`;
      const room = Math.max(12, width - 58);
      lines.push(`${start} ${paint.dim(cut(named, room))}`.trimEnd());
    }
    lines.push('');
  }
  const { enabled, disabled, withoutTechnique, unknown } = coverage;
  lines.push(`${counted(enabled, 'enabled rule')}${disabled === 0 ? '' : `, ${disabled} disabled`}.`);
  if (withoutTechnique.length > 0)
    lines.push(`Without a technique: ${withoutTechnique.map(({ name }) => oneLine(name)).join('; ')}.`);
  if (unknown.length > 0)
    lines.push(`Techniques that ATT&CK does not have: ${unknown.map(({ id }) => oneLine(id)).join(', ')}.`);
  return `${lines.join('\n')}\n`;
};

const ids = (rules: readonly CatalogueRule[]): readonly string[] => rules.map(({ id }) => id);

const nameOf = ({ name }: Pick<Cell<CatalogueRule>, 'name'>): { readonly name?: string } =>
  name === undefined ? {} : { name };

/** Coverage for machines, schemas/coverage.schema.json: every technique of the matrices, with the ids of the rules that cover it. */
export const coverageJson = (coverage: Coverage<CatalogueRule>, workspace: string | undefined): JsonObject => ({
  version: 1,
  attack: coverage.version,
  ...(workspace === undefined ? {} : { workspace }),
  matrices: coverage.matrices.map(({ domain, covered, total, columns }) => ({
    domain,
    covered,
    total,
    tactics: columns.map(({ tactic, rules, covered: done, total: all, cells }) => ({
      tactic,
      rules: ids(rules),
      covered: done,
      total: all,
      techniques: cells
        .filter(({ enabled: on, disabled: off }) => on.length + off.length > 0)
        .map((cell) => ({
          id: cell.id,
          ...nameOf(cell),
          rules: ids(cell.enabled),
          disabled: ids(cell.disabled),
          subTechniques: cell.children.map((child) => ({
            id: child.id,
            ...nameOf(child),
            rules: ids(child.enabled),
            disabled: ids(child.disabled),
          })),
        })),
      gaps: cells.filter(({ enabled: on, retired }) => on.length === 0 && !retired).map(({ id }) => id),
    })),
  })),
  withoutTechnique: ids(coverage.withoutTechnique),
  unknown: coverage.unknown.map(({ id, rules }) => ({ id, rules: ids(rules) })),
});

const needLine = ({ name, rules, kind, known }: Need<CatalogueRule>, most: number, paint: Paint): string =>
  `  ${oneLine(name).padEnd(34)} ${paint.strong('█'.repeat(Math.max(1, Math.round((rules.length / most) * 16))).padEnd(16))} ${counted(rules.length, 'rule')}${kind === 'table' && !known ? paint.dim(' (not known)') : ''}`;

/** The dependencies for a person: a line each, the most used first. */
export const graphText = ({ needs }: Graph<CatalogueRule>, paint: Paint): string => {
  const most = Math.max(1, ...needs.map(({ rules }) => rules.length));
  const lines = needKinds.flatMap((kind) => {
    const own = needs.filter((need) => need.kind === kind);
    return own.length === 0
      ? []
      : [paint.bold(needTitles[kind]), ...own.map((need) => needLine(need, most, paint)), ''];
  });
  return lines.length === 0 ? 'No rule says what it reads.\n' : `${lines.join('\n').trimEnd()}\n`;
};

/** What breaks when things of this name go: the rules of each, with their files. */
export const breakageText = (needs: readonly Need<CatalogueRule>[], paint: Paint): string =>
  needs
    .map(({ kind, name, rules }) =>
      [
        paint.bold(
          `Without the ${kind} ${oneLine(name)} ${counted(rules.length, 'rule')} ${rules.length === 1 ? 'breaks' : 'break'}:`,
        ),
        ...rules.map(
          (rule) =>
            `  ${(rule.severity ?? '').padEnd(13)} ${oneLine(rule.name)}${rule.enabled ? '' : ' (disabled)'}  ${paint.dim(oneLine(rule.path))}`,
        ),
        '',
      ].join('\n'),
    )
    .join('\n');
