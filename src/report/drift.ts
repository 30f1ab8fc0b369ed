import { fieldName } from '../core/engine/diff.ts';
import type { FieldVerdict, Verdict, VerdictState } from '../core/engine/change.ts';
import { driftOf, driftPlace } from '../core/engine/drift.ts';
import { type Override } from '../core/engine/override.ts';
import { overrideWords, overWords, seconds } from '../core/engine/override-log.ts';
import type { JsonValue } from '../core/json.ts';
import type { ReportContext } from '../core/report.ts';
import { cutText, fit, type Piece } from './text/budget.ts';
import { codeBlock, codeSpan, escaped, prose } from './text/markdown-text.ts';
import { cut } from '../core/text/cut.ts';
import { isText, sidesText, valueText } from './plan/plan-text.ts';
import { diffText, prettyDiff } from './plan/query-diff.ts';
import { inert, inline, oneLine, styleOf, type Style } from './text/style.ts';
import { counted } from '../core/text/phrase.ts';

/** The states that are drift, with what a person reads. The others are in sync or somebody else's. */
const titles: Partial<Record<VerdictState, string>> = {
  ours: 'Changed in git since the last deployment',
  theirs: 'Changed in the workspace',
  both: 'Changed in git and in the workspace, in different fields',
  conflict: 'Changed in git and in the workspace, in the same field',
  missing: 'Missing from the workspace',
  new: 'Not deployed yet',
  gone: 'Deployed, but no longer in git',
  unowned: 'In git and in the workspace, but not deployed by this project',
  unmanaged: 'Unmanaged: only in the workspace',
  unclear: 'Unclear: reads still show an older version than the last deployment wrote',
};

/** What a state of drift is called. */
export const driftTitle = (state: VerdictState): string => titles[state] ?? state;

/** The states that a report tells of, in its order. */
export const driftStates: readonly VerdictState[] = [
  'theirs',
  'conflict',
  'both',
  'missing',
  'ours',
  'new',
  'gone',
  'unowned',
  'unmanaged',
  'unclear',
];

const drifted: ReadonlySet<string | undefined> = new Set(['changed', 'pending', 'missing', 'gone']);

/** True where the workspace and the repository disagree about a rule that is somebody's here, and nobody accepted it. */
export const isDrift = (verdict: Verdict): boolean =>
  drifted.has(driftPlace(verdict)) || verdict.autoDisabled !== undefined || verdict.override?.pending === true;

/** True where reads lag behind the last deployment, so that nobody can tell whether the rule drifted. */
export const isUnclear = ({ state }: Verdict): boolean => state === 'unclear';

/** In sync, and nothing else is said of it. */
const hasMetUnseen = (verdict: Verdict): boolean =>
  verdict.writtenBySeveral !== undefined && driftPlace(verdict) === 'inSync' && verdict.autoDisabled === undefined;

/** In git, and in the workspace somebody else's: it is not deployed from here, and a plan refuses it. */
export const isClaimed = ({ state, path }: Verdict): boolean =>
  path !== undefined && (state === 'foreign' || state === 'provenance');

/** Off past git, as an override asks, and nothing else is said of it. */
export const isHeldOff = (verdict: Verdict): boolean =>
  verdict.override?.standing === 'in-force' &&
  verdict.override.pending !== true &&
  driftPlace(verdict) === 'inSync' &&
  verdict.autoDisabled === undefined;

/** What a rule is called of which nothing differs but a switch that an override holds, or held until now. */
export const switchDueTitle = 'On or off otherwise than an override has it, or had it until now';

/** True for such a rule. */
export const isSwitchDue = (verdict: Verdict): boolean =>
  verdict.override?.pending === true && driftPlace(verdict) === 'inSync';

type Group = { readonly title: string; readonly verdicts: readonly Verdict[] };

const groups = (verdicts: readonly Verdict[]): Group[] => {
  const { autoDisabled, accepted } = driftOf(verdicts);
  const rest = driftStates.map((state) => ({
    title: driftTitle(state),
    verdicts: verdicts.filter((verdict) => verdict.state === state && verdict.accepted === undefined),
  }));
  return [
    { title: 'Switched off by the service (AUTO DISABLED)', verdicts: autoDisabled },
    { title: switchDueTitle, verdicts: verdicts.filter(isSwitchDue) },
    ...rest,
    { title: "In git, but somebody else's in the workspace", verdicts: verdicts.filter(isClaimed) },
    { title: 'Changed in the workspace, and accepted for now', verdicts: accepted },
    { title: 'Off past git, by an override', verdicts: verdicts.filter(isHeldOff) },
    { title: 'In sync, but written by several at once', verdicts: verdicts.filter(hasMetUnseen) },
  ].filter((group) => group.verdicts.length > 0);
};

/** Of a value in a sentence, as much as tells it from another. */
const shortValue = (value: JsonValue | undefined): string => cut(valueText(value), 60);

/** What is recorded of a rule being off past git. */
const overrideRemarks = ({ standing, project, log, pending }: Override): readonly string[] => {
  const [newest] = log ?? [];
  switch (standing) {
    case 'in-force':
      return newest === undefined
        ? []
        : [`${overrideWords(newest)}${pending === true ? '; it runs, and the next deployment switches it off' : ''}`];
    case 'over':
      return log === undefined
        ? []
        : [`${overWords(log)}${pending === true ? ': the next deployment switches it on' : ''}`];
    case 'owner':
      return newest === undefined ? [] : [`${project}, whose it is, has it ${overrideWords(newest)}`];
    case 'foreign':
      return [`${project} recorded a switching off of it, which is not that project's: it does not count`];
    case 'unreadable':
      return ['the record of its being switched off cannot be read, and does not count'];
    case 'settled':
      return [];
  }
};

/** Who changed a rule last, who wrote it at once and what of it is gone, until when drift is accepted, each a line. */
const remarks = (verdict: Verdict): readonly string[] => {
  const { lastChange, writtenBySeveral, overwritten, accepted, owner, override } = verdict;
  const [verb, since] = verdict.switchedOff === true ? ['off', 'since'] : ['last changed', 'at'];
  const when = lastChange?.at === undefined ? '' : ` ${since} ${seconds(lastChange.at)}`;
  const writers = (writtenBySeveral ?? []).map(({ who = 'somebody', at = '' }) => `${who} at ${seconds(at)}`);
  return [
    ...(isClaimed(verdict) && owner !== undefined ? [`belongs to ${owner}`] : []),
    ...(lastChange === undefined
      ? []
      : [`${verb}${when}${lastChange.who === undefined ? '' : ` by ${lastChange.who}`}`]),
    ...(writers.length === 0
      ? []
      : [`written by ${writers.join(', then ')}: the later one may not have seen what the other wrote`]),
    ...(overwritten ?? []).flatMap(({ who = 'somebody', at = '', fields }) =>
      fields.map(
        (field) =>
          `overwritten: ${fieldName(field.at)} ${shortValue(field.before)}, now ${shortValue(field.after)} (${who} at ${seconds(at)})`,
      ),
    ),
    ...(override === undefined ? [] : overrideRemarks(override)),
    ...(accepted ?? []).map(({ until, reason }) => `accepted until ${until}: ${reason}`),
  ];
};

/** `2 drifted, 1 missing, 3 unmanaged`. */
export const driftSummary = (verdicts: readonly Verdict[]): string => {
  const found = verdicts.filter(isDrift).length;
  const { accepted } = driftOf(verdicts);
  const unmanaged = verdicts.filter((verdict) => verdict.state === 'unmanaged').length;
  const taken = accepted.length === 0 ? '' : `${accepted.length} accepted, `;
  const open = verdicts.filter(isUnclear).length;
  const unclear = open === 0 ? '' : `${open} unclear, `;
  return `${found === 0 ? 'no drift' : `${found} drifted`}, ${unclear}${taken}${unmanaged} unmanaged, ${verdicts.length} looked at`;
};

/** What differs and is more than white space or a comment. */
export const shownFields = (verdict: Verdict): readonly FieldVerdict[] =>
  verdict.fields.filter((field) => !field.cosmetic);

/** What a person reads of them: where both made the same change there is nothing to compare. */
const comparedFields = (verdict: Verdict): readonly FieldVerdict[] =>
  shownFields(verdict).filter(({ side }) => side !== 'converged');

/** How many rows are not among the fields. */
const leftRows = ({ rowsLeft }: Verdict): readonly string[] =>
  rowsLeft === undefined
    ? []
    : [
        `${counted(rowsLeft, 'more row differs', 'more rows differ')} and ${rowsLeft === 1 ? 'is' : 'are'} not shown here`,
      ];

const fieldLines = (field: FieldVerdict, style: Style): readonly string[] => {
  const name = inert(fieldName(field.at));
  if (isText(field)) return [`      ${name} (- workspace, + git):`, ...prettyDiff(field.before, field.after, style)];
  const [workspace, other] = sidesText(field).map(inline);
  const git = field.said ?? other;
  return [`      ${name}: workspace ${style.red(workspace)}, git ${style.green(git)}`];
};

/** Drift for a terminal: what the workspace says on the left, what git says on the right. */
export const prettyDrift = (
  workspace: string,
  verdicts: readonly Verdict[],
  context: ReportContext,
  notes: readonly string[] = [],
): string => {
  const style = styleOf(context);
  const lines = groups(verdicts).flatMap((group) => [
    style.bold(group.title),
    ...group.verdicts.flatMap((verdict) => [
      `  ${style.yellow(oneLine(verdict.displayName))}  ${style.dim(inert(verdict.id))}`,
      ...remarks(verdict).map((remark) => `      ${style.dim(oneLine(remark))}`),
      ...(verdict.autoDisabled === undefined ? [] : [`      ${style.red(inert(verdict.autoDisabled))}`]),
      ...comparedFields(verdict).flatMap((field) => fieldLines(field, style)),
      ...leftRows(verdict).map((line) => `      ${style.dim(line)}`),
    ]),
    '',
  ]);
  const said = notes.map((note) => `${style.cyan('note:')} ${inert(note)}`);
  return `${[...lines, ...said, `${style.bold(`Drift of ${workspace}:`)} ${driftSummary(verdicts)}.`].join('\n')}\n`;
};

const longest = 200;

const fieldItem = (field: FieldVerdict): string => {
  const name = codeSpan(fieldName(field.at));
  if (!isText(field)) {
    const [workspace, other] = sidesText(field, longest).map(codeSpan);
    const git = field.said ?? other;
    return `  - ${name}: workspace ${workspace}, git ${git}`;
  }
  const diff = codeBlock(diffText(field.before, field.after), 'diff').replaceAll(/^/gm, '    ');
  return `  - ${name} (- workspace, + git):\n\n${diff}\n`;
};

const rulePiece = (verdict: Verdict): Piece => {
  const name = `- ${escaped(cut(verdict.displayName, longest))} (${codeSpan(cut(verdict.id, longest))})`;
  const fields = comparedFields(verdict).map(fieldItem);
  const off = verdict.autoDisabled === undefined ? [] : [`  - ${escaped(cut(verdict.autoDisabled, 1000))}`];
  const told = remarks(verdict).map((remark) => `  - ${escaped(cut(remark, longest))}`);
  const left = leftRows(verdict).map((line) => `  - ${line}`);
  return { full: [name, ...told, ...off, ...fields, ...left].join('\n'), brief: name };
};

/** Drift for an issue or a job summary, in so many characters; what does not fit is counted. */
export const markdownDrift = (
  workspace: string,
  verdicts: readonly Verdict[],
  room: number,
  notes: readonly string[] = [],
): string => {
  const said = notes.map((note) => `> ${prose(cut(note, 1000))}`);
  const parts = [`### Drift of ${codeSpan(workspace)}`, ...said, `${driftSummary(verdicts)}.`];
  // Room for the headings and for what is said about the cuts.
  let left = room - 2000;
  for (const group of groups(verdicts)) {
    const fitted = fit(group.verdicts.map(rulePiece), Math.max(0, left));
    const text = fitted.texts.join('\n');
    left -= text.length;
    const cutting = cutText(fitted, 'items');
    parts.push(`#### ${group.title}`, ...(text === '' ? [] : [text]), ...(cutting === '' ? [] : [cutting]));
  }
  return `${parts.join('\n\n')}\n`;
};
