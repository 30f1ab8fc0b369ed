import { resolve } from 'node:path';
import {
  listedTexts,
  namesEntity,
  queryRuleOf,
  ruleIdsOf,
  shownColumns,
  shownValues,
  type QueryRule,
} from '../../content/alerts/index.ts';
import { PicketError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { isArray, listOf, objectOf, textOf, type JsonObject, type JsonValue } from '../../core/json.ts';
import { hasExpired } from '../../core/plan/plan-options.ts';
import { pointer, type JsonPointer } from '../../core/pointer.ts';
import {
  incidentWords,
  isExcluded,
  proposalsOf,
  type AlertVerdict,
  type JudgedAlert,
  type Proposal,
  type Tuning,
  type WrittenTuning,
} from '../../core/service/tuning.ts';
import { counted } from '../../core/text/phrase.ts';
import { rewrite } from '../../core/text/rewrite.ts';
import { writeAtomically } from '../../files/disk.ts';
import { askingLogs, type AskLogs } from '../asking-logs.ts';
import { untilOf } from '../change/until.ts';
import { type RuleItem } from '../content/content.ts';
import { type Project } from '../project.ts';
import { openSession, type WorkspaceRequest } from '../session.ts';
import { itemNamed } from '../show/origin.ts';

export type TuneRequest = WorkspaceRequest & {
  /** The rule as it was typed. */
  readonly rule: string;
  /** How far to look back. */
  readonly days: number;
};

/** What to write: proposals by number, and what an exclusion says beside its condition. */
export type TuneWriting = {
  /** Numbers of proposals from 1 on; undefined for all that touch no true positive. */
  readonly take: readonly number[] | undefined;
  /** Into an overlay of the workspace, or into the rule for all. */
  readonly to: 'workspace' | 'rule';
  readonly until: string;
  readonly reason: string | undefined;
  readonly owner: string | undefined;
  readonly ticket: string | undefined;
};

const day = 86_400_000;

const verdicts: Readonly<Record<string, AlertVerdict>> = {
  truepositive: 'true',
  falsepositive: 'benign',
  benignpositive: 'benign',
};

type Closing = { readonly verdict: AlertVerdict; readonly incidents: readonly number[] };

/** What closed incidents say of alerts, by the id of the alert: one that was right in any of them was right. */
const closingsOf = async (ask: AskLogs, between: Parameters<AskLogs>[1]): Promise<ReadonlyMap<string, Closing>> => {
  const incidents = await ask(
    [
      'SecurityIncident',
      '| summarize arg_max(TimeGenerated, *) by IncidentName',
      '| where Status =~ "Closed"',
      '| project IncidentNumber, Classification, AlertIds',
    ].join('\n'),
    between,
  );
  const found = new Map<string, Closing>();
  for (const { IncidentNumber: number, Classification: said, AlertIds: ids } of incidents) {
    const verdict = verdicts[textOf(said)?.toLowerCase() ?? ''];
    if (verdict === undefined) continue;
    for (const id of listedTexts(ids)) {
      const before = found.get(id.toLowerCase());
      found.set(id.toLowerCase(), {
        verdict: before?.verdict === 'true' ? 'true' : verdict,
        incidents: [...(before?.incidents ?? []), ...(typeof number === 'number' ? [number] : [])],
      });
    }
  }
  return found;
};

const alertsOf = async (
  ask: AskLogs,
  { id, rule }: { readonly id: string; readonly rule: QueryRule },
  between: Parameters<AskLogs>[1],
): Promise<readonly JudgedAlert[]> => {
  const rows = await ask(
    [
      'SecurityAlert',
      `| where ExtendedProperties has ${JSON.stringify(id)}`,
      '| summarize arg_max(TimeGenerated, *) by SystemAlertId',
      '| project SystemAlertId, ExtendedProperties, Entities',
    ].join('\n'),
    between,
  );
  const closings = await closingsOf(ask, between);
  return rows
    .filter((row) => ruleIdsOf(row).includes(id.toLowerCase()))
    .map((row) => ({
      ...(closings.get(textOf(row['SystemAlertId'])?.toLowerCase() ?? '') ?? { verdict: 'open', incidents: [] }),
      values: shownValues(rule, row),
    }));
};

/** The exclusions that are in force for an item by now, those of watchlists apart: values by column or entity. */
const inForce = ({ raw }: RuleItem, now: number): readonly Readonly<Record<string, readonly string[]>>[] =>
  listOf(raw['exclude']).flatMap((value) => {
    const { until, where } = objectOf(value);
    const entries = Object.entries(objectOf(where)).map(([key, wanted]): [string, readonly string[]] => [
      key,
      (isArray(wanted) ? wanted : [wanted]).map((each) => (typeof each === 'object' ? '' : String(each))),
    ]);
    return entries.length === 0 || hasExpired(textOf(until) ?? '', now) ? [] : [Object.fromEntries(entries)];
  });

type Opened = { readonly project: Project; readonly item: RuleItem; readonly tuning: Tuning };

const open = async (io: Io, request: TuneRequest): Promise<Opened> => {
  const session = await openSession(io, { ...request, queries: 'skip' });
  const { project, workspace, content, connection } = session;
  const { item } = itemNamed(io, content, request.rule, `the workspace ${workspace.name}`);
  const rule = queryRuleOf(item.type, item.raw);
  const { id = '', name = id } = item.type.summary(item.raw);
  if (rule === undefined)
    throw new PicketError('usage', `${item.document.path} is no whole rule with a query.`, {
      code: 'no-query-rule',
      hint: 'Name a scheduled or NRT rule; `picket validate` says what is wrong with it.',
    });
  const now = io.clock.now();
  const all = await alertsOf(
    askingLogs(connection.queryLogs, io),
    { id, rule },
    { from: now - request.days * day, to: now },
  );
  const columns = shownColumns(rule);
  const excluded = inForce(item, now);
  const alerts = all.filter(
    (alert) => !excluded.some((where) => isExcluded(alert, where, (key) => columns.get(key) ?? key)),
  );
  const count = (verdict: AlertVerdict): number => alerts.filter((alert) => alert.verdict === verdict).length;
  return {
    project,
    item,
    tuning: {
      id,
      name,
      path: item.document.path,
      workspace: workspace.name,
      days: request.days,
      alerts: {
        benign: count('benign'),
        true: count('true'),
        open: count('open'),
        excluded: all.length - alerts.length,
      },
      proposals: proposalsOf(alerts, namesEntity),
    },
  };
};

/**
 * Proposes exclusions of a rule from the incidents of a workspace that were closed as false or benign positives. Writes
 * nothing. Rejects with `usage` for what is no rule with a query, with `auth` where the logs may not be read.
 */
export const tune = async (io: Io, request: TuneRequest): Promise<Tuning> => (await open(io, request)).tuning;

const taken = ({ proposals, name }: Tuning, numbers: readonly number[] | undefined): readonly Proposal[] => {
  const chosen =
    numbers === undefined
      ? proposals.filter(({ harmed }) => harmed === 0)
      : numbers.map((number) => {
          const proposal = proposals[number - 1];
          if (proposal !== undefined && proposal.harmed === 0) return proposal;
          throw new PicketError(
            'usage',
            proposal === undefined
              ? `There is no proposal ${number} for ${name}: there are ${proposals.length}.`
              : `Proposal ${number} is not written: it touches ${counted(proposal.harmed, 'true positive')}.`,
            {
              code: 'no-proposal',
              hint: 'Name those that touch no true positive, as `--take 1,3`; write others by hand where you know better.',
            },
          );
        });
  if (chosen.length > 0) return chosen;
  throw new PicketError('usage', `There is nothing to write for ${name}: no proposal touches no true positive.`, {
    code: 'no-proposal',
    hint: 'Classify incidents when you close them, or look further back with --days.',
  });
};

/** Where the exclusions of one rule in one workspace stand in picket.yaml: with an overlay of this rule alone, if there is one. */
const overlayFor = (layer: JsonObject, id: string): { readonly index: number; readonly length: number } => {
  const overlays = listOf(layer['overlays']);
  const isOwn = (value: JsonValue): boolean => {
    const select = objectOf(objectOf(value)['select']);
    const [only, more] = listOf(select['ids']);
    return Object.keys(select).length === 1 && more === undefined && textOf(only)?.toLowerCase() === id.toLowerCase();
  };
  return { index: overlays.findIndex(isOwn), length: overlays.length };
};

const added = (file: ReturnType<typeof rewrite>, at: JsonPointer, entries: readonly JsonObject[]): boolean =>
  isArray(file.at(at)) ? entries.every((entry) => file.append(at, entry)) : file.set(at, entries);

/**
 * Writes proposals as exclusions, into an overlay of the workspace in picket.yaml or into the file of the rule, and says
 * which. Every other line of the file stays. Rejects with `usage` for a proposal that is not there or touches a true
 * positive, and with `config` where the file cannot take the entries.
 */
export const writeTuning = async (
  io: Io,
  request: TuneRequest & { readonly writing: TuneWriting },
): Promise<WrittenTuning & { readonly tuning: Tuning }> => {
  const { writing } = request;
  const until = untilOf(writing.until, io.clock.now()).slice(0, 10);
  const { project, item, tuning } = await open(io, request);
  const proposals = taken(tuning, writing.take);
  const entries = proposals.map((proposal): JsonObject => {
    const { removed, incidents } = proposal;
    const evidence = `${counted(removed, 'alert')} in ${counted(tuning.days, 'day')} closed as false or benign (${incidentWords(incidents)})`;
    return {
      where: { ...proposal.where },
      until,
      reason: writing.reason ?? evidence,
      ...(writing.owner === undefined ? {} : { owner: writing.owner }),
      ...(writing.ticket === undefined ? {} : { ticket: writing.ticket }),
    };
  });
  const document = writing.to === 'rule' ? (item.made?.file.document ?? item.document) : project.document;
  if (document === undefined)
    throw new PicketError('config', 'There is no picket.yaml to write it into.', {
      code: 'no-config-file',
      hint: 'Make one with `picket init`, or write into the rule with --to rule.',
    });
  const file = rewrite(document);
  const layer = pointer('workspaces', tuning.workspace);
  const { index, length } = overlayFor(objectOf(file.at(layer)), tuning.id);
  const overlay: JsonObject = { select: { ids: [tuning.id] }, exclude: entries };
  const done =
    writing.to === 'rule'
      ? added(file, pointer('exclude'), entries)
      : index >= 0
        ? added(file, layer + pointer('overlays', index, 'exclude'), entries)
        : length > 0
          ? file.append(layer + pointer('overlays'), overlay)
          : file.set(layer + pointer('overlays'), [overlay]);
  if (!done)
    throw new PicketError('config', `${document.path} cannot take the exclusions without other lines being touched.`, {
      code: 'cannot-edit',
      hint: `Write them by hand: ${JSON.stringify(entries)}`,
    });
  await writeAtomically(resolve(io.cwd, document.path), file.document().text);
  return { tuning, path: document.path, proposals };
};
