/**
 * What people write who think in another language, by the word that the parser stumbles over, with what KQL has instead.
 * Names in capitals stand for what the person has at that place.
 */
const operatorsElsewhere: Readonly<Record<string, string>> = {
  stats: '`summarize`, as in `summarize count() by COLUMN`',
  eventstats: '`summarize` into a `let`, and `join` or `lookup` with it',
  streamstats: '`serialize` with `prev()` or `row_cumsum()`',
  tstats: '`summarize`, as in `TABLE | summarize count() by COLUMN`',
  timechart: '`summarize ... by bin(TimeGenerated, 1h)`',
  chart: '`summarize ... by COLUMN`',
  eval: '`extend`, as in `extend NAME = EXPRESSION`',
  table: '`project`, as in `project COLUMN, COLUMN`',
  fields: '`project`, or `project-away` for what is left out',
  select: '`project`, after the table: `TABLE | project COLUMN, COLUMN`',
  rename: '`project-rename NEW = OLD`',
  dedup: '`distinct COLUMN`, or `summarize arg_max(TimeGenerated, *) by COLUMN` for whole rows',
  uniq: '`distinct *`',
  rex: '`extend NAME = extract(@"PATTERN", 1, COLUMN)`, or `parse`',
  regex: '`where COLUMN matches regex @"PATTERN"`',
  erex: '`extend NAME = extract(@"PATTERN", 1, COLUMN)`',
  head: '`take N`, or `top N by COLUMN`',
  tail: '`top N by TimeGenerated asc`',
  rare: '`summarize count() by COLUMN | top N by count_ asc`',
  spath: '`parse_json(COLUMN).FIELD`',
  makemv: '`extend NAME = split(COLUMN, ",")`',
  fillnull: '`extend NAME = coalesce(COLUMN, VALUE)`',
  append: '`union`',
  multisearch: '`union`',
  transaction: '`summarize min(TimeGenerated), max(TimeGenerated) by COLUMN`, or `scan`',
  bucket: '`bin(TimeGenerated, 1h)` within `summarize ... by`',
  bin: '`bin(TimeGenerated, 1h)` within `summarize ... by`',
  inputlookup: "`_GetWatchlist('ALIAS')`",
  outputlookup: 'nothing: a rule only reads',
  iplocation: '`geo_info_from_ip_address(COLUMN)`',
  from: '`TABLE | ...`: the table stands first',
  group: '`summarize ... by COLUMN`',
  having: '`where` after `summarize`',
  offset: 'nothing: rows have no numbers; `top N by COLUMN` takes the first',
};

/** Every operator that may follow a pipe. Source: Microsoft Learn, Kusto Query Language, "Tabular operators". */
export const tabularOperators: readonly string[] =
  'as consume count distinct evaluate extend externaldata facet find fork getschema graph-match graph-to-table invoke join limit lookup make-graph make-series mv-apply mv-expand order parse parse-kv parse-where partition print project project-away project-keep project-rename project-reorder range reduce render sample sample-distinct scan search serialize sort summarize take top top-hitters top-nested union where'.split(
    ' ',
  );

type Habit = {
  /** What stands before the place, on its line. */
  readonly before?: RegExp;
  /** What stands at the place, spaces and line ends left out. */
  readonly at?: RegExp;
  readonly hint: string;
};

const negation = 'Write the negation as one word: `!in`, `!has`, `!contains`, `!between`.';

/** Signs and words of other languages, the telling ones first. */
const habits: readonly Habit[] = [
  { at: /^[“”„‟«»‘’‚]/, hint: 'This is a typographic quote: KQL takes only `"` and `\'`.' },
  { at: /^[–—−]/, hint: 'This is a dash or a minus sign of its own: KQL takes only `-`.' },
  { at: /^&/, hint: 'KQL joins conditions by `and` and `or`.' },
  // The parser takes the first for a pipe, and misses the operator at the second.
  { before: /\S\s*\|$/, at: /^\|/, hint: 'KQL joins conditions by `and` and `or`, and texts by `strcat(...)`.' },
  { at: /^![^=~]/, hint: 'KQL negates by `not(...)`, or by an operator of its own: `!=`, `!in`, `!has`.' },
  { before: /\s--\s*(?:\S+\s*)?$/, hint: 'A comment begins with `//` in KQL.' },
  { before: /(?:^|\s)#\s*(?:\S+\s*)?$/, hint: 'A comment begins with `//` in KQL.' },
  { at: /^(?:--\s|#|\/\*)/, hint: 'A comment begins with `//` in KQL.' },
  {
    before: /\bselect\s+(?:top\s+\d+\s+)?(?:\*\s*)?(?:from\s+)?$/i,
    hint: 'KQL begins with the table: `TABLE | where CONDITION | project COLUMN`, not `SELECT ... FROM`.',
  },
  {
    before: /\bindex\s*$/i,
    at: /^=/,
    hint: 'KQL begins with the table: `TABLE | where COLUMN == "VALUE"`, not `index=`.',
  },
  {
    before: /\bcount\(\s*distinct\s*$/i,
    hint: 'Write `dcount(COLUMN)`, or `count_distinct(COLUMN)` for an exact count.',
  },
  {
    before: /\bcase\s*$/i,
    at: /^when\b/i,
    hint: 'Write `case(CONDITION, VALUE, ..., OTHERWISE)`, or `iff(CONDITION, A, B)`.',
  },
  { before: /\bnot\s*$/i, at: /^(?:in|has|contains|startswith|endswith|between|like)\b/i, hint: negation },
  { at: /^not\s+(?:in|has|contains|startswith|endswith|between)\b/i, hint: negation },
  { at: /^not\s+(?:like|rlike)\b/i, hint: 'KQL has no LIKE: use `!has`, `!contains` or `not(... matches regex ...)`.' },
  { before: /\bnot\s+$/i, hint: 'Write `not(CONDITION)`, with its brackets.' },
  { at: /^(?:like|ilike|rlike)\b/i, hint: 'KQL has no LIKE: use `has`, `contains`, `startswith` or `matches regex`.' },
  { at: /^is\s+not\s+null\b/i, hint: 'Write `isnotempty(COLUMN)` for a text, `isnotnull(COLUMN)` for anything else.' },
  { at: /^is\s+null\b/i, hint: 'Write `isempty(COLUMN)` for a text, `isnull(COLUMN)` for anything else.' },
  { before: /[=!]=\s*$/, at: /^null\b/i, hint: 'Write `isnull(COLUMN)` or `isnotnull(COLUMN)`.' },
  { at: /^group\s+by\b/i, hint: 'Write `by` within `summarize`: `summarize count() by COLUMN`.' },
  { at: /^having\b/i, hint: 'Write `| where` after `summarize`.' },
  { at: /^from\b/i, hint: 'KQL begins with the table: `TABLE | where CONDITION | project COLUMN`.' },
  { at: /^as\b/i, hint: 'KQL names a column the other way round: `project NEW = OLD`, `summarize NEW = count()`.' },
  {
    before: /\bsearch\s+\w+\s*$/i,
    at: /^=/,
    hint: 'Write `search COLUMN:"TEXT"`, or better `where COLUMN has "TEXT"`.',
  },
  { at: /^=[^=~]/, hint: 'A single `=` gives a value a name: compare with `==`, or with `=~` regardless of case.' },
  {
    before: /\bsummarize\b[^|]*$/i,
    at: /^values?\s*\(/i,
    hint: 'Write `make_list(COLUMN)`, or `make_set(COLUMN)` without repetitions.',
  },
  { before: /\bbetween\s+$/i, hint: 'Write `between (A .. B)`.' },
  {
    at: /^(?:AND|OR|IN|HAS|CONTAINS|BY|ASC|DESC|ON|KIND|BETWEEN)\b/,
    hint: 'Words of KQL are in lower case: `and`, `or`, `by`, `desc`.',
  },
];

/** What KQL has for an operator of another language, in a sentence; undefined where nothing is known of it. */
export const insteadOf = (operator: string): string | undefined => {
  const instead = Object.hasOwn(operatorsElsewhere, operator.toLowerCase())
    ? operatorsElsewhere[operator.toLowerCase()]
    : undefined;
  return instead === undefined ? undefined : `KQL has ${instead}.`;
};

/** What a habit of another language shows at a place of a query; undefined where none does. */
export const habitAt = (before: string, at: string): string | undefined =>
  habits.find((habit) => (habit.before?.test(before) ?? true) && (habit.at?.test(at) ?? true))?.hint;

/** What stands before a place on its line. */
export const lineBefore = (text: string, at: number): string => text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
