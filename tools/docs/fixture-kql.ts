import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LintContext } from '../../src/core/lint-rule.ts';
import type { QueryFacts } from '../../src/core/query-facts.ts';
import { readShippedFacts } from '../../src/files/assets.ts';
import { isSchemaLock, loadKql, lockSchema, mergeSchemas, shippedSchema } from '../../src/kql/index.ts';

/** What the lint rules about queries know in the fixtures of a folder: `schema.json` in it is a workspace's lock file. */
export type KqlOfFolder = (folder: string) => NonNullable<LintContext['kql']>;

/** Loads the engine for fixtures of the `kql/` rules. */
export const openFixtureKql = async (): Promise<KqlOfFolder> => {
  const kql = await loadKql();
  const shipped = shippedSchema(await readShippedFacts());
  return (folder) => {
    const path = join(folder, 'schema.json');
    const lock: unknown = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
    const schema = isSchemaLock(lock) ? mergeSchemas(shipped, lockSchema(lock)) : shipped;
    const known = new Map<string, QueryFacts>();
    return (query) => {
      const facts = known.get(query) ?? kql.analyze(query, schema);
      known.set(query, facts);
      return facts;
    };
  };
};
