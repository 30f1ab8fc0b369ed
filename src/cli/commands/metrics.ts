import { resolve } from 'node:path';
import { measure } from '../../app/show/metrics.ts';
import { writeReport } from '../../app/write-report.ts';
import { PicketError } from '../../core/errors.ts';
import type { Metrics } from '../../core/metrics/figures.ts';
import { metricsCsv, metricsPrometheus } from '../../core/metrics/metrics-texts.ts';
import { formats } from '../../report/index.ts';
import { metricsListing } from '../../report/metrics.ts';
import { defineCommand } from '../command.ts';
import { checkFiles, ofReports, readFormats } from '../emit.ts';
import { fleetOptions, isChoosing, selectionOf } from '../fleet-options.ts';
import { sayListing } from '../listing.ts';
import { compileOptions, configChoice, daysBack, formatOptions } from '../options.ts';

/** The formats that nothing but metrics has. */
const texts = { csv: metricsCsv, prometheus: metricsPrometheus } as const satisfies Record<
  string,
  (metrics: Metrics) => string
>;
const extra = ['csv', 'prometheus'] as const;
const metricsFormats = [...formats, ...extra];

/** Microsoft Learn: SentinelHealth and the incidents are kept for 90 days unless their retention was changed. */
const longest = 90;

export const command = defineCommand({
  usage: 'metrics',
  describe: 'Measure the rules: tests, alerts, false positives, drift, by owner, severity and tactic',
  formats: metricsFormats,
  options: (parser) =>
    fleetOptions(formatOptions(compileOptions(parser), metricsFormats), 'none is asked')
      .option('days', { type: 'string', requiresArg: true, default: '30', describe: 'How many days to look back' })
      .option('tests', {
        type: 'boolean',
        default: true,
        describe: 'Run the tests of the rules; --no-tests leaves them out',
      })
      .option('mutants', {
        type: 'boolean',
        default: false,
        describe: 'Count how many small changes of each query its tests notice',
      })
      .example('$0 metrics', 'What files, git and the log of deployments tell; no workspace is asked')
      .example("$0 metrics -w '*' --format prometheus=picket.prom", 'For the textfile collector or a pushgateway')
      .example("$0 metrics -w '*' --mutants --format csv > metrics.csv", 'For a spreadsheet, with the mutation score'),
  run: async (args, io) => {
    const choices = readFormats(args.format, extra);
    await checkFiles(choices, io);
    if (args.mutants && !args.tests)
      throw new PicketError('usage', '--mutants needs the tests that --no-tests leaves out.', {
        code: 'contradiction',
        hint: 'Leave out one of them.',
      });
    const { metrics, report, source } = await measure(io, {
      config: configChoice(args),
      workspaces: isChoosing(args) ? selectionOf(args) : undefined,
      days: daysBack(args.days, longest),
      tests: args.mutants ? 'with-mutants' : args.tests ? 'run' : 'skipped',
    });
    const others = ofReports(choices);
    if (metrics === undefined)
      return sayListing({ report, source }, others.length === 0 ? [{ format: 'pretty' }] : others, io);
    for (const { format, file } of choices) {
      const name = extra.find((each) => each === format);
      if (name === undefined) continue;
      const text = texts[name](metrics);
      if (file === undefined) io.out.write(text);
      else await writeReport(resolve(io.cwd, file), text);
    }
    return sayListing({ report: { ...report, listing: metricsListing(metrics) }, source }, others, io);
  },
});
