import { resolve } from 'node:path';
import { formats } from '../../report/index.ts';
import { writeReport } from '../../app/write-report.ts';
import { checkFiles, ofReports, readFormats } from '../emit.ts';
import { listCoverage } from '../../app/show/coverage.ts';
import { defineCommand } from '../command.ts';
import { sayListing } from '../listing.ts';
import { compileOptions, formatOptions } from '../options.ts';
import { contentChoice, typeOption } from '../type-option.ts';

/** The format of the ATT&CK Navigator, which shows nothing but coverage. */
const layer = 'navigator';
const coverageFormats = [...formats, layer];

export const command = defineCommand({
  usage: 'coverage',
  describe: 'Show which ATT&CK techniques the rules cover',
  formats: coverageFormats,
  options: (parser) =>
    formatOptions(typeOption(compileOptions(parser)), coverageFormats)
      .option('workspace', {
        alias: 'w',
        type: 'string',
        requiresArg: true,
        describe: 'Only the rules that this workspace takes',
        defaultDescription: 'all rules',
      })
      .example('$0 coverage', 'Tactic by tactic')
      .example('$0 coverage -w prod --format navigator > layer.json', 'For the ATT&CK Navigator'),
  run: async (args, io) => {
    const choices = readFormats(args.format, [layer]);
    await checkFiles(choices, io);
    const { navigator, ...listing } = await listCoverage(io, {
      config: contentChoice(args),
      ...(args.workspace === undefined ? {} : { workspace: args.workspace }),
    });
    const others = ofReports(choices);
    // Findings never mix with a layer.
    if (navigator === undefined) return sayListing(listing, others.length === 0 ? [{ format: 'pretty' }] : others, io);
    for (const { format, file } of choices)
      if (format === layer && file === undefined) io.out.write(navigator);
      else if (format === layer && file !== undefined) await writeReport(resolve(io.cwd, file), navigator);
    return sayListing(listing, others, io);
  },
});
