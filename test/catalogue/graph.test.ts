import { describe, expect, test } from '@jest/globals';
import { graphJson, graphOf } from '../../src/catalogue/graph.ts';
import { breakageText, graphText } from '../../src/catalogue/terminal.ts';
import { facts, rule, tableRead } from './sample.ts';

const paint = { bold: (text: string) => text, dim: (text: string) => text, strong: (text: string) => text };
const span = { start: 0, end: 0 };
const reading = (change: Parameters<typeof facts>[0]) => ({ text: '', tokens: [], facts: facts(change) });

describe('the dependencies', () => {
  test('hold tables, parsers, watchlists, other content, connectors and what lies outside the workspace', () => {
    const graph = graphOf([
      rule({
        names: [{ name: 'Port scans', known: true }],
        query: reading({
          functions: [
            { name: 'Im_Dns', span, origin: 'declared' },
            { name: 'count', span, origin: 'aggregate' },
          ],
          watchlists: [{ alias: 'Admins', span, known: false }],
          reaches: [{ via: 'workspace', name: 'other', span }],
        }),
      }),
    ]);
    expect(graph.needs.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'table SigninLogs',
      'parser Im_Dns',
      'watchlist Admins',
      'content Port scans',
      'connector AzureActiveDirectory',
      'remote workspace("other")',
    ]);
  });

  test('leave out tables of other workspaces, which do not go when a table here does', () => {
    const remote = { ...tableRead('Heartbeat', ['Computer']), elsewhere: true as const };
    const graph = graphOf([rule({ query: reading({ tables: [remote] }) })]);
    expect(graph.needs.filter(({ kind }) => kind === 'table')).toEqual([]);
  });

  test('put the most used first, join columns of all rules, and count a rule once', () => {
    const both = rule({ query: reading({ tables: [tableRead('B', ['x']), tableRead('A', ['y'])] }) });
    const one = rule({ id: 'other', query: reading({ tables: [tableRead('B', ['a']), tableRead('B', ['x'])] }) });
    const tables = graphOf([both, one]).needs.filter(({ kind }) => kind === 'table');
    expect(tables.map(({ name, rules, columns }) => [name, rules.length, columns])).toEqual([
      ['B', 2, ['a', 'x']],
      ['A', 1, ['y']],
    ]);
  });

  test('take watchlists and connectors for the same whatever their case, tables not', () => {
    const lower = rule({
      connectors: [{ id: 'azureactivedirectory', dataTypes: [] }],
      query: reading({ tables: [tableRead('signinlogs')] }),
    });
    const graph = graphOf([rule(), lower]);
    expect(graph.needs.filter(({ kind }) => kind === 'connector')).toHaveLength(1);
    expect(graph.needs.filter(({ kind }) => kind === 'table')).toHaveLength(2);
  });

  test('refer to rules by id as JSON', () => {
    expect(graphJson(graphOf([rule()]))).toMatchObject({
      version: 1,
      rules: [{ id: rule().id, name: 'A sample rule', enabled: true, severity: 'High' }],
      needs: [
        { kind: 'table', name: 'SigninLogs', known: true, rules: [rule().id] },
        { kind: 'connector', name: 'AzureActiveDirectory', rules: [rule().id] },
      ],
    });
  });

  test('say what breaks when a table goes', () => {
    const { needs } = graphOf([rule(), rule({ id: 'x', name: 'Another\nrule', enabled: false })]);
    const text = breakageText(needs.slice(0, 1), paint);
    expect(text).toContain('Without the table SigninLogs 2 rules break:');
    expect(text).toContain('Another rule (disabled)');
  });

  test('say so when no rule reads anything', () => {
    expect(graphText(graphOf([rule({ query: undefined, connectors: [] })]), paint)).toBe(
      'No rule says what it reads.\n',
    );
  });
});
