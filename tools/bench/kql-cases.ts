import { findTestables, queryOf } from '../../src/app/check/tests/testables.ts';
import { testCase } from '../../src/app/check/tests/test-case.ts';
import { openProject } from '../../src/app/project.ts';
import { processIo } from '../../src/cli/process-io.ts';
import { loadRunCompiler } from '../../src/kql/index.ts';
import type { Figure } from './measure.ts';

/** Cases that are run, and how often each rule is bound for comparison. */
const wanted = 10_000;
const bindings = 60;
/** So much of both is measured; the rest is the same again. */
const part = 10;

/** Milliseconds of work that this process has done. */
const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const spent = (work: () => void): number => {
  const began = cpu();
  work();
  return cpu() - began;
};

/** Cases of the repository's own rules against the time that binding the rules takes. */
export const cases = async (): Promise<readonly Figure[]> => {
  const io = processIo();
  const project = await openProject(io, { from: 'nearest' });
  const { tests, schema } = await findTestables(project, io, {
    workspace: undefined,
    paths: ['analytics-rules'],
    changedSince: undefined,
    untested: false,
  });
  const compile = await loadRunCompiler();
  const queries = tests.map(({ item }) => queryOf(item));
  for (const query of queries) compile(query, schema);
  const reference = spent(() => {
    for (let round = 0; round < bindings / part; round += 1) for (const query of queries) compile(query, schema);
  });
  const ready = tests.flatMap(({ rule, item, read }) => {
    if (rule === undefined || item === undefined) return [];
    const compilation = compile(queryOf(item), schema);
    const { document } = read.file;
    return read.cases.map((each) => ({ rule, item, compilation, document, each, clock: io.clock, timeout: 10_000 }));
  });
  let failed = 0;
  const measured = spent(() => {
    for (let at = 0; at < wanted / part; at += 1) {
      const run = ready[at % ready.length];
      if (run !== undefined && testCase(run).tested.status !== 'passed') failed += 1;
    }
  });
  if (failed > 0) throw new Error(`${failed} cases did not pass`);
  return [
    {
      what: `${wanted} cases of ${queries.length} rules against binding each of them ${bindings} times`,
      measured: measured * part,
      reference: reference * part,
      target: 2,
      unit: 'ms',
    },
  ];
};
