import { keyOrder } from '../../src/content/analytics-rule/from-arm.ts';
import { formatDocument, type FormatStyle } from '../../src/core/text/fmt/format.ts';
import { equalJson, isObject, type JsonObject } from '../../src/core/json.ts';
import { readDocument } from '../../src/core/text/read-document.ts';
import type { SourceDocument } from '../../src/core/text/source.ts';
import { applyFixes } from '../../src/core/text/fix.ts';
import type { Kql } from '../../src/kql/index.ts';
import type { CorpusFolder } from './corpus.ts';
import { none, type Result } from './result.ts';

const withoutQuery = (value: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'query'));

const queryOf = ({ value }: SourceDocument): string | undefined =>
  isObject(value) && typeof value['query'] === 'string' ? value['query'] : undefined;

const sameValue = (before: SourceDocument, after: SourceDocument): boolean =>
  isObject(before.value) && isObject(after.value)
    ? equalJson(withoutQuery(before.value), withoutQuery(after.value))
    : equalJson(before.value, after.value);

/** Where a file is, over all repositories. */
type Placed = { readonly place: string; readonly document: SourceDocument };

const documentsOf = (folders: readonly CorpusFolder[]): readonly Placed[] =>
  folders.flatMap(({ name, content }) => {
    const broken = new Set(
      content.diagnostics
        .filter(({ code, severity }) => severity === 'error' && code.startsWith('yaml/'))
        .map(({ path }) => path),
    );
    return content.items
      .filter(({ document }) => !broken.has(document.path))
      .map(({ document }) => ({ place: `${name}/${document.path}`, document }));
  });

/**
 * Lays out every file of the corpus as `picket fmt` does: twice gives what once gives, no value but the query's white
 * space differs, its tokens are the same, and as many comments are there.
 */
export const checkFormat = (folders: readonly CorpusFolder[], kql: Kql): readonly Result[] => {
  const tokensOf = (query: string | undefined): string => (query === undefined ? '' : kql.tokens(query).join('\0'));
  const style: FormatStyle = {
    order: keyOrder,
    query: kql.format,
    sameQuery: (left, right) => left === right || tokensOf(left) === tokensOf(right),
  };
  const unstable: string[] = [];
  const values: string[] = [];
  const tokens: string[] = [];
  const comments: string[] = [];
  const left: string[] = [];
  const documents = documentsOf(folders);
  for (const { place, document } of documents) {
    const once = formatDocument(document, style);
    for (const reason of once.left) left.push(`${place}: ${reason}`);
    const after = readDocument(document.path, once.text).document;
    if (formatDocument(after, style).text !== once.text) unstable.push(place);
    if (!sameValue(document, after)) values.push(place);
    if (tokensOf(queryOf(document)) !== tokensOf(queryOf(after))) tokens.push(place);
    if (document.comments.length !== after.comments.length) comments.push(place);
  }
  return [
    none(`fmt: files of ${documents.length} that change when formatted again`, unstable),
    none('fmt: files with another value after it', values),
    none('fmt: queries with other tokens after it', tokens),
    none('fmt: files with another number of comments after it', comments),
    {
      what: 'fmt: files of which something is left alone',
      value: String(left.length),
      target: 'reported only',
      met: true,
      details: left,
    },
  ];
};

/** Makes the repairs of every finding in the corpus: each file still reads, and has its comments. */
export const checkFixes = (folders: readonly CorpusFolder[]): readonly Result[] => {
  const broken: string[] = [];
  let findings = 0;
  let fixed = 0;
  for (const { name, content } of folders)
    for (const { document } of content.items) {
      const about = content.diagnostics.filter(({ path, fix }) => path === document.path && fix !== undefined);
      if (about.length === 0) continue;
      const result = applyFixes(document, about);
      findings += about.length;
      fixed += result.fixed.length;
      const { document: after, diagnostics } = readDocument(document.path, result.text);
      if (diagnostics.length > 0 || after.comments.length !== document.comments.length)
        broken.push(`${name}/${document.path}`);
    }
  return [none(`--fix: files that do not read as before after ${fixed} of ${findings} repairs`, broken)];
};
