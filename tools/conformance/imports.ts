import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { importedText, importedValue } from '../../src/app/author/import/imported-value.ts';
import { analyticsRule } from '../../src/content/analytics-rule/index.ts';
import { bodyOf } from '../../src/content/analytics-rule/merge-live.ts';
import { equalJson, isObject, type JsonValue } from '../../src/core/json.ts';
import { readDocument } from '../../src/core/text/read-document.ts';
import { documentTexts } from '../../src/core/text/yaml/decode.ts';
import { rulesOfAnyForm } from '../../src/importers/dialects/rules.ts';
import type { Found } from '../../src/importers/found-rule.ts';
import { readJson } from '../../src/importers/read-json.ts';
import { conformanceContext as context } from './corpus.ts';
import { none, share, type Result } from './result.ts';

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:json|ya?ml)$/i.test(name))
    .map((name) => join(folder, name))
    .toSorted();

const valuesOf = (file: string): readonly JsonValue[] => {
  const bytes = readFileSync(file);
  if (/\.json$/i.test(file)) {
    const json = readJson(bytes);
    return json.ok ? [json.value] : [];
  }
  const texts = documentTexts(bytes.toString('utf8'));
  return texts.flatMap((text) => readDocument(file, text).document.value ?? []);
};

/** The form that a file has, by what stands in it. */
const formOf = (value: JsonValue): string => {
  const text = JSON.stringify(value);
  if (/contentTemplates"/i.test(text)) return 'packages V3';
  if (/templateSpecs(?:\/versions)?"/i.test(text)) return 'packages V2';
  if (isObject(value) && typeof value['$schema'] === 'string' && /deploymentTemplate/i.test(value['$schema']))
    return /"kind":"Solution"|contentPackages|_solutionName|solutionId/.test(text) ? 'packages V1' : 'ARM templates';
  return 'other forms';
};

type Tally = {
  readonly same: string[];
  readonly other: string[];
  readonly faulty: string[];
  readonly refused: string[];
};

const noted = (tallies: Map<string, Tally>, form: string, label: string, found: Found): void => {
  const tally = tallies.get(form) ?? { same: [], other: [], faulty: [], refused: [] };
  tallies.set(form, tally);
  for (const { at, name, message } of found.problems) tally.refused.push(`${label}#${at} ${name ?? ''}: ${message}`);
  for (const rule of found.rules) {
    const { value, body, comments } = importedValue(rule);
    const there = bodyOf(readDocument('rule.yaml', importedText(value, comments)).document, context);
    const place = `${label}#${rule.at}`;
    if (there === undefined) tally.faulty.push(place);
    else if (equalJson(there, analyticsRule.normalize(body, context))) tally.same.push(place);
    else tally.other.push(place);
  }
};

/** Every rule in the templates and files of other tools: imported as it is, put aside, or refused by name. */
export const checkImports = (shared: string): readonly Result[] => {
  const folders = ['solution-packages', 'analytics-rules-arm', 'other-dialects'].map((name) =>
    join(shared, 'corpus', name),
  );
  const tallies = new Map<string, Tally>();
  const unseen: string[] = [];
  for (const folder of folders)
    for (const file of filesIn(folder)) {
      const label = relative(join(shared, 'corpus'), file);
      const values = valuesOf(file);
      const all = values.map((value) => rulesOfAnyForm(value));
      if (all.every((found) => found === undefined)) unseen.push(`${label}: nothing in it looks like a rule`);
      for (const [index, found] of all.entries())
        if (found !== undefined) noted(tallies, formOf(values[index] ?? null), label, found);
    }
  const cases = ['arm', 'dialects'].flatMap((name) => filesIn(join(shared, 'cases', name)));
  for (const file of cases)
    for (const value of valuesOf(file)) {
      const found = rulesOfAnyForm(value);
      if (found === undefined || found.rules.length === 0)
        unseen.push(`${relative(shared, file)}: no rule of it is found`);
      else noted(tallies, 'cases', relative(shared, file), found);
    }
  return [
    none('files of rules in which none is seen', unseen),
    ...[...tallies]
      .toSorted(([left], [right]) => (left < right ? -1 : Number(left > right)))
      .flatMap(([form, { same, other, faulty, refused }]) => {
        const read = same.length + other.length + faulty.length;
        return [
          none(`${form}: rules that differ after import, of ${read}`, other),
          share(
            `${form}: rules imported as they are, the rest put aside; ${refused.length} resources refused by name`,
            same.length,
            read,
            0.95,
            [...faulty.map((place) => `put aside: ${place}`), ...refused],
          ),
        ];
      }),
  ];
};
