import { notCarried } from '../service/api-version.ts';
import type { Change, Plan, PlannedWrite, Refusal } from '../engine/change.ts';
import { typeTable, type ManagedType, type TypeOf } from '../engine/managed-type.ts';
import { valueAt } from '../pointer.ts';
import { sameRef } from '../ref.ts';
import { inSeries } from '../text/phrase.ts';
import {
  actionPrefix,
  markerKind,
  rolesFor,
  versionFor,
  workspacePath,
  type NeededPart,
  type Resource,
  type ResourceKind,
} from '../resource.ts';

/** What is known about a workspace before the first write; undefined where nobody may ask. */
export type PreflightFacts = {
  /** Whose permissions were asked for: those of the one who will write, or of one who only plans. */
  readonly asked: 'writer' | 'planner';
  readonly onboarded: boolean | undefined;
  /** Of requiredActions, those that the caller lacks. */
  readonly missingActions: readonly string[] | undefined;
  /** Names of the workspace's tables and functions. */
  readonly names: readonly string[] | undefined;
  /** True where the caller may not list them. */
  readonly namesHidden?: boolean;
  /** Of what was asked for by its path, what is not there, and what the caller may not look at. */
  readonly absent?: readonly NeededPart[];
  readonly unseen?: readonly NeededPart[];
  /** The types of the run. */
  readonly types: readonly ManagedType[];
  /** The api-version that picket.yaml gives the workspace. */
  readonly apiVersion?: string;
  /** Tables and functions that a query reads and does not define itself. */
  readonly namesIn?: (query: string) => readonly string[];
};

/** What one write does to which collection, in the words of Azure's role-based access control. */
const actionsOf = (write: PlannedWrite, { resource, contents }: ManagedType): readonly string[] => {
  const on = (kind: ResourceKind, verb: 'write' | 'delete'): string => `${actionPrefix(kind)}/${verb}`;
  switch (write.operation) {
    case 'mark':
    case 'record':
      return [on(markerKind, 'write')];
    case 'put':
      return [on(resource, 'write'), ...(resource.alsoTakes?.write ?? []).map(({ action }) => action)];
    case 'delete':
      return [on(write.resource.type === markerKind.collection ? markerKind : resource, 'delete')];
    case 'rows':
      return [
        ...(write.bulk === undefined ? [] : [on(resource, 'write')]),
        ...(contents === undefined || write.add.length === 0 ? [] : [on(contents.kind, 'write')]),
        ...(contents === undefined || write.remove.length === 0 ? [] : [on(contents.kind, 'delete')]),
      ];
  }
};

/** The actions of Azure's role-based access control that the writes of a plan need. */
export const requiredActions = (plan: Plan, typeOf: TypeOf): readonly string[] => [
  ...new Set(plan.changes.flatMap(({ type, writes }) => writes.flatMap((write) => actionsOf(write, typeOf(type))))),
];

const onRun = (code: string, message: string, hint: string): Refusal => ({ scope: 'run', code, message, hint });

const onboarding = ({ target }: Plan, { onboarded }: PreflightFacts): readonly Refusal[] =>
  onboarded === false
    ? [
        onRun(
          'not-onboarded',
          `The workspace ${target.workspaceName} is not onboarded to Microsoft Sentinel.`,
          'Add Sentinel to the workspace in the portal, or name another workspace in picket.yaml.',
        ),
      ]
    : [];

/** `Microsoft.SecurityInsights/metadata/write` in words. */
const inWords = (action: string, { types }: Types): string => {
  const end = action.lastIndexOf('/');
  const prefix = action.slice(0, end);
  const type = types.find(({ resource }) => actionPrefix(resource) === prefix);
  const what = prefix === actionPrefix(markerKind) ? 'the markers that say whose rules they are (metadata)' : prefix;
  return `${action.slice(end + 1)} ${type?.words.many ?? what}`;
};

type Types = Pick<PreflightFacts, 'types'>;

const deedsOf = (actions: readonly string[], types: Types): string =>
  `${actions.map((action) => inWords(action, types)).join(' or ')} (${actions.join(', ')})`;

const kindsOf = ({ types }: Types): readonly ResourceKind[] =>
  types.flatMap(({ resource, contents }) => [resource, ...(contents === undefined ? [] : [contents.kind])]);

const permissions = ({ target }: Plan, facts: PreflightFacts): readonly Refusal[] => {
  const { asked, missingActions } = facts;
  return asked === 'planner' || missingActions === undefined || missingActions.length === 0
    ? []
    : [
        onRun(
          'missing-permission',
          `The signed-in identity may not ${deedsOf(missingActions, facts)} in ${workspacePath(target)}.`,
          `Assign the role ${rolesFor(missingActions, kindsOf(facts)).join(' and the role ')} on /subscriptions/${target.subscriptionId}/resourceGroups/${target.resourceGroup}. Without the right to write metadata, set ownership: none for this workspace.`,
        ),
      ];
};

type RulePut = { readonly change: Change; readonly body: Resource };

const rulePuts = (plan: Plan): readonly RulePut[] =>
  plan.changes.flatMap((change) =>
    change.writes.flatMap((write) => (write.operation === 'put' ? [{ change, body: write.resource }] : [])),
  );

const carrying = (plan: Plan, { apiVersion, types }: PreflightFacts): readonly Refusal[] => {
  const typeOf = typeTable(types);
  return rulePuts(plan).flatMap(({ change, body }) => {
    const { resource } = typeOf(change.type);
    const version = versionFor(resource, apiVersion);
    const lost = notCarried(resource.features ?? [], body.body, version);
    if (lost.length === 0) return [];
    const needs = lost.map(({ preview, stable }) => (version.endsWith('-preview') ? preview : (stable ?? preview)));
    return [
      {
        ...onRun(
          'api-version',
          `The api-version ${version} does not carry ${lost.map(({ what }) => what).join(', ')}, which "${change.displayName}" has.`,
          `Set apiVersion to ${needs.toSorted().slice(-1).join('')} or newer for this workspace, or leave it out.`,
        ),
        type: change.type,
        id: change.id,
        displayName: change.displayName,
      },
    ];
  });
};

/** The queries that a write brings along, where the workspace does not run them already. */
const newQueries = ({ change, body }: RulePut, typeOf: TypeOf): readonly string[] =>
  typeOf(change.type)
    .queries.filter((at) => change.action === 'create' || change.fields.some((field) => field.at === at))
    .flatMap((at) => {
      const query = valueAt(body.body, at);
      return typeof query === 'string' ? [query] : [];
    });

/** True when a plan brings a query that reads something of the workspace: only then is it worth asking what there is. */
const namesNeeded = (plan: Plan, namesIn: (query: string) => readonly string[], typeOf: TypeOf): boolean =>
  rulePuts(plan).some((put) => newQueries(put, typeOf).some((query) => namesIn(query).length > 0));

const tables = (plan: Plan, { names, namesIn, types }: PreflightFacts): readonly Refusal[] => {
  if (names === undefined || namesIn === undefined) return [];
  const known = new Set(names);
  return rulePuts(plan).flatMap((put) => {
    const { change } = put;
    const missing = [...new Set(newQueries(put, typeTable(types)).flatMap(namesIn))].filter((name) => !known.has(name));
    if (missing.length === 0) return [];
    return [
      {
        ...onRun(
          'unknown-table',
          `The query of "${change.displayName}" reads ${missing.join(', ')}, which the workspace does not have.`,
          'Connect the data source or deploy the function first: the service refuses a rule over a table that does not exist.',
        ),
        scope: 'rule' as const,
        type: change.type,
        id: change.id,
        displayName: change.displayName,
        action: change.action,
      },
    ];
  });
};

const samePath = (one: NeededPart, other: NeededPart): boolean => one.path.toLowerCase() === other.path.toLowerCase();

/** What a write newly names by its path and this plan does not bring itself. */
const newParts = (plan: Plan, { change, body }: RulePut, typeOf: TypeOf): readonly NeededPart[] => {
  const { requires, canonical } = typeOf(change.type);
  if (requires === undefined || (change.action !== 'create' && change.action !== 'update')) return [];
  const partsOf = (of: Pick<Resource, 'body'>): readonly NeededPart[] =>
    requires(canonical.normalize(of.body), plan.target);
  const before = change.before === undefined ? [] : partsOf(change.before);
  return partsOf(body).filter(
    (part) =>
      !before.some((each) => samePath(each, part)) &&
      !plan.changes.some((each) => part.ref !== undefined && each.action !== 'delete' && sameRef(each, part.ref)),
  );
};

const parts = (plan: Plan, { absent = [], types }: PreflightFacts): readonly Refusal[] =>
  rulePuts(plan).flatMap((put) => {
    const { type, id, displayName, action } = put.change;
    const missing = newParts(plan, put, typeTable(types)).filter((part) => absent.some((each) => samePath(each, part)));
    if (missing.length === 0) return [];
    const names = inSeries(missing.map(({ words }) => words));
    return [
      {
        ...onRun(
          'names-nothing',
          `"${displayName}" names ${names}, and Azure has nothing of that name there.`,
          [...new Set(missing.map(({ wayOut }) => wayOut))].join(' '),
        ),
        scope: 'rule' as const,
        type,
        id,
        displayName,
        action,
      },
    ];
  });

/**
 * What would make writes of a plan fail, known before the first of them: onboarding, permissions, an api-version that
 * would drop fields (each refuses the run), and new queries over tables that the workspace lacks, and what
 * it newly names by a path where nothing is (each refuses its rule). Quotas are the plan's own.
 */
export const preflight = (plan: Plan, facts: PreflightFacts): readonly Refusal[] => [
  ...onboarding(plan, facts),
  ...permissions(plan, facts),
  ...carrying(plan, facts),
  ...tables(plan, facts),
  ...parts(plan, facts),
];

/** What stays open about a plan that somebody else will carry out, or that nobody here may ask about; a sentence each. */
export const openQuestions = (plan: Plan, facts: PreflightFacts): readonly string[] => {
  const { asked, missingActions, onboarded, namesHidden, namesIn } = facts;
  const typeOf = typeTable(facts.types);
  const needed = requiredActions(plan, typeOf);
  const permitted =
    asked === 'writer' || needed.length === 0 || missingActions?.length === 0
      ? []
      : [
          missingActions === undefined
            ? `Open: whether the identity that deploys may ${deedsOf(needed, facts)}; this one may not ask what it may.`
            : `Open: whether the identity that deploys may ${deedsOf(missingActions, facts)}; this one may not.`,
        ];
  return [
    ...(facts.unseen ?? []).map(({ words }) => `Open: whether ${words} is there; this identity may not look at it.`),
    ...(needed.length > 0 && onboarded === undefined
      ? ['Open: whether the workspace is onboarded to Microsoft Sentinel; this identity may not ask.']
      : []),
    ...permitted,
    ...(namesHidden === true && namesIn !== undefined && namesNeeded(plan, namesIn, typeOf)
      ? [
          'Open: whether the workspace has the tables and functions that new queries read; this identity may not list them.',
        ]
      : []),
  ];
};

/** What has to be known of a workspace before a plan can be carried out there. */
export type Questions = {
  readonly actions: readonly string[];
  /** Texts of the queries that the plan brings along. */
  readonly queries: readonly string[];
  /** What its writes newly name by its path. */
  readonly parts: readonly NeededPart[];
};

/** The questions of a plan; each thing is asked for once. */
export const questionsOf = (plan: Plan, typeOf: TypeOf): Questions => {
  const puts = rulePuts(plan);
  const parts = puts.flatMap((put) => newParts(plan, put, typeOf));
  return {
    actions: requiredActions(plan, typeOf),
    queries: puts.flatMap((put) => newQueries(put, typeOf)),
    parts: [...new Map(parts.map((part) => [part.path.toLowerCase(), part])).values()],
  };
};
