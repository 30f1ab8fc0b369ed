import { convertBySteps, type ConvertedQueries } from './convert-steps.ts';
import { convertByTables, queryText } from './convert-tables.ts';
import { SigmaFault } from './fault.ts';
import { filtered } from './filters.ts';
import type { Problem, SigmaDetectionRule, SigmaRule } from './model.ts';
import type { ParsedSigma } from './parse.ts';
import type { StepPipeline } from './pipeline.ts';
import type { TablePipeline } from './table-pipeline.ts';

/** Either way of mapping; `kind` tells them apart. */
export type SigmaPipeline = StepPipeline | TablePipeline;

export type ConvertOptions = {
  /** Overrides the table that the pipeline would choose. */
  readonly table?: string;
  /** Filters from other files, for all rules. */
  readonly filters?: readonly SigmaRule[];
};

/** One input file's result: all of its queries, or why there are none. */
export type Conversion =
  | { readonly path: string; readonly queries: readonly string[]; readonly tables: readonly string[] }
  | { readonly path: string; readonly error: Problem };

const convertRule = (rule: SigmaDetectionRule, pipeline: SigmaPipeline, options: ConvertOptions): ConvertedQueries => {
  if (pipeline.kind === 'steps') return convertBySteps(rule, pipeline, options.table);
  const queries = convertByTables(rule, pipeline);
  return { table: queries[0]?.view.source, queries: queries.map(queryText) };
};

const convertFile = (file: ParsedSigma, pipeline: SigmaPipeline, options: ConvertOptions): Conversion => {
  if (file.problem !== undefined) return { path: file.path, error: file.problem };
  try {
    const queries: string[] = [];
    const tables = new Set<string>();
    const context = [...file.rules, ...(options.filters ?? [])];
    for (const rule of file.rules) {
      if (rule.kind === 'correlation')
        throw new SigmaFault('other:NotImplementedError', 'This pipeline does not express correlation rules.', rule.at);
      if (rule.kind === 'filter') continue;
      const converted = convertRule(filtered(rule, context), pipeline, options);
      queries.push(...converted.queries);
      if (converted.table !== undefined) tables.add(converted.table);
    }
    return { path: file.path, queries, tables: [...tables] };
  } catch (error) {
    if (!(error instanceof SigmaFault)) throw error;
    return { path: file.path, error: { cause: error.reason, message: error.message } };
  }
};

/** Converts files one by one; a file that is refused never keeps the others from being converted. */
export const convertSigma = (
  files: readonly ParsedSigma[],
  pipeline: SigmaPipeline,
  options: ConvertOptions = {},
): Conversion[] => files.map((file) => convertFile(file, pipeline, options));
