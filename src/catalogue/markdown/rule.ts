import type { CatalogueModel, CatalogueRule, Query, Revision } from '../model.ts';
import { deployAddresses, type Places } from '../address.ts';
import {
  described,
  leftOutInWords,
  metadataRows,
  scheduleInWords,
  sigmaInWords,
  tacticTitle,
  triggerInWords,
  type MetadataRow,
  scoreInWords,
} from '../phrases.ts';
import { block, cellCode, code, line, lines, table, webLink } from './text.ts';

const up = '../../';

const technique = (places: Places, id: string, name: string | undefined): string => {
  const place = places.technique(id);
  return place === undefined
    ? line(id)
    : `[${id}${name === undefined ? '' : ` ${line(name)}`}](${up}${place.folder}.md${place.anchor === '' ? '' : `#${place.anchor.replace('.', '')}`})`;
};

const connector = ({ id, dataTypes }: CatalogueRule['connectors'][number]): string =>
  `${line(id)}${dataTypes.length === 0 ? '' : ` (${dataTypes.map(cellCode).join(', ')})`}`;

type Place = { readonly model: CatalogueModel; readonly places: Places };

const cell = (row: MetadataRow, rule: CatalogueRule, { model, places }: Place): string => {
  switch (row.kind) {
    case 'code':
      return cellCode(row.value);
    case 'connectors':
      return rule.connectors.map(connector).join('<br>');
    case 'source':
      return `[${cellCode(row.value)}](rule.yaml)${rule.origin === undefined ? '' : `<br>from ${webLink(rule.origin)}`}${rule.sigma === undefined ? '' : `<br>from ${line(sigmaInWords(rule.sigma))}`}`;
    case 'template':
      return [
        '[template.json](template.json)',
        ...deployAddresses(model, places.rule(rule)).map(({ name, url }) => `[Deploy to ${name}](${url})`),
      ].join('<br>');
    case 'address':
      return webLink(row.value);
    case 'text':
      return line(row.value);
  }
};

const reads = ({ facts }: Query, places: Places): readonly string[] => {
  if (facts === undefined) return [];
  const rows = [
    ...facts.tables.map(({ name, columns, known, plan, elsewhere }) => [
      places.table(name) === undefined ? cellCode(name) : `[${cellCode(name)}](${up}${places.table(name)}.md)`,
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

/** What a page's head says: everything that one looks for before the query. */
const head = (rule: CatalogueRule, { model, places }: Place): readonly string[] => [
  [
    `[${line(model.title)}](${up}README.md)`,
    ...(rule.enabled ? [] : ['disabled']),
    ...[rule.status, rule.severity, rule.kind, rule.version].flatMap((text) =>
      text === undefined ? [] : [line(text)],
    ),
  ].join(' · '),
  ...(rule.tactics.length + rule.techniques.length === 0
    ? []
    : [
        [
          ...rule.tactics.map((tactic) => line(tacticTitle(tactic))),
          ...rule.techniques.map((id) => technique(places, id, model.attack.names.get(id))),
        ].join(' · '),
      ]),
];

const entities = (rule: CatalogueRule): readonly string[] => [
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
];

/** The page of one rule: what an analyst asks first, then the metadata in the form in which Sentinel's public rules have it. */
export const rulePage = (model: CatalogueModel, rule: CatalogueRule, places: Places): string => {
  const { about, response } = described(rule.description);
  return `${[
    `# ${line(rule.name)}`,
    ...head(rule, { model, places }),
    ...about.map(lines),
    ...(rule.query === undefined ? [] : ['## Query', block(rule.query.text, 'kusto'), ...reads(rule.query, places)]),
    ...entities(rule),
    '## Response',
    ...response.map(({ label, text }) => `**${line(label)}:** ${lines(text)}`),
    [
      ...(rule.alert.title === undefined ? [] : [`Title of the alert: ${code(rule.alert.title)}`]),
      ...rule.handling.map(line),
    ]
      .map((sentence) => `- ${sentence}`)
      .join('\n'),
    ...(rule.schedule === undefined
      ? []
      : ['## Schedule', `${scheduleInWords(rule.schedule)} ${triggerInWords(rule.schedule)}`]),
    ...(rule.tests === undefined
      ? []
      : [
          '## Test cases',
          rule.tests.cases.map(({ name, status }) => `- ${line(name)}: ${status}`).join('\n'),
          ...scoreInWords(rule.tests),
        ]),
    ...history(rule),
    '## Metadata',
    table(
      ['', ''],
      metadataRows(rule).map((row) => [`**${row.label}**`, cell(row, rule, { model, places })]),
    ),
  ].join('\n\n')}\n`;
};
