import { join } from 'node:path';
import { builtInPipelines } from '../../src/sigma/pipelines/index.ts';
import type { StepPipeline } from '../../src/sigma/pipeline.ts';
import { measureParity, readRules } from './sigma.ts';
import { share, type Result } from './result.ts';

const reference = ['none', 'sentinel_asim', 'microsoft_xdr', 'azure_monitor'];

const isStepPipeline = (pipeline: object | undefined): pipeline is StepPipeline =>
  pipeline !== undefined && 'steps' in pipeline;

/** Agreement with the reference converter's recorded answers. */
export const checkSigma = (shared: string): readonly Result[] => {
  const folder = join(shared, 'sigma');
  const files = readRules(folder);
  return reference.flatMap((name): Result[] => {
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
};
