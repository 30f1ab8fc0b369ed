import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { inFolder, type Shell } from '../../cli/io.ts';

const id = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

/** A rule with one finding of its own, so that what is reported shows what was looked at. */
const rule = (index: number, query: string): string =>
  [
    `id: ${id(index)}`,
    `name: Rule ${index}`,
    'description: What it looks for.',
    'kind: NRT',
    'version: one',
    'severity: Low',
    'tactics: [InitialAccess]',
    'relevantTechniques: [T1078]',
    'query: |',
    `  ${query}`,
    '',
  ].join('\n');

const parser = (name: string, body: string): string => `FunctionName: ${name}\nFunctionQuery: |\n  ${body}\n`;

const git = (shell: Shell, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', '-c', 'commit.gpgsign=false', ...args], {
    cwd: shell.cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });

const started = async (shell: Shell): Promise<void> => {
  await shell.write('analytics-rules/a.yaml', rule(1, 'SigninLogs | where ResultType != "0"'));
  await shell.write('analytics-rules/b.yaml', rule(2, 'InnerOnes() | take 1'));
  await shell.write(
    'analytics-rules/c.yaml',
    rule(3, "SigninLogs | join kind=inner _GetWatchlist('vip-users') on $left.UserPrincipalName == $right.SearchKey"),
  );
  await shell.write('analytics-rules/d.yaml', rule(4, 'Outer | take 1'));
  await shell.write('picket.yaml', 'content: [analytics-rules]\n');
  await shell.write('parsers/inner.yaml', parser('InnerOnes', 'SigninLogs | take 5'));
  await shell.write('parsers/outer.yaml', parser('Outer', 'InnerOnes() | take 4'));
  git(shell, 'init', '-q', '-b', 'main');
  git(shell, 'add', '.');
  git(shell, 'commit', '-qm', 'start');
};

const looked = async (shell: Shell, ref = 'main'): Promise<string[]> => {
  const { out, code, err } = await shell.picket('validate', '--no-kql', '--changed-since', ref, '--format', 'json');
  expect({ code, err }).toEqual({ code: expect.any(Number), err: '' });
  const report: { diagnostics: { path: string; code: string }[] } = JSON.parse(out);
  return [...new Set(report.diagnostics.map(({ path }) => path))].toSorted();
};

const path = (name: string): string => `analytics-rules/${name}.yaml`;

describe('validate --changed-since', () => {
  test('says nothing of a repository that did not change', async () => {
    await inFolder(async (shell) => {
      await started(shell);
      expect(await looked(shell)).toEqual([]);
    });
  });

  test('looks at rules that changed or are new, committed or not', async () => {
    await inFolder(async (shell) => {
      await started(shell);
      git(shell, 'checkout', '-qb', 'topic');
      await shell.write(path('a'), rule(1, 'SigninLogs | take 1'));
      git(shell, 'commit', '-qam', 'change');
      await shell.write(path('new'), rule(9, 'SigninLogs | take 1'));
      expect(await looked(shell)).toEqual([path('a'), path('new')]);
    });
  });

  test('takes the branch from where it left, whatever the ref has got since', async () => {
    await inFolder(async (shell) => {
      await started(shell);
      git(shell, 'checkout', '-qb', 'topic');
      await shell.write(path('a'), rule(1, 'SigninLogs | take 1'));
      git(shell, 'commit', '-qam', 'change');
      git(shell, 'checkout', '-q', 'main');
      await shell.write(path('b'), rule(2, 'SigninLogs | take 2'));
      git(shell, 'commit', '-qam', 'other');
      git(shell, 'checkout', '-q', 'topic');
      expect(await looked(shell)).toEqual([path('a')]);
    });
  });

  test('looks at rules that use a parser which changed, and at those that use it through another', async () => {
    await inFolder(async (shell) => {
      await started(shell);
      await shell.write('parsers/inner.yaml', parser('InnerOnes', 'AuditLogs | take 5'));
      expect(await looked(shell)).toEqual([path('b'), path('d')]);
    });
  });

  test('looks at rules that use a parser which is gone', async () => {
    await inFolder(async (shell) => {
      await started(shell);
      git(shell, 'rm', '-q', 'parsers/outer.yaml');
      expect(await looked(shell)).toEqual([path('d')]);
    });
  });

  test('looks at rules that read a watchlist which changed', async () => {
    await inFolder(async (shell) => {
      await started(shell);
      await shell.write(
        'watchlists/vip.json',
        JSON.stringify({
          properties: {
            watchlistAlias: 'vip-users',
            itemsSearchKey: 'User',
            displayName: 'v',
            provider: 'p',
            source: 's',
            rawContent: 'User\na',
          },
        }),
      );
      expect(await looked(shell)).toEqual([path('c')]);
    });
  });

  test('looks at everything after a change of picket.yaml', async () => {
    await inFolder(async (shell) => {
      await started(shell);
      await shell.write('picket.yaml', 'content: [analytics-rules]\nseverities: {}\n');
      expect(await looked(shell)).toEqual(['a', 'b', 'c', 'd'].map(path));
    });
  });

  test('says what is wrong in picket.yaml where that changed, and not otherwise', async () => {
    await inFolder(async (shell) => {
      await started(shell);
      const wrong = 'content: [analytics-rules]\nseverities: {rule/no-such-code: error}\n';
      await shell.write('picket.yaml', wrong);
      expect(await looked(shell)).toContain('picket.yaml');
      git(shell, 'commit', '-qam', 'wrong');
      await shell.write(path('a'), rule(1, 'SigninLogs | take 1'));
      expect(await looked(shell, 'HEAD')).toEqual([path('a')]);
    });
  });

  test('says what a change does to another file', async () => {
    await inFolder(async (shell) => {
      await started(shell);
      await shell.write(path('a'), rule(4, 'SigninLogs | take 1'));
      const { out } = await shell.picket('validate', '--no-kql', '--changed-since', 'main', '--format', 'json');
      const report: { diagnostics: { path: string; code: string }[] } = JSON.parse(out);
      expect(report.diagnostics).toContainEqual(
        expect.objectContaining({ code: 'repo/duplicate-id', path: path('d') }),
      );
    });
  });

  test('counts what it looked at', async () => {
    await inFolder(async (shell) => {
      await started(shell);
      await shell.write(path('a'), rule(1, 'SigninLogs | take 1'));
      const { out } = await shell.picket('validate', '--no-kql', '--changed-since', 'HEAD');
      expect(out).toContain('1 file:');
    });
  });

  test('refuses a ref that does not exist', async () => {
    await inFolder(async (shell) => {
      await started(shell);
      const { code, err } = await shell.picket('validate', '--changed-since', 'nowhere');
      expect({ code, err }).toMatchObject({
        code: 3,
        err: expect.stringContaining('There is no git ref `nowhere` here'),
      });
    });
  });
});
