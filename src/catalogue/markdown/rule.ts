import type { CatalogueModel, CatalogueRule, Query, Revision } from '../model.ts';
import { deployAddresses } from '../address.ts';
import {
  leftOutInWords,
  metadataRows,
  scheduleInWords,
  sigmaInWords,
  tacticTitle,
  triggerInWords,
  type MetadataRow,
} from '../words.ts';
import { block, cellCode, cellText, code, line, table, webLink } from './text.ts';

const technique = (id: string, name: string | undefined): string =>
  /^T\d{4}(?:\.\d{3})?$/.test(id)
    ? `[${id}${name === undefined ? '' : ` ${line(name)}`}](https://attack.mitre.org/techniques/${id.replace('.', '/')}/)`
    : line(id);

const connector = ({ id, dataTypes }: CatalogueRule['connectors'][number]): string =>
  `${line(id)}${dataTypes.length === 0 ? '' : ` (${dataTypes.map(cellCode).join(', ')})`}`;

type Place = { readonly model: CatalogueModel; readonly folder: string };

const cell = (row: MetadataRow, rule: CatalogueRule, { model, folder }: Place): string => {
  switch (row.kind) {
    case 'code':
      return cellCode(row.value);
    case 'prose':
      return cellText(row.value);
    case 'tactics':
      return rule.tactics.map((tactic) => line(tacticTitle(tactic))).join(', ');
    case 'techniques':
      return rule.techniques.map((id) => technique(id, model.attack.names.get(id))).join(', ');
    case 'connectors':
      return rule.connectors.map(connector).join('<br>');
    case 'source':
      return `[${cellCode(row.value)}](rule.yaml)${rule.origin === undefined ? '' : `<br>from ${webLink(rule.origin)}`}${rule.sigma === undefined ? '' : `<br>from ${line(sigmaInWords(rule.sigma))}`}`;
    case 'template':
      return [
        '[template.json](template.json)',
        ...deployAddresses(model, folder).map(({ name, url }) => `[Deploy to ${name}](${url})`),
      ].join('<br>');
    case 'severity':
    case 'text':
      return line(row.value);
  }
};

const reads = ({ facts }: Query): readonly string[] => {
  if (facts === undefined) return [];
  const rows = [
    ...facts.tables.map(({ name, columns, known, plan, elsewhere }) => [
      cellCode(name),
      [
        columns.length === 0 ? 'no column by name' : columns.map(cellCode).join(', '),
        ...(plan === undefined || plan === 'Analytics' ? [] : [`${plan} plan`]),
        ...(elsewhere === true ? ['of another workspace'] : []),
        ...(known ? [] : ['not among the known tables']),
      ].join(' · '),
    ]),
    ...facts.functions.filter(({ origin }) => origin === 'declared').map(({ name }) => [cellCode(name), 'a parser']),
    ...facts.watchlists.map(({ alias }) => [cellCode(alias), 'a watchlist']),
    ...facts.reaches.map(({ via, name }) => [
      cellCode(via),
      `outside the workspace${name === undefined ? '' : `: ${line(name)}`}`,
    ]),
  ];
  return rows.length === 0 ? [] : ['## Tables and columns', table(['Sentinel Table', 'Notes'], rows)];
};

const signs = { same: ' ', added: '+', removed: '-', gap: '…' } as const;

const change = ({ date, query = [] }: Revision): readonly string[] =>
  query.length === 0
    ? []
    : [
        `<details><summary>Change of the query on ${date}</summary>`,
        block(query.map(({ kind, text }) => `${signs[kind]}${text}`).join('\n'), 'diff'),
        '</details>',
      ];

const history = ({ history: known }: CatalogueRule): readonly string[] => {
  if (known === undefined || (known.revisions.length === 0 && !known.isCut)) return [];
  return [
    '## History',
    ...(known.revisions.length === 0
      ? []
      : [
          table(
            ['Date', 'Version', 'Change', 'Commit'],
            known.revisions.map(({ date, version, subject, commit }) => [
              date,
              line(version ?? ''),
              line(subject),
              cellCode(commit.slice(0, 8)),
            ]),
          ),
        ]),
    leftOutInWords(known),
    ...known.revisions.flatMap(change),
  ].filter((part) => part !== '');
};

/** The page of one rule, in the form in which analysts know Sentinel's public rules. */
export const rulePage = (model: CatalogueModel, rule: CatalogueRule, folder: string): string =>
  [
    `# ${line(rule.name)}`,
    `[${line(model.title)}](../../README.md)${rule.enabled ? '' : ' · disabled'}${rule.status === undefined ? '' : ` · ${line(rule.status)}`}`,
    table(
      ['', ''],
      metadataRows(rule).map((row) => [`**${row.label}**`, cell(row, rule, { model, folder })]),
    ),
    ...(rule.query === undefined ? [] : ['## Query', block(rule.query.text, 'kusto'), ...reads(rule.query)]),
    ...(rule.schedule === undefined
      ? []
      : ['## Schedule', `${scheduleInWords(rule.schedule)} ${triggerInWords(rule.schedule)}`]),
    ...(rule.entities.length === 0
      ? []
      : [
          '## Entity mappings',
          table(
            ['Entity', 'Identifier', 'Column'],
            rule.entities.flatMap(({ type, fields }) =>
              fields.map(({ identifier, column }) => [line(type), line(identifier), cellCode(column)]),
            ),
          ),
        ]),
    ...(rule.customDetails.length === 0
      ? []
      : [
          '## Custom details',
          table(
            ['Name', 'Column'],
            rule.customDetails.map(([name, column]) => [line(name), cellCode(column)]),
          ),
        ]),
    '## Alerts and incidents',
    [
      ...(rule.alert.title === undefined ? [] : [`Title of the alert: ${code(rule.alert.title)}`]),
      ...rule.handling.map(line),
    ]
      .map((sentence) => `- ${sentence}`)
      .join('\n'),
    ...(rule.tests === undefined
      ? []
      : ['## Test cases', rule.tests.names.map((name) => `- ${line(name)}`).join('\n')]),
    ...history(rule),
  ].join('\n\n') + '\n';
