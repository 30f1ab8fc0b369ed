import type { Places } from '../address.ts';
import type { CatalogueModel, CatalogueRule } from '../model.ts';
import type { TableSubject, TechniqueSubject } from '../subjects.ts';
import { mitreAddress, tacticTitle } from '../phrases.ts';
import { cellCode, code, line, table } from './text.ts';
import { counted } from '../../core/text/phrase.ts';

/** Pages lie in a folder of the top one. */
const up = '../';

const back = (model: CatalogueModel, page: string, label: string): string =>
  `[${line(model.title)}](${up}README.md) · [${label}](${up}${page})`;

const rulesTable = (rules: readonly CatalogueRule[], places: Places): string =>
  table(
    ['Rule', 'Severity', 'Tactics', 'Techniques'],
    rules.map((rule) => [
      `[${line(rule.name)}](${up}${places.rule(rule)}/README.md)${rule.enabled ? '' : ' (disabled)'}`,
      line(rule.severity ?? ''),
      rule.tactics.map((tactic) => line(tacticTitle(tactic))).join(', '),
      rule.techniques.map(line).join(', '),
    ]),
  );

/** The page of one table: who reads it, and which of its columns. */
export const tablePage = (model: CatalogueModel, subject: TableSubject, places: Places): string => {
  const { name, rules, known, columns } = subject;
  return `${[
    `# ${code(name)}`,
    back(model, 'dependencies.md', 'Dependencies'),
    `${counted(rules.length, 'rule')} ${rules.length === 1 ? 'reads' : 'read'} this table.${known ? '' : ' It is not among the known tables.'}`,
    rulesTable(rules, places),
    ...(columns.length === 0
      ? []
      : [
          '## Columns that rules name',
          table(
            ['Column', 'Rules'],
            columns.map((column) => [cellCode(column.name), String(column.rules)]),
          ),
        ]),
  ].join('\n\n')}\n`;
};

const states = {
  current: '',
  retired: ' ATT&amp;CK has retired it.',
  unknown: ' ATT&amp;CK does not have it.',
} as const;

/** The page of one technique with its sub-techniques. */
export const techniquePage = (model: CatalogueModel, subject: TechniqueSubject, places: Places): string => {
  const { id, name, rules, tactics, state, parts } = subject;
  return `${[
    `# ${id}${name === undefined ? '' : ` ${line(name)}`}`,
    back(model, 'coverage.md', 'ATT&amp;CK coverage'),
    `${counted(rules.length, 'rule')} ${rules.length === 1 ? 'names' : 'name'} it or a part of it.${states[state]}${
      state === 'unknown' ? '' : ` [At MITRE](${mitreAddress(id)})`
    }`,
    ...(tactics.length === 0 ? [] : [`Tactics: ${tactics.map(tacticTitle).join(', ')}`]),
    ...parts.flatMap((part) => [
      // The heading is the identifier alone, so that links can name it.
      `## ${part.id}`,
      ...(part.name === undefined ? [] : [line(part.name)]),
      rulesTable(part.rules, places),
    ]),
  ].join('\n\n')}\n`;
};
