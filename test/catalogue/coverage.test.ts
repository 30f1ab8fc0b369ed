import { describe, expect, test } from '@jest/globals';
import { coverageOf, type Cell } from '../../src/catalogue/coverage.ts';
import type { CatalogueRule } from '../../src/catalogue/model.ts';
import { navigatorLayer } from '../../src/catalogue/navigator.ts';
import { coverageJson, coverageText } from '../../src/catalogue/terminal.ts';
import { attack, rule } from './sample.ts';

const cellsOf = (rules: readonly CatalogueRule[], tactic: string): readonly Cell<CatalogueRule>[] =>
  coverageOf(rules, attack)
    .matrices.flatMap(({ columns }) => columns)
    .find((column) => column.tactic === tactic)?.cells ?? [];

const enabledIn = (rules: readonly CatalogueRule[], tactic: string, id: string): number | undefined =>
  cellsOf(rules, tactic).find((cell) => cell.id === id)?.enabled.length;

const paint = { bold: (text: string) => text, dim: (text: string) => text, strong: (text: string) => text };

describe('coverage', () => {
  test('counts a rule for its sub-technique and for the parent, once each', () => {
    const cell = cellsOf([rule({ techniques: ['T1098.003', 'T1098.001', 'T1098'] })], 'Persistence').find(
      ({ id }) => id === 'T1098',
    );
    expect(cell?.enabled).toHaveLength(1);
    expect(cell?.children.map(({ id, enabled }) => [id, enabled.length])).toEqual([
      ['T1098.001', 1],
      ['T1098.003', 1],
    ]);
  });

  test('counts a technique in the columns of the tactics that the rule names', () => {
    expect(enabledIn([rule()], 'Persistence', 'T1098')).toBe(1);
    expect(enabledIn([rule()], 'PrivilegeEscalation', 'T1098')).toBe(0);
  });

  test('counts a technique everywhere when the rule names none of its tactics', () => {
    const rules = [rule({ tactics: ['Impact'] })];
    expect(enabledIn(rules, 'Persistence', 'T1098')).toBe(1);
    expect(enabledIn(rules, 'PrivilegeEscalation', 'T1098')).toBe(1);
    expect(enabledIn(rules, 'Impact', 'T1098')).toBeUndefined();
  });

  test('misses no technique of what raises no alerts and names no tactic', () => {
    const list = rule({ name: 'Service accounts', detects: false, tactics: [], techniques: [] });
    const query = rule({ name: 'A hunt', detects: false, techniques: [] });
    const coverage = coverageOf([list, query, rule({ techniques: [] })], attack);
    expect(coverage).toMatchObject({ enabled: 2, withoutTechnique: [{ name: 'A hunt' }, {}] });
  });

  test('does not let a disabled rule cover anything', () => {
    const coverage = coverageOf([rule({ enabled: false })], attack);
    expect(coverage).toMatchObject({ enabled: 0, disabled: 1, matrices: [{ covered: 0, total: 3 }] });
    expect(cellsOf([rule({ enabled: false })], 'Persistence').find(({ id }) => id === 'T1098')?.disabled).toHaveLength(
      1,
    );
  });

  test('lets others say which rules are on, as for a workspace in which one is switched off', () => {
    const rules = [rule({ offIn: ['prod'] })];
    const inProd = coverageOf(rules, attack, ({ enabled, offIn }) => enabled && !offIn.includes('prod'));
    expect(inProd).toMatchObject({ enabled: 0, disabled: 1, matrices: [{ covered: 0 }] });
    expect(coverageOf(rules, attack)).toMatchObject({ enabled: 1, matrices: [{ covered: 1 }] });
  });

  test('counts each technique once in the total, however many tactics it has', () => {
    expect(coverageOf([rule()], attack).matrices).toMatchObject([{ domain: 'enterprise', covered: 1, total: 3 }]);
  });

  test('shows a retired technique only where a rule names it, and never as a gap', () => {
    expect(cellsOf([rule()], 'Impact').map(({ id }) => id)).toEqual(['T1485']);
    const named = coverageOf([rule({ tactics: ['Impact'], techniques: ['T1492'] })], attack);
    const impact = named.matrices[0]?.columns.find(({ tactic }) => tactic === 'Impact');
    expect(impact).toMatchObject({ covered: 0, total: 1 });
    expect(impact?.cells.map(({ id, retired }) => [id, retired])).toEqual([
      ['T1485', false],
      ['T1492', true],
    ]);
  });

  test('has a matrix of industrial control systems only for rules that name one of its techniques', () => {
    expect(coverageOf([rule()], attack).matrices.map(({ domain }) => domain)).toEqual(['enterprise']);
    const industrial = coverageOf([rule({ techniques: ['T0800'], tactics: [] })], attack);
    expect(industrial.matrices.map(({ domain, covered }) => [domain, covered])).toEqual([
      ['enterprise', 0],
      ['ics', 1],
    ]);
  });

  test('names what no matrix can show: rules without a technique, and techniques that do not exist', () => {
    const bare = rule({ techniques: [] });
    const wrong = rule({ techniques: ['T9999'] });
    const coverage = coverageOf([bare, wrong], attack);
    expect(coverage.withoutTechnique).toEqual([bare]);
    expect(coverage.unknown).toEqual([{ id: 'T9999', rules: [wrong] }]);
  });
});

describe('a Navigator layer', () => {
  const coverage = coverageOf([rule(), rule({ enabled: false, techniques: ['T1485'], tactics: ['Impact'] })], attack);
  const [matrix] = coverage.matrices;
  const layer = matrix === undefined ? {} : navigatorLayer('Contoso', coverage, matrix);

  test('scores techniques by enabled rules, in the tactic that was counted', () => {
    expect(layer['techniques']).toEqual([
      expect.objectContaining({ techniqueID: 'T1098', tactic: 'persistence', score: 1, showSubtechniques: true }),
      expect.objectContaining({ techniqueID: 'T1098.003', tactic: 'persistence', score: 1, showSubtechniques: false }),
      expect.not.objectContaining({ score: expect.anything() }),
    ]);
  });

  test('has what format 4.5 requires, with a gradient whose ends differ', () => {
    expect(layer).toMatchObject({
      name: 'Contoso',
      domain: 'enterprise-attack',
      versions: { attack: '18', navigator: '5.1.0', layer: '4.5' },
      gradient: { minValue: 0, maxValue: 1 },
    });
  });
});

describe('coverage on a terminal and for machines', () => {
  const coverage = coverageOf([rule()], attack);

  test('has a line for every tactic with its figures', () => {
    const lines = coverageText(coverage, paint, 100).split('\n');
    expect(lines[0]).toBe('ATT&CK 18.1 Enterprise: 1 of 3 techniques');
    expect(lines.find((line) => line.startsWith('Persistence'))).toMatch(/1\/2 {2}1 rule +T1098$/);
  });

  test('lists gaps by tactic as JSON', () => {
    expect(coverageJson(coverage, 'prod')).toMatchObject({
      version: 1,
      workspace: 'prod',
      matrices: [
        {
          tactics: expect.arrayContaining([
            expect.objectContaining({ tactic: 'Impact', covered: 0, total: 1, gaps: ['T1485'] }),
          ]),
        },
      ],
    });
  });
});
