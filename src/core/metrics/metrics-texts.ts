import type { JsonObject } from '../json.ts';
import { csvText } from '../text/csv.ts';
import { visible } from '../text/visible.ts';
import type { FigureGroup, Metrics } from './figures.ts';
import { measures, type Measure } from './measures.ts';

/** The machine format, schemas/metrics.schema.json. New measures may appear within a version. */
export const metricsJson = ({ days, asked, groups, unread }: Metrics): JsonObject => ({
  version: 1,
  days,
  asked,
  groups: groups.map(({ by, group, figures }) => ({
    by,
    group,
    figures: Object.fromEntries(measures.map(({ name, of }) => [name, of(figures) ?? null])),
  })),
  unread,
});

/** A row for each group, for a spreadsheet; what is not known is empty. */
export const metricsCsv = ({ groups }: Metrics): string =>
  csvText([
    ['by', 'group', ...measures.map(({ name }) => name)],
    ...groups.map(({ by, group, figures }) => [by, group, ...measures.map(({ of }) => String(of(figures) ?? ''))]),
  ]);

/** A label's value as the exposition format has it: backslash, quote and line feed are escaped. */
const labelValue = (text: string): string =>
  visible(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

const sample = (name: string, { series, of }: Measure, { by, group, figures }: FigureGroup): readonly string[] => {
  const value = of(figures);
  const own = series === undefined ? '' : `,${series.label}="${labelValue(series.value)}"`;
  return value === undefined ? [] : [`${name}{by="${by}",group="${labelValue(group)}"${own}} ${value}`];
};

/**
 * The text exposition format of Prometheus (version 0.0.4), for a pushgateway or the textfile collector of its node
 * exporter: gauges, each with what the rules are grouped by and the group. What is not known has no sample.
 */
export const metricsPrometheus = ({ groups }: Metrics): string => {
  const families = new Map<string, Measure[]>();
  for (const measure of measures) {
    const name = `picket_${measure.series?.name ?? measure.name}`;
    families.set(name, [...(families.get(name) ?? []), measure]);
  }
  return [...families]
    .flatMap(([name, own]) => {
      const samples = own.flatMap((measure) => groups.flatMap((group) => sample(name, measure, group)));
      return samples.length === 0 ? [] : [`# HELP ${name} ${own[0]?.help ?? ''}`, `# TYPE ${name} gauge`, ...samples];
    })
    .map((line) => `${line}\n`)
    .join('');
};
