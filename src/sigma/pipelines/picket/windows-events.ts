import type { TableView } from '../../tables/table-pipeline.ts';
import { columnsOf } from '../columns.ts';
import { hostIn } from './shared.ts';

const host = hostIn('Computer', 'the computer that logged the event');

/** Any channel of the Windows event log. Fields are members of the event's data. */
export const windowsEvents: TableView = {
  source: 'WindowsEvent',
  columns: columnsOf('WindowsEvent'),
  fields: {
    Channel: 'Channel',
    Computer: 'Computer',
    ComputerName: 'Computer',
    Data: { name: 'AllEventData', expression: 'tostring(EventData)' },
    EventID: 'EventID',
    EventLog: 'Channel',
    Keywords: 'Keywords',
    Level: 'EventLevel',
    Provider_Name: 'Provider',
    Source: 'Provider',
  },
  unmapped: 'refused',
  rest: [{ prefix: '', column: 'EventData', form: 'bag' }],
  keywords: ['EventData', 'RawEventData'],
  connectors: [{ connectorId: 'WindowsForwardedEvents', dataTypes: ['WindowsEvent'] }],
  entities: [
    host,
    {
      entityType: 'Account',
      identifiers: [{ identifier: 'Sid', column: 'SystemUserId' }],
      why: 'the account in whose context the event was logged',
    },
  ],
  notes: 'Forwarded Windows events; the channel has to be in the data collection rule.',
};
