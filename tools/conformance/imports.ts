import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import {
  importedCollections,
  importedText,
  importedValue,
  typeOfFound,
} from '../../src/app/author/import/imported-value.ts';
import { contentTypes, firstType } from '../../src/content/index.ts';
import type { ContentType } from '../../src/core/content-type.ts';
import { equalJson, isObject, objectOf, type JsonObject, type JsonValue } from '../../src/core/json.ts';
import { readDocument } from '../../src/core/text/read-document.ts';
import { documentTexts } from '../../src/core/text/yaml/decode.ts';
import { rulesOfAnyForm } from '../../src/importers/dialects/rules.ts';
import type { Found } from '../../src/importers/found.ts';
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
  return texts.flatMap(({ text }) => readDocument(file, text).document.value ?? []);
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

/** The canonical body that the text of a file stands for, with what lies beside it; undefined where it has errors. */
const bodyOf = (type: ContentType, text: string, value: JsonObject): JsonObject | undefined => {
  const { files } = type;
  const { document } =
    files === undefined
      ? readDocument('file.yaml', text)
      : files.read(files.place('content', 'content'), Buffer.from(text), files.write(value) ?? new Map());
  const item = type.complete(objectOf(document.value));
  return item === undefined ? undefined : type.normalize(item.render(context).body, context);
};

const found = (value: JsonValue): Found | undefined => rulesOfAnyForm(value, { collections: importedCollections });

type Tally = {
  readonly same: string[];
  readonly other: string[];
  readonly faulty: string[];
  readonly refused: string[];
};

/** Files that went wrong: too few of each type for a share by type. */
const cases = 'cases';

const tallyOf = (tallies: Map<string, Tally>, name: string): Tally => {
  const tally = tallies.get(name) ?? { same: [], other: [], faulty: [], refused: [] };
  tallies.set(name, tally);
  return tally;
};

/** Of which type a resource is that was refused: rules where it says none. */
const wordsOf = (type: string | undefined): string => {
  const collection = type?.split('/').at(-1)?.toLowerCase();
  const own = contentTypes.find(({ resource }) => resource.collection.toLowerCase() === collection);
  return (own ?? firstType).words.many;
};

const noted = (tallies: Map<string, Tally>, form: string, label: string, { items, problems }: Found): void => {
  for (const { at, name, type, message } of problems)
    tallyOf(tallies, form === cases ? form : `${form}, ${wordsOf(type)}`).refused.push(
      `${label}#${at} ${name ?? ''}: ${message}`,
    );
  for (const item of items) {
    const type = typeOfFound(item);
    if (type === undefined) continue;
    const tally = tallyOf(tallies, form === cases ? form : `${form}, ${type.words.many}`);
    const { value, body, comments } = importedValue(type, item);
    const there = bodyOf(type, importedText(type, value, comments), value);
    const place = `${label}#${item.at}`;
    if (there === undefined) tally.faulty.push(place);
    else if (equalJson(there, type.normalize(body, context))) tally.same.push(place);
    else tally.other.push(place);
  }
};

/** Everything in the templates and files of other tools that is of a type: imported as it is, put aside, or refused by name. */
export const checkImports = (shared: string): readonly Result[] => {
  const folders = ['solution-packages', 'analytics-rules-arm', 'automation-rules-arm', 'other-dialects'].map((name) =>
    join(shared, 'corpus', name),
  );
  const tallies = new Map<string, Tally>();
  const unseen: string[] = [];
  for (const folder of folders)
    for (const file of filesIn(folder)) {
      const label = relative(join(shared, 'corpus'), file);
      const values = valuesOf(file);
      const all = values.map(found);
      if (all.every((one) => one === undefined)) unseen.push(`${label}: nothing in it looks like a rule`);
      for (const [index, one] of all.entries())
        if (one !== undefined) noted(tallies, formOf(values[index] ?? null), label, one);
    }
  for (const file of ['arm', 'dialects', 'rules'].flatMap((name) => filesIn(join(shared, 'cases', name))))
    for (const value of valuesOf(file)) {
      const one = found(value);
      // What is of another kind altogether is refused by name.
      if (one === undefined || one.items.length + one.problems.length === 0)
        unseen.push(`${relative(shared, file)}: no rule of it is found`);
      else noted(tallies, cases, relative(shared, file), one);
    }
  return [
    none('files of rules in which none is seen', unseen),
    ...[...tallies]
      .toSorted(([left], [right]) => (left < right ? -1 : Number(left > right)))
      .flatMap(([form, { same, other, faulty, refused }]) => {
        const read = same.length + other.length + faulty.length;
        // Of what is refused by name, all of it, there is no figure.
        if (read === 0) return [];
        return [
          none(`${form}: those that differ after ARM → YAML → ARM, of ${read}`, other),
          share(
            `${form}: imported as they are, the rest put aside; ${refused.length} refused by name`,
            same.length,
            read,
            0.95,
            [...faulty.map((place) => `put aside: ${place}`), ...refused],
          ),
        ];
      }),
  ];
};
