import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { wordsOf } from '../scenarios/transcript.ts';
import { inFolder } from './io.ts';

/** Loading the KQL engine takes seconds, more on a busy machine. */
jest.setTimeout(60_000);

const guid = /id: ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/;

describe('picket init', () => {
  test('in an empty folder gives what validate, plan and deploy accept without an edit', async () => {
    await inFolder(async (shell) => {
      expect((await shell.picket('init', '--yes')).code).toBe(0);
      expect(await shell.picket('validate', '--max-warnings', '0')).toMatchObject({
        code: 0,
        out: expect.stringMatching(/^2 files: no errors\n$/),
      });
      expect((await shell.picket('plan', '--detailed-exitcode')).code).toBe(2);
      expect((await shell.picket('deploy', '--yes')).code).toBe(0);
      expect((await shell.picket('plan', '--detailed-exitcode')).code).toBe(0);
      expect((await shell.picket('drift')).code).toBe(0);
    });
  });

  test('brings a test of its rule along, which passes and which no change of the query gets past', async () => {
    await inFolder(async (shell) => {
      await shell.picket('init', '--yes');
      const { code, out } = await shell.picket('test', '--mutants', '--untested');
      expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('2 cases of 1 rule: 2 passed.') });
      expect(out).toContain('mutants noticed, 100 %.');
      expect(out).toContain('Untested\n  none\n');
    });
  });

  test('mints ids: two projects own different rules', async () => {
    const ids = async (): Promise<(string | undefined)[]> =>
      inFolder(async (shell) => {
        await shell.picket('init', '--yes');
        const files = ['picket.yaml', 'analytics-rules/security-event-log-cleared.yaml'];
        return Promise.all(files.map(async (path) => guid.exec(await shell.read(path))?.[1]));
      });
    const all = [...(await ids()), ...(await ids())];
    expect(all).not.toContain(undefined);
    expect(new Set(all).size).toBe(4);
  });

  test('writes the workspace that flags name', async () => {
    await inFolder(async (shell) => {
      const { code } = await shell.picket(
        ...wordsOf(
          'init --yes --name "Contoso: detections" --workspace test --subscription 11111111-1111-1111-1111-111111111111 ' +
            '--resource-group rg-sentinel --workspace-name law-sentinel',
        ),
      );
      expect(code).toBe(0);
      const config = await shell.read('picket.yaml');
      expect(config).toContain("name: 'Contoso: detections'");
      expect(config).toContain(
        [
          '  test:',
          '    subscriptionId: 11111111-1111-1111-1111-111111111111',
          '    resourceGroup: rg-sentinel',
          '    workspaceName: law-sentinel',
        ].join('\n'),
      );
      expect((await shell.picket('validate')).code).toBe(0);
    });
  });

  test('asks, and asks again where an answer is not valid', async () => {
    await inFolder(async (shell) => {
      shell.answers.push('c'.repeat(130), 'contoso', 'my prod', 'local', 'prod');
      shell.answers.push('my subscription', '11111111-1111-1111-1111-111111111111');
      shell.answers.push('', 'rg sentinel', 'rg-sentinel', 'law_sentinel', 'law-sentinel', 'jenkins', 'none');
      const { code, err } = await shell.picket('init');
      expect({ code, err }).toEqual({
        code: 0,
        err: [
          '  `name` has 130 characters; at most 128 are allowed. Shorten it by 2.',
          '  `my prod` is no workspace name. It begins with a letter or digit and goes on with letters, digits, dots, hyphens and underscores, at most 64 in all; slashes may divide it, as in `customers/contoso`.',
          '  `local` is the workspace that lives in a file. Give the one in Azure a name of its own, such as `prod`.',
          '  `my subscription` is no subscription id. It is a GUID.',
          '  It cannot be empty.',
          '  `rg sentinel` is no resource group name.',
          '  `law_sentinel` is no workspace name. It has 4 to 63 letters, digits and hyphens, with no hyphen at either end.',
          '  Answer one of github, azure-devops, gitlab, none.',
          '',
        ].join('\n'),
      });
      expect(shell.answers).toEqual([]);
      expect(await shell.read('picket.yaml')).toContain('name: contoso');
      expect(await shell.read('picket.yaml')).toContain('prod:');
    });
  });

  test('keeps what exists and says so; --force replaces the files of Picket and no others', async () => {
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', 'content: [rules]\n');
      await shell.write('schemas/picket.schema.json', '{}\n');
      await shell.write('.gitignore', 'dist/');
      await shell.write('analytics-rules/mine.yaml', 'id: x\n');
      const first = await shell.picket('init', '--yes');
      expect(first.out).toMatch(/^kept, it exists +picket\.yaml$/m);
      expect(first.out).toMatch(/^kept, it exists +schemas\/picket\.schema\.json$/m);
      expect(first.out).toMatch(/^extended +\.gitignore$/m);
      expect(first.out).not.toContain('security-event-log-cleared');
      expect(await shell.read('.gitignore')).toBe('dist/\n.picket/\nnode_modules/\n!/tools/picket/*.tgz\n');
      const second = await shell.picket('init', '--yes', '--force');
      expect(second.out).toMatch(/^replaced +schemas\/picket\.schema\.json$/m);
      expect(second.out).toMatch(/^kept, it exists +picket\.yaml$/m);
      expect(second.out).toMatch(/^up to date +\.gitignore$/m);
      expect(await shell.read('picket.yaml')).toBe('content: [rules]\n');
    });
  });

  test('makes scripts executable', async () => {
    await inFolder(async (shell) => {
      await shell.picket('init', 'detections', '--yes');
      for (const script of ['.githooks/pre-commit', '.github/actions/picket/install.sh']) {
        const { mode } = await stat(join(shell.cwd, 'detections', script));
        expect(mode & 0o111).toBe(0o111);
      }
    });
  });

  test('installs every workflow and action that one of the workflows uses', async () => {
    await inFolder(async (shell) => {
      await shell.picket('init', '--yes');
      const names = await readdir(join(shell.cwd, '.github/workflows'));
      expect(names).toEqual(expect.arrayContaining(['catalogue.yml', 'deploy.yml', 'drift.yml', 'pull-request.yml']));
      expect(names).not.toContain('release.yml');
      const used = (await Promise.all(names.map((name) => shell.read(`.github/workflows/${name}`)))).flatMap((text) =>
        [...text.matchAll(/uses: \.\/(\S+)/g)].map(([, path]) => path ?? ''),
      );
      for (const path of new Set(used))
        await expect(stat(join(shell.cwd, path.endsWith('.yml') ? path : `${path}/action.yml`))).resolves.toBeDefined();
    });
  });

  test.each([
    ['azure-devops', 'azure-pipelines.yml', '.azure-pipelines/picket.yml', '- name: test # in picket.yaml'],
    ['gitlab', '.gitlab-ci.yml', '.gitlab/picket.yml', 'PICKET_WORKSPACE: test # in picket.yaml'],
  ])(
    'installs a pipeline for %s with the workspace that was chosen, and nothing of GitHub',
    async (ci, yours, ours, line) => {
      await inFolder(async (shell) => {
        const place = ['--subscription', '11111111-1111-1111-1111-111111111111', '--resource-group', 'rg'];
        await shell.picket('init', '--yes', '--ci', ci, '-w', 'test', ...place, '--workspace-name', 'law-test');
        expect(await shell.read(yours)).toContain(line);
        expect(await shell.read(yours)).not.toContain('<workspace>');
        expect(await shell.read(ours)).toContain('bash tools/picket/install.sh');
        expect(await shell.read('tools/picket/install.sh')).toContain('npm ci --ignore-scripts --no-audit --no-fund');
        await expect(stat(join(shell.cwd, '.github'))).rejects.toThrow('ENOENT');
      });
    },
  );

  test.each([
    ['github', '.github/workflows/deploy.yml', 'part: [1, 2, 3]'],
    ['azure-devops', '.azure-pipelines/picket.yml', 'default: [1, 2, 3]'],
    ['gitlab', '.gitlab/picket.yml', 'parallel: 3'],
  ])(
    'shares the workspaces among jobs of %s, also after an upgrade, until it is told otherwise',
    async (ci, path, line) => {
      await inFolder(async (shell) => {
        await shell.picket('init', '--yes', '--ci', ci, '--shards', '3');
        const text = await shell.read(path);
        expect(text).toContain(line);
        expect(text).not.toMatch(/<(?:shards|parts)>/);
        expect((await shell.picket('upgrade')).code).toBe(0);
        await shell.picket('init', '--yes', '--ci', ci, '--force');
        expect(await shell.read(path)).toBe(text);
        await shell.picket('init', '--yes', '--ci', ci, '--force', '--shards', '0');
        expect(await shell.read(path)).not.toContain(line);
        expect(JSON.parse(await shell.read('tools/picket/files.json'))).not.toHaveProperty('shards');
      });
    },
  );

  test('leaves each workflow of GitHub as it ships but for the jobs that share', async () => {
    await inFolder(async (shell) => {
      await shell.picket('init', '--yes', '--shards', '3');
      const names = await readdir(join(shell.cwd, '.github/workflows'));
      expect(names).toContain('deploy-shard.yml');
      expect(names).not.toContain('deploy-workspace.yml');
      expect(await shell.read('.github/workflows/catalogue.yml')).toBe(
        await readFile('.github/workflows/catalogue.yml', 'utf8'),
      );
      const [own, shipped] = await Promise.all([
        shell.read('.github/workflows/pull-request.yml'),
        readFile('.github/workflows/pull-request.yml', 'utf8'),
      ]);
      const validate = (text: string): string =>
        text.slice(text.indexOf('  # Needs no Azure'), text.indexOf('  plan:'));
      expect(validate(own)).toBe(validate(shipped));
      const gate = (text: string): string => text.slice(text.indexOf('  # The one check'));
      expect(gate(own)).toBe(gate(shipped));
      expect(await shell.read('.github/workflows/drift.yml')).not.toContain('PICKET_DRIFT');
    });
  });

  test.each([
    [['--shards', '257'], '--shards takes a whole number from 0 to 256, not 257.'],
    [['--shards', 'x'], '--shards takes a whole number'],
    [['--shards', '2', '--ci', 'none'], '--shards is for workflows'],
  ])('refuses %j', async (argv, message) => {
    await inFolder(async (shell) => {
      expect(await shell.picket('init', '--yes', ...argv)).toMatchObject({
        code: 3,
        err: expect.stringContaining(message),
      });
    });
  });

  test('goes on with the line ends of a .gitignore', async () => {
    await inFolder(async (shell) => {
      await shell.write('.gitignore', '*.log\r\n*.tmp');
      await shell.picket('init', '--yes', '--ci', 'none');
      expect(await shell.read('.gitignore')).toMatch(/^\*\.log\r\n\*\.tmp\r\n(?:[^\r\n]+\r\n)+$/);
    });
  });

  test('says how to enter a folder with a space in its name', async () => {
    await inFolder(async (shell) => {
      const { out } = await shell.picket('init', 'our rules', '--yes', '--ci', 'none');
      expect(out).toContain("\n  cd 'our rules'\n");
    });
  });

  test('names owners in CODEOWNERS', async () => {
    await inFolder(async (shell) => {
      await shell.picket('init', '--yes', '--owner', '@contoso/soc', '--owner', '@contoso/detections');
      expect(await shell.read('.github/CODEOWNERS')).toMatch(
        /^\/analytics-rules\/ +@contoso\/soc @contoso\/detections$/m,
      );
    });
  });

  test.each([
    [['--subscription', '11111111-1111-1111-1111-111111111111'], '--resource-group, --workspace-name'],
    [['--project-id', 'mine'], 'project id'],
    [['--owner', 'contoso/soc'], '`contoso/soc` is no owner'],
    [['--owner', '@contoso/soc', '--ci', 'none'], '--owner is for CODEOWNERS'],
    [['--subscription', 'x', '--resource-group', 'rg', '--workspace-name', 'law-1'], 'subscription'],
  ])('refuses %j before anything is written', async (flags, expected) => {
    await inFolder(async (shell) => {
      const { code, err } = await shell.picket('init', '--yes', ...flags);
      expect(code).toBe(3);
      expect(err).toContain(expected);
      await expect(stat(join(shell.cwd, 'picket.yaml'))).rejects.toThrow('ENOENT');
    });
  });
});
