import type { Verdict } from '../engine/change.ts';
import { isOff } from '../engine/live-state.ts';
import { overrideWords, overWords } from '../engine/override-log.ts';
import { chooses, type PlanOptions } from './plan-options.ts';
import { countedOfTypes } from './plan-refusal.ts';
import type { Step } from './plan-step.ts';
import { switched } from './plan-writes.ts';
import { exactRef } from '../ref.ts';

const unknownNote = (verdicts: readonly Verdict[], options: PlanOptions): readonly string[] => {
  const counts = new Map<string, readonly Verdict[]>();
  for (const verdict of verdicts)
    for (const at of new Set(verdict.unknownProperties.map((at) => at.replaceAll(/\/\d+(?=\/|$)/g, '/*'))))
      counts.set(at, [...(counts.get(at) ?? []), verdict]);
  return counts.size === 0
    ? []
    : [
        `Properties that Picket does not know are kept as they are: ${[...counts]
          .map(([at, having]) => `${at} (${countedOfTypes(having, options)})`)
          .join(', ')}.`,
      ];
};

/** What was to be adopted by name and is this project's already: a run that does nothing must say why. */
const adoptedAlready = (verdicts: readonly Verdict[], { adopt }: PlanOptions): readonly string[] =>
  adopt?.ids === 'all'
    ? []
    : verdicts
        .filter((verdict) => verdict.record !== undefined && verdict.live !== undefined && chooses(adopt?.ids, verdict))
        .map(({ displayName }) => `${displayName} is this project's already: there is nothing to adopt.`);

/** So many rules are named before the others are counted. */
const mostNames = 10;

const firstNames = (verdicts: readonly Verdict[]): string => {
  const left = verdicts.length - mostNames;
  const names = verdicts.slice(0, mostNames).map(({ displayName }) => displayName);
  return left > 0 ? `${names.join(', ')}, and ${left} more` : names.join(', ');
};

/** What is recorded of a rule being switched off past git, while anybody has to know of it. */
const overrideNote = (
  { type, id, displayName, override, state, live }: Verdict,
  { typeOf, workspace, shared }: Pick<PlanOptions, 'typeOf' | 'workspace' | 'shared'>,
): readonly string[] => {
  if (override === undefined) return [];
  const { standing, log, project } = override;
  const [newest] = log ?? [];
  const isGone = state === 'gone';
  switch (standing) {
    case 'in-force': {
      const after = isGone ? ' After that it stays off: git no longer has it.' : '';
      return newest === undefined
        ? []
        : [`${displayName}: ${overrideWords(newest)}; recorded in the workspace.${after}`];
    }
    case 'unreadable':
      return [
        `${displayName}: the record of its switching off cannot be read, and does not count; picket disable --now records it anew, picket enable --now ends it.`,
      ];
    case 'owner':
      return newest === undefined ? [] : [`${displayName}: ${project}, whose it is, has it ${overrideWords(newest)}.`];
    case 'foreign':
      return [
        `${displayName}: ${project} recorded a switching off of it, which is not that project's; it does not count.`,
      ];
    case 'over': {
      const isStillOff = live !== undefined && isOff(live.body, typeOf(type).canonical);
      if (log === undefined || (isGone && !isStillOff)) return [];
      const then = isGone
        ? `git no longer has it, so it stays off: picket enable ${exactRef({ type, id }, shared)} -w ${workspace} --now switches it on`
        : 'it is switched as git has it';
      // Said of a deployment as well, whose outcomes have no reasons.
      return [`${displayName}: ${overWords(log)}; ${then}.`];
    }
    case 'settled':
      return [];
  }
};

/** What the service switched off, and what would switch it on again: nothing while people or git have it off as well. */
const offByService = (verdict: Verdict, options: PlanOptions): string => {
  const { displayName, autoDisabled = '', override } = verdict;
  const id = exactRef(verdict, options.shared);
  const said = `${displayName}: the service switched it off (${autoDisabled})`;
  if (override?.standing === 'in-force') return `${said}, and --reenable leaves it off while its override is in force.`;
  if (switched(verdict, options).length === 0) return `${said}, and git has it off as well.`;
  return chooses(options.reenable, verdict) ? `${said}.` : `${said}; --reenable ${id} switches it on again.`;
};

/** What a person should know of the verdicts and is no change of a plan, a sentence each. */
export const notesOf = (
  verdicts: readonly Verdict[],
  steps: readonly Step[],
  options: PlanOptions,
): readonly string[] => {
  const gone = verdicts.filter(({ state }) => state === 'gone');
  const unmanaged = verdicts.filter(({ state }) => state === 'unmanaged');
  const accepted = steps.flatMap((step) => (step.kind === 'settled' ? (step.notes ?? []) : []));
  const off = verdicts.filter(({ autoDisabled, desired }) => autoDisabled !== undefined && desired !== undefined);
  return [
    ...(options.ownership === 'none' || verdicts.some(({ ownership }) => ownership === 'none')
      ? [
          'This workspace keeps no ownership markers: changes made in it cannot be told from changes in git, and nothing is pruned.',
        ]
      : []),
    ...(gone.length > 0 && (options.prune ?? 'off') === 'off'
      ? [
          `${countedOfTypes(gone, options)} of this project ${gone.length === 1 ? 'is' : 'are'} no longer in git for this workspace and still ${gone.length === 1 ? 'runs' : 'run'}, and --prune removes ${gone.length === 1 ? 'it' : 'them'}: ${firstNames(gone)}.`,
        ]
      : []),
    ...(unmanaged.length > 0
      ? [
          `${countedOfTypes(unmanaged, options)} of nobody ${unmanaged.length === 1 ? 'is' : 'are'} only in the workspace: ${firstNames(unmanaged)}.`,
        ]
      : []),
    ...off.map((verdict) => offByService(verdict, options)),
    ...verdicts.flatMap((verdict) => overrideNote(verdict, options)),
    ...verdicts.flatMap(({ displayName, note, state }) =>
      note === undefined || state === 'conflict'
        ? []
        : [`${displayName}: ${note}; it was compared without its history.`],
    ),
    ...accepted,
    ...adoptedAlready(verdicts, options),
    ...unknownNote(verdicts, options),
  ];
};
