import { queryCheck } from '../../src/app/author/import/sigma-conversion.ts';
import { join } from 'node:path';
import { builtInPipelines } from '../../src/sigma/pipelines/index.ts';
import type { StepPipeline } from '../../src/sigma/steps/pipeline.ts';
import { openBench } from './kql.ts';
import { measureCoverage, measureEdgeCases, measureParity, readRules } from './sigma.ts';
import { checkFiring } from './fire.ts';
import { none, share, type Result } from './result.ts';

const reference = ['none', 'sentinel_asim', 'microsoft_xdr', 'azure_monitor'];

const isStepPipeline = (pipeline: object | undefined): pipeline is StepPipeline =>
  pipeline !== undefined && 'steps' in pipeline;

/** Agreement with the reference converter's recorded answers, and how the `picket` pipeline does where it is wrong. */
export const checkSigma = async (shared: string): Promise<readonly Result[]> => {
  const folder = join(shared, 'sigma');
  const files = readRules(folder);
  const parities = reference.flatMap((name): Result[] => {
    const pipeline = builtInPipelines[name];
    if (!isStepPipeline(pipeline)) throw new Error(`there is no pipeline ${name}`);
    const parity = measureParity(folder, files, pipeline);
    const differences = parity.differences
      .filter(({ flags }) => flags.length === 0)
      .map(({ path, expected, actual }) => `${path}: expected ${expected.slice(0, 300)}, got ${actual.slice(0, 300)}`);
    return [
      share(
        `${name}: unflagged queries equal to the reference's`,
        parity.unflaggedEqual,
        parity.unflagged,
        0.99,
        differences,
      ),
      share(`${name}: refusals with the reference's cause`, parity.refusalsEqual, parity.refusals, 0.99, differences),
    ];
  });
  const edges = measureEdgeCases(folder);
  const picket = builtInPipelines['picket'];
  if (picket === undefined) throw new Error('there is no pipeline picket');
  const { kql, schema } = await openBench();
  const coverage = measureCoverage(files, picket, queryCheck(kql, schema));
  return [
    ...parities,
    none(
      'edge cases with another answer than the reference',
      edges.differences.map(({ name, expected, actual }) => `${name}: expected ${expected}, got ${actual}`),
    ),
    share('picket: live rules converted into queries that all compile', coverage.converted, coverage.live, 0.96),
    ...(await checkFiring(shared, schema)),
    ...(['query-does-not-compile', 'query-never-fires', 'query-too-long'] as const).map((cause) => ({
      what: `picket: rules refused as ${cause}`,
      value: String(coverage.refused[cause] ?? 0),
      target: 'reported',
      met: true,
    })),
    none(
      'picket: queries over the limit without a warning',
      Array.from({ length: coverage.overLimitWithoutWarning }, () => 'over the limit'),
    ),
    none(
      'picket: queries with a defect that the reference is known for',
      Object.entries(coverage.defects).flatMap(([name, paths]) => paths.map((path) => `${name}: ${path}`)),
    ),
  ];
};
