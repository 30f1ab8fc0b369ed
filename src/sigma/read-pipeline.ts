import schema from '../../schemas/sigma-pipeline.schema.json' with { type: 'json' };
import type { Diagnostic } from '../core/diagnostic.ts';
import { isObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { pointer } from '../core/pointer.ts';
import { printYaml } from '../core/text/edit/render.ts';
import { checkSchema } from '../core/schema/schema.ts';
import type { SourceDocument } from '../core/text/source.ts';
import type { SigmaPipeline } from './convert.ts';
import { builtInPipelines } from './pipelines/index.ts';

/** JSON Schema of a pipeline's file. */
export const pipelineSchema: JsonObject = schema;

export type ReadPipeline = { readonly pipeline?: SigmaPipeline; readonly diagnostics: readonly Diagnostic[] };

/** A value that the schema has accepted is a pipeline; this says so to the compiler. */
const isPipeline = (value: unknown): value is SigmaPipeline =>
  isObject(value) && (value['kind'] === 'tables' || value['kind'] === 'steps');

const problem = (document: SourceDocument, at: string, message: string, hint: string): Diagnostic => ({
  code: 'sigma/pipeline',
  severity: 'error',
  message,
  hint,
  path: document.path,
  range: document.range(document.locate(at)),
});

/** A pipeline's own parts in front of those of the one it extends. */
const extended = (own: SigmaPipeline, base: SigmaPipeline): SigmaPipeline | undefined => {
  const { name, description } = own;
  if (own.kind === 'steps' && base.kind === 'steps')
    return { name, description, kind: 'steps', steps: [...own.steps, ...base.steps] };
  if (own.kind === 'tables' && base.kind === 'tables')
    return {
      name,
      description,
      kind: 'tables',
      sources: [...own.sources, ...base.sources],
      views: { ...base.views, ...own.views },
    };
  return undefined;
};

const missingViews = (document: SourceDocument, pipeline: SigmaPipeline): Diagnostic[] =>
  pipeline.kind === 'steps'
    ? []
    : pipeline.sources.flatMap((source, index) =>
        source.views.flatMap((view, position) =>
          Object.hasOwn(pipeline.views, view)
            ? []
            : [
                problem(
                  document,
                  pointer('sources', index, 'views', position),
                  `There is no view \`${view}\`.`,
                  `The views are ${Object.keys(pipeline.views).join(', ')}.`,
                ),
              ],
        ),
      );

/**
 * A pipeline from a user's file (YAML or JSON, read already). What is wrong with it comes back as diagnostics at its
 * place; the pipeline is there only when nothing is.
 */
export const readPipeline = (document: SourceDocument): ReadPipeline => {
  const diagnostics = checkSchema(pipelineSchema, document);
  const { value } = document;
  if (diagnostics.some(({ severity }) => severity === 'error') || !isPipeline(value)) return { diagnostics };
  const base: JsonValue | undefined = isObject(document.value) ? document.value['extends'] : undefined;
  if (typeof base !== 'string') {
    const missing = missingViews(document, value);
    return missing.length > 0 ? { diagnostics: missing } : { pipeline: value, diagnostics };
  }
  const found = Object.hasOwn(builtInPipelines, base) ? builtInPipelines[base] : undefined;
  const pipeline = found === undefined ? undefined : extended(value, found);
  if (pipeline === undefined) {
    const hint = `Built-in pipelines are ${Object.keys(builtInPipelines).join(', ')}; one of kind ${value.kind} extends one of its own kind.`;
    return { diagnostics: [problem(document, pointer('extends'), `\`${base}\` cannot be extended here.`, hint)] };
  }
  const missing = missingViews(document, pipeline);
  return missing.length > 0 ? { diagnostics: missing } : { pipeline, diagnostics };
};

/** A pipeline as the text of a file, for users to copy and change. */
export const printPipeline = (pipeline: SigmaPipeline): string => {
  const value: unknown = JSON.parse(JSON.stringify(pipeline));
  return isObject(value) ? printYaml(value) : '';
};
