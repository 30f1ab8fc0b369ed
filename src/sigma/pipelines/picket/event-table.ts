import type { WindowsEventTables } from '../../../core/config/config.ts';
import type {
  FieldMapping,
  RestOfFields,
  SourceMapping,
  TablePipeline,
  TableView,
  ColumnType,
} from '../../tables/table-pipeline.ts';
import { columnsOf } from '../columns.ts';

const xmlOf = (name: string, column: string): string => `extract("<Data Name=\\"${name}\\">([^<]*)<", 1, ${column})`;

/** Members that a view reads by name: `EventData["Threat Name"]`. */
const members = /tostring\(EventData\["([^"]+)"\]\)/g;

type Place = {
  readonly source: string;
  readonly columns: Readonly<Record<string, ColumnType>>;
  readonly fields: Readonly<Record<string, FieldMapping>>;
  readonly channel: string;
  readonly rest: Omit<RestOfFields, 'prefix' | 'only'>;
  readonly member: (name: string) => string;
  readonly keywords: readonly string[];
  readonly notes: string;
};

const event: Place = {
  source: 'Event',
  columns: columnsOf('Event'),
  fields: {
    Channel: 'EventLog',
    Computer: 'Computer',
    ComputerName: 'Computer',
    Data: { name: 'AllEventData', expression: 'EventData' },
    EventID: 'EventID',
    EventLog: 'EventLog',
    Level: 'EventLevel',
    Provider_Name: 'Source',
    Source: 'Source',
  },
  channel: 'EventLog',
  rest: { column: 'EventData', form: 'xml' },
  member: (name) => xmlOf(name, 'EventData'),
  keywords: ['EventData', 'RenderedDescription'],
  notes: 'Events of Windows in the table Event, whose data is XML; signs that XML escapes are not decoded.',
};

const { EventData: _bag, ...forwarded } = columnsOf('WindowsEvent');
const { EventData: _xml, EventLog: _log, Source: _source, ...collected } = columnsOf('Event');
const both: Place = {
  source:
    'union (WindowsEvent | project-rename EventBag = EventData), (Event | project-rename EventXml = EventData, Channel = EventLog, Provider = Source)',
  columns: { ...collected, ...forwarded, EventBag: 'dynamic', EventXml: 'string' },
  fields: {
    Channel: 'Channel',
    Computer: 'Computer',
    ComputerName: 'Computer',
    Data: { name: 'AllEventData', expression: 'coalesce(tostring(EventBag), EventXml)' },
    EventID: 'EventID',
    EventLog: 'Channel',
    Level: 'EventLevel',
    Provider_Name: 'Provider',
    Source: 'Provider',
  },
  channel: 'Channel',
  rest: { column: 'EventBag', form: 'bag', also: { column: 'EventXml', form: 'xml' } },
  member: (name) => `coalesce(tostring(EventBag["${name}"]), ${xmlOf(name, 'EventXml')})`,
  keywords: ['EventBag', 'EventXml', 'RenderedDescription'],
  notes: 'Events of Windows in WindowsEvent and in Event.',
};

const mapped = (mapping: FieldMapping, place: Place): FieldMapping =>
  typeof mapping === 'string' || mapping.expression === undefined
    ? mapping
    : { ...mapping, expression: mapping.expression.replaceAll(members, (_, name: string) => place.member(name)) };

const moved = (view: TableView, place: Place): TableView => ({
  ...view,
  source: place.source,
  columns: place.columns,
  fields: place.fields,
  rest: (view.rest ?? []).map(({ prefix, only }) => ({
    ...place.rest,
    prefix,
    ...(only === undefined ? {} : { only }),
  })),
  keywords: place.keywords,
  connectors: [
    ...(place === both ? view.connectors : []),
    { connectorId: 'WindowsSecurityEvents', dataTypes: ['Event'] },
  ],
  entities: view.entities.filter(({ entityType }) => entityType === 'Host'),
  notes: place.notes,
});

const views: readonly string[] = ['windows-events', 'sysmon-events'];

const movedSource = (source: SourceMapping, place: Place): SourceMapping => ({
  ...source,
  ...(source.where === undefined
    ? {}
    : {
        where: Object.fromEntries(
          Object.entries(source.where).map(([view, guards]) => [
            view,
            views.includes(view) ? guards.map((guard) => guard.replace(/^Channel\b/, place.channel)) : guards,
          ]),
        ),
      }),
  ...(source.fields === undefined
    ? {}
    : {
        fields: Object.fromEntries(
          Object.entries(source.fields).map(([name, mapping]) => [name, mapped(mapping, place)]),
        ),
      }),
});

/** The pipeline with Windows' channels read where a workspace has them; the same for `WindowsEvent`. */
export const withWindowsEvents = (pipeline: TablePipeline, choice: WindowsEventTables): TablePipeline => {
  if (choice === 'WindowsEvent') return pipeline;
  const place = choice === 'Event' ? event : both;
  return {
    ...pipeline,
    sources: pipeline.sources.map((source) => movedSource(source, place)),
    views: Object.fromEntries(
      Object.entries(pipeline.views).map(([name, view]) => [name, views.includes(name) ? moved(view, place) : view]),
    ),
  };
};
