import type { ManagedType, TypeOf } from '../engine/managed-type.ts';
import { means, type Ref } from '../ref.ts';
import type { LiveResource, WorkspaceTarget } from '../resource.ts';
import type { Selection } from '../config/config.ts';
import { glob } from '../text/glob.ts';

type Choices = Pick<PlanOptions, 'only' | 'onlyTypes' | 'prune' | 'overwrite' | 'reenable' | 'cosmetic' | 'invalid'>;

const idFlags = (flag: string, choice: 'all' | readonly string[] | undefined): readonly string[] => {
  if (choice === undefined) return [];
  const ids = choice === 'all' ? [choice] : [...new Set(choice.map((id) => id.toLowerCase()))].toSorted();
  return ids.map((id) => `${flag} ${id}`);
};

/**
 * The flags that decide what a plan does, as they are typed, in one order and without regard to the case of ids. Those
 * that only let a plan pass (`--approve`, `--allow-deletes`) are left out: they change nothing in it.
 */
export const planFlags = ({
  only,
  onlyTypes,
  prune,
  overwrite,
  reenable,
  cosmetic,
  invalid,
}: Choices): readonly string[] => [
  ...idFlags('--only', only),
  ...idFlags('--type', onlyTypes),
  ...(prune === 'delete' ? ['--prune'] : prune === 'disable' ? ['--prune=disable'] : []),
  ...idFlags('--overwrite', overwrite),
  ...idFlags('--reenable', reenable),
  ...(cosmetic === 'include' ? ['--include-cosmetic'] : []),
  ...(invalid === 'skip' ? ['--skip-invalid'] : []),
];

/** What a selection looks at. */
type Selectable = {
  /** The name of its type; absent for what has none. */
  readonly type?: string;
  readonly path: string;
  readonly id: string | undefined;
  readonly tags: readonly string[];
};

/** True if any of the selection's paths (glob patterns), ids (without case) or tags (without case) fits. */
export const selects = (selection: Selection): ((item: Selectable) => boolean) => {
  const patterns = (selection.paths ?? []).map(glob);
  const ids = new Set((selection.ids ?? []).map((id) => id.toLowerCase()));
  const tags = new Set((selection.tags ?? []).map((tag) => tag.toLowerCase()));
  return (item) =>
    patterns.some((fits) => fits(item.path)) ||
    (item.id !== undefined && [item.id, `${item.type ?? ''}/${item.id}`].some((id) => ids.has(id.toLowerCase()))) ||
    item.tags.some((tag) => tags.has(tag.toLowerCase()));
};

/** Drift that people accepted, as picket.yaml records it. */
export type AcceptedDrift = {
  readonly rule: string;
  /** Fields by name (`severity`) or pointer (`/properties/severity`); all fields when left out. */
  readonly fields?: readonly string[];
  readonly reason: string;
  /** A date (`2027-03-01`, to its end in UTC) or an ISO 8601 time; afterwards the drift counts again. */
  readonly expires: string;
};

/** A loss of coverage that people approved: in picket.yaml, beside the rule, or by the digest of a change set. */
export type Approval = {
  readonly rule: string;
  /** The code of the loss: `severity-lowered`. */
  readonly loss: string;
  readonly reason: string;
  readonly expires?: string;
};

/** Rules as `type/ID` or by a bare id (without case), or all that the option can mean. */
export type RuleChoice = 'all' | readonly string[];

/** What a deployment may find in the workspace without being refused for it. */
export const tolerable = ['switched-off'] as const;

export type Tolerated = (typeof tolerable)[number];

export type PlanOptions = {
  /** The workspace's name in picket.yaml. */
  readonly workspace: string;
  readonly target: WorkspaceTarget;
  readonly ownership: 'markers' | 'none';
  /** Whether every file of the content is valid, or how many of them are not; only a complete load can tell what is gone. */
  readonly content: 'complete' | { readonly files: number; readonly broken: number };
  /** Configured folders of content that do not exist, as they are shown: nobody can tell what of them is gone. */
  readonly missingFolders?: readonly string[] | undefined;
  /** `adoptions`: of everything that could be done only markers are written for what is taken over. */
  readonly scope?: 'adoptions' | undefined;
  /** Sentences about the run that come before the plan's own, and behind them. */
  readonly said?: { readonly first: readonly string[]; readonly last: readonly string[] } | undefined;
  /** Ids that several types have, in small letters: what names them in a sentence has its type. */
  readonly shared?: ReadonlySet<string> | undefined;
  /** The types of the run. */
  readonly types: readonly ManagedType[];
  readonly typeOf: TypeOf;
  /** Content that is to stay as it runs, and why, in a sentence. */
  readonly held?: readonly (Ref & { readonly reason: string })[] | undefined;
  /** Content whose exclusions do not stand at the end of its query. */
  readonly moved?: readonly Ref[] | undefined;
  /** Milliseconds since 1970; decides what has expired. */
  readonly now: number;
  /** What happens to owned rules that git no longer has; `off` unless given. */
  readonly prune?: 'off' | 'delete' | 'disable' | undefined;
  /** Rules whose changes in the workspace are overwritten. */
  readonly overwrite?: RuleChoice | undefined;
  /** Rules that are taken over: `ids: 'all'` means every one of git that nobody owns. */
  readonly adopt?:
    | { readonly ids?: RuleChoice | undefined; readonly from?: readonly ('content-hub' | 'repositories')[] }
    | undefined;
  /** Rules to be switched on again after the service switched them off. */
  readonly reenable?: RuleChoice | undefined;
  /** Limits the run to these rules. */
  readonly only?: readonly string[] | undefined;
  /** Limits the run to content of these types. */
  readonly onlyTypes?: readonly string[] | undefined;
  readonly cosmetic?: 'skip' | 'include' | undefined;
  /** What is left alone and is no refusal: `switched-off`, rules that somebody switched off in the workspace. */
  readonly tolerate?: readonly Tolerated[] | undefined;
  /** `skip` (--skip-invalid): files with errors and their rules are left alone, and the others are deployed. */
  readonly invalid?: 'refuse' | 'skip' | undefined;
  /** `refuse` (--all-or-nothing): one refused rule refuses the run. */
  readonly skipped?: 'proceed' | 'refuse' | undefined;
  /** What picket.yaml makes of the limits of the fuses; their own unless given. Shares are between 0 and 1. */
  readonly fuses?:
    | {
        readonly deletes?: number | undefined;
        readonly disables?: number | undefined;
        readonly rowDeletes?: number | undefined;
        readonly deletedShare?: number | undefined;
        readonly changedShare?: number | undefined;
      }
    | undefined;
  /** Numbers that replace the limits of the fuses for this run (--allow-deletes 12). */
  readonly allow?:
    | {
        readonly deletes?: number | undefined;
        readonly disables?: number | undefined;
        readonly changes?: number | undefined;
        readonly missing?: number | undefined;
        readonly rowDeletes?: number | undefined;
      }
    | undefined;
  /** What replaces the limits of quotas, by their settings. */
  readonly limits?: Readonly<Record<string, number | undefined>> | undefined;
  readonly approvals?: readonly Approval[] | undefined;
  /** The digest of the change set whose every loss is approved (--approve). */
  readonly approvedChangeSet?: string | undefined;
  readonly ignoreDrift?: readonly AcceptedDrift[] | undefined;
  /** Resources of the workspace that may name others, to warn of those that name one to be deleted. */
  readonly mentioning?: readonly LiveResource[] | undefined;
  /** The tables that a query reads, for saying which ones a changed query no longer reads. */
  readonly tablesOf?: ((query: string) => readonly string[]) | undefined;
};

/** True when a choice names one of the ids, of which git's and the service's may be spelled apart. */
export const chooses = (
  choice: RuleChoice | undefined,
  { type, id }: Ref,
  ...others: readonly (string | undefined)[]
): boolean =>
  choice === 'all' ||
  (choice ?? []).some((chosen) =>
    [id, ...others].some((each) => each !== undefined && means(chosen, { type, id: each })),
  );

/** True from the end of a date on; a date alone lasts to its end in UTC. What is no date has always passed. */
export const hasExpired = (expires: string, now: number): boolean => {
  const end = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(expires) ? `${expires}T23:59:59.999Z` : expires);
  return Number.isNaN(end) || now > end;
};
