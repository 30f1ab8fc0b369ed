import { basename, relative, resolve, sep } from 'node:path';
import type { WindowsEventTables } from '../../../core/config/config.ts';
import type { Diagnostic } from '../../../core/diagnostic.ts';
import { PicketError } from '../../../core/errors.ts';
import type { Io } from '../../../core/io.ts';
import { nearest } from '../../../core/text/nearest.ts';
import { readDocument } from '../../../core/text/read-document.ts';
import { discoverRules, shown } from '../../../files/discover.ts';
import { kindOf, readText } from '../../../files/disk.ts';
import { type Kql, loadKql, type QuerySchema } from '../../../kql/index.ts';
import {
  builtInPipelines,
  conversionDiagnostics,
  convertSigma,
  parseSigma,
  readPipeline,
  readPlaceholders,
  type Conversion,
  type ConvertOptions,
  type ParsedSigma,
  type PlaceholderValues,
  maxQueryLength,
  type QueryCheck,
  type QueryProblem,
  type SigmaPipeline,
  withWindowsEvents,
} from '../../../sigma/index.ts';
import { breath } from '../../breath.ts';
import type { Project } from '../../project.ts';
import { querySchema } from '../../query-schema.ts';

export type SigmaRequest = {
  /** Files or folders, relative to the working directory. */
  readonly paths: readonly string[];
  /** Name of a built-in pipeline, or a file; `picket` where undefined. */
  readonly pipeline: string | undefined;
  /** File of values for placeholders. */
  readonly placeholders: string | undefined;
  /** Where the channels of Windows are; what picket.yaml says where undefined, and else `WindowsEvent`. */
  readonly windowsEvents?: WindowsEventTables | undefined;
};

/** What became of every input file, in their order. */
export type SigmaConversion = {
  readonly files: readonly ParsedSigma[];
  readonly conversions: readonly Conversion[];
  readonly diagnostics: readonly Diagnostic[];
};

type Input = { readonly path: string; readonly name: string };

/** Every file under the given paths, named relative to the folder that was given. */
const inputsOf = async (io: Io, paths: readonly string[]): Promise<readonly Input[]> => {
  const inputs = new Map<string, Input>();
  for (const path of paths) {
    const given = resolve(io.cwd, path);
    const folder = (await kindOf(given)) === 'folder' ? given : undefined;
    for (const file of await discoverRules(io.cwd, [path])) {
      const name = folder === undefined ? basename(file) : relative(folder, file).split(sep).join('/');
      if (!inputs.has(file)) inputs.set(file, { path: file, name });
    }
  }
  return [...inputs.values()];
};

const refuseBroken = (what: string, path: string, diagnostics: readonly Diagnostic[]): void => {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  const lines = errors.map(
    ({ range, message }) =>
      `\n  ${path}${range === undefined ? '' : `:${range.start.line}:${range.start.column}`} ${message}`,
  );
  throw new PicketError('config', `${path} is no ${what}:${lines.join('')}`, { code: 'unreadable-file' });
};

const readFile = async (io: Io, what: string, path: string): Promise<ReturnType<typeof readDocument>> => {
  const text = await readText(resolve(io.cwd, path));
  if (text === undefined) throw new PicketError('usage', `There is no ${what} ${path}.`, { code: 'no-such-path' });
  return readDocument(shown(io.cwd, resolve(io.cwd, path)), text);
};

const pipelineOf = async (io: Io, name: string | undefined): Promise<SigmaPipeline> => {
  const wanted = name ?? 'picket';
  const names = Object.keys(builtInPipelines);
  const builtIn = Object.hasOwn(builtInPipelines, wanted) ? builtInPipelines[wanted] : undefined;
  if (builtIn !== undefined) return builtIn;
  if ((await kindOf(resolve(io.cwd, wanted))) !== 'file') {
    const close = nearest(wanted, names)[0];
    throw new PicketError('usage', `There is no pipeline \`${wanted}\`, neither built in nor as a file.`, {
      code: 'unknown-pipeline',
      hint: `Built in are ${names.join(', ')}.${close === undefined ? '' : ` Did you mean \`${close}\`?`}`,
    });
  }
  const { document, diagnostics } = await readFile(io, 'pipeline', wanted);
  const read = readPipeline(document);
  refuseBroken('pipeline', document.path, [...diagnostics, ...read.diagnostics]);
  if (read.pipeline === undefined)
    throw new PicketError('config', `${document.path} is no pipeline.`, { code: 'unreadable-file' });
  return read.pipeline;
};

const placeholdersOf = async (io: Io, path: string | undefined): Promise<PlaceholderValues | undefined> => {
  if (path === undefined) return undefined;
  const { document, diagnostics } = await readFile(io, 'file of placeholders', path);
  const read = readPlaceholders(document);
  refuseBroken('file of placeholders', document.path, [...diagnostics, ...read.diagnostics]);
  return read.placeholders;
};

/** Compiles queries against a schema, each once: rules that differ in their words alone have one query. */
export const queryCheck = (kql: Kql, schema: QuerySchema): QueryCheck => {
  const problemOf = (query: string): QueryProblem | undefined => {
    const { diagnostics } = kql.analyze(query, schema, { analyzers: 'off' });
    const error = diagnostics.find(({ severity }) => severity === 'error');
    if (error !== undefined) {
      const isTooLong = error.kind === 'limit' && query.length > maxQueryLength;
      return { kind: isTooLong ? 'too-long' : 'broken', message: error.message };
    }
    // A rule that can never fire is worse than none: nobody would look for the reason of its silence.
    const never = diagnostics.find(({ kind }) => kind === 'never-true');
    return never && { kind: 'never-true', message: never.message };
  };
  const known = new Map<string, QueryProblem | undefined>();
  return (query) => {
    if (!known.has(query)) known.set(query, problemOf(query));
    return known.get(query);
  };
};

/**
 * Converts Sigma rules. A file that is refused has its reason among the diagnostics and never stops the others.
 * Rejects with `usage` and `config` errors for paths, pipelines and placeholders that cannot be read.
 */
export const convertSigmaFiles = async (io: Io, project: Project, request: SigmaRequest): Promise<SigmaConversion> => {
  const [chosen, placeholders, inputs] = await Promise.all([
    pipelineOf(io, request.pipeline),
    placeholdersOf(io, request.placeholders),
    inputsOf(io, request.paths),
  ]);
  const windowsEvents = request.windowsEvents ?? project.config.windowsEvents ?? 'WindowsEvent';
  const pipeline = chosen.kind === 'tables' ? withWindowsEvents(chosen, windowsEvents) : chosen;
  const files: ParsedSigma[] = [];
  for (const { path, name } of inputs) {
    await breath(io);
    files.push(parseSigma((await readText(path)) ?? '', name));
  }
  const options: ConvertOptions = {
    check: queryCheck(await loadKql(), (await querySchema(project, io)).schema),
    others: files.flatMap(({ rules }) => rules),
    ...(placeholders === undefined ? {} : { placeholders }),
  };
  const conversions: Conversion[] = [];
  for (const file of files) {
    await breath(io);
    conversions.push(...convertSigma([file], pipeline, options));
  }
  const diagnostics = files.flatMap((file, index) => {
    const conversion = conversions[index];
    const place = inputs[index];
    const said = [...file.diagnostics, ...(conversion === undefined ? [] : conversionDiagnostics(file, conversion))];
    return place === undefined ? said : said.map((diagnostic) => ({ ...diagnostic, path: shown(io.cwd, place.path) }));
  });
  return { files, conversions, diagnostics };
};
