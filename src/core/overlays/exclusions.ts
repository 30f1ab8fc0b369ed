import type { ContentType } from '../content-type.ts';
import type { DiagnosticCode, Finding } from '../diagnostic.ts';
import { instantOf } from '../duration.ts';
import { filledText, isArray, isObject, listOf, objectOf, type JsonObject, type JsonValue } from '../json.ts';
import { hasExpired } from '../plan/plan-options.ts';
import { pointer, type JsonPointer } from '../pointer.ts';
import { apartSpans } from '../text/kql-tokens.ts';
import { nearest } from '../text/nearest.ts';
import { listed } from '../text/phrase.ts';
import type { Range } from '../text/span.ts';
import { kqlOf } from './parameter-type.ts';
import { plain, type Piece, type Sourced } from './sourced.ts';

export type ExclusionFinding = Finding & { readonly code: DiagnosticCode };

/** Content with the rows that it excludes taken out of its query, what is to be said, and why it may not be deployed. */
export type Excluded = {
  readonly root: Sourced;
  readonly findings: readonly ExclusionFinding[];
  /** Set where an exclusion has ended: what runs stays until somebody decides. */
  readonly held?: string;
  /** Set where exclusions stand at the comment that asks for them: what comes after sees fewer rows, and may make more of them. */
  readonly moved?: true;
};

/** So long before its end an exclusion or an opt-out is talked about, in milliseconds. */
export const notice = 14 * 24 * 60 * 60 * 1000;

/** True for a day of the calendar, or a moment with its zone: without one it would be another moment on each machine. */
const isEnd = (until: string): boolean =>
  instantOf(until) !== undefined && (until.length === 10 || /(?:Z|[+-]\d\d:?\d\d)$/.test(until));

/** Where an exclusion stands in its time, `now` in milliseconds since 1970: `ends` in its last two weeks. */
export type ExclusionStanding = 'holds' | 'ends' | 'ended';

const standingOf = (until: string, now: number): ExclusionStanding =>
  hasExpired(until, now) ? 'ended' : Date.parse(until) - now <= notice ? 'ends' : 'holds';

/** An exclusion as it is written; those without an end or a reason are an error of their own and left out. */
export type WrittenExclusion = {
  readonly at: JsonPointer;
  readonly where: JsonObject;
  readonly until: string;
  readonly reason: string;
  readonly owner?: string;
  readonly standing: ExclusionStanding;
};

/** An exclusion of a project, and where it stands. */
export type ShownExclusion = Omit<WrittenExclusion, 'at'> & {
  readonly path: string;
  readonly range: Range;
  /** The rule by its name, or what the overlay selects. */
  readonly of: string;
  /** The group or workspace whose overlay it is; absent for one of the rule's file. */
  readonly layer?: string;
  /** Who answers for the rule of a file. */
  readonly ruleOwner?: string;
};

/** What an exclusion is about, as a person reads it: `IP.Address 10.0.0.1, Account.Name scanner`. */
export const whereWords = (where: JsonObject): string =>
  Object.entries(where)
    .map(([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');

/** The exclusions of a list under `exclude`, which stands at a place of its file. */
export const exclusionsIn = (list: JsonValue | undefined, at: JsonPointer, now: number): readonly WrittenExclusion[] =>
  listOf(list).flatMap((value, index): readonly WrittenExclusion[] => {
    const { where, until, reason, owner } = objectOf(value);
    const [end, why, whose] = [filledText(until), filledText(reason), filledText(owner)];
    return end === undefined || why === undefined || !isEnd(end)
      ? []
      : [
          {
            at: at + pointer(index),
            where: objectOf(where),
            until: end,
            reason: why,
            ...(whose === undefined ? {} : { owner: whose }),
            standing: standingOf(end, now),
          },
        ];
  });

const literal = (value: JsonValue): string =>
  kqlOf('string', typeof value === 'string' ? value : JSON.stringify(value)) ?? '""';

/** The values of a condition as KQL: given ones, or those of a watchlist. */
const valuesOf = (value: JsonValue): string | undefined => {
  if (isObject(value)) {
    const alias = filledText(value['watchlist']);
    const column = filledText(value['column']) ?? 'SearchKey';
    return alias === undefined || !/^\w+$/.test(column)
      ? undefined
      : `((_GetWatchlist(${literal(alias)}) | project Excluded = tostring(${column})))`;
  }
  const values = isArray(value) ? value : [value];
  const isPlain = values.length > 0 && values.every((each) => each !== null && typeof each !== 'object');
  return isPlain ? `(${values.map(literal).join(', ')})` : undefined;
};

/**
 * One exclusion as an operator that lets all rows pass but those that fit it in every column. Columns are compared as
 * texts, which are never null, so that a row without a value stays.
 */
const operatorOf = (where: JsonObject, columns: ReadonlyMap<string, string>): string | undefined => {
  const conditions = Object.entries(where).map(([key, value]) => {
    const column = columns.get(key) ?? key;
    const values = valuesOf(value);
    return /^[A-Za-z_]\w*$/.test(column) && values !== undefined ? `tostring(${column}) in~ ${values}` : undefined;
  });
  return conditions.length === 0 || conditions.includes(undefined)
    ? undefined
    : `| where not(${conditions.join(' and ')})`;
};

type Place = { readonly end: number; readonly isMoved: boolean };

/** Where exclusions go: behind the line `// picket: exclusions`, else at the end, before what ends the last statement. */
const placeIn = (query: string): Place => {
  const apart = apartSpans(query);
  const asked = apart.find(({ start, end }) => /^\/\/\s*picket:\s*exclusions\s*$/.test(query.slice(start, end)));
  if (asked !== undefined) return { end: asked.end, isMoved: true };
  let end = query.length;
  for (;;) {
    const trimmed = query.slice(0, end).trimEnd().length;
    const comment = apart.find((span) => span.end === trimmed && query.startsWith('//', span.start));
    if (comment !== undefined) end = comment.start;
    else if (query[trimmed - 1] === ';') end = trimmed - 1;
    else return { end: trimmed, isMoved: false };
  }
};

type Judged = { readonly operator?: string; readonly findings: readonly ExclusionFinding[]; readonly held?: string };

const judgeEntry = (value: JsonValue, at: string, columns: ReadonlyMap<string, string>, now: number): Judged => {
  const entry = objectOf(value);
  const wrong = (message: string, hint: string): Judged => ({
    findings: [{ code: 'rule/exclusion', at, message, hint }],
  });
  const until = filledText(entry['until']);
  const reason = filledText(entry['reason']);
  if (until !== undefined && !isEnd(until))
    return wrong(
      `The exclusion holds until \`${until}\`, which is neither a day of the calendar nor a moment with its zone.`,
      'Write `until` as a date such as `2027-03-01`, or as `2027-03-01T12:00:00Z`.',
    );
  if (until === undefined || reason === undefined)
    return wrong(
      'An exclusion says until when it holds, and why.',
      'Add `until`, a date such as `2027-03-01`, and `reason`.',
    );
  const where = objectOf(entry['where']);
  const unmapped = Object.keys(where).find((key) => /^\w+\.\w+$/.test(key) && !columns.has(key));
  if (unmapped !== undefined) {
    const [near] = nearest(unmapped, [...columns.keys()]);
    return wrong(
      `The exclusion is about \`${unmapped}\`, which no column is mapped to${near === undefined ? '.' : `: did you mean \`${near}\`?`}`,
      columns.size === 0
        ? 'Name a column that the query yields, or map the entity to one.'
        : `Name a column that the query yields, or one of ${listed([...columns.keys()])}.`,
    );
  }
  const operator = operatorOf(where, columns);
  if (operator === undefined)
    return wrong(
      'An exclusion says under `where` which values of which columns are left out.',
      'Write `where: {IPAddress: [10.0.0.1]}`, an entity as `{IP.Address: 10.0.0.1}`, or `{IPAddress: {watchlist: ALIAS}}`.',
    );
  const owner = filledText(entry['owner']);
  const whose = owner === undefined ? '' : ` Its owner is ${owner}.`;
  const standing = standingOf(until, now);
  if (standing === 'ended') {
    const message = `The exclusion ended on ${until} (${reason}).${whose}`;
    const hint = 'Take it out, or give it another end: until then the rule stays as it runs.';
    return {
      held: message,
      findings: [{ code: 'rule/exclusion-ended', severity: 'warning', at: `${at}/until`, message, hint }],
    };
  }
  return {
    operator,
    findings: [
      ...networksIn(where).map((network) => ({
        code: 'rule/exclusion-network' as const,
        severity: 'warning' as const,
        at: `${at}/where`,
        message: `\`${network}\` is compared as a text, so that no address of that network is left out.`,
        hint: 'Name the addresses, or a watchlist of them; a network is for `where not(ipv4_is_in_range(…))` in the query.',
      })),
      ...(standing === 'ends'
        ? [
            {
              code: 'rule/exclusion-ends',
              severity: 'warning',
              at: `${at}/until`,
              message: `The exclusion ends on ${until} (${reason}).${whose}`,
              hint: 'Take it out, or give it another end.',
            } as const,
          ]
        : []),
    ],
  };
};

/** Values that mean a network of addresses, which no column of addresses holds. */
const networksIn = (where: JsonObject): readonly string[] =>
  Object.values(where)
    .flatMap((value) => (isArray(value) ? value : [value]))
    .flatMap((value) =>
      typeof value === 'string' && /^(?:\d{1,3}(?:\.\d{1,3}){3}|(?=[^:]*:)[\da-f:]+)\/\d{1,3}$/i.test(value)
        ? [value]
        : [],
    );

/**
 * Content with its exclusions at the end of its query, where they can only take rows away; `now` in milliseconds since
 * 1970. A type may know columns by other names: those of the entities that are mapped from them.
 */
export const withExclusions = (
  root: Sourced,
  { queries: [place], columnsOf }: Pick<ContentType, 'queries' | 'columnsOf'>,
  now: number,
): Excluded => {
  const key = place?.key;
  const list = root.is === 'mapping' ? root.members.get('exclude') : undefined;
  const query = root.is === 'mapping' && key !== undefined ? root.members.get(key) : undefined;
  if (
    root.is !== 'mapping' ||
    key === undefined ||
    list?.is !== 'list' ||
    query?.is !== 'scalar' ||
    typeof query.value !== 'string'
  )
    return { root, findings: [] };
  const columns = columnsOf?.(objectOf(plain(root))) ?? new Map<string, string>();
  const judged = list.items.map((item, index) => ({
    item,
    ...judgeEntry(plain(item), pointer('exclude', index), columns, now),
  }));
  const findings = judged.flatMap((each) => each.findings);
  const held = judged.find((each) => each.held !== undefined)?.held;
  const text = query.value;
  const { end, isMoved } = placeIn(text);
  const pieces: Piece[] = [];
  let made = text.slice(0, end);
  const before = (query.pieces ?? []).filter((piece) => piece.made.end <= end);
  const behind = (query.pieces ?? []).filter((piece) => piece.made.end > end);
  const last = before.at(-1);
  const from = last === undefined ? end : end + last.from.end - last.made.end;
  for (const { item, operator } of judged) {
    if (operator === undefined) continue;
    const start = made.length;
    made += `\n${operator}`;
    pieces.push({
      made: { start, end: made.length },
      from: { start: from, end: from },
      origin: item.origin,
      is: 'line',
    });
  }
  const shift = made.length - end;
  const moved = behind.map((piece) => ({
    ...piece,
    made: { start: piece.made.start + shift, end: piece.made.end + shift },
  }));
  const members = new Map(root.members);
  if (pieces.length > 0)
    members.set(key, { ...query, value: made + text.slice(end), pieces: [...before, ...pieces, ...moved] });
  return {
    root: { ...root, members },
    findings,
    ...(held === undefined ? {} : { held }),
    ...(isMoved && pieces.length > 0 ? { moved: true } : {}),
  };
};
