import type { JsonObject } from '../core/json.ts';
import type { Cell, Coverage, Matrix } from './coverage.ts';
import type { CatalogueRule } from './model.ts';

const domains = { enterprise: 'enterprise-attack', ics: 'ics-attack' } as const;

const shortName = (tactic: string): string => tactic.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();

const namesOf = (cell: Cell<CatalogueRule>): string =>
  [...cell.enabled.map(({ name }) => name), ...cell.disabled.map(({ name }) => `${name} (disabled)`)].join('\n');

/** The industrial matrix spells its tactics otherwise; without one, Navigator shows an entry under all of them. */
const techniqueEntry = (cell: Cell<CatalogueRule>, tactic: string | undefined): JsonObject => ({
  techniqueID: cell.id,
  ...(tactic === undefined ? {} : { tactic }),
  ...(cell.enabled.length === 0 ? {} : { score: cell.enabled.length }),
  comment: namesOf(cell),
  enabled: true,
  showSubtechniques: cell.children.length > 0,
});

const techniquesOf = ({ columns, domain }: Matrix<CatalogueRule>): readonly JsonObject[] => {
  const seen = new Set<string>();
  return columns.flatMap(({ tactic, cells }) =>
    cells
      .filter(({ enabled, disabled }) => enabled.length + disabled.length > 0)
      .flatMap((cell) => [cell, ...cell.children])
      .filter(({ id }) => domain === 'enterprise' || (!seen.has(id) && seen.add(id)))
      .map((cell) => techniqueEntry(cell, domain === 'enterprise' ? shortName(tactic) : undefined)),
  );
};

/**
 * A layer file for the ATT&CK Navigator: the score of a technique is its number of enabled rules.
 * Source: MITRE's attack-navigator, layers/LAYERFORMATv4_5.md.
 */
export const navigatorLayer = (
  name: string,
  coverage: Coverage<CatalogueRule>,
  matrix: Matrix<CatalogueRule>,
): JsonObject => {
  const techniques = techniquesOf(matrix);
  const most = Math.max(1, ...matrix.columns.flatMap(({ cells }) => cells.map(({ enabled }) => enabled.length)));
  return {
    name,
    versions: { attack: coverage.version.split('.')[0] ?? coverage.version, navigator: '5.1.0', layer: '4.5' },
    domain: domains[matrix.domain],
    description: `Techniques by the number of enabled analytics rules: ${matrix.covered} of ${matrix.total} have one.`,
    sorting: 0,
    layout: { layout: 'side', showID: true, showName: true },
    hideDisabled: false,
    techniques,
    gradient: { colors: ['#d6ece7', '#0f766e'], minValue: 0, maxValue: most },
    legendItems: [],
    showTacticRowBackground: false,
    tacticRowBackground: '#dddddd',
    selectTechniquesAcrossTactics: true,
    selectSubtechniquesWithParent: false,
  };
};
