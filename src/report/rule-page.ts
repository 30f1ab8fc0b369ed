import type { LintRule } from '../core/lint-rule.ts';
import type { Diagnostic } from '../core/diagnostic.ts';

/** What a page says about a rule; every lint rule has it. */
export type RuleTexts = Pick<LintRule<never>, 'id' | 'severity' | 'summary' | 'why' | 'scope'>;

/** An example, with what Picket really says about it. */
export type RuleExample = {
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** The same repository before, for rules that compare with a base. */
  readonly base?: readonly { readonly path: string; readonly text: string }[];
  readonly diagnostics: readonly Diagnostic[];
};

const longestExample = 60;
const shownAround = 25;

/** The text of a file without the middle of a long one. */
const excerpt = (text: string): string => {
  const lines = text.trimEnd().split('\n');
  if (lines.length <= longestExample) return lines.join('\n');
  const left = lines.length - 2 * shownAround;
  return [...lines.slice(0, shownAround), `# … ${left} more lines`, ...lines.slice(-shownAround)].join('\n');
};

const fileBlock = (file: { readonly path: string; readonly text: string }, label: string): string[] => [
  `\`${file.path}\`${label}`,
  '',
  '```yaml',
  excerpt(file.text),
  '```',
  '',
];

const findingLine = ({ path, range, severity, message, hint }: Diagnostic): string => {
  const place = range === undefined ? path : `${path}:${range.start.line}:${range.start.column}`;
  return `- \`${place}\` **${severity}**: ${message}${hint === undefined ? '' : `<br>${hint}`}`;
};

const example = ({ files, base, diagnostics }: RuleExample): string[] => [
  ...(base ?? []).flatMap((file) => fileBlock(file, ' in the base')),
  ...files.flatMap((file) => fileBlock(file, base === undefined ? '' : ' now')),
  ...(diagnostics.length === 0 ? [] : ['Picket says:', '', ...diagnostics.map(findingLine), '']),
];

const scopes: Readonly<Record<RuleTexts['scope'], string>> = {
  item: 'each file by itself',
  repository: 'all files together',
};

/** The page of one rule as Markdown: what it finds and why, examples with the real findings, how to change it. */
export const rulePage = (rule: RuleTexts, failing: readonly RuleExample[], passing: readonly RuleExample[]): string =>
  [
    `# ${rule.id}`,
    '',
    rule.summary,
    '',
    `Severity: **${rule.severity}**, unless an example below shows another. Looks at ${scopes[rule.scope]}.`,
    '',
    '## Why',
    '',
    rule.why,
    '',
    '## Found',
    '',
    ...failing.flatMap(example),
    '## Not found',
    '',
    ...passing.flatMap(example),
    '## Changing it',
    '',
    'For the whole project, in picket.yaml (`error`, `warning`, `note` or `off`):',
    '',
    '```yaml',
    'severities:',
    `  ${rule.id}: ${rule.severity === 'note' ? 'warning' : 'note'}`,
    '```',
    '',
    'In a file, with the reason, in a comment above the place (at the top it holds for the whole file):',
    '',
    '```yaml',
    `# picket-ignore ${rule.id} -- why it does not apply here`,
    '```',
    '',
  ].join('\n');

/** The list of all rules as Markdown; each links to its page beside it. */
export const ruleIndex = (rules: readonly RuleTexts[]): string => {
  const row = ({ id, severity, summary }: RuleTexts): string => `| [${id}](${id}.md) | ${severity} | ${summary} |`;
  const sorted = rules.toSorted((left, right) => (left.id < right.id ? -1 : 1));
  return [
    '# Lint rules',
    '',
    'What Picket checks beyond the shape of a file. `rule/` looks at one file, `repo/` at all files together or against a',
    'base, `kql/` at queries. The pages are generated from the rules and from what they say about their fixtures.',
    '',
    '| rule | severity | finds |',
    '|---|---|---|',
    ...sorted.map(row),
    '',
  ].join('\n');
};
