import { stages } from '../config/layers.ts';
import { exceptionKinds, type Figures } from './figures.ts';

/** One number that is said of a group of rules, in every format. */
export type Measure = {
  /** As CSV and JSON name it: unique, in snake case. */
  readonly name: string;
  readonly title: string;
  readonly help: string;
  /** How Prometheus tells measures of one kind apart: the metric's name, and a label. */
  readonly series?: { readonly name: string; readonly label: string; readonly value: string };
  /** Undefined for what is not known. */
  readonly of: (figures: Figures) => number | undefined;
};

const snake = (text: string): string => text.replaceAll('-', '_');

/** A number with as many digits as somebody reads. */
const rounded = (number: number | undefined, digits: number): number | undefined =>
  number === undefined ? undefined : Number(number.toFixed(digits));

/** The share of closed incidents that were found to be false. */
export const falsePositiveRate = ({ incidents }: Pick<Figures, 'incidents'>): number | undefined =>
  incidents === undefined || incidents.judged === 0 ? undefined : incidents.falsePositives / incidents.judged;

/** The share of mutants that tests notice. */
export const mutationScore = ({ mutants }: Pick<Figures, 'mutants'>): number | undefined =>
  mutants === undefined || mutants.all === 0 ? undefined : mutants.caught / mutants.all;

/** Everything that is measured, in the order in which it is shown. */
export const measures: readonly Measure[] = [
  { name: 'rules', title: 'Rules', help: 'Rules in git.', of: ({ rules }) => rules },
  { name: 'enabled', title: 'Enabled', help: 'Rules that git has switched on.', of: ({ enabled }) => enabled },
  ...stages.map((stage): Measure => ({
    name: `stage_${stage}`,
    title: `Stage ${stage}`,
    help: 'Rules by their stage of life; one that names none is in production.',
    series: { name: 'rules_in_stage', label: 'stage', value: stage },
    of: (figures) => figures.stages.get(stage) ?? 0,
  })),
  { name: 'tested', title: 'Tested', help: 'Rules that have a test.', of: ({ tested }) => tested },
  {
    name: 'passing',
    title: 'Tests pass',
    help: 'Rules whose tests all end as they say.',
    of: ({ passing }) => passing,
  },
  {
    name: 'mutants',
    title: 'Mutants',
    help: 'Small changes of rules that were tried against their tests.',
    of: ({ mutants }) => mutants?.all,
  },
  {
    name: 'mutation_score',
    title: 'Mutation score',
    help: 'The share of those changes that the tests noticed.',
    of: (figures) => rounded(mutationScore(figures), 4),
  },
  ...exceptionKinds.map((kind): Measure => ({
    name: `exceptions_${snake(kind)}`,
    title: `Exceptions: ${kind.replaceAll('-', ' ')}`,
    help: 'Exceptions in force.',
    series: { name: 'exceptions', label: 'kind', value: kind },
    of: (figures) => figures.exceptions.get(kind) ?? 0,
  })),
  {
    name: 'changes_live',
    title: 'Changes that went live',
    help: 'Changes of rules that reached a workspace, once for each workspace.',
    of: ({ lead }) => lead?.changes ?? 0,
  },
  {
    name: 'merge_to_live_hours_median',
    title: 'Merge to live, median hours',
    help: 'Hours from the branch to a workspace that half of the changes took at most.',
    of: ({ lead }) => rounded(lead?.median, 2),
  },
  {
    name: 'merge_to_live_hours_p90',
    title: 'Merge to live, 90 % hours',
    help: 'Hours from the branch to a workspace that nine of ten changes took at most.',
    of: ({ lead }) => rounded(lead?.ninth, 2),
  },
  {
    name: 'running',
    title: 'Running',
    help: 'Rules that are on in the workspaces that were asked, once for each.',
    of: ({ running }) => running,
  },
  {
    name: 'silent',
    title: 'Silent',
    help: 'Rules that ran and raised no alert in the time.',
    of: ({ silent }) => silent,
  },
  { name: 'alerts', title: 'Alerts', help: 'Alerts that rules raised in the time.', of: ({ alerts }) => alerts },
  {
    name: 'incidents_judged',
    title: 'Incidents judged',
    help: 'Incidents closed in the time with a classification other than undetermined.',
    of: ({ incidents }) => incidents?.judged,
  },
  {
    name: 'false_positives',
    title: 'False positives',
    help: 'Of those incidents the ones that were classified as false positives.',
    of: ({ incidents }) => incidents?.falsePositives,
  },
  {
    name: 'false_positive_rate',
    title: 'False-positive rate',
    help: 'The share of judged incidents that were false positives.',
    of: (figures) => rounded(falsePositiveRate(figures), 4),
  },
  {
    name: 'drifted',
    title: 'Drifted',
    help: 'Rules that differ from git in the workspaces that were asked.',
    of: ({ drift }) => drift?.rules,
  },
  {
    name: 'drift_days_oldest',
    title: 'Oldest drift, days',
    help: 'Days since the oldest of those differences, where its beginning is known.',
    of: ({ drift }) => drift?.oldest,
  },
];
