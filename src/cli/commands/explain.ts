import { explain, explanations } from '../../app/check/explain.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';

export const command = defineCommand({
  usage: 'explain [code]',
  describe: 'Explain a finding, or list all of them',
  options: (parser) =>
    parser
      .positional('code', { type: 'string', describe: 'Code of a finding, as `picket validate` prints it' })
      .example('$0 explain rule/period-shorter-than-frequency', 'What it finds, why, an example'),
  run: async (args, io) => {
    if (args.code !== undefined) {
      io.out.write(explain(args.code));
      return exitCodes.clean;
    }
    const all = explanations();
    const width = Math.max(...all.map(({ code }) => code.length));
    for (const { code, severity, summary } of all)
      io.out.write(`${code.padEnd(width)}  ${severity.padEnd(7)}  ${summary}\n`);
    return exitCodes.clean;
  },
});
