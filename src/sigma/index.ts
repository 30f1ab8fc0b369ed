export {
  convertSigma,
  maxQueryLength,
  type Conversion,
  type ConvertedQuery,
  type ConvertOptions,
  type QueryCheck,
  type SigmaPipeline,
} from './convert.ts';
export type { FaultCause } from './fault.ts';
export { toJsonLine, toKql } from './formats.ts';
export { conversionDiagnostics } from './conversion-diagnostics.ts';
export { parseSigma, type ParsedSigma } from './parse.ts';
export { builtInPipelines } from './pipelines/index.ts';
export type { PlaceholderValues } from './placeholders.ts';
export { pipelineSchema, printPipeline, readPipeline, type ReadPipeline } from './read-pipeline.ts';
export { readPlaceholders } from './read-placeholders.ts';
export { reimport, type Reimport, type ReimportConflict } from './reimport.ts';
export { toAnalyticsRule, type GeneratedRule, type RuleOptions } from './rule.ts';
export { tableList } from './table-list.ts';
