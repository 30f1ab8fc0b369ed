import { differingMembers } from '../../core/engine/diff.ts';
import type { LintContext } from '../../core/lint-rule.ts';
import type { MergedFile } from '../../core/file-form.ts';
import { equalJson, isArray, isObject, objectOf, textsOf, type JsonObject, type JsonValue } from '../../core/json.ts';
import { pointer } from '../../core/pointer.ts';
import { readDocument } from '../../core/text/read-document.ts';
import { rewrite } from '../../core/text/rewrite.ts';
import type { SourceDocument } from '../../core/text/source.ts';
import { jsonText } from '../../core/text/visible.ts';
import { normalize } from './body.ts';
import { metadataOf } from './files.ts';
import { contentOf, isItemName, partsOf } from './items.ts';

/** A new item with its members in the order of the portal. */
const asThePortal = (value: JsonValue): JsonValue => {
  if (!isObject(value) || value['type'] === undefined) return value;
  const { type, content: inner, name, ...rest } = value;
  return {
    type,
    ...(inner === undefined ? {} : { content: inner }),
    ...rest,
    ...(name === undefined ? {} : { name }),
  };
};

/** A value in the order and spelling of the file, as far as the file has it. */
const like = (there: JsonValue | undefined, wanted: JsonValue): JsonValue => {
  if (there === undefined) return asThePortal(wanted);
  if (equalJson(there, wanted)) return there;
  if (typeof there === 'string' && typeof wanted === 'string')
    return there.replaceAll('\r\n', '\n') === wanted ? there : wanted;
  if (isArray(there) && isArray(wanted)) return wanted.map((item, index) => like(there[index], item));
  if (!isObject(there) || !isObject(wanted)) return wanted;
  const names = [...new Set([...Object.keys(there), ...Object.keys(wanted)])];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = wanted[name];
      return value === undefined ? [] : [[name, like(there[name], value)] as const];
    }),
  );
};

/** The text of a JSON file with another value, indented as it was. */
const printedLike = (text: string, value: JsonValue): string => {
  const indent = /\n([ \t]+)/.exec(text)?.[1] ?? (text.trim().includes('\n') ? '  ' : '');
  const printed = JSON.stringify(value, null, indent);
  const lines = text.includes('\r\n') ? printed.replaceAll('\n', '\r\n') : printed;
  return `${text.startsWith('\uFEFF') ? '\uFEFF' : ''}${lines}${text.slice(text.trimEnd().length)}`;
};

const isOfContent = (name: string): boolean => name === 'layout' || name === 'items' || isItemName(name);

const content = (document: SourceDocument, after: JsonObject, differing: readonly string[]): string => {
  const there = objectOf(objectOf(document.value)['content']);
  const parts = partsOf(there);
  const layout = differing.includes('layout') ? objectOf(like(parts.layout, objectOf(after['layout']))) : parts.layout;
  const order = differing.includes('items') ? textsOf(after['items']) : parts.order;
  const items = Object.fromEntries(
    [...new Set([...order, ...parts.order])].flatMap((name) => {
      const value = differing.includes(name) ? after[name] : (parts.items[name] ?? after[name]);
      return value === undefined ? [] : [[name, like(parts.items[name], value)] as const];
    }),
  );
  const { items: list, ...rest } = contentOf({ layout, order, items });
  const { $schema, fallbackResourceIds } = there;
  const whole = {
    ...rest,
    items: list ?? [],
    ...(fallbackResourceIds === undefined ? {} : { fallbackResourceIds }),
    ...($schema === undefined ? {} : { $schema }),
  };
  return printedLike(document.text, like(there, whole));
};

type Described = Pick<MergedFile, 'beside' | 'refused'> & { readonly written: readonly string[] };

/** What the gallery shows, written into the file beside the workbook; one is made where there is none. */
const described = (document: SourceDocument, after: JsonObject, differing: readonly string[]): Described => {
  if (differing.length === 0) return { written: [], refused: [] };
  const metadata = metadataOf(document);
  if (metadata === undefined) {
    const { content: _content, ...said } = objectOf(document.value);
    const fresh = Object.fromEntries(
      differing.flatMap((name) => (after[name] === undefined ? [] : [[name, after[name]]])),
    );
    const stem = (document.path.split('/').at(-1) ?? '').replace(/\.json$/i, '');
    const name = stem.toLowerCase() === 'workbook' ? 'metadata.json' : `${stem}.metadata.json`;
    return { written: differing, refused: [], beside: new Map([[name, jsonText({ ...said, ...fresh })]]) };
  }
  const edit = rewrite(readDocument(metadata.name, metadata.text).document);
  const isDone = new Map(
    differing.map((name) => {
      const value = after[name];
      return [name, value === undefined ? edit.remove(pointer(name)) : edit.set(pointer(name), value)] as const;
    }),
  );
  return {
    written: differing.filter((name) => isDone.get(name) === true),
    refused: differing
      .filter((name) => isDone.get(name) !== true)
      .map((property) => ({ property, reason: `${metadata.name} cannot say it without changing something else` })),
    beside: new Map([[metadata.name, edit.document().text]]),
  };
};

/** Brings a workbook to the state of another body, item by item; see FileForm. `said` is the body that the file stands for. */
export const mergeInto = (
  document: SourceDocument,
  said: JsonObject,
  target: JsonObject,
  context: LintContext,
  properties: readonly string[] | undefined,
): MergedFile => {
  const before = objectOf(normalize(said, context)['properties']);
  const after = objectOf(normalize(target, context)['properties']);
  const differing = differingMembers(before, after).filter((name) => properties?.includes(name) ?? true);
  // Without its content an answer says nothing of it: nothing is taken away.
  const hasContent = after['layout'] !== undefined || after['items'] !== undefined;
  const ofContent = differing.filter(isOfContent);
  const beside = described(
    document,
    after,
    differing.filter((name) => name === 'displayName' || name === 'description'),
  );
  const isWritten = hasContent && ofContent.length > 0;
  return {
    text: isWritten ? content(document, after, ofContent) : document.text,
    ...(beside.beside === undefined ? {} : { beside: beside.beside }),
    written: [...beside.written, ...(isWritten ? ofContent : [])],
    refused: [
      ...beside.refused,
      ...(hasContent
        ? []
        : ofContent.map((property) => ({ property, reason: 'the workspace did not show its content' }))),
    ],
  };
};
