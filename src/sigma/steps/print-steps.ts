import { SigmaFault } from '../fault.ts';
import type { Tree } from '../tree.ts';
import {
  isPlain,
  parseString,
  patternOf,
  placeholderOf,
  shapeOf,
  textOf,
  type SigmaValue,
  type StringPart,
} from '../read/value.ts';

/** A text in quotes as KQL reads it. */
const quoted = (text: string): string => `"${text.replaceAll(/[\\"]/g, String.raw`\$&`)}"`;

/** A piece between wildcards goes through the reader of Sigma strings once more, and loses backslashes there. */
const quotedPiece = (piece: string): string =>
  `"${parseString(piece)
    .parts.map((part) => (typeof part === 'string' ? part.replaceAll(/[\\"*]/g, String.raw`\$&`) : textOf([part])))
    .join('')
    .replaceAll(String.raw`\*`, '*')}"`;

const fieldName = (field: string): string => (/^[\p{L}\p{N}_]+$/u.test(field) ? field : `'${field}'`);

const unsupported = (what: string): never => {
  throw new SigmaFault('other:NotImplementedError', `${what} cannot be expressed by this pipeline.`);
};

const stringLeaf = (field: string, parts: readonly StringPart[]): string => {
  const shape = shapeOf(parts);
  switch (shape.match) {
    case 'equals':
      return `${field} =~ ${quoted(shape.text)}`;
    case 'pattern':
      return `${field} matches regex ${quoted(patternOf(parts))}`;
    default:
      return `${field} ${shape.match} ${quoted(shape.text)}`;
  }
};

const leafText = (name: string, value: SigmaValue): string => {
  const field = fieldName(name);
  switch (value.kind) {
    case 'string':
      return value.cased === true ? unsupported('A comparison with regard to case') : stringLeaf(field, value.parts);
    case 'number':
      return `${field} == ${value.text}`;
    case 'boolean':
      return `${field} =~ ${value.value}`;
    case 'null':
      return `isnull(${field})`;
    case 'regex':
      return `${field} matches regex ${quoted((value.flags === '' ? '' : `(?${value.flags})`) + value.pattern)}`;
    case 'cidr':
      return `ipv4_is_in_range(${name}, "${value.network}")`;
    case 'compare':
      return `${field} ${value.operator} ${value.text}`;
    case 'exists':
      return `${value.value ? 'isnotempty' : 'isempty'}(${field})`;
    case 'expansion':
      return value.values.map((inner) => leafText(name, inner)).join(' or ');
    case 'timepart':
      return unsupported(`The ${value.part} of a time`);
    default:
      throw new SigmaFault(
        'fieldref-unsupported',
        `The comparison with the field \`${value.field}\` cannot be expressed by this pipeline.`,
      );
  }
};

const keywordText = (value: SigmaValue): string => {
  if (value.kind === 'string') return quoted(textOf(value.parts));
  if (value.kind === 'number') return value.text;
  return unsupported(`A keyword of kind ${value.kind}`);
};

const checkPlaceholder = (value: SigmaValue): void => {
  const name = placeholderOf(value);
  if (name !== undefined)
    throw new SigmaFault(
      'placeholder-unexpanded',
      `The placeholder \`%${name}%\` has no value: give one in the placeholder file.`,
    );
};

/** Terms for values of one field that are compared together: plain ones in a list, each with wildcards on its own. */
const listText = (kind: 'and' | 'or', field: string, values: readonly SigmaValue[]): string => {
  const plain: string[] = [];
  const terms: string[] = [];
  // Behind a list the reference quotes a quoted name once more.
  const again = fieldName(field);
  for (const value of values) {
    if (value.kind === 'number') plain.push(`"${value.text}"`);
    if (value.kind !== 'string') continue;
    const { parts } = value;
    if (isPlain(parts)) {
      plain.push(quoted(parts.join('')));
      continue;
    }
    if (!parts.slice(1, -1).some((part) => typeof part === 'object')) {
      terms.push(stringLeaf(again, parts));
      continue;
    }
    const pieces = parts
      .filter((part) => typeof part === 'string')
      .map((part) => `${field} contains ${quotedPiece(part)}`);
    terms.push(`(${pieces.join(' and ')})`);
  }
  const list = plain.length === 0 ? [] : [`${field} ${kind === 'or' ? 'in~' : 'has_all'} (${plain.join(', ')})`];
  return [...list, ...terms].join(` ${kind} `);
};

/** The field when all children are texts or numbers of one and the same. */
const commonField = (trees: readonly Tree[]): string | undefined => {
  const [first] = trees;
  if (first?.kind !== 'leaf' || first.field === undefined) return undefined;
  const isAlike = trees.every(
    (tree) =>
      tree.kind === 'leaf' &&
      tree.field === first.field &&
      (tree.value.kind === 'string' || tree.value.kind === 'number'),
  );
  return isAlike ? first.field : undefined;
};

const printTree = (tree: Tree): string => {
  switch (tree.kind) {
    case 'leaf':
      checkPlaceholder(tree.value);
      return tree.field === undefined ? keywordText(tree.value) : leafText(tree.field, tree.value);
    case 'not': {
      if (tree.argument === undefined) return unsupported('The negation of an empty condition');
      const inner = printTree(tree.argument);
      return tree.argument.kind === 'leaf' ? `not(${inner})` : `not((${inner}))`;
    }
    default: {
      const field = commonField(tree.arguments);
      if (field !== undefined) {
        for (const child of tree.arguments) if (child.kind === 'leaf') checkPlaceholder(child.value);
        return listText(
          tree.kind,
          fieldName(field),
          tree.arguments.flatMap((child) => (child.kind === 'leaf' ? [child.value] : [])),
        );
      }
      return tree.arguments
        .map((child) => {
          const text = printTree(child);
          const isBare = child.kind === 'leaf' && !(tree.kind === 'and' && child.value.kind === 'expansion');
          return isBare ? text : `(${text})`;
        })
        .join(` ${tree.kind} `);
    }
  }
};

/** The condition as a KQL expression in the reference's spelling. Throws a SigmaFault for what it cannot say. */
export const printReference = (tree: Tree): string => printTree(tree);
