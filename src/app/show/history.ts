import { resolve } from 'node:path';
import { firstType } from '../../content/index.ts';
import { verifyChain } from '../../core/evidence/deployment-log.ts';
import type { Exception } from '../../core/evidence/evidence.ts';
import { exceptionsOf, laidOver, ofLayers, ofRule } from '../../core/evidence/exceptions.ts';
import { timeLine, type FileCommit, type RecordedDeployment, type TimeLine } from '../../core/history.ts';
import { markedResource } from '../../core/engine/marker.ts';
import type { Io } from '../../core/io.ts';
import { type ActivityFact } from '../../core/ports.ts';
import { means, sameRef, type Ref } from '../../core/ref.ts';
import type { NamedRule } from '../../core/rule-names.ts';
import { resourceKey } from '../../core/resource.ts';
import {
  activityReach,
  auditedState,
  auditedStatesQuery,
  ruleOf,
  type AuditedState,
} from '../../core/service/audit.ts';
import { isSelected } from '../../core/overlays/select.ts';
import { openLog } from '../../git/log.ts';
import { selectableOf } from '../content/effective.ts';
import { openDeploymentLog } from '../change/kept/deployment-log.ts';
import type { ContentFiles } from '../content/content-files.ts';
import { approvalsOf, commitsOf, pathIn } from './rule-commits.ts';
import { orUnread, told, type Told } from './told.ts';
import { namedInContent, namedLive, resolveRules } from '../rule-names.ts';
import { openSession, type Session, type WorkspaceRequest } from '../session.ts';
import { listed, ofType, verdictsOf, type Listed } from '../verdicts.ts';
import { configPath, configRevisions, revisionsOf } from './git-facts.ts';

export type HistoryRequest = WorkspaceRequest & {
  /** The rule as it was typed: id, path, display name or the beginning of its id. */
  readonly rule: string;
};

/** The time line of a rule that a person named. */
export type RuleHistory = TimeLine & {
  /** What was understood of a rule that was not named by its id. */
  readonly said: readonly string[];
};

/** A workspace's clock may be so much ahead of this one, in milliseconds. */
const skew = 60_000;

const activityOf = ({ connection }: Session, key: string, now: number): Promise<Told<ActivityFact>> =>
  told('The activity log', async () => {
    const { found, unread } = orUnread('The activity log', await connection.facts.activity(now - activityReach));
    return { found: found.filter((entry) => ruleOf(entry) === key), unread };
  });

const statesOf = async (
  { connection, typeOf }: Session,
  { type, id }: { readonly type: string; readonly id: string },
  now: number,
): Promise<Told<AuditedState>> => {
  const { collection } = typeOf(type).resource;
  const what = 'SentinelAudit, which tells what each write changed,';
  return told(what, async () => {
    const rows = await connection.queryLogs(auditedStatesQuery(collection), {
      from: now - activityReach,
      to: now + skew,
    });
    const { found, unread } = orUnread(what, rows);
    const states = found
      .flatMap((row) => auditedState(row) ?? [])
      .filter(({ rule }) => rule === id.toLowerCase())
      .toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));
    return { found: states, unread };
  });
};

const wholeId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The files that a path or a whole id may mean, so that one rule's history reads no other; all for any other text. */
const namedBy =
  (text: string, cwd: string) =>
  (files: ContentFiles): ContentFiles => ({
    ...files,
    discover: async (folders) => {
      const all = await files.discover(folders);
      const path = resolve(cwd, text);
      if (all.includes(path)) return [path];
      if (!wholeId.test(text)) return all;
      const found: string[] = [];
      for (const each of all) {
        const bytes = await files.read(each).catch(() => undefined);
        if (bytes !== undefined && Buffer.from(bytes).toString('latin1').toLowerCase().includes(text.toLowerCase()))
          found.push(each);
      }
      return found.length === 0 ? all : found;
    },
  });

/** All rules that have a name or an id: those that run, those of git, and those that only a record still knows. */
const namedAnywhere = ({ types, typeOf, content }: Session, { live, metadata }: Listed): readonly NamedRule[] => {
  const inGit = namedInContent(content);
  const running = types.flatMap((type) => namedLive(ofType(type, live), inGit, typeOf(type.name)));
  const recorded = types.flatMap(({ name, resource }) =>
    metadata.flatMap((marker) => {
      const id = markedResource(marker, resource);
      return id === undefined ? [] : [{ type: name, id, displayName: id, path: undefined }];
    }),
  );
  return [...running, ...recorded, ...inGit];
};

/** What was listed of some rules alone, by their ids in lower case. */
const onlyOf = ({ types }: Session, { live, metadata, ...others }: Listed, ids: readonly string[]): Listed => ({
  ...others,
  live: live.filter(({ name }) => ids.includes(name.toLowerCase())),
  metadata: metadata.filter((marker) =>
    types.some(({ resource }) => ids.includes(markedResource(marker, resource) ?? '')),
  ),
});

/** What the log of deployments has of a rule in a workspace; nothing where picket.yaml keeps none. */
const deploymentsOf = async (io: Io, { project, workspace }: Session, rule: Ref): Promise<Told<RecordedDeployment>> => {
  const store = await openDeploymentLog(io, project, io.signals.abort);
  if (store === undefined) return { found: [], unread: [] };
  return told('The log of deployments', async () => ({
    found: verifyChain(await store.read())
      .records.filter((record) => record.workspace === workspace.name)
      .flatMap((record) => {
        const change = record.changes.find((each) => sameRef(each, rule));
        return change === undefined ? [] : [{ ...record, change }];
      }),
    unread: [],
  }));
};

/** What the file of a rule left out for a time. Where git cannot be read, the rule's commits say so. */
const exclusionsOfRule = async (
  io: Io,
  opened: ReturnType<typeof openLog>,
  path: string | undefined,
  { commits, now }: { readonly commits: Promise<Told<FileCommit>>; readonly now: number },
): Promise<readonly Exception[]> => {
  if (path === undefined) return [];
  const { found } = await told('What the file of the rule left out before', async () => {
    const log = await opened;
    const revisions = await revisionsOf(log, await pathIn(io, log.root, path), (await commits).found);
    return { found: exceptionsOf(revisions, { from: 0, to: now }, ofRule), unread: [] };
  });
  return found;
};

/** What picket.yaml said of a rule for a time, in this workspace or in all. */
const exceptionsOfRule = async (
  opened: ReturnType<typeof openLog>,
  { project, workspace, content, io }: Session,
  rule: Ref,
  now: number,
): Promise<Told<Exception>> =>
  told('What picket.yaml said before', async () => {
    const log = await opened;
    const revisions = await configRevisions(log, await configPath(log, project));
    const found = exceptionsOf(revisions, { from: 0, to: now }).filter(
      (each) => means(each.rule, rule) && (each.workspace === '' || each.workspace === workspace.name),
    );
    // Overlays select by what the file says today; what it said then is in git.
    const item = content.items.find(({ type, raw }) =>
      means(rule.id, { type: type.name, id: type.summary(raw).id ?? '' }),
    );
    const selectable =
      item === undefined
        ? undefined
        : selectableOf(project, io, item.made?.file === undefined ? item : { ...item, ...item.made.file });
    const laid = revisions.map((revision) => ({
      ...revision,
      value: laidOver(revision.value, workspace.name, {
        overlay: ({ select }) => selectable !== undefined && isSelected(select, selectable),
        rule: (named) => means(named, rule),
      }),
    }));
    return { found: [...found, ...exceptionsOf(laid, { from: 0, to: now }, ofLayers)], unread: [] };
  });

/**
 * What happened to a rule in git, in deployments and in a workspace, as one time line, from as many places as may be read.
 * Rejects with a `usage` error where no rule is named so, or several may be.
 */
export const history = async (io: Io, request: HistoryRequest): Promise<RuleHistory> => {
  const session = await openSession(io, {
    ...request,
    missingFolders: 'empty',
    queries: 'skip',
    narrow: namedBy(request.rule, io.cwd),
  });
  const { typeOf, workspace } = session;
  const lists = await listed(session, { mentioning: false });
  const known = namedAnywhere(session, lists);
  const { ids, said } = resolveRules(io, [request.rule], known, {
    to: 'read',
    unknown: (text) => `Neither git nor ${workspace.name} has a rule \`${text}\`.`,
  });
  const [named = ''] = ids;
  // Of all that is there one alone is compared.
  const meant = known.filter(({ type = '', id }) => means(named, { type, id })).map(({ id }) => id.toLowerCase());
  const verdict = verdictsOf(session, onlyOf(session, lists, meant)).find((each) => means(named, each));
  // A file with errors is in no comparison, and has its commits all the same.
  const inGit = known.findLast(({ type = '', id }) => means(named, { type, id }));
  const rule = {
    type: verdict?.type ?? inGit?.type ?? firstType.name,
    id: verdict?.id ?? inGit?.id ?? named,
    name: verdict?.displayName ?? inGit?.displayName ?? named,
    path: verdict?.path ?? inGit?.path,
  };
  const now = io.clock.now();
  const key = resourceKey(typeOf(rule.type).resource, rule.id);
  const log = openLog(session.project.root, io.signals.stop);
  const changing = commitsOf(io, log, rule.path);
  const [commits, activity, states, deployments, exceptions, exclusions] = await Promise.all([
    changing,
    activityOf(session, key, now),
    statesOf(session, rule, now),
    deploymentsOf(io, session, rule),
    exceptionsOfRule(log, session, rule, now),
    exclusionsOfRule(io, log, rule.path, { commits: changing, now }),
  ]);
  const reviews = await approvalsOf(io, commits.found);
  const oldest = commits.found.at(-1);
  const isCut = oldest !== undefined && Date.parse(oldest.at) < now - activityReach && activity.unread.length === 0;
  return {
    id: rule.id,
    name: rule.name,
    path: rule.path,
    workspace: workspace.name,
    said,
    events: timeLine({
      commits: commits.found,
      reviews: reviews.found,
      activity: activity.found,
      states: states.found,
      deployments: deployments.found,
      exceptions: [...exceptions.found, ...exclusions],
      overrides: verdict?.override?.log ?? [],
      version: verdict?.record?.version,
      normalize: typeOf(rule.type).canonical.normalize,
      now,
    }),
    gaps: [
      ...commits.unread,
      ...reviews.unread,
      ...activity.unread,
      ...states.unread,
      ...deployments.unread,
      // Where git cannot be read, its commits say so.
      ...(commits.unread.length === 0 ? exceptions.unread : []),
      ...(states.unread.length === 0 && states.found.length === 0 && activity.found.length > 0
        ? [
            'SentinelAudit has nothing of it, so what each write changed is not known: switch auditing on in the settings of Microsoft Sentinel.',
          ]
        : []),
      ...(isCut ? [`The activity log keeps 90 days: what was done in ${workspace.name} before is not known.`] : []),
    ],
  };
};
