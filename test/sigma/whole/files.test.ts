import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { Diagnostic } from '../../../src/core/diagnostic.ts';
import type { Range } from '../../../src/core/text/span.ts';
import { visible } from '../../../src/core/text/visible.ts';
import { conversionDiagnostics } from '../../../src/sigma/conversion-diagnostics.ts';
import { convertSigma, type QueryCheck, type SigmaPipeline } from '../../../src/sigma/convert.ts';
import { toJsonLine, toKql } from '../../../src/sigma/formats.ts';
import { none } from '../../../src/sigma/pipelines/index.ts';
import { parseSigma } from '../../../src/sigma/read/parse.ts';
import { toAnalyticsRule } from '../../../src/sigma/rule.ts';
import { ours, steps } from './pipelines.ts';

/** What stands in files.txt for texts that are too long to be written there. */
const longTexts: Readonly<Record<string, string>> = {
  LONGTITLE: 'title '.repeat(60),
  LONGDESCRIPTION: 'What it finds. '.repeat(400),
  MOREVALUES: Array.from({ length: 450 }, (_, index) => `value number ${index}`).join(', '),
  MANYVALUES: Array.from({ length: 300 }, (_, index) => `value number ${index}`).join(', '),
  NEARLYTOOLONG: 'x'.repeat(9_820),
  TOOLONG: 'x'.repeat(70_000),
};

type Section = { readonly name: string; readonly files: readonly (readonly [path: string, text: string])[] };

/** Sections begin with `=== name`, their files with `+++ path`. */
const sections: readonly Section[] = readFileSync(new URL('files.txt', import.meta.url), 'utf8')
  .split(/^=== /m)
  .slice(1)
  .map((section) => {
    const [name = '', ...files] = section.split(/^\+\+\+ /m);
    return {
      name: name.trim(),
      files: files.map((file) => {
        const end = file.indexOf('\n');
        const text = file.slice(end + 1).replaceAll(/[A-Z]{7,}/g, (word) => longTexts[word] ?? word);
        return [file.slice(0, end), text];
      }),
    };
  });

const check: QueryCheck = (query, table) => {
  if (query.includes('BROKEN')) return { kind: 'broken', message: `${table ?? ''} has no such thing.` };
  if (query.includes('NEVER')) return { kind: 'never-true', message: `${table ?? ''} never has it.` };
  return query.length > 65_536 ? { kind: 'too-long', message: 'It is too long.' } : undefined;
};

const placeOf = ({ start, end }: Range): string => `${start.line}:${start.column}-${end.line}:${end.column}`;

const lineOf = ({ code, severity, message, range }: Diagnostic): string =>
  [severity, code, ...(range === undefined ? [] : [placeOf(range)]), message].join(' ');

const short = (line: string): string => (line.length > 1200 ? `${line.slice(0, 1200)}… ${line.length}` : line);
const indented = (text: string): readonly string[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => `    ${short(line)}`);

const pipelines: Readonly<Record<string, SigmaPipeline>> = { ours, steps, none };

const saidOf = ({ files }: Section, pipeline: SigmaPipeline): readonly string[] => {
  const parsed = files.map(([path, text]) => parseSigma(text, path));
  const others = parsed.flatMap(({ rules }) => rules);
  const placeholders = { pair: ['one', 'two'] };
  const results = convertSigma(parsed, pipeline, { others, placeholders, check });
  return results.flatMap((result, index) => {
    const file = parsed[index];
    if (file === undefined) throw new Error('each file has a result');
    const found = [...file.diagnostics, ...conversionDiagnostics(file, result)];
    const rules = 'error' in result ? [] : result.converted;
    // Rules of further conditions differ by their queries alone, those of steps from those of tables by little.
    const generated = rules
      .filter(({ index: nth }) => nth < (pipeline.kind === 'steps' ? 1 : 3))
      .map((query) => toAnalyticsRule(query, query.rule.index === 1 ? given : {}));
    return [
      `+++ ${file.path}`,
      ...found.map((each) => `  ${lineOf(each)}`),
      ...(pipeline.kind === 'steps' ? indented(toJsonLine(result)) : []),
      ...indented(toKql(result, 'with-tables')),
      ...generated.flatMap(({ id, fileName, text, tables, warnings }) => [
        `  rule ${id} ${fileName} of ${tables.join(', ')}`,
        ...warnings.map((warning) => `  ${warning}`),
        ...indented(text),
      ]),
    ];
  });
};

/** What is asked of the second rule of a file. */
const given = { state: 'enabled', frequency: '2h', period: '3h', license: 'CC0-1.0' } as const;

const said = (name: string): readonly string[] => {
  const pipeline = pipelines[name];
  if (pipeline === undefined) throw new Error(`There is no pipeline ${name}.`);
  return sections.flatMap((section) => [`=== ${section.name}`, ...saidOf(section, pipeline).map(visible)]);
};

const expectedFile = (name: string): URL => new URL(`files-${name}.txt`, import.meta.url);
if (process.env['UPDATE_EXPECTED'] === '1')
  for (const name of Object.keys(pipelines)) writeFileSync(expectedFile(name), `${said(name).join('\n')}\n`);

test.each(Object.keys(pipelines))(
  'whole files become the queries and rules that they did in the pipeline %s',
  (name) => {
    expect(said(name)).toEqual(readFileSync(expectedFile(name), 'utf8').trimEnd().split('\n'));
  },
);
