import { readFileSync } from 'node:fs';
import { expect, jest, test } from '@jest/globals';
import { createOnce, type Once } from '../../../src/app/content/once.ts';
import { loadEverywhere } from '../../../src/app/every-workspace.ts';
import { lintContext } from '../../../src/app/lint-context.ts';
import { openProject } from '../../../src/app/project.ts';
import { inFolder, stillIo } from '../../cli/io.ts';

/** Loading the KQL engine takes seconds, more on a busy machine. */
jest.setTimeout(120_000);

const rule = (number: string, code = `'501${number}'`): string =>
  readFileSync('test/scenarios/fuses/files/rule.txt', 'utf8').replaceAll('NN', number).replace(`'501${number}'`, code);

const groups = ['loud', 'quiet', 'usual'];

const config = [
  'project: {name: fleet, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9}',
  'parameters: {Code: {type: string, default: "50126"}}',
  'groups:',
  '  loud: {parameters: {Code: "50053"}}',
  '  quiet: {overlays: [{select: {names: [Rule 08]}, set: {severity: Low}}]}',
  '  usual: {}',
  'workspaces:',
  ...Array.from({ length: 12 }, (_, index) => [
    `  customers/${index}:`,
    '    subscriptionId: 00000000-0000-0000-0000-000000000001',
    '    resourceGroup: rg',
    `    workspaceName: law-${index}`,
    `    groups: [${groups[index % 3] ?? ''}]`,
  ]).flat(),
  '',
].join('\n');

/** Counts what is really done. */
const counting = () => {
  const documents: string[] = [];
  const forms: string[] = [];
  const compiled: string[] = [];
  const inner = createOnce();
  const once: Once = {
    document: (path, bytes, read) =>
      inner.document(path, bytes, () => {
        documents.push(path);
        return read();
      }),
    form: (type, document, check) =>
      inner.form(type, document, () => {
        forms.push(document.path);
        return check();
      }),
    facts: {
      read: inner.facts.read,
      write: (key, value) => {
        compiled.push(key);
        return inner.facts.write(key, value);
      },
    },
  };
  return { once, documents, forms, compiled };
};

test('what twelve workspaces get alike is read, checked against its schema and compiled once', async () => {
  await inFolder(async (shell) => {
    await shell.write('picket.yaml', config);
    await shell.write('analytics-rules/7.yaml', rule('07', '{{param.Code}}'));
    await shell.write('analytics-rules/8.yaml', rule('08'));
    const io = { ...stillIo(shell.cwd), workers: 0 };
    const { once, documents, forms, compiled } = counting();
    const project = await openProject(io, { from: 'nearest' });
    const { diagnostics } = await loadEverywhere(project, io, lintContext(io), { paths: [], cache: 'ignore', once });
    expect(diagnostics).toEqual([]);
    expect(documents).toHaveLength(2);
    // Rule 07 as it is written, with the default and with the value of `loud`; Rule 08 as it is written and for `quiet`.
    const ofRule = (name: string): number => forms.filter((path) => path.endsWith(name)).length;
    expect([ofRule('7.yaml'), ofRule('8.yaml'), forms.length]).toEqual([3, 2, 5]);
    expect(new Set(compiled).size).toBe(compiled.length);
    expect(compiled).toHaveLength(3);
  });
});
