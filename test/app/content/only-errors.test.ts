import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { loadContent } from '../../../src/app/content/content.ts';
import { lintContext } from '../../../src/app/lint-context.ts';
import { openProject } from '../../../src/app/project.ts';
import { compareDiagnostics } from '../../../src/core/lint.ts';
import { inFolder, stillIo } from '../../cli/io.ts';

const rule = (number: string): string =>
  readFileSync('test/scenarios/fuses/files/rule.txt', 'utf8').replaceAll('NN', number);

const files = {
  sound: rule('01'),
  warned: rule('02').replace(/^version:.*\n/m, ''),
  hidden: rule('03').replace('ResultType', 'Result\u200bType'),
  broken: `${rule('04')}severity: Lowest\n`,
  unread: 'name: [',
  ignored: `# picket-ignore rule/version-missing -- as it is\n${rule('06').replace(/^version:.*\n/m, '')}`,
  idle: `# picket-ignore rule/version-missing -- as it was\n${rule('07')}`,
  unknown: `# picket-ignore rule/nothing -- why\n${rule('08')}`,
  again: rule('01'),
};

test.each([
  '',
  'severities: {rule/version-missing: error}\n',
  'severities: {yaml/unused-suppression: error}\n',
  'severities: {"rule/*": "off"}\n',
  'severities: {"rule/*": error, rule/version-missing: note}\n',
])('where only errors count, the same files have the same errors, with %j too', async (severities) => {
  await inFolder(async (shell) => {
    await shell.write('picket.yaml', `project: {name: x, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9}\n${severities}`);
    for (const [name, text] of Object.entries(files)) await shell.write(`analytics-rules/${name}.yaml`, text);
    const io = stillIo(shell.cwd);
    const project = await openProject(io, { from: 'nearest' });
    const errorsOf = async (findings: 'all' | 'errors') => {
      const content = await loadContent(project, io, lintContext(io), { paths: [], queries: 'skip', findings });
      const errors = content.diagnostics.filter(({ severity }) => severity === 'error');
      return { errors: errors.toSorted(compareDiagnostics), rules: content.rules.map(({ rule: { id } }) => id) };
    };
    const all = await errorsOf('all');
    expect(all.errors.length).toBeGreaterThan(1);
    expect(await errorsOf('errors')).toEqual(all);
  });
});
