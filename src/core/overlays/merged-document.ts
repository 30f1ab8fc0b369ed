import { lastOf, pointer, parentOf, segmentsOf, type JsonPointer } from '../pointer.ts';
import type { Elsewhere, SourceDocument } from '../text/source.ts';
import type { Span } from '../text/span.ts';
import { beforeMade, originsOf, piecesOf, plain, type Origin, type Sourced } from './sourced.ts';

/** A document whose value is made of a file and of picket.yaml. */
export type MergedDocument = SourceDocument & {
  /** Where the value at a place comes from; of a place without one, where its nearest parent does. */
  readonly originOf: (at: JsonPointer) => Origin;
  /** The places that say parts of the text at a place: values of parameters, and exclusions. */
  readonly originsWithin: (at: JsonPointer) => readonly Origin[];
  /** Every place of the value with its origin. */
  readonly origins: ReadonlyMap<JsonPointer, Origin>;
  /** The keys of the file whose values a group or a workspace says, in whole or in part; what follows from a stage is not among them. */
  readonly layered: readonly string[];
};

/**
 * A file with what picket.yaml makes of it. Findings about what the file says are placed in the file, and all others at
 * the place in picket.yaml that says it.
 */
export const mergedDocument = (
  file: SourceDocument,
  config: SourceDocument | undefined,
  root: Sourced,
): MergedDocument => {
  const origins = originsOf(root);
  const pieces = piecesOf(root);
  const before = (at: JsonPointer, within: Span): Span => beforeMade(pieces.get(at) ?? [], within);
  const originOf = (at: JsonPointer): Origin => {
    const known = origins.get(at);
    if (known !== undefined) return known;
    if (at === '') return { in: 'file', at };
    const parent = originOf(parentOf(at));
    return { ...parent, at: parent.at + pointer(lastOf(at)) };
  };
  const inFile = (at: JsonPointer): JsonPointer => {
    const origin = originOf(at);
    return origin.in === 'file' ? origin.at : at === '' ? '' : inFile(parentOf(at));
  };
  const isOfFile = (at: JsonPointer): boolean => originOf(at).in === 'file';
  return {
    path: file.path,
    text: file.text,
    value: plain(root),
    get comments() {
      return file.comments;
    },
    locate: (at, part) => file.locate(inFile(at), part),
    locateWithin: (at, within) =>
      isOfFile(at) ? file.locateWithin(inFile(at), before(at, within)) : file.locate(inFile(at)),
    range: (span) => file.range(span),
    elsewhere: (at, within): Elsewhere | undefined => {
      const piece = pieces
        .get(at)
        ?.find(({ made }) => within !== undefined && made.start <= within.start && within.start < made.end);
      if (piece?.is === 'line') {
        const document = piece.origin.in === 'file' ? file : config;
        return document === undefined ? undefined : { document, at: piece.origin.at };
      }
      const origin = originOf(at);
      return config === undefined || origin.in === 'file'
        ? undefined
        : { document: config, at: origin.at, ...(within === undefined ? {} : { within: before(at, within) }) };
    },
    originOf,
    originsWithin: (at) => (pieces.get(at) ?? []).map(({ origin }) => origin),
    origins,
    get layered() {
      const said = [...origins].flatMap(([at, { layer, stage }]) => (layer === undefined || stage ? [] : [at]));
      const filled = [...pieces].flatMap(([at, parts]) =>
        parts.some(({ origin }) => origin.layer !== undefined) ? [at] : [],
      );
      return [...new Set([...said, ...filled].flatMap((at) => segmentsOf(at).slice(0, 1)))];
    },
  };
};
