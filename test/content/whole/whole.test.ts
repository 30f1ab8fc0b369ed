import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { ContentType } from '../../../src/core/content-type.ts';
import { equalJson, isObject, objectOf, type JsonObject } from '../../../src/core/json.ts';
import type { Neighbours } from '../../../src/core/lint-rule.ts';
import type { Diagnostic } from '../../../src/core/diagnostic.ts';
import { checkSchema } from '../../../src/core/schema/schema.ts';
import { sameRef } from '../../../src/core/ref.ts';
import { readDocument } from '../../../src/core/text/read-document.ts';
import { typeNamed } from '../../../tools/chaos/mixed-scene.ts';
import { changesOf, leaves } from '../../changes.ts';
import { now, target } from '../../core/rules.ts';
import { bases, others } from './bases.ts';

/** What other files of the repository have, by their paths. */
const beside = [
  ['playbooks/Word1/azuredeploy.json', 'playbook', 'Word1', false],
  ['rules/on.yaml', 'analytics-rule', '11111111-1111-4222-8333-444444444444', false],
  ['rules/off.yaml', 'analytics-rule', '21111111-1111-4222-8333-444444444444', true],
] as const;
const all = beside.map(([path, type, id, isOff]) => ({
  path,
  neighbour: { ref: { type, id }, writtenId: id, isOff: () => isOff },
}));
const neighbours: Neighbours = {
  areAll: true,
  find: (ref) => all.find(({ neighbour }) => sameRef(neighbour.ref, ref))?.neighbour,
  at: (path) => all.find((each) => each.path === path)?.neighbour,
  idsOf: (type) => all.flatMap(({ neighbour: { ref } }) => (ref.type === type ? [ref.id] : [])),
};

const tables = ['SigninLogs', 'AuditLogs'];
const context = { now, workspace: target, neighbours, isTable: (name: string) => tables.includes(name) };

const finished = <Result>(steps: Generator<undefined, Result>): Result => {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
};

const findings = (type: ContentType, raw: JsonObject): readonly Diagnostic[] => {
  const { document } = readDocument('file.yaml', JSON.stringify(raw, null, 1));
  return [...checkSchema(type.schema, document), ...finished(type.check([{ document, raw }], context))];
};

const words = ({ severity, code, message }: Diagnostic): string => `${severity} ${code} ${message}`;

const plain = (value: object): JsonObject => objectOf(JSON.parse(JSON.stringify(value)));

/** All that a file without an error stands for. */
const standsFor = (type: ContentType, raw: JsonObject): JsonObject | undefined => {
  const item = type.complete(raw, neighbours);
  if (item === undefined) return undefined;
  const { name, body } = item.render(context);
  return plain({
    name,
    body,
    canonical: type.normalize(body, context),
    file: type.file.valueOf(body, name, context),
    described: item.describe(),
    summary: type.summary(raw),
  });
};

const canonicalOf = (whole: JsonObject | undefined): JsonObject => objectOf(whole?.['canonical']);

/** What a change of what is deployed loses, or cannot be. */
const risks = ({ risk = {} }: ContentType, before: JsonObject, after: JsonObject): readonly string[] => [
  ...(risk.coverage?.losses(before, after) ?? []).map(({ loss, message }) => `loses ${loss}: ${message}`),
  ...Object.keys({ ...objectOf(before['properties']), ...objectOf(after['properties']) }).flatMap((key) => {
    const [one, other] = [before, after].map((body) => objectOf(body['properties'])[key]);
    if (equalJson(one ?? null, other ?? null)) return [];
    const field = { at: `/properties/${key}`, before: one, after: other };
    const why = risk.keptForLife?.(field);
    return why === undefined ? [] : [`is kept: ${why.code}: ${why.message}`];
  }),
];

/** A file whole, and after each change of it what is found, sent and lost besides. */
const wholeOf = (type: ContentType, base: JsonObject): string => {
  const whole = standsFor(type, base);
  const before = findings(type, base);
  const sent = new Set(leaves(canonicalOf(whole)));
  // Each advice once, where it comes first.
  const hints = new Set<string | undefined>();
  const lines = [...before.map(words), ...(whole === undefined ? [] : leaves(whole))];
  for (const [what, raw] of changesOf(base, others)) {
    if (!isObject(raw)) continue;
    const after = findings(type, raw);
    const found = after.filter((one) => before.every((other) => words(other) !== words(one)));
    lines.push(`== ${what}`);
    for (const one of found) {
      lines.push(`${words(one)} at ${one.range?.start.line}:${one.range?.start.column}`);
      if (one.hint !== undefined && !hints.has(one.hint)) lines.push(`  ${one.hint}`);
      hints.add(one.hint);
    }
    if (after.some(({ severity }) => severity === 'error')) continue;
    const now = standsFor(type, raw);
    if (now === undefined) lines.push('no item');
    else {
      const [one, other] = [canonicalOf(whole), canonicalOf(now)];
      lines.push(...leaves(other).filter((leaf) => !sent.has(leaf)));
      lines.push(...risks(type, one, other), ...risks(type, other, one).map((each) => `back: ${each}`));
    }
  }
  return `${lines.map((line) => line.replaceAll('\n', '\\n')).join('\n')}\n`;
};

const folder = new URL('said/', import.meta.url);

if (process.env['UPDATE_EXPECTED'] === '1')
  for (const [type, name, raw] of bases) writeFileSync(new URL(`${name}.txt`, folder), wholeOf(typeNamed(type), raw));

describe('what is found in a file, what is sent for it and what is made of that again', () => {
  test.each(bases)('%s: %s', (type, name, raw) => {
    expect(wholeOf(typeNamed(type), raw).split('\n')).toEqual(
      readFileSync(new URL(`${name}.txt`, folder), 'utf8').split('\n'),
    );
  });

  test('each expected file is of one of them', () => {
    expect(readdirSync(folder).toSorted()).toEqual(bases.map(([, name]) => `${name}.txt`).toSorted());
  });
});
