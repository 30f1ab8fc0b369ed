import type { FieldVerdict, Verdict, VerdictState } from '../core/change.ts';
import type { JsonObject, JsonValue } from '../core/json.ts';
import type { ReportContext } from '../core/report.ts';
import { cutText, fit, type Piece } from './budget.ts';
import { codeSpan, cut, escaped } from './markdown-text.ts';
import { fieldName, valueText } from './plan-text.ts';
import { clipped, counted, inert, styleOf } from './style.ts';

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
];

/** True where the workspace and the repository disagree about a rule that is somebody's here. */
export const isDrift = (verdict: Verdict): boolean =>
  (titles[verdict.state] !== undefined && verdict.state !== 'unmanaged') || verdict.autoDisabled !== undefined;

type Group = { readonly title: string; readonly verdicts: readonly Verdict[] };

const groups = (verdicts: readonly Verdict[]): Group[] => {
  const off = verdicts.filter((verdict) => verdict.autoDisabled !== undefined);
  const rest = driftStates.flatMap((state) => {
    const found = verdicts.filter((verdict) => verdict.state === state);
    return found.length === 0 ? [] : [{ title: driftTitle(state), verdicts: found }];
  });
  return off.length === 0 ? rest : [{ title: 'Switched off by the service (AUTO DISABLED)', verdicts: off }, ...rest];
};

/** `2 drifted, 1 missing, 3 unmanaged`. */
export const driftSummary = (verdicts: readonly Verdict[]): string => {
  const drifted = verdicts.filter(isDrift).length;
  const unmanaged = verdicts.filter((verdict) => verdict.state === 'unmanaged').length;
  return `${drifted === 0 ? 'no drift' : counted(drifted, 'rule')}${drifted === 0 ? '' : ' drifted'}, ${unmanaged} unmanaged, ${verdicts.length} looked at`;
};

const shownFields = (verdict: Verdict): readonly FieldVerdict[] => verdict.fields.filter((field) => !field.cosmetic);

/** Drift for a terminal: what the workspace says on the left, what git says on the right. */
export const prettyDrift = (workspace: string, verdicts: readonly Verdict[], context: ReportContext): string => {
  const style = styleOf(context);
  const room = Math.max(24, Math.floor(context.columns / 2) - 16);
  const lines = groups(verdicts).flatMap((group) => [
    style.bold(group.title),
    ...group.verdicts.flatMap((verdict) => [
      `  ${style.yellow(inert(verdict.displayName))}  ${style.dim(inert(verdict.id))}`,
      ...(verdict.autoDisabled === undefined ? [] : [`      ${style.red(inert(verdict.autoDisabled))}`]),
      ...shownFields(verdict).map(
        (field) =>
          `      ${inert(fieldName(field.at))}: workspace ${style.red(clipped(valueText(field.before), room))}, git ${style.green(clipped(valueText(field.after), room))}`,
      ),
    ]),
    '',
  ]);
  return `${[...lines, `${style.bold(`Drift of ${workspace}:`)} ${driftSummary(verdicts)}.`].join('\n')}\n`;
};

const longest = 200;

const rulePiece = (verdict: Verdict): Piece => {
  const name = `- ${escaped(cut(verdict.displayName, longest))} (${codeSpan(cut(verdict.id, longest))})`;
  const fields = shownFields(verdict).map(
    (field) =>
      `  - ${codeSpan(fieldName(field.at))}: workspace ${codeSpan(cut(valueText(field.before), longest))}, git ${codeSpan(cut(valueText(field.after), longest))}`,
  );
  const off = verdict.autoDisabled === undefined ? [] : [`  - ${escaped(cut(verdict.autoDisabled, 1000))}`];
  return { full: [name, ...off, ...fields].join('\n'), brief: name };
};

/** Drift for an issue or a job summary, in so many characters; what does not fit is counted. */
export const markdownDrift = (workspace: string, verdicts: readonly Verdict[], room: number): string => {
  const parts = [`### Drift of ${codeSpan(workspace)}`, `${driftSummary(verdicts)}.`];
  // Room for the headings and for what is said about the cuts.
  let left = room - 2000;
  for (const group of groups(verdicts)) {
    const fitted = fit(group.verdicts.map(rulePiece), Math.max(0, left));
    const text = fitted.texts.join('\n');
    left -= text.length;
    const cutting = cutText(fitted, 'rules');
    parts.push(`#### ${group.title}`, ...(text === '' ? [] : [text]), ...(cutting === '' ? [] : [cutting]));
  }
  return `${parts.join('\n\n')}\n`;
};

const present = (members: Readonly<Record<string, JsonValue | undefined>>): JsonObject =>
  Object.fromEntries(Object.entries(members).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));

/** The machine format of `drift --format json`, schemas/drift.schema.json. */
export const driftJson = (workspace: string, verdicts: readonly Verdict[]): JsonObject => ({
  version: 1,
  workspace,
  rules: verdicts
    .filter((verdict) => isDrift(verdict) || verdict.state === 'unmanaged')
    .map((verdict) =>
      present({
        id: verdict.id,
        name: verdict.displayName,
        state: verdict.state,
        path: verdict.path,
        autoDisabled: verdict.autoDisabled,
        fields: shownFields(verdict).map((field) =>
          present({ pointer: field.at, workspace: field.before, git: field.after, side: field.side }),
        ),
      }),
    ),
  summary: {
    drifted: verdicts.filter(isDrift).length,
    unmanaged: verdicts.filter((verdict) => verdict.state === 'unmanaged').length,
    looked: verdicts.length,
  },
});
