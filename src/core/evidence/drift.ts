import type { Verdict } from '../engine/change.ts';
import { driftPlace } from '../engine/drift.ts';
import { switchedOnAgain } from '../plan/plan-overrides.ts';
import { noLonger } from '../plan/plan-removals.ts';
import { reenabledAsTold, takenBack } from '../plan/plan-step.ts';
import type { DeployedChange, DeploymentRecord } from './deployment-log.ts';
import { recreated } from '../plan/plan-writes.ts';
import { daysBetween, type DriftKind, type EvidencedDrift } from './evidence.ts';

/** When git lost a rule (ISO 8601), and who removed it. */
export type Removal = { readonly at: string; readonly author: string };

type Opened = Pick<EvidencedDrift, 'kind' | 'opened' | 'by'>;

const openedBy = (verdict: Verdict, removal: Removal | undefined): readonly Opened[] => {
  const { state, lastChange, autoDisabled, override } = verdict;
  const changed = { opened: lastChange?.at ?? '', by: lastChange?.who ?? '' };
  const place = driftPlace(verdict);
  const [newest] = override?.log ?? [];
  const found: Opened[] = [];
  if (place === 'changed') found.push({ kind: 'changed', ...changed });
  if (state === 'missing') found.push({ kind: 'missing', ...changed });
  if (place === 'gone') found.push({ kind: 'gone', opened: removal?.at ?? '', by: removal?.author ?? '' });
  if (autoDisabled !== undefined) found.push({ kind: 'switched-off', ...changed });
  if (override?.standing === 'over' && override.pending === true && newest !== undefined)
    found.push({ kind: 'override-over', opened: newest.ended?.at ?? newest.until, by: newest.by });
  return found;
};

type About = {
  readonly workspace: string;
  /** ISO 8601. */
  readonly now: string;
  /** What git tells of rules that it no longer has, by id in lower case. */
  readonly removals: ReadonlyMap<string, Removal>;
};

/** Every way in which a rule departs from git now, with since when and its age; empty where that is not known. */
export const openDrift = (verdict: Verdict, { workspace, now, removals }: About): readonly EvidencedDrift[] =>
  openedBy(verdict, removals.get(verdict.id.toLowerCase())).map(({ kind, opened, by }) => ({
    kind,
    workspace,
    rule: verdict.displayName,
    opened,
    by,
    closed: '',
    days: daysBetween(opened, now),
    source: 'the workspace',
  }));

/** How reasons of changes end that end drift; what comes behind one stands after a semicolon. */
const endings: readonly (readonly [ending: string, kind: DriftKind])[] = [
  [takenBack, 'changed'],
  [recreated, 'missing'],
  [noLonger, 'gone'],
  [reenabledAsTold, 'switched-off'],
  [switchedOnAgain, 'override-over'],
];

const kindsEndedBy = ({ reason, action }: DeployedChange): readonly DriftKind[] =>
  endings
    // What git no longer has and is only switched off is there all the same.
    .filter(([, kind]) => kind !== 'gone' || action === 'delete')
    .filter(([ending]) => reason.endsWith(ending) || reason.includes(`${ending}; `))
    .map(([, kind]) => kind);

/** Drift that a deployment ended, by the reasons of its changes; since when it was there the log does not tell. */
export const closedDrift = ({ changes, workspace, at }: DeploymentRecord): readonly EvidencedDrift[] =>
  changes
    .filter(({ status }) => status === 'written')
    .flatMap((change) =>
      kindsEndedBy(change).map((kind) => ({
        kind,
        workspace,
        rule: change.name,
        opened: '',
        by: '',
        closed: at,
        days: undefined,
        source: 'the log of deployments',
      })),
    );
