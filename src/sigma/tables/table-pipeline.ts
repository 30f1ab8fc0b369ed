/** Types of columns as Log Analytics names them. */
export type ColumnType =
  | 'string'
  | 'int'
  | 'long'
  | 'real'
  | 'bool'
  | 'datetime'
  | 'timespan'
  | 'dynamic'
  | 'guid'
  | 'decimal';

/**
 * A pipeline that maps log sources to tables and compares every value by its column's type. Data only, described by
 * schemas/sigma-pipeline.schema.json: users copy one, extend it and choose it.
 */
export type FieldReader = {
  /** The column that holds the field; or an expression for it, which the query then extends under `name`. */
  readonly column?: string;
  readonly expression?: string;
  readonly name?: string;
  /** Type of the expression; a column's type comes from the table. */
  readonly type?: ColumnType;
  /** What the table holds instead of a value of the rule (compared without case). `''` stands for an empty field. */
  readonly values?: Readonly<Record<string, string | readonly string[]>>;
  /** Texts at the start of a value, and what may stand there instead (all of it is looked for). */
  readonly prefixes?: Readonly<Record<string, readonly string[]>>;
  /** Texts anywhere in a value, and what may stand there instead. */
  readonly segments?: Readonly<Record<string, readonly string[]>>;
  /** Values that are true for every event of this source, as the event id of a category is. */
  readonly implied?: readonly string[];
  /** Columns by hash algorithm, for values such as `SHA256=...`. */
  readonly hashes?: Readonly<Record<string, string>>;
  /** `json`: the field is one of several members of a JSON text, so an equal value is looked for as a quoted one in it. */
  readonly within?: 'json';
  /** Values that begin with a text, or that hold one of several, are another field's: a path among whole addresses. */
  readonly otherwise?: { readonly begins?: string; readonly holds?: readonly string[]; readonly field: string };
  /** `DWORD (0x00000001)` is looked for as the number it is too, and as it stands: sources store it in one way or the other. */
  readonly registryData?: 'number';
};

export type FieldMapping = string | FieldReader;

/** Where fields are that no mapping names: below a prefix (`''` for all), in a column of some form. */
export type RestOfFields = {
  readonly prefix: string;
  readonly column: string;
  /** `bag`: a dynamic column; `json`: a text of JSON; `xml`: EventData of Windows; `pairs`: `key=value` text. */
  readonly form: 'bag' | 'json' | 'xml' | 'pairs';
  /** Where a field is that the column does not have: another column of the same rows. */
  readonly also?: { readonly column: string; readonly form: 'bag' | 'json' | 'xml' | 'pairs' };
  /** The fields that can be there, where they are all known. */
  readonly only?: readonly string[];
};

export type EntityIdentifier = {
  readonly identifier: string;
  readonly column?: string;
  /** Emitted as `extend name = expression`. */
  readonly expression?: string;
  readonly name?: string;
};

export type EntityCandidate = {
  readonly entityType: string;
  readonly identifiers: readonly EntityIdentifier[];
  /** Mapped only when the query reads one of these columns; absent: always. */
  readonly whenRead?: readonly string[];
  readonly why: string;
};

export type TableView = {
  /** Table or parser. */
  readonly source: string;
  /** Type of each column of the source. */
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** Conditions that hold for the whole view. */
  readonly where?: readonly string[];
  readonly fields: Readonly<Record<string, FieldMapping>>;
  /** `columns`: a field that is called like a column (in any case) is that column. */
  readonly unmapped: 'refused' | 'columns';
  /** Prefixes that are taken off a field's name before it is looked up. */
  readonly strip?: readonly string[];
  readonly rest?: readonly RestOfFields[];
  /** Columns that keywords are looked for in. */
  readonly keywords?: readonly string[];
  readonly connectors: readonly { readonly connectorId: string; readonly dataTypes: readonly string[] }[];
  readonly entities: readonly EntityCandidate[];
  readonly notes: string;
};

type Names = string | readonly string[];

/** Which views a log source is looked up in; the first that has all fields is taken. Absent parts match anything. */
export type SourceMapping = {
  readonly category?: Names;
  readonly product?: Names;
  readonly service?: Names;
  readonly views: readonly string[];
  /** Conditions for each of those views (by view), such as the event types of a category. */
  readonly where?: Readonly<Record<string, readonly string[]>>;
  /** Fields that mean something else for this source. */
  readonly fields?: Readonly<Record<string, FieldMapping>>;
};

export type TablePipeline = {
  readonly name: string;
  readonly description: string;
  readonly kind: 'tables';
  /** The first mapping that matches a rule's log source is used. */
  readonly sources: readonly SourceMapping[];
  readonly views: Readonly<Record<string, TableView>>;
};
