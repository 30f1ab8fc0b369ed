import { type JsonObject, ownMember } from '../core/json.ts';
import { printYaml } from '../core/text/edit/render.ts';
import { readAttack } from './attack.ts';
import { maxQueryLength, type ConvertedQuery } from './convert.ts';
import { queryText } from './tables/convert-tables.ts';
import { chooseEntities, chooseGroupedEntities, type ChosenEntities } from './tables/entities.ts';
import type { SigmaMetadata } from './read/model.ts';
import { recordOf } from './reimport.ts';
import { scheduleOf } from './schedule.ts';
import { tableNotes } from './tables/table-list.ts';
import { createHash } from 'node:crypto';
import { cut } from '../core/text/cut.ts';

export type RuleOptions = {
  /** Thousands of rules stand against a quota of 512 enabled ones: off unless asked for. */
  readonly state?: 'enabled' | 'disabled';
  /** As in a rule file: `1h`. */
  readonly frequency?: string;
  readonly period?: string;
  /** The licence of rules that name none; the Detection Rule License of SigmaHQ by default. */
  readonly license?: string;
};

/** A rule file made from a Sigma rule. */
export type GeneratedRule = {
  readonly id: string;
  /** Name for the file, without folder and extension. */
  readonly fileName: string;
  readonly text: string;
  readonly query: string;
  readonly tables: readonly string[];
  readonly warnings: readonly string[];
};

/** The Detection Rule License of SigmaHQ. */
export const usualLicense = 'DRL-1.1';

const severities: Readonly<Record<string, string>> = {
  critical: 'High',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  informational: 'Informational',
};

/** Limits of the service (Microsoft Learn, "Create analytics rules"). */
const maxNameLength = 256;
const maxDescriptionLength = 5000;
const maxDetailName = 20;
const maxDetails = 6;

const listing = (title: string, items: readonly string[]): string[] =>
  items.length === 0 ? [] : [`${title}:\n${items.map((item) => `- ${item.replaceAll(/\s+/g, ' ')}`).join('\n')}`];

const descriptionOf = (rule: SigmaMetadata): string => {
  const parts = [
    rule.description ?? rule.title,
    ...listing('False positives', rule.falsepositives),
    ...listing('References', rule.references),
  ];
  return cut(parts.join('\n\n').replaceAll(/(?<![ \t])[ \t]+$/gm, ''), maxDescriptionLength);
};

/** A version that grows with the Sigma rule: its last change as year.month.day. */
const versionOf = (rule: SigmaMetadata): string => {
  const match = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})/.exec(rule.modified ?? rule.date ?? '');
  return match === null ? '1.0.0' : `${match[1]}.${Number(match[2])}.${Number(match[3])}`;
};

const detailsOf = (query: ConvertedQuery, mapped: ReadonlySet<string>): JsonObject => {
  const columns = [
    ...(query.typed?.context.extended.keys() ?? []),
    ...(query.typed?.context.read ?? []),
    ...(query.grouping?.columns ?? []),
  ];
  const details: Record<string, string> = {};
  for (const column of columns) {
    if (Object.keys(details).length >= maxDetails) break;
    const name = column.replace(/^Group_/, '').slice(0, maxDetailName);
    if (!mapped.has(column) && /^[A-Za-z]\w*$/.test(name) && /^[A-Za-z_]\w*$/.test(column)) details[name] ??= column;
  }
  return details;
};

const metadataOf = (rule: SigmaMetadata, license: string, record: string): JsonObject => ({
  sigma: {
    ...(rule.id === undefined ? {} : { id: rule.id }),
    title: rule.title,
    ...(rule.status === undefined ? {} : { status: rule.status }),
    ...(rule.date === undefined ? {} : { date: rule.date }),
    ...(rule.modified === undefined ? {} : { modified: rule.modified }),
    author: rule.author ?? 'not stated',
    license: rule.license ?? license,
    path: rule.path,
    generated: record,
  },
});

/** Each connector once, with what it fills of all tables. */
const connectorsOf = ({ views }: ConvertedQuery): JsonObject => {
  if (views.length === 0) return {};
  const dataTypes = new Map<string, Set<string>>();
  for (const connector of views.flatMap(({ connectors }) => connectors)) {
    const known = dataTypes.get(connector.connectorId) ?? new Set();
    dataTypes.set(connector.connectorId, new Set([...known, ...connector.dataTypes]));
  }
  return {
    requiredDataConnectors: [...dataTypes].map(([connectorId, types]) => ({ connectorId, dataTypes: [...types] })),
  };
};

/** Signs that a block under `|` cannot hold, or not safely. */
const unsafe = /[^\P{Cc}\n]|\p{Cs}|[\u2028\u2029\uFEFF\uFFFE\uFFFF]/u;

/** A long text under `|`, line by line as it is; undefined where YAML needs quotes for it. */
const blockText = (key: string, text: string): string | undefined => {
  const body = text.endsWith('\n') ? text.slice(0, -1) : text;
  if (body === '' || /^\s|\s$/.test(body) || unsafe.test(body)) return undefined;
  const lines = body.split('\n').map((line) => (line === '' ? '' : `  ${line}`));
  return `${key}: ${body === text ? '|-' : '|'}\n${lines.join('\n')}\n`;
};

/** The keys of a rule up to its query. */
const headText = (head: JsonObject): string =>
  Object.entries(head)
    .map(([key, value]) => {
      const block =
        (key === 'description' || key === 'query') && typeof value === 'string' ? blockText(key, value) : undefined;
      return block ?? printYaml({ [key]: value });
    })
    .join('');

const comment = (text: string): string => `# ${text.replaceAll(/\s+/g, ' ')}\n`;

const entityValue = ({ entities }: ChosenEntities): JsonObject =>
  entities.length === 0
    ? {}
    : {
        entityMappings: entities.map(({ entityType, fieldMappings }) => ({
          entityType,
          fieldMappings: [...fieldMappings],
        })),
      };

const entityText = (chosen: ChosenEntities): string => {
  const { entities } = chosen;
  if (entities.length === 0) return '';
  return (
    comment('Entities:') +
    entities.map(({ reason }) => comment(`- ${reason}`)).join('') +
    printYaml(entityValue(chosen))
  );
};

const finalQuery = (query: ConvertedQuery, { lines }: ChosenEntities): string =>
  query.typed === undefined
    ? [query.text, ...lines.map((line) => `| ${line}`)].join('\n')
    : queryText({ view: query.typed.view, lines: [...query.typed.lines, ...lines] });

const noEntities: ChosenEntities = { entities: [], lines: [] };

const chosenFor = ({ typed, grouping, views }: ConvertedQuery): ChosenEntities => {
  if (typed !== undefined) return chooseEntities(typed);
  const [view] = views;
  return view === undefined || grouping === undefined ? noEntities : chooseGroupedEntities(view, grouping.sources);
};

/** Entities cost characters: without them where the query would pass the service's limit because of them. */
const entitiesWithin = (query: ConvertedQuery): ChosenEntities => {
  const chosen = chosenFor(query);
  return finalQuery(query, chosen).length > maxQueryLength ? noEntities : chosen;
};

/** Picket's own namespace for rules made from Sigma; never to be changed, or every rule would get another id. */
const namespace = '3f7d0d58-6c1c-5e0a-9a61-0b5d9c7c2f44';

/** A name-based UUID (RFC 9562, version 5): equal names give equal ids. */
const nameBasedId = (name: string): string => {
  const bytes = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name, 'utf8')
    .digest();
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.subarray(0, 16).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
};

/** What a rule's id is made from. Documents of a collection that share an id (`action: global`) are told apart. */
const identityOf = (rule: SigmaMetadata): string => {
  if (rule.id === undefined) return `${rule.path}#${rule.index}`;
  return rule.copy === undefined ? rule.id : `${rule.id}#copy-${rule.copy}`;
};

const nameOf = (rule: SigmaMetadata, index: number): string =>
  `${rule.title === '' ? 'Untitled Sigma rule' : rule.title}${rule.copy === undefined ? '' : ` (part ${rule.copy})`}${index === 0 ? '' : ` (${index + 1})`}`;

/** Events of several rules may lie on both sides of a run, so that their spans have to be seen whole. */
const windowsOf = (rule: ConvertedQuery['rule']): 'run' | 'slide' =>
  rule.kind === 'correlation' && rule.type.startsWith('temporal') ? 'slide' : 'run';

/**
 * A whole Sentinel rule from a converted Sigma rule: the text of its YAML file, with the choice of entities explained
 * in comments. Deterministic: the same Sigma rule gives the same bytes.
 */
export const toAnalyticsRule = (query: ConvertedQuery, options: RuleOptions = {}): GeneratedRule => {
  const { rule, index } = query;
  const attack = readAttack(rule.tags);
  const chosen = entitiesWithin(query);
  const text = finalQuery(query, chosen);
  const mapped = new Set(
    chosen.entities.flatMap(({ fieldMappings }) => fieldMappings.map(({ columnName }) => columnName)),
  );
  const details = detailsOf(query, mapped);
  const identity = identityOf(rule);
  const id = nameBasedId(index === 0 ? identity : `${identity}#${index}`);
  const name = cut(nameOf(rule, index), maxNameLength);
  const severity = ownMember(severities, rule.level ?? '') ?? 'Medium';
  const head: JsonObject = {
    id,
    name,
    description: descriptionOf(rule),
    severity,
    enabled: options.state === 'enabled',
    ...connectorsOf(query),
    ...scheduleOf(rule.kind === 'correlation' ? rule.timespan : undefined, options, windowsOf(rule)),
    triggerOperator: 'gt',
    triggerThreshold: 0,
    ...(attack.tactics.length === 0 ? {} : { tactics: [...attack.tactics] }),
    ...(attack.techniques.length === 0 ? {} : { relevantTechniques: [...attack.techniques] }),
    ...(attack.others.length === 0 ? {} : { tags: [...attack.others] }),
    query: `${text}\n`,
  };
  const tail: JsonObject = {
    ...(Object.keys(details).length === 0 ? {} : { customDetails: details }),
    version: versionOf(rule),
    kind: 'Scheduled',
  };
  const metadata = metadataOf(
    rule,
    options.license ?? usualLicense,
    recordOf({ ...head, ...entityValue(chosen), ...tail }),
  );
  const notes = query.views.map((view) => comment(`Tables: ${tableNotes(view)}`)).join('');
  const warnings = [...attack.warnings];
  if (text.length > maxQueryLength)
    warnings.push(`The query has ${text.length} characters; a scheduled rule takes at most ${maxQueryLength}.`);
  return {
    id,
    fileName: fileNameOf(rule, index),
    text: `${notes}${headText(head)}${entityText(chosen)}${printYaml({ ...tail, metadata })}`,
    query: text,
    tables: query.tables,
    warnings,
  };
};

const fileNameOf = (rule: SigmaMetadata, index: number): string => {
  const stem = (rule.path.split('/').at(-1) ?? '').replace(/\.ya?ml$/i, '').replaceAll(/[^\w.-]+/g, '-');
  const parts = [
    stem === '' ? 'sigma-rule' : stem,
    ...(rule.index === 0 ? [] : [String(rule.index + 1)]),
    ...(index === 0 ? [] : [`condition-${index + 1}`]),
  ];
  return parts.join('-');
};
