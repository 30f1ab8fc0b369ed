import { isArray, type Row } from '../../kql/run/values/value.ts';
import { readJson } from '../../kql/run/values/json.ts';
import { sameName } from '../../core/text/nearest.ts';
import { placeholdersOf } from '../analytics-rule/lint/placeholders.ts';
import { severities, tactics } from '../analytics-rule/model.ts';
import { cellText, type CellReader } from './cells.ts';
import type { Alert, QueryRule } from './model.ts';

/** Limits of an alert. Sources: Microsoft Learn, "Customize alert details" and "Surface custom event details". */
const most = { title: 256, description: 5000, property: 256, detailValues: 50, detailBytes: 2048 } as const;

const filled = (format: string, row: Row | undefined, cells: CellReader): string => {
  let text = '';
  let end = 0;
  for (const { column, span } of placeholdersOf(format)) {
    text += format.slice(end, span.start) + (row === undefined ? '' : (cells.text(row, column) ?? ''));
    end = span.end;
  }
  return text + format.slice(end);
};

/** A format of the rule filled from a row; the fallback where there is none, or nothing comes of it. */
const formatted = (
  format: string | undefined,
  fallback: string,
  longest: number,
  row: Row | undefined,
  cells: CellReader,
): string => {
  const text = format === undefined ? '' : filled(format, row, cells).trim();
  return (text === '' ? fallback : text).slice(0, longest);
};

const severityOf = (rule: QueryRule, row: Row | undefined, cells: CellReader): string => {
  const column = rule.alertDetailsOverride?.alertSeverityColumnName;
  const text = column === undefined || row === undefined ? '' : (cells.text(row, column) ?? '');
  return severities.find((name) => name.toLowerCase() === text.trim().toLowerCase()) ?? rule.severity;
};

/** A list, its text, or names between commas. */
const tacticsOf = (rule: QueryRule, row: Row | undefined, cells: CellReader): readonly string[] => {
  const column = rule.alertDetailsOverride?.alertTacticsColumnName;
  if (column === undefined || row === undefined) return rule.tactics;
  const value = cells.value(row, column);
  const list = typeof value === 'string' && value.trim().startsWith('[') ? readJson(value) : value;
  const words = isArray(list)
    ? list.map((word) => cellText(word, 'dynamic'))
    : (cells.text(row, column) ?? '').split(',');
  const known = words.flatMap((word) => tactics.find((name) => sameName(name, word)) ?? []);
  return known.length === 0 ? rule.tactics : [...new Set(known)];
};

const detailsOf = (rule: QueryRule, rows: readonly Row[], cells: CellReader): Alert['customDetails'] => {
  let bytes = 0;
  return Object.fromEntries(
    Object.entries(rule.customDetails).map(([name, column]) => {
      const values = [...new Set(rows.map((row) => cells.text(row, column) ?? ''))].filter((text) => text !== '');
      const kept = values.slice(0, most.detailValues).filter((text) => {
        bytes += text.length;
        return bytes <= most.detailBytes;
      });
      return [name, kept];
    }),
  );
};

const propertiesOf = (rule: QueryRule, row: Row | undefined, cells: CellReader): Alert['properties'] =>
  Object.fromEntries(
    (rule.alertDetailsOverride?.alertDynamicProperties ?? []).flatMap(
      ({ alertProperty, value }): [string, string][] => {
        const text = row === undefined ? '' : (cells.text(row, value) ?? '');
        return text === '' ? [] : [[alertProperty, text.slice(0, most.property)]];
      },
    ),
  );

/**
 * What an alert says of some rows: custom details of all of them, and title, description, severity, tactics and
 * properties of the first one, each as the rule has it where the row has nothing.
 */
export const alertDetails = (
  rule: QueryRule,
  rows: readonly Row[],
  cells: CellReader,
): Pick<Alert, 'title' | 'description' | 'severity' | 'tactics' | 'customDetails' | 'properties'> => {
  const [row] = rows;
  const { alertDisplayNameFormat, alertDescriptionFormat } = rule.alertDetailsOverride ?? {};
  return {
    title: formatted(alertDisplayNameFormat, rule.name, most.title, row, cells),
    description: formatted(alertDescriptionFormat, rule.description, most.description, row, cells),
    severity: severityOf(rule, row, cells),
    tactics: tacticsOf(rule, row, cells),
    customDetails: detailsOf(rule, rows, cells),
    properties: propertiesOf(rule, row, cells),
  };
};
