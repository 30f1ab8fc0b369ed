import { resolve } from 'node:path';
import { firstType } from '../../../content/index.ts';
import { PicketError } from '../../../core/errors.ts';
import type { Io } from '../../../core/io.ts';
import { isObject, parseJson, type JsonObject, type JsonValue } from '../../../core/json.ts';
import { readDocument } from '../../../core/text/read-document.ts';
import { readBytes } from '../../../files/disk.ts';
import { readJson } from '../../../importers/read-json.ts';

const { parameterKeys } = firstType.dialects;

/** What parameters say: values for a template's parameters, or changes for rules in SentinelARConverter's form. */
export type Parameters = {
  readonly template: JsonObject;
  readonly rule: JsonObject | undefined;
};

const invalid = (file: string, why: string): PicketError =>
  new PicketError('usage', `${file} is no parameter file: ${why}`, {
    code: 'bad-parameters',
    hint: `Give an ARM parameter file, a mapping of names to values, or one with ${parameterKeys.join(', ')}.`,
  });

const valueOf = (file: string, bytes: Uint8Array): JsonValue | undefined => {
  if (/\.jsonc?$/i.test(file)) {
    const json = readJson(bytes);
    if (!json.ok) throw invalid(file, json.message);
    return json.value;
  }
  const { document, diagnostics } = readDocument(file, bytes);
  const [problem] = diagnostics;
  if (problem !== undefined) throw invalid(file, problem.message);
  return document.value;
};

const armValues = (value: JsonObject): JsonObject | undefined => {
  const { $schema: schema, parameters } = value;
  if (!isObject(parameters) || (typeof schema === 'string' && !/deploymentParameters/i.test(schema))) return undefined;
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, given]) =>
      isObject(given) && given['value'] !== undefined ? [[name, given['value']]] : [],
    ),
  );
};

const fileParameters = async (io: Pick<Io, 'cwd'>, file: string): Promise<Parameters> => {
  const bytes = await readBytes(resolve(io.cwd, file));
  if (bytes === undefined) throw invalid(file, 'there is no such file.');
  const value = valueOf(file, bytes);
  if (!isObject(value)) throw invalid(file, 'it holds no mapping.');
  const own = Object.keys(value).filter((key) => parameterKeys.some((known) => known === key));
  if (own.length === 0) return { template: armValues(value) ?? value, rule: undefined };
  const other = Object.keys(value).find((key) => !own.includes(key));
  if (other !== undefined) throw invalid(file, `\`${other}\` is none of its keys.`);
  return { template: {}, rule: value };
};

/** `NAME=VALUE` on the command line: JSON where the value is some, else a text. */
const written = /^([A-Za-z_][\w-]*)=([\s\S]*)$/;

/**
 * Reads parameters: files, relative to the working directory, and `NAME=VALUE`; later ones win. Rejects with a `usage`
 * error that says what is wrong.
 */
export const readParameters = async (io: Pick<Io, 'cwd'>, given: readonly string[]): Promise<Parameters> => {
  let all: Parameters = { template: {}, rule: undefined };
  for (const entry of given) {
    const match = written.exec(entry);
    const [, name, text = ''] = match ?? [];
    const read: Parameters =
      name === undefined
        ? await fileParameters(io, entry)
        : { template: { [name]: parseJson(text) ?? text }, rule: undefined };
    if (read.rule !== undefined && all.rule !== undefined)
      throw new PicketError('usage', `${entry} is the second file with ${parameterKeys.join(', ')}.`, {
        code: 'bad-parameters',
        hint: 'Give one such file at a time.',
      });
    all = { template: { ...all.template, ...read.template }, rule: read.rule ?? all.rule };
  }
  return all;
};
