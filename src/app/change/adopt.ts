import { planOptionsOf } from './plan-options.ts';
import { resolve } from 'node:path';
import type { Verdict, VerdictState } from '../../core/engine/change.ts';
import { idKeyOf } from '../../core/content-type.ts';
import { pointer } from '../../core/pointer.ts';
import { refKey, type Ref } from '../../core/ref.ts';
import { applyEdits, replaceValue } from '../../core/text/edit.ts';
import { PicketError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { chooses, type RuleChoice } from '../../core/plan/plan-options.ts';
import { completePlan } from '../../core/plan/complete-plan.ts';
import type { NamedRule } from '../../core/rule-names.ts';
import { switchOf } from '../../core/engine/override.ts';
import { overrideWords } from '../../core/engine/override-log.ts';
import { twinsOf } from '../../core/engine/risk.ts';
import { writeAtomically } from '../../files/disk.ts';
import { version } from '../../version.ts';
import type { Content } from '../content/content.ts';
import { execute, type Deployed, type WriteHooks } from './deploy.ts';
import { isBroken, openSession, type Session, type WorkspaceRequest } from '../session.ts';
import { listed, verdictsOf, withRunning } from '../verdicts.ts';
import type { PlanChoices } from './plan-choices.ts';
import { asking } from './preflight.ts';
import { namedInVerdicts, resolveRules } from '../rule-names.ts';
import { sourceOf } from '../check/validate.ts';

export type AdoptSource = 'content-hub' | 'repositories';

export type AdoptRequest = WorkspaceRequest &
  WriteHooks & {
    /** Rules to take over, as they were typed: of nobody, or of anybody when they are named. */
    readonly rules: RuleChoice;
    readonly from: readonly AdoptSource[];
  };

type RuleOfContent = Content['rules'][number];

/** A file that gets the id of the rule that runs in its place. */
type Renamed = { readonly rule: RuleOfContent; readonly to: string };

const fromOther = ({ state, owner }: Verdict, from: AdoptRequest['from']): boolean =>
  (state === 'provenance' && from.includes('content-hub')) ||
  (state === 'foreign' && owner?.toLowerCase() === 'repositories' && from.includes('repositories'));

/** A ref as options take it, so that it means this one and none of another type. */
const inFull = ({ type, id }: Ref): string => `${type}/${id}`;

/** What is to be taken over, every rule by its id. */
type Wanted = { readonly ids: RuleChoice; readonly from: AdoptRequest['from'] };

const ofNobody: ReadonlySet<VerdictState> = new Set(['unmanaged', 'unowned', 'identical']);

const isWanted = (verdict: Verdict, { ids, from }: Wanted): boolean => {
  if (ids === 'all') return ofNobody.has(verdict.state) || fromOther(verdict, from);
  return chooses(ids, verdict, verdict.desired?.resource.name) || fromOther(verdict, from);
};

/** The files that may be of a live rule which no file has the id of. */
const twinFiles = (session: Session, verdicts: readonly Verdict[]) => {
  const running = new Set(
    verdicts.flatMap(({ type, live }) => (live === undefined ? [] : [refKey({ type, id: live.name })])),
  );
  const files = session.content.rules.map((rule) => ({
    rule,
    type: rule.item.type.name,
    id: rule.rule.id,
    displayName: rule.rule.name ?? rule.rule.id,
  }));
  return (verdict: Verdict) => twinsOf(verdict, files, running, session.typeOf);
};

/** The rules that run, which alone can be taken over; by the files too that get their ids. */
const namedHere = (session: Session, verdicts: readonly Verdict[]): readonly NamedRule[] => {
  const twins = twinFiles(session, verdicts);
  const live = verdicts.filter((verdict) => verdict.live !== undefined);
  const files = live.flatMap((verdict) =>
    twins(verdict).map(({ rule }) => ({
      type: verdict.type,
      id: verdict.id,
      displayName: verdict.displayName,
      path: rule.item.document.path,
    })),
  );
  return [...files, ...namedInVerdicts(live, session.typeOf)];
};

const renamesOf = (session: Session, verdicts: readonly Verdict[], wanted: Wanted): readonly Renamed[] => {
  const twinsOfRule = twinFiles(session, verdicts);
  return verdicts
    .filter((verdict) => isWanted(verdict, wanted))
    .flatMap((verdict): Renamed[] => {
      const twins = twinsOfRule(verdict);
      const [first, second] = twins;
      if (first === undefined) return [];
      if (second !== undefined)
        throw new PicketError(
          'refusal',
          `Several files may be of the rule ${verdict.id} (${verdict.displayName}): ${twins.map(({ rule }) => rule.item.document.path).join(', ')}.`,
          { code: 'several-files', hint: `Give the right one the id ${verdict.id}, then adopt it again.` },
        );
      return [{ rule: first.rule, to: verdict.id }];
    });
};

/** The session as it will be once the files have the ids of the rules that run. */
const withIds = (session: Session, renamed: readonly Renamed[]): Session => {
  const ids = new Map(renamed.map(({ rule, to }) => [rule, to]));
  const rules = session.content.rules.map((entry): RuleOfContent => {
    const id = ids.get(entry);
    return id === undefined ? entry : { ...entry, rule: entry.rule.withId(id) ?? entry.rule };
  });
  return { ...session, content: { ...session.content, rules } };
};

const rewriteIds = async (io: Pick<Io, 'cwd'>, renamed: readonly Renamed[]): Promise<void> => {
  for (const { rule, to } of renamed) {
    const { document, type, raw } = rule.item;
    const key = idKeyOf(type, raw);
    const edits = replaceValue(document, pointer(key), to);
    if (edits === undefined)
      throw new PicketError('config', `The id in ${document.path} cannot be replaced without touching other lines.`, {
        code: 'cannot-edit',
        hint: `Write ${key}: ${to} into it by hand, then adopt the rule again.`,
      });
    await writeAtomically(resolve(io.cwd, document.path), applyEdits(document.text, edits));
  }
};

/** What is off in the workspace, which git would switch on: nobody must learn it from the next deployment. */
const switchedOnNext = (verdict: Verdict, session: Session): readonly string[] => {
  const { live, desired, displayName, override } = verdict;
  if (live === undefined || desired === undefined) return [];
  if (switchOf({ live, desired }, session.typeOf(verdict.type).canonical)?.after !== true) return [];
  const [held] = override?.standing === 'owner' && override.log?.[0].settled !== true ? (override.log ?? []) : [];
  const by = held === undefined ? '' : `; ${override?.project ?? ''} had it ${overrideWords(held)}, which ends here`;
  return [
    `${displayName} is off in ${session.workspace.name}, and git has it on: the next deployment switches it on${by}.`,
  ];
};

export const checkOwnership = ({ workspace, project }: Session): void => {
  if (workspace.ownership === 'markers') return;
  throw new PicketError(
    'usage',
    `The workspace ${workspace.name} keeps no ownership markers: nothing can be adopted.`,
    {
      code: 'no-ownership',
      hint:
        project.config.project === undefined
          ? 'Name a project (name, id) in picket.yaml.'
          : 'Take `ownership: none` out of the workspace in picket.yaml.',
    },
  );
};

/**
 * Takes rules over that run without belonging to this project: writes their markers, with what runs as the baseline, and
 * gives a file the id of its rule where they differ. The rules themselves stay as they are. Rejects with a `usage` error
 * where the workspace keeps no markers, and with a `refusal` where several files may be the one of a rule.
 */
export const adopt = async (io: Io, request: AdoptRequest): Promise<Deployed> => {
  const opened = await openSession(io, request, request.observer);
  checkOwnership(opened);
  const lists = await listed(opened, { mentioning: false });
  const session = withRunning(opened, lists);
  const { content, workspace } = session;
  const source = sourceOf(content);
  const report = {
    command: 'deploy',
    version,
    diagnostics: content.diagnostics,
    files: content.files,
    workspace: workspace.name,
  } as const;
  if (isBroken(content)) return { report, source, plan: undefined, outcomes: undefined, backups: undefined };
  const found = verdictsOf(session, lists);
  const { ids: typed, said } = resolveRules(
    io,
    request.rules === 'all' ? [] : request.rules,
    namedHere(session, found),
    { to: 'write' },
  );
  const asked: Wanted = { ids: request.rules === 'all' ? 'all' : typed, from: request.from };
  const renamed = renamesOf(session, found, asked);
  const renewed = withIds(session, renamed);
  const verdicts = verdictsOf(renewed, lists);
  const taken = verdicts.filter((verdict) => isWanted(verdict, asked));
  const told = [...said, ...taken.flatMap((verdict) => switchedOnNext(verdict, renewed))];
  const wanted = taken.map(inFull);
  const only = asked.ids === 'all' ? wanted : [...wanted, ...asked.ids];
  const choices: PlanChoices = {
    adopt: { ids: asked.ids === 'all' ? wanted : asked.ids, from: request.from },
    only,
  };
  const planned = await completePlan(
    verdicts,
    {
      ...planOptionsOf(renewed, io, choices, { ...lists, content, verdicts, tablesOf: () => [] }),
      scope: 'adoptions',
      said: {
        first: told,
        last: renamed.map(({ rule, to }) => `${rule.item.document.path}: id ${rule.rule.id} becomes ${to}.`),
      },
    },
    asking(renewed, 'writer'),
  );
  return execute(
    io,
    renewed,
    planned,
    { report: { ...report, verdicts }, source },
    {
      ...request,
      prepare: () => rewriteIds(io, renamed),
    },
  );
};
