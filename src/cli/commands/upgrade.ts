import { upgrade } from '../../app/author/init/upgrade.ts';
import type { Written } from '../../app/author/init/written-files.ts';
import { inert } from '../../report/text/style.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';

const actionWords: Readonly<Record<Exclude<Written['action'], 'same'>, string>> = {
  written: 'written',
  extended: 'changed',
  replaced: 'replaced',
  removed: 'removed',
  kept: 'kept, edited',
  missing: 'left out',
};

export const command = defineCommand({
  usage: 'upgrade [source]',
  describe: 'Renew the Picket that this repository pins, its schemas and workflows',
  options: (parser) =>
    parser
      .positional('source', {
        type: 'string',
        describe: 'vendored, npm:NAME@VERSION, a packed file or its https address',
        defaultDescription: 'the Picket that runs',
      })
      .option('force', { type: 'boolean', describe: 'Replace files of Picket that were edited, too' })
      .example('$0 upgrade', 'To the Picket that runs')
      .example('$0 upgrade npm:sentinel-picket@1.2.3', 'To a release'),
  run: async (args, io) => {
    const done = await upgrade(io, { source: args.source, edited: args.force === true ? 'replace' : 'keep' });
    const changed = done.files.flatMap(({ path, action }) => (action === 'same' ? [] : [{ path, action }]));
    if (changed.length === 0) {
      io.out.write(`Everything is as Picket ${inert(done.to)} writes it.\n`);
      return exitCodes.clean;
    }
    io.out.write(
      done.from === done.to ? `Picket ${inert(done.to)}\n` : `Picket ${inert(done.from)} → ${inert(done.to)}\n`,
    );
    for (const { path, action } of changed) io.out.write(`${actionWords[action].padEnd(15)}  ${inert(path)}\n`);
    const has = (action: Written['action']): boolean => changed.some((one) => one.action === action);
    const notes = [
      ...(has('kept')
        ? ['What was edited here is kept as it is; --force replaces it, and `git diff` shows what that costs.']
        : []),
      ...(has('missing') ? ['What was removed here stays away; `picket init` writes it again.'] : []),
      'Now: npm ci, and commit what changed.',
    ];
    const news = done.news === '' ? [] : ['', ...done.news.split('\n').map(inert)];
    io.out.write(`${['', ...notes, ...news].join('\n')}\n`);
    return exitCodes.clean;
  },
});
