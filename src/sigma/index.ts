export {
  convertSigma,
  maxQueryLength,
  type Conversion,
  type ConvertedQuery,
  type ConvertOptions,
  type QueryCheck,
  type QueryProblem,
  type SigmaPipeline,
} from './convert.ts';
export { toJsonLine, toKql } from './formats.ts';
export { conversionDiagnostics } from './conversion-diagnostics.ts';
export { parseSigma, type ParsedSigma } from './read/parse.ts';
export { builtInPipelines } from './pipelines/index.ts';
export { readPlaceholders, type PlaceholderValues } from './placeholders.ts';
export { readPipeline } from './read-pipeline.ts';
export { recordOf, reimport } from './reimport.ts';
export { toAnalyticsRule, usualLicense, type GeneratedRule, type RuleOptions } from './rule.ts';
export { withWindowsEvents } from './pipelines/picket/event-table.ts';
