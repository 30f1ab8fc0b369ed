import type { Detection, SigmaDetectionRule, SigmaFilterRule } from './read/model.ts';

const covers = (filter: SigmaFilterRule, rule: SigmaDetectionRule): boolean => {
  const named = filter.rules === 'any' || filter.rules.some((name) => name === rule.id || name === rule.name);
  return (
    named &&
    (['category', 'product', 'service'] as const).every(
      (key) => filter.logsource[key] === undefined || filter.logsource[key] === rule.logsource[key],
    )
  );
};

type Added = { readonly detections: readonly (readonly [string, Detection])[]; readonly terms: readonly string[] };

/** A filter's identifiers get names of their own in the rule, so that they never meet the rule's. */
const added = (filter: SigmaFilterRule, number: number): Added => {
  const names = new Map([...filter.detections.keys()].map((name) => [name, `_filter${number}_${name}`]));
  const rename = (text: string): string => text.replaceAll(/[A-Za-z0-9_-]+/g, (word) => names.get(word) ?? word);
  return {
    detections: [...filter.detections].map(([name, detection]) => [names.get(name) ?? name, detection]),
    terms: filter.conditions.map(({ text }) => `(${rename(text)})`),
  };
};

/** The rule with every filter added that names it or its log source. A filter's condition says what is kept. */
export const filtered = (rule: SigmaDetectionRule, filters: readonly SigmaFilterRule[]): SigmaDetectionRule => {
  const parts = filters.filter((filter) => covers(filter, rule)).map((filter, index) => added(filter, index + 1));
  if (parts.length === 0) return rule;
  const terms = parts.flatMap((part) => part.terms).join(' and ');
  return {
    ...rule,
    detections: new Map([...rule.detections, ...parts.flatMap((part) => part.detections)]),
    conditions: rule.conditions.map((condition) => ({ ...condition, text: `(${condition.text}) and ${terms}` })),
  };
};
