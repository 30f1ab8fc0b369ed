import type { FaultCause } from '../fault.ts';
import type { SigmaValue } from './value.ts';

/** A log source in words, for messages. */
export const logsourceText = ({ logsource }: SigmaDetectionRule): string =>
  (['category', 'product', 'service'] as const)
    .flatMap((key) => (logsource[key] === undefined ? [] : [`${key} ${logsource[key]}`]))
    .join(', ');

/** One line of a detection: a field (or none, for keywords), and the values of which any (`or`) or all (`and`) match. */
export type DetectionItem = {
  readonly kind: 'item';
  readonly field: string | undefined;
  readonly modifiers: readonly string[];
  readonly values: readonly SigmaValue[];
  readonly link: 'and' | 'or';
  readonly negated: boolean;
  readonly at: number;
  /** Where the reference converter reads the same modifiers in another way, or not at all. */
  readonly reference?: { readonly values: readonly SigmaValue[] } | { readonly problem: Problem };
};

/** Why a file is refused; `at` is an offset in its text. */
export type Problem = { readonly cause: FaultCause; readonly message: string; readonly at?: number };

export type Detection = {
  readonly kind: 'detection';
  readonly items: readonly (DetectionItem | Detection)[];
  readonly link: 'and' | 'or';
  readonly at: number;
};

export type Logsource = {
  readonly category?: string;
  readonly product?: string;
  readonly service?: string;
};

export type ConditionText = { readonly text: string; readonly at: number };

/** What every Sigma document says about itself. */
export type SigmaMetadata = {
  readonly path: string;
  /** Position of the document in its file, from 0, after collections are resolved. */
  readonly index: number;
  readonly at: number;
  readonly title: string;
  readonly id?: string;
  /** For rules that share an id with one before them in the file: the how many-th of them it is, from 2. */
  readonly copy?: number;
  readonly name?: string;
  readonly status?: string;
  readonly level?: string;
  readonly description?: string;
  readonly author?: string;
  readonly license?: string;
  readonly date?: string;
  readonly modified?: string;
  readonly references: readonly string[];
  readonly tags: readonly string[];
  readonly falsepositives: readonly string[];
};

export type SigmaDetectionRule = SigmaMetadata & {
  readonly kind: 'detection';
  readonly logsource: Logsource;
  readonly detections: ReadonlyMap<string, Detection>;
  readonly conditions: readonly ConditionText[];
};

export const correlationTypes = [
  'event_count',
  'value_count',
  'value_sum',
  'value_avg',
  'value_percentile',
  'temporal',
  'temporal_ordered',
] as const;
export type CorrelationType = (typeof correlationTypes)[number];

export type CorrelationBound = { readonly operator: '>' | '>=' | '<' | '<=' | '==' | '!='; readonly count: number };

export type SigmaCorrelationRule = SigmaMetadata & {
  readonly kind: 'correlation';
  readonly type: CorrelationType;
  /** Names or ids of the rules that are correlated. */
  readonly rules: readonly string[];
  readonly groupBy: readonly string[];
  /** As written: `5m`. */
  readonly timespan: string;
  readonly bounds: readonly CorrelationBound[];
  readonly field?: string;
  /** Of a value_percentile: which one. */
  readonly percentile?: number;
  /** Name of a group-by field, then rule to its field. */
  readonly aliases: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly generate: boolean;
};

/** A global filter: its condition is added to the rules that it names. */
export type SigmaFilterRule = SigmaMetadata & {
  readonly kind: 'filter';
  readonly logsource: Logsource;
  readonly rules: 'any' | readonly string[];
  readonly detections: ReadonlyMap<string, Detection>;
  readonly conditions: readonly ConditionText[];
};

export type SigmaRule = SigmaDetectionRule | SigmaCorrelationRule | SigmaFilterRule;
