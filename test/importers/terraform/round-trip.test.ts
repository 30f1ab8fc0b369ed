import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { importedText, importedValue } from '../../../src/app/author/import/imported-value.ts';
import { readConfiguration } from '../../../src/app/author/import/terraform-files.ts';
import { firstType } from '../../../src/content/index.ts';
import { isArray, isObject, objectOf, type JsonObject, type JsonValue } from '../../../src/core/json.ts';
import { readDocument } from '../../../src/core/text/read-document.ts';
import type { Instance } from '../../../src/importers/terraform/module.ts';
import { isOfSentinel, rulesOfInstances } from '../../../src/importers/terraform/rules.ts';
import { instancesInJson } from '../../../src/importers/terraform/states.ts';
import { generatedAt } from '../../generators/analytics-rule.ts';
import { liveRule } from '../../generators/live-body.ts';
import { hcl, isExpressible, state } from './print.ts';

const context = { apiVersion: firstType.resource.apiVersion, now: generatedAt };

/** What of a rule Terraform's provider can say, canonical. */
const said = (body: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(objectOf(firstType.normalize(body, context)['properties'])).filter(([key]) =>
      isExpressible(body['kind'], key),
    ),
  );

/** Terraform does not know the display name of a rule of this kind, which the file needs: it is put aside. */
const rules = liveRule.filter(({ body }) => body['kind'] !== 'ThreatIntelligence');

/** Terraform keeps every text in NFC. */
const composed = (value: JsonValue): JsonValue => {
  if (typeof value === 'string') return value.normalize('NFC');
  if (isArray(value)) return value.map(composed);
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key.normalize('NFC'), composed(item)]))
    : value;
};

type Compared = { readonly there: unknown; readonly wanted: unknown };

/** What comes back of a rule, and what should: what is lost is listed, and nothing else is. */
const compared = (id: string, body: JsonObject, instances: readonly Instance[]): Compared => {
  const { items, problems } = rulesOfInstances(instances);
  const wanted = (lost: readonly string[]): JsonObject =>
    Object.fromEntries(Object.entries(said(body)).filter(([key]) => !lost.includes(key)));
  const [item] = items;
  if (item === undefined) return { there: { problems }, wanted: { id, properties: wanted([]) } };
  const { value, comments, notes } = importedValue(firstType, item);
  const file = readDocument('rule.yaml', importedText(firstType, value, comments)).document.value;
  const rule = isObject(file) ? firstType.complete(file) : undefined;
  const lost = Object.keys(comments).filter((key) => notes.join('\n').includes(key));
  const there = Object.entries(said(rule?.render(context).body ?? {})).filter(([key]) => !lost.includes(key));
  return {
    there: { id: item.name, properties: Object.fromEntries(there) },
    wanted: { id, properties: wanted(lost) },
  };
};

describe('a rule in the languages of Terraform', () => {
  test('comes back from a state as it was, or what is lost is listed', () => {
    fc.assert(
      fc.property(rules, ({ name, body }) => {
        const { there, wanted } = compared(name, body, instancesInJson(state({ id: name, body })) ?? []);
        expect(there).toEqual(wanted);
      }),
      { numRuns: 100 },
    );
  });

  test('comes back from configuration as it was, or what is lost is listed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'picket-terraform-'));
    try {
      await fc.assert(
        fc.asyncProperty(rules, async ({ name, body: written }) => {
          const body = objectOf(composed(written));
          await writeFile(join(folder, 'main.tf'), hcl({ id: name, body }));
          const { instances, problems } = await readConfiguration(folder, {}, isOfSentinel, folder);
          expect(problems).toEqual([]);
          const { there, wanted } = compared(name, body, instances);
          expect(there).toEqual(wanted);
        }),
        { numRuns: 25 },
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
