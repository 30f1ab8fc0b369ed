import { lengthInWords, printShortDuration } from '../core/duration.ts';
import { byText } from '../core/json.ts';
import type { CatalogueRule, CatalogueTests, History, Schedule, SigmaSource } from './model.ts';
import { counted } from '../core/text/phrase.ts';

const gaps = /(?<=[a-z])(?=[A-Z])/;

/** A tactic as people write it: `CommandAndControl` becomes `Command and Control`. */
export const tacticTitle = (tactic: string): string =>
  tactic
    .split(gaps)
    .map((word) => (word === 'And' ? 'and' : word))
    .join(' ');

const every = (milliseconds: number): string => {
  const words = lengthInWords(milliseconds);
  return words.startsWith('1 ') && !words.slice(2).includes(' ') ? `every ${words.slice(2)}` : `every ${words}`;
};

/** What the schedule means for an event, in sentences. */
export const scheduleInWords = (schedule: Schedule): string => {
  if (schedule.kind === 'near-real-time')
    return 'Runs every minute over what arrived in the last minute, by time of ingestion.';
  const { lookBack } = schedule;
  const start = `Runs ${every(schedule.every)} and looks back ${lengthInWords(lookBack)}`;
  if (lookBack < schedule.every)
    return `${start}: ${lengthInWords(schedule.every - lookBack)} before each look-back go unseen.`;
  if (lookBack === schedule.every) return `${start}: every moment is looked at once.`;
  const times = Math.ceil(lookBack / schedule.every);
  return `${start}: every moment is looked at by up to ${counted(times, 'run')}.`;
};

const operators: Readonly<Record<string, string>> = {
  GreaterThan: 'more than',
  LessThan: 'fewer than',
  Equal: 'exactly',
  NotEqual: 'any number but',
};

/** When a run raises an alert. */
export const triggerInWords = (schedule: Schedule): string => {
  if (schedule.kind === 'near-real-time') return 'An alert is raised when there is any result.';
  const { operator, threshold } = schedule;
  const condition = `${operator} ${threshold}`;
  if (['GreaterThan 0', 'NotEqual 0'].includes(condition)) return 'An alert is raised when there is any result.';
  if (['Equal 0', 'LessThan 1'].includes(condition)) return 'An alert is raised when there is no result.';
  const words = Object.hasOwn(operators, operator) ? operators[operator] : operator;
  return `An alert is raised when there ${threshold === 1 ? 'is' : 'are'} ${words} ${counted(threshold, 'result')}.`;
};

/** How good the test of a rule is, as sentences: none where nobody counted. */
export const scoreInWords = ({ mutants }: CatalogueTests): readonly string[] =>
  mutants === undefined || mutants.all === 0
    ? []
    : [`The cases notice ${mutants.caught} of ${counted(mutants.all, 'small change')} of the rule.`];

export type MetadataRow = { readonly label: string; readonly value: string; readonly kind: MetadataKind };
export type MetadataKind = 'code' | 'text' | 'address' | 'connectors' | 'source' | 'template';

const named = (label: string, value: string | undefined, kind: MetadataKind): readonly MetadataRow[] =>
  value === undefined ? [] : [{ label, value, kind }];

/**
 * The metadata table's rows in the order in which Sentinel's public rule pages list them, without what a page's head says
 * (name, severity, kind, version, tactics, techniques). Lists and links are left to the page: `value` is what there is as one
 * text, empty where the rule has none.
 */
export const metadataRows = (rule: CatalogueRule): readonly MetadataRow[] => {
  const { schedule } = rule;
  const scheduled = schedule?.kind === 'scheduled' ? schedule : undefined;
  return [
    { label: 'Id', value: rule.id, kind: 'code' },
    {
      label: 'Required data connectors',
      value: rule.connectors.map(({ id }) => id).join(', '),
      kind: 'connectors',
    },
    {
      label: 'Query frequency',
      value: scheduled === undefined ? '' : printShortDuration(scheduled.every),
      kind: 'text',
    },
    {
      label: 'Query period',
      value: scheduled === undefined ? '' : printShortDuration(scheduled.lookBack),
      kind: 'text',
    },
    { label: 'Trigger threshold', value: scheduled === undefined ? '' : String(scheduled.threshold), kind: 'text' },
    { label: 'Trigger operator', value: scheduled?.operator ?? '', kind: 'text' },
    { label: 'Source', value: rule.path, kind: 'source' },
    ...named('Author', rule.author, 'text'),
    ...named('Owner', rule.owner, 'text'),
    ...named('Runbook', rule.runbook, 'address'),
    ...named('Reviewed', rule.reviewed, 'text'),
    { label: 'Arm template', value: 'template.json', kind: 'template' },
  ];
};

/** The Sigma rule behind a rule in one phrase: its name, and what its licence wants said. */
export const sigmaInWords = ({ id, title, author, license, path }: SigmaSource): string => {
  const details = [
    ...(id === undefined ? [] : [`id ${id}`]),
    ...(path === undefined ? [] : [path]),
    ...(author === undefined ? [] : [`author ${author}`]),
    ...(license === undefined ? [] : [`licence ${license}`]),
  ];
  return `the Sigma rule${title === undefined ? '' : ` “${title}”`}${details.length === 0 ? '' : ` (${details.join('; ')})`}`;
};

/** What a history leaves out; empty where it is whole. */
export const leftOutInWords = ({ older, isCut }: History): string =>
  [
    ...(older > 0 ? [`${counted(older, 'older change')} not shown.`] : []),
    ...(isCut ? ['What came before is not in the clone that this was built from.'] : []),
  ].join(' ');

const ownLine = /^\s*(?:[-*•]|\d+[.)]|[A-Z][\w ]{0,30}:)(?:\s|$)/;

/**
 * The paragraphs of a text that was wrapped by hand: lines are joined, except before list items and lines that begin
 * with a label (`Response: ...`).
 */
export const paragraphs = (text: string): readonly string[] =>
  text
    .split(/\n\s*\n/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) =>
      paragraph
        .trim()
        .split('\n')
        .map((part, index) => (index === 0 || ownLine.test(part) ? `\n${part.trim()}` : ` ${part.trim()}`))
        .join('')
        .slice(1),
    );

/** Labels under which descriptions say what to do about an alert. */
const responseLabel =
  /^(response|triage|investigation|remediation|mitigation|containment|next steps|recommended actions|false positives)\s*:\s*/i;
const listItem = /^\s*(?:[-*•]|\d+[.)])\s/;

/** What a description says, apart from what it says to do. Texts are paragraphs whose lines are meant. */
export type Described = {
  readonly about: readonly string[];
  readonly response: readonly { readonly label: string; readonly text: string }[];
};

/**
 * Parts a description: what stands behind a label such as `Response:` or `False positives:`, up to the end of its paragraph
 * (and a list that follows), is the response; the rest is what the rule is about.
 */
export const described = (description: string): Described => {
  const about: string[] = [];
  const response: { readonly label: string; readonly lines: string[] }[] = [];
  let open: (typeof response)[number] | undefined;
  for (const paragraph of paragraphs(description)) {
    const rest: string[] = [];
    // A list under a label that nothing else follows belongs to it, blank line or not.
    if (!listItem.test(paragraph) || open?.lines.every((line) => listItem.test(line)) !== true) open = undefined;
    for (const line of paragraph.split('\n')) {
      const label = responseLabel.exec(line);
      if (label !== null) {
        const text = line.slice(label[0].length).trim();
        open = { label: label[1] ?? '', lines: text === '' ? [] : [text] };
        response.push(open);
      } else if (open === undefined) rest.push(line);
      else open.lines.push(line);
    }
    if (rest.length > 0) about.push(rest.join('\n'));
  }
  return { about, response: response.map(({ label, lines }) => ({ label, text: lines.join('\n') })) };
};

/** The form of an id of ATT&CK's techniques and sub-techniques. */
export const techniqueForm = /^T\d{4}(?:\.\d{3})?$/;

/** Where MITRE describes a technique; for ids of that form only. */
export const mitreAddress = (id: string): string => `https://attack.mitre.org/techniques/${id.replace('.', '/')}/`;

/** The first paragraph of a description on one line. */
export const firstParagraph = (text: string): string => (text.split(/\n\s*\n/)[0] ?? '').replaceAll(/\s+/g, ' ').trim();

/** Severities, the gravest first; what is no severity comes last. */
export const severityRank = (severity: string | undefined): number => {
  const rank = ['High', 'Medium', 'Low', 'Informational'].indexOf(severity ?? '');
  return rank < 0 ? 4 : rank;
};

/** The rules as lists show them: the gravest first, then by name, then by file. */
export const rulesInOrder = (rules: readonly CatalogueRule[]): readonly CatalogueRule[] => {
  return rules.toSorted(
    (left, right) =>
      severityRank(left.severity) - severityRank(right.severity) ||
      byText(left.name, right.name) ||
      byText(left.path, right.path),
  );
};
