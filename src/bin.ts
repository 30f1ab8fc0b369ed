#!/usr/bin/env node
import { main } from './cli/main.ts';
import { endProcess, processIo } from './cli/process-io.ts';

endProcess(await main(process.argv.slice(2), processIo()));
