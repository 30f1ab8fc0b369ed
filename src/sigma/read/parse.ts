import type { Diagnostic, DiagnosticCode } from '../../core/diagnostic.ts';
import { lineTable, type LineTable, type Range } from '../../core/text/span.ts';
import { parseCondition } from './condition.ts';
import { readCorrelation } from './correlation-document.ts';
import { SigmaFault, type FaultCause } from '../fault.ts';
import { readDetections, readLogsource, readMetadata, textAt, textsAt } from './metadata.ts';
import type { Problem, SigmaFilterRule, SigmaRule } from './model.ts';
import { member, readNodes, type MapNode, type Entry, type Node } from './nodes.ts';

const isAction = (entry: Entry): boolean => entry.key === 'action';

/** The second mapping laid over the first: mappings are merged key by key, everything else is replaced. */
const overlaid = (base: MapNode, over: MapNode): MapNode => {
  const entries = new Map(base.entries.map((entry) => [entry.key, entry]));
  for (const entry of over.entries) {
    const below = entries.get(entry.key);
    const value =
      below?.value.kind === 'map' && entry.value.kind === 'map' ? overlaid(below.value, entry.value) : entry.value;
    entries.set(entry.key, { ...entry, value });
  }
  return {
    kind: 'map',
    at: over.at,
    entries: [...entries.values()].filter((entry) => !isAction(entry)),
    size: base.size + over.size,
  };
};

/**
 * The rules of a collection: `action: global` documents are laid under all that follow, `reset` forgets them, and
 * `repeat` lays itself over the rule before it. Throws a placed SigmaFault.
 */
const resolveCollection = (documents: readonly Node[]): MapNode[] => {
  const rules: MapNode[] = [];
  let shared: MapNode | undefined;
  let previous: MapNode | undefined;
  for (const document of documents) {
    if (document.kind !== 'map')
      throw new SigmaFault(
        'other:SigmaCollectionError',
        'A Sigma document has to be a mapping with `title`, `logsource` and `detection`.',
        document.at,
      );
    const node = member(document, 'action');
    const action = node?.kind === 'scalar' ? node.text : undefined;
    if (node === undefined) {
      const rule = shared === undefined ? document : overlaid(shared, document);
      rules.push(rule);
      previous = rule;
    } else if (action === 'global')
      shared = shared === undefined ? overlaid(document, document) : overlaid(shared, document);
    else if (action === 'reset') shared = undefined;
    else if (action === 'repeat') {
      if (previous === undefined)
        throw new SigmaFault('other:SigmaCollectionError', '`action: repeat` needs a rule before it.', node.at);
      previous = overlaid(previous, document);
      rules.push(previous);
    } else
      throw new SigmaFault(
        'other:SigmaCollectionError',
        `\`${action ?? ''}\` is no action: use global, reset or repeat.`,
        node.at,
      );
  }
  return rules;
};

/**
 * A Sigma file after reading. `problem` is the first error that kept a document of it from being read; the others are
 * rules all the same.
 */
export type ParsedSigma = {
  readonly path: string;
  readonly rules: readonly SigmaRule[];
  readonly diagnostics: readonly Diagnostic[];
  readonly problem?: Problem;
  /** The rest of the line at an offset of the file, for what a conversion has to say. */
  readonly rangeAt: (offset: number) => Range;
};

const codes: Partial<Record<FaultCause, DiagnosticCode>> = {
  'invalid-yaml': 'yaml/syntax',
  'too-large': 'sigma/too-large',
  'deprecated-pipe-condition': 'sigma/pipe-condition',
  'other:SigmaModifierError': 'sigma/unknown-modifier',
  'other:SigmaTypeError': 'sigma/value-type',
  'other:SigmaValueError': 'sigma/value',
  'other:SigmaRegularExpressionError': 'sigma/regular-expression',
  'other:SigmaConditionError': 'sigma/condition',
  'other:SigmaDetectionError': 'sigma/detection',
  'other:SigmaLogsourceError': 'sigma/logsource',
  'other:SigmaCollectionError': 'sigma/collection',
};

/** The code under which a cause is reported as a diagnostic. */
export const codeOfCause = (cause: FaultCause): DiagnosticCode =>
  codes[cause] ?? (cause.startsWith('other:') ? 'sigma/invalid' : `sigma/${cause}`);

/** Ranges of one text; its lines are counted when the first one is asked for. */
const rangesOf = (text: string): ((offset: number) => Range) => {
  let table: LineTable | undefined;
  return (offset) => {
    table ??= lineTable(text);
    const length = text.slice(offset).search(/[\r\n]|$/);
    return table.range({ start: offset, end: offset + length });
  };
};

const readFilter = (document: MapNode, path: string, index: number): SigmaFilterRule => {
  const node = member(document, 'filter');
  const rules = textsAt(node, 'rules');
  return {
    ...readMetadata(document, path, index),
    kind: 'filter',
    logsource: readLogsource(document),
    rules: rules.length === 0 || textAt(node, 'rules') === 'any' ? 'any' : rules,
    ...readDetections(document, 'filter', ['condition', 'rules']),
  };
};

const readRule = (document: MapNode, path: string, index: number): SigmaRule => {
  if (member(document, 'correlation') !== undefined)
    return readCorrelation(document, readMetadata(document, path, index));
  if (member(document, 'filter') !== undefined) return readFilter(document, path, index);
  return {
    ...readMetadata(document, path, index),
    kind: 'detection',
    logsource: readLogsource(document),
    ...readDetections(document, 'detection', ['condition', 'timeframe']),
  };
};

/** The rules with the copies among them numbered: `action: global` gives one id to all documents behind it. */
const numbered = (rules: readonly SigmaRule[]): readonly SigmaRule[] => {
  const seen = new Map<string, number>();
  return rules.map((rule) => {
    if (rule.id === undefined) return rule;
    const copy = (seen.get(rule.id) ?? 0) + 1;
    seen.set(rule.id, copy);
    return copy === 1 ? rule : { ...rule, copy };
  });
};

/** Conditions are read when a rule is converted (the causes come in that order); here they are only checked. */
const conditionFaults = (rules: readonly SigmaRule[]): SigmaFault[] =>
  rules.flatMap((rule) => {
    if (rule.kind === 'correlation') return [];
    return rule.conditions.flatMap((condition) => {
      try {
        parseCondition(condition.text);
        return [];
      } catch (error) {
        if (!(error instanceof SigmaFault)) throw error;
        return [new SigmaFault(error.reason, error.message, condition.at)];
      }
    });
  });

/**
 * Reads a Sigma file: rules, correlations, filters, collections of several documents. Total: what is wrong comes back
 * as diagnostics at its line, and a document with an error that keeps it from being read gives no rule. `path` is only
 * carried along. Source of the format: Sigma specification 2.1.
 */
export const parseSigma = (text: string, path: string): ParsedSigma => {
  const faults: SigmaFault[] = [];
  const rules: SigmaRule[] = [];
  const collect = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof SigmaFault)) throw error;
      faults.push(error);
      return undefined;
    }
  };
  const documents = collect(() => {
    const found = resolveCollection(readNodes(text));
    if (found.length === 0) throw new SigmaFault('other:SigmaCollectionError', 'The file holds no Sigma rule.', 0);
    return found;
  });
  for (const [index, document] of (documents ?? []).entries()) {
    const rule = collect(() => readRule(document, path, index));
    if (rule !== undefined) rules.push(rule);
  }
  const unread = faults.length;
  faults.push(...conditionFaults(rules));
  const rangeAt = rangesOf(text);
  const diagnostics = faults.map(({ reason, message, at = 0 }): Diagnostic => ({
    code: codeOfCause(reason),
    severity: 'error',
    message,
    path,
    range: rangeAt(at),
  }));
  const [first] = faults;
  const read = { path, rules: numbered(rules), diagnostics, rangeAt };
  if (unread === 0 || first === undefined) return read;
  return { ...read, problem: { cause: first.reason, message: first.message, at: first.at ?? 0 } };
};
