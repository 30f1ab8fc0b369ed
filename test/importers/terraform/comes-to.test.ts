import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readConfiguration } from '../../../src/app/author/import/terraform-files.ts';
import { isObject, objectOf, textOf, type JsonObject } from '../../../src/core/json.ts';
import type { ModuleInstances } from '../../../src/importers/terraform/module.ts';
import { casesIn, updateCases } from '../../jsonl.ts';

/** What a configuration makes of its resources, in a folder of its own. */
const read = async (files: JsonObject, given: JsonObject = {}): Promise<ModuleInstances> => {
  const folder = await mkdtemp(join(tmpdir(), 'picket-terraform-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), textOf(text) ?? JSON.stringify(text));
    }
    return await readConfiguration(join(folder, 'root'), given, (type) => type === 'thing', folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

type Expression = { readonly expression: string; readonly value?: unknown; readonly why?: string };

const isExpression = (value: unknown): value is Expression =>
  isObject(value) && typeof value['expression'] === 'string';

const expressions = new URL('expressions.jsonl', import.meta.url);

const around = `
locals {
  list    = ["b", "a", "b"]
  map     = { x = 1, y = 2 }
  odd     = { "1" = "one", true = "yes" }
  nothing = null
  word    = "no"
  digits  = "5"
  zero    = 0
  on      = true
  off     = "false"
  open    = random_uuid.x.result
  half    = [1, random_uuid.x.result]
  pairs   = [["a", 1], ["b", 2]]
  named   = [{ n = "One" }, { n = "Two" }]
  rugged  = [{ n = "One" }, { m = "Two" }]
}
variable "declared" {}
variable "size" { default = 3 }
variable "word" { default = "true" }
`;

/** Each expression as an argument of a resource, all in one configuration. */
const evaluated = async (cases: readonly Expression[]): Promise<readonly Expression[]> => {
  const things = cases.map(({ expression }, index) => `resource "thing" "t${index}" {\n  value = ${expression}\n}\n`);
  const { instances } = await read({
    'root/main.tf': around + things.join(''),
    'root/text.txt': 'T\n',
    'root/t.tftpl': '${name}!',
    'root/rules/b.yaml': 'b',
    'root/rules/a.yaml': 'a',
  });
  const byAddress = new Map(instances.map((each) => [each.address, each] as const));
  return cases.map(({ expression }, index) => {
    const own = byAddress.get(`thing.t${index}`);
    const [gap] = own?.gaps ?? [];
    return gap === undefined
      ? { expression, value: own?.values['value'] }
      : { expression, why: `${gap.at}: ${gap.why}` };
  });
};

const isRenewed = process.env['UPDATE_EXPECTED'] === '1';

const written = isRenewed ? await evaluated(casesIn(expressions, isExpression)) : [];
updateCases(expressions, () => written);
const results = await evaluated(casesIn(expressions, isExpression));

describe('an expression of Terraform comes to a value, or to the reason why only Terraform knows it', () => {
  test.each(casesIn(expressions, isExpression).map((each, index) => [each.expression, index, each] as const))(
    '%s',
    (_expression, index, expected) => {
      expect(results[index]).toEqual(expected);
    },
  );
});

type Configuration = {
  readonly name: string;
  readonly files: JsonObject;
  readonly given?: JsonObject;
  readonly made?: unknown;
};

const isConfiguration = (value: unknown): value is Configuration =>
  isObject(value) && typeof value['name'] === 'string' && isObject(value['files']);

const configurations = new URL('configurations.jsonl', import.meta.url);

const made = await Promise.all(
  (isRenewed ? casesIn(configurations, isConfiguration) : []).map(async (each) => ({
    ...each,
    made: await read(each.files, objectOf(each.given)),
  })),
);
updateCases(configurations, () => made);

describe('a configuration of Terraform', () => {
  test.each(casesIn(configurations, isConfiguration))('$name', async ({ files, given, made: expected }) => {
    expect(await read(files, objectOf(given))).toEqual(expected);
  });
});
