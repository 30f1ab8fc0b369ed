import { describe, expect, test } from '@jest/globals';
import { readDocument } from '../../src/core/text/read-document.ts';
import { builtInPipelines } from '../../src/sigma/pipelines/index.ts';
import { printPipeline, readPipeline } from '../../src/sigma/read-pipeline.ts';
import { outcome, sigmaRule } from './rules.ts';

const read = (text: string) => readPipeline(readDocument('mine.yaml', text).document);

const view = `    source: Fridge_CL
    columns: {Door: string, Degrees: real, TimeGenerated: datetime}
    fields: {door: {column: Door, values: {ajar: [open, half]}}}
    unmapped: columns
    connectors: []
    entities: []
    notes: Fridges.
`;

const own = `name: mine
description: Ours.
extends: picket
kind: tables
sources:
  - {product: fridge, views: [fridges]}
views:
  fridges:
${view}`;

describe('a pipeline is a file', () => {
  test.each(Object.entries(builtInPipelines))('%s can be printed, copied and read again', (_name, pipeline) => {
    expect(read(printPipeline(pipeline))).toEqual({ pipeline, diagnostics: [] });
  });

  test('a file extends a built-in pipeline with sources and views of its own', () => {
    const { pipeline, diagnostics } = read(own);
    expect(diagnostics).toEqual([]);
    if (pipeline === undefined) throw new Error('it is read');
    expect(outcome(sigmaRule('sel: {door: ajar, degrees|gt: 8}\ncondition: sel', 'product: fridge'), pipeline)).toEqual(
      ['Fridge_CL\n| where Door in~ ("open", "half")\n| where Degrees > 8'],
    );
    expect(outcome(sigmaRule('sel: {User: a}\ncondition: sel'), pipeline)).toHaveLength(1);
  });

  test('a file needs no other pipeline', () => {
    const { pipeline, diagnostics } = read(own.replace('extends: picket\n', ''));
    expect(diagnostics).toEqual([]);
    expect(pipeline).toMatchObject({ name: 'mine', views: { fridges: { source: 'Fridge_CL' } } });
    expect(Object.keys(pipeline?.kind === 'tables' ? pipeline.views : {})).toEqual(['fridges']);
  });

  test('steps extend steps', () => {
    const { pipeline } = read(
      'name: mine\ndescription: Ours.\nextends: none\nkind: steps\nsteps:\n  - {type: rename-fields, always: {User: Person}}\n',
    );
    if (pipeline === undefined) throw new Error('it is read');
    expect(outcome(sigmaRule('sel: {User: a}\ncondition: sel'), pipeline)).toEqual(['Person =~ "a"']);
  });

  test.each([
    ['a step of an unknown type', 'name: a\ndescription: b\nkind: steps\nsteps: [{type: fly}]\n', /fly/],
    ['a key that does not exist', own.replace('unmapped: columns', 'unmaped: columns'), /unmaped/],
    ['a column of an unknown type', own.replace('Door: string', 'Door: text'), /text/],
    ['a view that does not exist', own.replace('views: [fridges]', 'views: [fridge]'), /no view `fridge`/],
    [
      'a view that does not exist in a pipeline of its own',
      own.replace('extends: picket\n', '').replace('views: [fridges]', 'views: [fridges, fridge]'),
      /^There is no view `fridge`\.$/,
    ],
    ['a base that does not exist', own.replace('extends: picket', 'extends: pickets'), /`pickets` cannot be extended/],
    ['a base of the other kind', own.replace('extends: picket', 'extends: none'), /`none` cannot be extended/],
  ])('%s is refused at its place', (_name, text, message) => {
    const { pipeline, diagnostics } = read(text);
    expect(pipeline).toBeUndefined();
    expect(diagnostics.map((diagnostic) => diagnostic.message).join('\n')).toMatch(message);
    expect(diagnostics.every(({ range }) => range !== undefined)).toBe(true);
  });
});
