export type EntityFields = {
  readonly type: string;
  readonly fields: readonly { readonly identifier: string; readonly column: string }[];
};

/** When a rule runs. `look-back` and `every` are milliseconds; `near-real-time` rules run every minute. */
export type Schedule =
  | {
      readonly kind: 'scheduled';
      readonly every: number;
      readonly lookBack: number;
      readonly operator: string;
      readonly threshold: number;
    }
  | { readonly kind: 'near-real-time' };

/** What an analyst will see: texts with `{{Column}}` placeholders, as the rule has them. */
export type AlertTexts = {
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly severityColumn: string | undefined;
  readonly tacticsColumn: string | undefined;
  readonly properties: readonly { readonly name: string; readonly column: string }[];
};

/** The Sigma rule that a rule was converted from, as far as its file says. */
export type SigmaSource = {
  readonly id: string | undefined;
  readonly title: string | undefined;
  readonly author: string | undefined;
  readonly license: string | undefined;
  /** Where it lies in the repository of Sigma rules. */
  readonly path: string | undefined;
};

/** Who answers for content, as its metadata says. */
export type Ownership = {
  readonly owner: string | undefined;
  /** Where it stands what to do about an alert: an address or a path. */
  readonly runbook: string | undefined;
  /** The day of the last review as it is written. */
  readonly reviewed: string | undefined;
};

/** What a rule says of itself on a page: plain texts, nothing escaped, lists never absent. */
export type Described = Ownership & {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly description: string;
  readonly severity: string | undefined;
  /** False for a rule whose file switches it off, and for one that picket.yaml switches off wherever it would run. */
  readonly enabled: boolean;
  readonly tactics: readonly string[];
  /** As written: `T1098`, `T1098.003`. */
  readonly techniques: readonly string[];
  readonly connectors: readonly { readonly id: string; readonly dataTypes: readonly string[] }[];
  readonly tags: readonly string[];
  /** The life cycle that the file states (`status`), e.g. `deprecated`. */
  readonly status: string | undefined;
  readonly version: string | undefined;
  readonly author: string | undefined;
  /** Where the rule comes from: an address or a text. */
  readonly origin: string | undefined;
  readonly sigma: SigmaSource | undefined;
  readonly schedule: Schedule | undefined;
  readonly entities: readonly EntityFields[];
  /** Columns whose entities come from a query's own `SentinelEntities`. */
  readonly entityColumns: readonly string[];
  /** Name in the alert and the column that fills it. */
  readonly customDetails: readonly (readonly [string, string])[];
  readonly alert: AlertTexts;
  /** Sentences on alerts, incidents, grouping and suppression. */
  readonly handling: readonly string[];
};

/** What is said of content that raises no alert: nothing of schedules, entities and alerts. */
export const raisesNoAlert: Omit<Described, 'id' | 'kind' | 'name' | 'description' | 'handling'> = {
  severity: undefined,
  enabled: true,
  tactics: [],
  techniques: [],
  connectors: [],
  tags: [],
  status: undefined,
  version: undefined,
  author: undefined,
  owner: undefined,
  runbook: undefined,
  reviewed: undefined,
  origin: undefined,
  sigma: undefined,
  schedule: undefined,
  entities: [],
  entityColumns: [],
  customDetails: [],
  alert: {
    title: undefined,
    description: undefined,
    severityColumn: undefined,
    tacticsColumn: undefined,
    properties: [],
  },
};
