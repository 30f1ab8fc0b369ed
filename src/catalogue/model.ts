import type { Stage } from '../core/config/layers.ts';
import type { Placement } from '../core/fleet/placement.ts';
import type { Described } from '../core/described.ts';
import type { MeasuredException, Metrics } from '../core/metrics/figures.ts';
import type { MutationScore, TestedCase } from '../core/tests.ts';
import type { QueryFacts, QueryToken } from '../core/query-facts.ts';

export type { Schedule, SigmaSource } from '../core/described.ts';

/** A line of a text diff; a gap stands for unchanged lines that are left out. */
export type DiffLine = { readonly kind: 'same' | 'added' | 'removed' | 'gap'; readonly text: string };

/** One commit that changed a rule, newest first in a history. */
export type Revision = {
  /** Full hash. */
  readonly commit: string;
  /** Day of the commit, ISO 8601 (`2026-03-01`). */
  readonly date: string;
  readonly subject: string;
  /** The rule's version from this commit on, where the file has one. */
  readonly version: string | undefined;
  /** How the query changed against the revision before; empty where it did not, undefined for the first revision. */
  readonly query: readonly DiffLine[] | undefined;
};

export type History = {
  readonly revisions: readonly Revision[];
  /** Older commits that are not among the revisions. */
  readonly older: number;
  /** True where the clone ends before the history does. */
  readonly isCut: boolean;
};

/** A rule's query with what the KQL engine says about it; tokens are empty and facts undefined where it was not asked. */
export type Query = {
  readonly text: string;
  readonly tokens: readonly QueryToken[];
  readonly facts: QueryFacts | undefined;
};

/** The test beside a rule. */
export type CatalogueTests = {
  /** Its file. */
  readonly path: string;
  readonly cases: readonly Pick<TestedCase, 'name' | 'status'>[];
  /** How many small changes of the query the cases notice; undefined where nobody asked. */
  readonly mutants: Pick<MutationScore, 'caught' | 'all'> | undefined;
};

/** One rule as the catalogue shows it: what its type says of it, and what is known to whoever loaded it. */
export type CatalogueRule = Described & {
  /** The name of its content type. */
  readonly type: string;
  /** True for what raises alerts, of which coverage and metrics are said. */
  readonly detects: boolean;
  readonly stage: Stage;
  /** What departs from the rule for a time, as files say it today. */
  readonly exceptions: readonly MeasuredException[];
  /** The file, relative to the folder that the catalogue is built from. */
  readonly path: string;
  /** Names of workspaces in which picket.yaml switches it off today. */
  readonly offIn: readonly string[];
  readonly query: Query | undefined;
  /** Other content that it names by itself, by the name that this shows; `known`: a file has it. */
  readonly names: readonly { readonly name: string; readonly known: boolean }[];
  readonly tests: CatalogueTests | undefined;
  readonly history: History | undefined;
  /** The file as it is. */
  readonly yaml: string;
  /** The ARM template that deploys this rule alone. */
  readonly template: string;
  /** Names of the configured workspaces that take it. */
  readonly workspaces: readonly string[];
  /** What becomes of it in each configured workspace, as files say it today. */
  readonly placements: ReadonlyMap<string, Placement>;
};

/** ATT&CK as far as a matrix needs it. */
export type AttackFacts = {
  readonly version: string;
  /** In the order of the kill chain. */
  readonly tactics: readonly string[];
  readonly techniques: ReadonlyMap<string, { readonly tactics: readonly string[]; readonly retired: boolean }>;
  /** What MITRE calls each technique, by id. */
  readonly names: ReadonlyMap<string, string>;
};

export type CatalogueModel = {
  /** What the catalogue is called: the project's name. */
  readonly title: string;
  readonly rules: readonly CatalogueRule[];
  readonly attack: AttackFacts;
  /** Names of the configured workspaces. */
  readonly workspaces: readonly string[];
  /** The workspaces of each group of picket.yaml. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Where the catalogue will be published (https), for links that Azure must be able to fetch. */
  readonly baseUrl: string | undefined;
  /** Azure's portals that the rules may be deployed from. */
  readonly portals: readonly { readonly name: string; readonly url: string }[];
};

/** A catalogue of pages: what is measured of its rules besides. */
export type PagesModel = CatalogueModel & { readonly metrics: Metrics };

/** A file of a catalogue: its path in the catalogue's folder, and its text. */
export type CatalogueFile = readonly [path: string, text: string];

/** Texts that are shipped with Picket and become files of the site as they are, by their names below `assets/`. */
export type SiteAssets = ReadonlyMap<string, string>;
