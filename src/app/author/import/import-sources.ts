import { dirname, resolve } from 'node:path';
import type { Diagnostic } from '../../../core/diagnostic.ts';
import type { Io } from '../../../core/io.ts';
import { isObject, type JsonValue } from '../../../core/json.ts';
import { readDocument, type ReadResult } from '../../../core/text/read-document.ts';
import type { Range } from '../../../core/text/span.ts';
import { transfer, type Transfer } from '../../../core/transfer.ts';
import { documentTexts } from '../../../core/text/yaml/decode.ts';
import { buildBicep } from '../../../files/bicep.ts';
import { isBelow, shown, type FoundFile } from '../../../files/discover.ts';
import { readBytes } from '../../../files/disk.ts';
import { rulesOfAnyForm } from '../../../importers/dialects/rules.ts';
import { problemText, together, type Found, type FoundProblem } from '../../../importers/found.ts';
import { decodeText, readJson } from '../../../importers/read-json.ts';
import type { Given } from '../../../importers/arm/rules.ts';
import { importedCollections } from './imported-value.ts';

/** One file of other people's rules, read. */
export type Source = {
  /** As it is shown. */
  readonly path: string;
  /** Undefined for a file in which nothing looks like a rule. */
  readonly found: Found | undefined;
  /** Parameters that the file's own template declares. */
  readonly declared: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  /** Other files whose contents are in `found`, absolute. */
  readonly linked: readonly string[];
  /** Comments of a file of YAML, each from its `#` on. */
  readonly remarks: readonly string[];
  /** The first document, for who has to say what else the file may be. */
  readonly value: JsonValue | undefined;
};

export const importProblem = (
  path: string,
  message: string,
  severity: Diagnostic['severity'] = 'error',
): Diagnostic => ({ code: 'yaml/no-rules', severity, message, path });

/** What cannot be taken over, each by name and place. */
export const refused = (path: string, problems: readonly FoundProblem[]): readonly Transfer[] =>
  problems.map((problem) =>
    transfer({ action: 'refused', id: '', name: problem.name ?? '', path, notes: [problemText(problem)] }),
  );

/** A value, and the number of its document in a file of several. */
type Numbered = { readonly value: JsonValue; readonly number?: number };

type Values = {
  readonly values: readonly Numbered[];
  readonly diagnostics: readonly Diagnostic[];
  readonly remarks: readonly string[];
};

const jsonIn = (bytes: Uint8Array, path: string, named: boolean): Values => {
  const json = readJson(bytes);
  if (json.ok) return { values: [{ value: json.value }], diagnostics: [], remarks: [] };
  const found = importProblem(path, json.message, named ? 'error' : 'warning');
  return { values: [], diagnostics: [json.range === undefined ? found : { ...found, range: json.range }], remarks: [] };
};

/** What is found in a document that begins further down in its file. */
const below = (diagnostic: Diagnostic, above: number): Diagnostic => {
  const { range, related } = diagnostic;
  const down = ({ start, end }: Range): Range => ({
    start: { ...start, line: start.line + above },
    end: { ...end, line: end.line + above },
  });
  return {
    ...diagnostic,
    ...(range === undefined ? {} : { range: down(range) }),
    ...(related === undefined
      ? {}
      : { related: related.map((each) => (each.range === undefined ? each : { ...each, range: down(each.range) })) }),
  };
};

/** The documents of a file of YAML, each by itself: one that cannot be read leaves the others alone. */
const documentsIn = (bytes: Uint8Array, path: string): Values => {
  const text = decodeText(bytes);
  const parts = text === undefined ? [] : documentTexts(text);
  const read: readonly (ReadResult & { readonly number?: number })[] =
    parts.length > 1
      ? parts.map(({ text: own, number, above }) => {
          const { document, diagnostics } = readDocument(path, own);
          return { document, diagnostics: diagnostics.map((each) => below(each, above)), number };
        })
      : [readDocument(path, bytes)];
  return {
    values: read.flatMap(({ document: { value }, number }) =>
      value === undefined ? [] : [{ value, ...(number === undefined ? {} : { number }) }],
    ),
    diagnostics: read.flatMap(({ diagnostics }) => diagnostics),
    remarks: read.flatMap(({ document }) => document.comments.map(({ text: comment }) => comment.trimEnd())),
  };
};

/** Says that comments of a file of several rules are lost. */
export const lostRemarks = (count: number): string =>
  count === 1
    ? '1 comment was not taken over: nobody can tell which rule it belongs to.'
    : `${count} comments were not taken over: nobody can tell which rule they belong to.`;

const declaredIn = (value: JsonValue): readonly string[] =>
  isObject(value) && isObject(value['parameters']) ? Object.keys(value['parameters']) : [];

/** Rounds of reading linked templates: each may link to others. */
const deepest = 6;

type WithLinks = { readonly found: Found | undefined; readonly linked: readonly string[] };

/** The rules of a value, those of templates included that it deploys from files beside its own. */
const withLinked = async (io: Pick<Io, 'cwd'>, file: string, value: JsonValue, given: Given): Promise<WithLinks> => {
  const linked = new Map<string, JsonValue>();
  const read: string[] = [];
  for (let round = 0; ; round += 1) {
    const found = rulesOfAnyForm(value, { ...given, linked });
    let isNew = false;
    for (const paths of round < deepest ? (found?.links ?? []) : [])
      for (const path of paths) {
        const place = resolve(dirname(file), path);
        // A template names files of its own; nothing outside of the working directory and of its folder is read.
        if (!isBelow(dirname(file), place) && !isBelow(io.cwd, place)) continue;
        const bytes = await readBytes(place);
        const json = bytes === undefined ? undefined : readJson(bytes);
        if (json?.ok !== true) continue;
        linked.set(path, json.value);
        read.push(place);
        isNew = true;
        break;
      }
    if (!isNew) return { found, linked: read };
  }
};

/** Reads one file in whatever form it is. */
export const readSource = async (
  io: Pick<Io, 'cwd' | 'env' | 'signals'>,
  file: FoundFile,
  given: Given,
): Promise<Source | undefined> => {
  const path = shown(io.cwd, file.path);
  const bytes = /\.bicep$/i.test(file.path)
    ? await buildBicep(file.path, path, io.env, io.signals.stop)
    : await readBytes(file.path);
  if (bytes === undefined) return undefined;
  const isYaml = /\.ya?ml$/i.test(file.path);
  const { values, diagnostics, remarks } = isYaml ? documentsIn(bytes, path) : jsonIn(bytes, path, file.named);
  const parts: (WithLinks & Pick<Numbered, 'number'>)[] = [];
  for (const { value, ...place } of values)
    parts.push({
      ...(await withLinked(io, file.path, value, { ...given, collections: importedCollections })),
      ...place,
    });
  const found = parts.flatMap((part) => (part.found === undefined ? [] : [placed(part.found, part.number)]));
  return {
    path,
    found: found.length === 0 ? undefined : together(found),
    declared: values.flatMap(({ value }) => declaredIn(value)),
    diagnostics,
    linked: parts.flatMap(({ linked }) => linked),
    remarks,
    value: values[0]?.value,
  };
};

/** Places in one of several documents begin with its number. */
const placed = (found: Found, number: number | undefined): Found => {
  if (number === undefined) return found;
  const at = <T extends { readonly at: string }>(each: T): T => ({ ...each, at: `document ${number}${each.at}` });
  return { ...found, items: found.items.map(at), problems: found.problems.map(at) };
};
