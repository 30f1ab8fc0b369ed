import { describe, expect, test } from '@jest/globals';
import { facetOptions, facetsOf, searchText } from '../../src/catalogue/facets.ts';
import { attack, facts, model, rule, tableRead } from './sample.ts';

const bare = rule({
  id: 'bare',
  severity: undefined,
  enabled: false,
  tactics: [],
  techniques: [],
  connectors: [],
  tags: [],
  workspaces: [],
  query: undefined,
});

describe('the facets of a rule', () => {
  test('have each of its values, and a sub-technique with the technique that it belongs to', () => {
    const full = rule({
      techniques: ['T1098.003', 'T1098', 'T1485'],
      owner: 'soc@contoso.example',
      status: 'stable',
      query: { text: '', tokens: [], facts: facts({ tables: [tableRead('A'), tableRead('B')] }) },
    });
    expect(facetsOf(full)).toEqual({
      severity: ['High'],
      tactic: ['Persistence'],
      technique: ['T1098', 'T1098.003', 'T1485'],
      table: ['A', 'B'],
      connector: ['AzureActiveDirectory'],
      tag: ['identity'],
      owner: ['soc@contoso.example'],
      status: ['enabled', 'stable'],
      workspace: ['prod'],
    });
  });

  test('are empty where the file says nothing, but for the status', () => {
    expect(facetsOf(bare)).toEqual({
      severity: [],
      tactic: [],
      technique: [],
      table: [],
      connector: [],
      tag: [],
      owner: [],
      status: ['disabled'],
      workspace: [],
    });
  });

  test('are counted over all rules, each rule once, in the order in which people look for them', () => {
    const low = rule({ id: 'low', severity: 'Low', owner: 'b', tags: ['z', 'a', 'z'], tactics: ['Impact'] });
    const high = rule({ id: 'high', owner: 'a', tags: ['a'], techniques: ['T1098', 'T1098.003'] });
    expect(facetOptions(model([low, high, bare]))).toEqual({
      severity: [
        { value: 'High', label: 'High', count: 1 },
        { value: 'Low', label: 'Low', count: 1 },
      ],
      tactic: [
        { value: 'Persistence', label: 'Persistence', count: 1 },
        { value: 'Impact', label: 'Impact', count: 1 },
      ],
      technique: [
        { value: 'T1098', label: 'T1098 Account Manipulation', count: 2 },
        { value: 'T1098.003', label: 'T1098.003', count: 2 },
      ],
      table: [{ value: 'SigninLogs', label: 'SigninLogs', count: 2 }],
      connector: [{ value: 'AzureActiveDirectory', label: 'AzureActiveDirectory', count: 2 }],
      tag: [
        { value: 'a', label: 'a', count: 2 },
        { value: 'z', label: 'z', count: 1 },
      ],
      owner: [
        { value: 'a', label: 'a', count: 1 },
        { value: 'b', label: 'b', count: 1 },
      ],
      status: [
        { value: 'disabled', label: 'disabled', count: 1 },
        { value: 'enabled', label: 'enabled', count: 2 },
      ],
      workspace: [{ value: 'prod', label: 'prod', count: 2 }],
    });
  });

  test('are what the search looks through, with all that the file says in words', () => {
    const said = rule({
      description: 'Two\n  lines',
      author: 'Contoso SOC',
      owner: 'Team A',
      status: 'stable',
      tactics: ['PrivilegeEscalation'],
      techniques: ['T1098.003'],
    });
    expect(searchText(said, attack)).toBe(
      [
        'a sample rule',
        said.id,
        'analytics-rules/sample.yaml',
        'two lines',
        'contoso soc',
        'privilegeescalation privilege escalation',
        'account manipulation',
        'signinlogs | where userprincipalname has "admin"',
        'high privilegeescalation t1098 t1098.003 signinlogs azureactivedirectory identity team a enabled stable prod',
      ].join(' '),
    );
    expect(searchText(bare, attack)).toContain('a sample rule bare analytics-rules/sample.yaml');
    expect(searchText(bare, attack)).not.toContain('undefined');
  });
});
