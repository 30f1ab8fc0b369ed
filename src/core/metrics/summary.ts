import { dimensions, type Dimension, type Figures, type Metrics } from './figures.ts';
import { falsePositiveRate, mutationScore } from './measures.ts';

/** What a person calls a dimension. */
export const dimensionTitles: Readonly<Record<Dimension, string>> = {
  all: 'All rules',
  owner: 'Owner',
  severity: 'Severity',
  tactic: 'Tactic',
  workspace: 'Workspace',
};

/** A share from 0 to 1 as a person reads it. */
export const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** Hours in the unit in which people think of them. */
export const hoursInWords = (hours: number): string => {
  if (hours < 1) return `${Math.round(hours * 60)} min`;
  return hours < 48 ? `${Number(hours.toFixed(1))} h` : `${Number((hours / 24).toFixed(1))} d`;
};

const total = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, each) => sum + each, 0);

type Column = { readonly title: string; readonly cell: (figures: Figures) => string | undefined };

/** What a person is shown of each group; a share comes with what it is of. */
const columns: readonly Column[] = [
  { title: 'Rules', cell: ({ rules }) => String(rules) },
  { title: 'Enabled', cell: ({ enabled }) => String(enabled) },
  {
    title: 'Stages',
    cell: ({ stages }) =>
      [...stages]
        .map(([stage, count]) => `${stage} ${count}`)
        .toSorted()
        .join(', '),
  },
  { title: 'Tested', cell: ({ tested, rules }) => `${tested} of ${rules}` },
  {
    title: 'Mutants noticed',
    cell: (figures) => {
      const score = mutationScore(figures);
      return score === undefined ? undefined : `${percent(score)} of ${figures.mutants?.all ?? 0}`;
    },
  },
  { title: 'Exceptions', cell: ({ exceptions }) => String(total(exceptions)) },
  {
    title: 'Merge to live',
    cell: ({ lead }) => lead && `${hoursInWords(lead.median)} (90 %: ${hoursInWords(lead.ninth)})`,
  },
  { title: 'Running', cell: ({ running }) => (running === undefined ? undefined : String(running)) },
  { title: 'Silent', cell: ({ silent }) => (silent === undefined ? undefined : String(silent)) },
  { title: 'Alerts', cell: ({ alerts }) => (alerts === undefined ? undefined : String(alerts)) },
  {
    title: 'False positives',
    cell: (figures) => {
      const rate = falsePositiveRate(figures);
      return rate === undefined ? undefined : `${percent(rate)} of ${figures.incidents?.judged ?? 0}`;
    },
  },
  {
    title: 'Drift',
    cell: ({ drift }) =>
      drift && (drift.oldest === undefined ? String(drift.rules) : `${drift.rules}, the oldest ${drift.oldest} d`),
  },
];

/** One table of figures: a row for each group of a dimension. */
export type SummaryTable = {
  readonly by: Dimension;
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
};

/** The figures as people read them, a table for each dimension, without columns of which nothing is known. */
export const summaryOf = ({ groups }: Pick<Metrics, 'groups'>): readonly SummaryTable[] => {
  const known = columns.filter(({ cell }) => groups.some(({ figures }) => cell(figures) !== undefined));
  return dimensions.flatMap((by): readonly SummaryTable[] => {
    const own = groups.filter((group) => group.by === by);
    return own.length === 0
      ? []
      : [
          {
            by,
            title: dimensionTitles[by],
            head: [dimensionTitles[by], ...known.map(({ title }) => title)],
            rows: own.map(({ group, figures }) => [
              group === '' ? 'all' : group,
              ...known.map(({ cell }) => cell(figures) ?? '–'),
            ]),
          },
        ];
  });
};
