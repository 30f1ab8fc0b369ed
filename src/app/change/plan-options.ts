import { means, settledEntries } from '../../core/ref.ts';
import type { Verdict } from '../../core/engine/change.ts';
import { overrideWords } from '../../core/engine/override-log.ts';
import type { Io } from '../../core/io.ts';
import { objectOf } from '../../core/json.ts';
import type { Approval, PlanOptions } from '../../core/plan/plan-options.ts';
import type { Content } from '../content/content.ts';
import { desiredOf, disabledToday, inForce, type Session } from '../session.ts';
import type { Judged } from '../verdicts.ts';
import { counted, withoutSwitch } from '../../core/text/phrase.ts';
import { isSwitchedOn, notSwitchedOn } from '../content/file-type.ts';
import { invalidFiles } from '../content/partial-content.ts';
import type { PlanChoices } from './plan-choices.ts';
import { optOutCodes } from '../../core/overlays/opt-out.ts';
import { unmatchedCodes } from '../../core/overlays/unmatched.ts';

const completeness = (content: Content): PlanOptions['content'] => {
  const broken = invalidFiles(content).length;
  return broken === 0 ? 'complete' : { files: content.files, broken };
};

const share = (percent: number | undefined): number | undefined => (percent === undefined ? undefined : percent / 100);

/** What a plan of this session goes by: the choices of the run over the settings of picket.yaml. */
export const planOptionsOf = (session: Session, io: Io, choices: PlanChoices, judged: Judged): PlanOptions => {
  const { config } = session.project;
  const { limits } = config;
  return {
    workspace: session.workspace.name,
    target: session.workspace,
    ownership: session.workspace.ownership,
    content: completeness(judged.content),
    types: session.types.map(({ name }) => session.typeOf(name)),
    typeOf: session.typeOf,
    now: io.clock.now(),
    held: judged.content.rules.flatMap(({ rule, item }) =>
      item.made?.held === undefined ? [] : [{ type: item.type.name, id: rule.id, reason: item.made.held }],
    ),
    moved: judged.content.rules.flatMap(({ rule, item }) =>
      item.made?.moved === undefined ? [] : [{ type: item.type.name, id: rule.id }],
    ),
    approvals: [
      ...settledEntries('approvals', approvalsOf(session), judged.verdicts).entries,
      ...overrideApprovals(session, judged.verdicts),
    ],
    ignoreDrift: settledEntries('ignoreDrift', inForce(config.ignoreDrift, session.workspace.name), judged.verdicts)
      .entries,
    limits,
    mentioning: judged.mentioning,
    tablesOf: judged.tablesOf,
    fuses: {
      deletes: limits.deletes,
      disables: limits.disables,
      rowDeletes: limits.rowDeletes,
      deletedShare: share(limits.deletesPercent),
      changedShare: share(limits.changesPercent),
    },
    ...choices,
  };
};

/** A rule that picket.yaml switches off is off with approval: that entry is it. */
const approvalsOf = (session: Session): readonly Approval[] => {
  const losses = session.types.flatMap(({ risk }) => (risk?.coverage === undefined ? [] : [risk.coverage.disabled]));
  return [
    ...session.project.config.approvals,
    ...disabledToday(session).flatMap(({ rule, until, reason }) =>
      losses.map((loss) => ({
        rule,
        loss,
        reason: `off until ${until}: ${reason}`,
        expires: until,
      })),
    ),
  ];
};

/** A rule that people switched off past git is off with approval, which is theirs. */
const overrideApprovals = ({ typeOf }: Session, verdicts: readonly Verdict[]): readonly Approval[] =>
  verdicts.flatMap(({ type, id, override }) => {
    const coverage = typeOf(type).risk?.coverage;
    return coverage === undefined || override?.standing !== 'in-force' || override.log === undefined
      ? []
      : [{ rule: `${type}/${id}`, loss: coverage.disabled, reason: overrideWords(override.log[0]) }];
  });

/** What is to be said of entries whose rule may be of several types. */
export const unsettledNotes = (session: Session, verdicts: readonly Verdict[]): readonly string[] => {
  const { approvals, ignoreDrift, disabled } = session.project.config;
  const { name } = session.workspace;
  return [
    ...settledEntries('approvals', approvals, verdicts).notes,
    ...settledEntries('ignoreDrift', inForce(ignoreDrift, name), verdicts).notes,
    ...settledEntries('disabled', inForce(disabled, name), verdicts).notes,
  ];
};

/** Files of types that are only checked, where picket.yaml does not say that this is meant. */
export const checkedOnlyNotes = ({ project, content }: Session): readonly string[] => {
  const said = objectOf(project.document?.value);
  return [...new Set(content.items.map(({ type }) => type))].flatMap((type) => {
    const [key = ''] = (type.optIn ?? '').split(':');
    if (isSwitchedOn(project, type) || said[key] !== undefined) return [];
    const { one, many } = type.words;
    const files = content.items.filter((item) => item.type === type).length;
    return [
      `${counted(files, one, many)} checked and not deployed: ${notSwitchedOn(type)}, nor \`${key}: off\`, which says that this is meant.`,
    ];
  });
};

/** What groups and the workspace opt out of, and what they say that changes nothing, with its place in picket.yaml. */
export const layerNotes = ({ content }: Session): readonly string[] =>
  content.diagnostics.flatMap(({ code, message, path, range }) =>
    optOutCodes.has(code) || unmatchedCodes.has(code)
      ? [range === undefined ? message : `${message} (${path}:${range.start.line})`]
      : [],
  );

/** What picket.yaml says about rules being off, for people: those that are, and entries whose time is over. */
export const disabledNotes = (session: Session): readonly string[] => {
  const desired = desiredOf(session);
  const off = new Set(disabledToday(session));
  return inForce(session.project.config.disabled, session.workspace.name).map((entry) => {
    const { rule, until, reason } = entry;
    const named = desired.find(({ type, resource }) => means(rule, { type, id: resource.name }));
    const name = named?.displayName;
    if (named === undefined || name === undefined)
      return `disabled in picket.yaml names ${rule}, and no rule for this workspace has that id.`;
    const { canonical, words } = session.typeOf(named.type);
    if (canonical.enabled === undefined) return `disabled in picket.yaml: ${withoutSwitch(name, words)}`;
    return off.has(entry)
      ? `${name}: picket.yaml has it off until ${until}: ${reason}`
      : `${name}: picket.yaml had it off until ${until}, and no longer has; take the entry out of disabled in picket.yaml.`;
  });
};

/** A plan of old content says so: the work tree has something else to deploy. */
export const refNotes = ({ ref }: Session): readonly string[] =>
  ref === undefined
    ? []
    : [
        `Content as it is at ${ref}; the next deployment of the work tree brings its own back, so revert the commit too.`,
      ];

/** What is said of files that were left out. */
export const invalidNotes = (content: Content, { invalid }: PlanChoices): readonly string[] => {
  const { length } = invalidFiles(content);
  if (length === 0) return [];
  const left = `${length} of ${content.files} files ${length === 1 ? 'has' : 'have'} errors`;
  return [
    invalid === 'skip'
      ? `${left}: they and what they describe are left alone, and nothing is pruned.`
      : `${left}: this is the plan of the others. A deployment is refused, unless --skip-invalid leaves them alone.`,
  ];
};
