import { acceptanceOf } from '../engine/accepted-drift.ts';
import type { FieldVerdict, Refusal, Verdict, Change, Plan } from '../engine/change.ts';
import { fieldName, fieldOf } from '../engine/diff.ts';
import { isOff } from '../engine/live-state.ts';
import type { PlanOptions } from './plan-options.ts';
import { exactRef, refKey } from '../ref.ts';
import { counted, countedOf, inSeries } from '../text/phrase.ts';

/** Takes the changes out for which a reason is given, and says it instead. */
export const refuseChanges = (
  plan: Plan,
  reason: (change: Change) => Pick<Refusal, 'code' | 'message' | 'hint'> | undefined,
): Plan => {
  const refusals: Refusal[] = [];
  const changes = plan.changes.filter((change) => {
    const why = reason(change);
    const { type, id, displayName, action } = change;
    if (why !== undefined) refusals.push({ scope: 'rule', ...why, type, id, displayName, action });
    return why === undefined;
  });
  return { ...plan, changes, refusals: [...plan.refusals, ...refusals] };
};

/** Refuses what needs something that would be made and is refused: it would be made without what it needs. */
export const refuseDependants = (plan: Plan): Plan => {
  const missing = new Map(
    plan.refusals.flatMap((refusal) =>
      refusal.action === 'create' && refusal.type !== undefined && refusal.id !== undefined
        ? [[refKey({ type: refusal.type, id: refusal.id }), refusal] as const]
        : [],
    ),
  );
  const left = refuseChanges(plan, ({ needs = [] }) => {
    const [refusal] = needs.flatMap((ref) => missing.get(refKey(ref)) ?? []);
    return refusal === undefined
      ? undefined
      : {
          code: 'needs-refused',
          message: `It needs ${refusal.displayName ?? refusal.id ?? ''}, which is refused: ${refusal.message}`,
          ...(refusal.hint === undefined ? {} : { hint: refusal.hint }),
        };
  });
  return left.changes.length < plan.changes.length ? refuseDependants(left) : left;
};

/** Refuses the whole run; the plan's changes stay visible. */
export const refuseRun = (plan: Plan, refusal: Omit<Refusal, 'scope'>): Plan => ({
  ...plan,
  refusals: [...plan.refusals, { scope: 'run', ...refusal }],
});

/** So many of these, by the word of their type: `1 rule`, `2 playbooks`; where they are of several types `3 items`. */
export const countedOfTypes = (
  refs: readonly { readonly type: string }[],
  { typeOf }: Pick<PlanOptions, 'typeOf'>,
  count = refs.length,
): string => {
  const [type, ...others] = new Set(refs.map((ref) => ref.type));
  return type === undefined || others.length > 0 ? counted(count, 'item') : countedOf(count, typeOf(type).words);
};

/** That configured folders are not there, as the beginning of a sentence: `The content folders a and b do not exist`. */
export const absentFolders = (folders: readonly string[]): string =>
  `The content ${folders.length === 1 ? 'folder' : 'folders'} ${inSeries(folders)} ${folders.length === 1 ? 'does' : 'do'} not exist`;

type RefusalStep = { readonly kind: 'refusal'; readonly refusal: Refusal };

/** The names of the fields that some verdicts are about: `severity, query`. */
export const fieldNames = (fields: readonly FieldVerdict[]): string =>
  [...new Set(fields.map(({ at }) => fieldName(fieldOf(at))))].join(', ');

/** True where a rule was switched off in the workspace, and nothing else of it was changed there. */
export const isOnlyOff = ({ state, switchedOff, fields }: Verdict): boolean =>
  state === 'theirs' &&
  switchedOff === true &&
  fields.filter(({ side, cosmetic }) => side === 'theirs' && !cosmetic).length === 1;

const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);

/** Since when a rule is off and by whom, as far as the workspace tells. */
export const offSince = ({ lastChange }: Pick<Verdict, 'lastChange'>): string => {
  const { at, who } = lastChange ?? {};
  return [
    'switched off in the workspace:',
    at === undefined ? 'off' : `off since ${at.replace(/\.\d+Z$/, 'Z')}`,
    ...(who === undefined ? [] : [`by ${who}`]),
  ]
    .join(' ')
    .replace(' by', ', by');
};

const text = (verdict: Verdict, options: PlanOptions): Pick<Refusal, 'code' | 'message' | 'hint'> => {
  const { owner, live } = verdict;
  const id = exactRef(verdict, options.shared);
  const off = live !== undefined && isOff(live.body, options.typeOf(verdict.type).canonical);
  const standing = (sentence: string): string => (off ? sentence.replace(/^Runs/, 'Is off') : sentence);
  const unmarked =
    verdict.ownership === 'none'
      ? `This workspace keeps no markers, so nothing can be adopted: take it out of git there, or write git's state over it by name: --overwrite ${id}.`
      : undefined;
  const ofSide = (side: FieldVerdict['side']): string =>
    fieldNames(verdict.fields.filter((field) => field.side === side && !field.cosmetic));
  switch (verdict.state) {
    case 'theirs': {
      if (isOnlyOff(verdict))
        return {
          code: 'switched-off',
          message: `${capital(offSince(verdict))}, and nothing recorded says until when.`,
          hint: `Switch it on with picket enable ${id} -w ${options.workspace} --now, put it on the record with picket disable ${id} -w ${options.workspace} --now, or leave it off with --tolerate switched-off.`,
        };
      const { expired } = acceptanceOf(verdict, options.ignoreDrift, options.now);
      const until = expired.map((entry) => ` It was accepted until ${entry.expires} (${entry.reason}).`).join('');
      return {
        code: 'drift',
        message: `Changed in the workspace since the last deployment: ${ofSide('theirs')}.${until}`,
        hint: `Take the change into the file with picket pull ${id} -w ${options.workspace}, or write git's state over it with --overwrite ${id}, or accept it for a while under ignoreDrift in picket.yaml.`,
      };
    }
    case 'conflict':
      return {
        code: 'conflict',
        message:
          verdict.note === undefined
            ? `Changed in git and, differently, in the workspace: ${ofSide('conflict')}.`
            : `Differs from git in ${ofSide('conflict')}, and ${verdict.note}.`,
        hint: `Bring the file to what should run, then write it with --overwrite ${id}.`,
      };
    case 'provenance':
      return {
        code: 'not-owned',
        message: standing(`Runs in the workspace, installed by ${owner ?? 'Content Hub'}; it stays untouched.`),
        hint: unmarked ?? `To manage it from git: picket adopt ${id}, or --from content-hub for all of these.`,
      };
    case 'foreign':
      return {
        code: 'foreign',
        message: standing(`Runs in the workspace and is managed by ${owner ?? 'somebody else'}; it stays untouched.`),
        hint: unmarked ?? `If it has moved to this repository, take it over by name: picket adopt ${id}.`,
      };
    case 'gone':
      return {
        code: 'drift',
        message:
          'Git no longer has it, but it was changed in the workspace since its last deployment, so it is not pruned.',
        hint: `Look at what changed; to prune it all the same: --overwrite ${id}.`,
      };
    case 'unclear':
      return {
        code: 'stale-read',
        message:
          'Reads still show an older version than the last deployment wrote, longer than reads lag: nobody can tell what runs.',
        hint: 'Plan again in some minutes. If it stays so, look at it in the workspace.',
      };
    default:
      return {
        code: 'not-owned',
        message: standing(
          `Runs in the workspace already, belongs to nobody, and differs from git in ${fieldNames(verdict.fields)}.`,
        ),
        hint: `To manage it from git: picket adopt ${id}.`,
      };
  }
};

/** Why the rule of a verdict is left alone, and the way out. */
export const refusalOf = (verdict: Verdict, options: PlanOptions): RefusalStep => ({
  kind: 'refusal',
  refusal: {
    scope: 'rule',
    ...text(verdict, options),
    type: verdict.type,
    id: verdict.id,
    displayName: verdict.displayName,
  },
});
