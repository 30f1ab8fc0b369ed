#!/usr/bin/env node
import { exitCodes } from './cli/exit-code.ts';
import { main } from './cli/main.ts';
import { processIo } from './cli/process-io.ts';

process.exitCode = await main(process.argv.slice(2), processIo());
// What an interrupted command was at is not waited for; what it has said is.
if (process.exitCode === exitCodes.interrupted)
  process.stdout.write('', () => process.stderr.write('', () => process.exit()));
