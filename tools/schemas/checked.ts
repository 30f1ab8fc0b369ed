import { contentTypes } from '../../src/content/index.ts';
import { testSchema } from '../../src/content/rule-test/read.ts';
import { configSchema } from '../../src/core/config/read-config.ts';
import { pipelineSchema } from '../../src/sigma/read-pipeline.ts';

export { compilerOf } from '../../src/core/schema/compile.ts';

/** Every schema that the command line checks files by. */
export const checkedSchemas = [...contentTypes.map(({ schema }) => schema), testSchema, configSchema, pipelineSchema];
