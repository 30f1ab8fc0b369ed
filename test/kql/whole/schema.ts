import { type QuerySchema, schemaOf } from '../../../src/kql/index.ts';
import type { TableSchema } from '../../../src/kql/index.ts';

const columns = (text: string) =>
  text.split(' ').map((each) => {
    const [name = '', type = ''] = each.split(':');
    return { name, type };
  });

const table = (name: string, text: string, rest: Partial<TableSchema> = {}): TableSchema => ({
  name,
  columns: columns(`TimeGenerated:datetime ${text}`),
  open: false,
  hidden: [],
  source: 'user',
  ...rest,
});

/** Tables and functions of every kind, and two watchlists. */
export const everyKind: QuerySchema = schemaOf({
  tables: [
    table('T', 'A:string B:bool N:long R:real Time:datetime Gap:timespan Bag:dynamic Id:guid _ItemId:string', {
      hidden: ['_ItemId'],
    }),
    table('U', 'A:string B:string Extra:int'),
    table('Nets', 'Net:string Owner:string'),
    table('Open_CL', 'A:string Bag:dynamic', { open: true }),
    table('Ext_CL', 'A:string Size:long Bag:dynamic', { extensible: true, source: 'shipped' }),
    table('Basic_CL', 'A:string', { plan: 'Basic', source: 'workspace' }),
    table('Aux_CL', 'A:string', { plan: 'Auxiliary', source: 'workspace' }),
  ],
  functions: [
    {
      name: '_Im_Thing',
      parameters: 'starttime:datetime=datetime(null), endtime:datetime=datetime(null), who:string="*"',
      result: { kind: 'table', columns: columns('TimeGenerated:datetime Who:string'), open: false },
      source: 'shipped',
    },
    {
      name: 'Yields',
      parameters: '',
      result: { kind: 'table', columns: columns('Who:string Count:long'), open: false },
      source: 'user',
    },
    {
      name: 'YieldsOpen',
      parameters: 'x:string',
      result: { kind: 'table', columns: columns('Who:string'), open: true },
      source: 'user',
    },
    { name: 'Scalar', parameters: 'x:string', result: { kind: 'scalar', type: 'long' }, source: 'shipped' },
    {
      name: 'Adds',
      parameters: 'x:long=1',
      result: { kind: 'extend', columns: columns('Rank:long A:int') },
      source: 'shipped',
    },
    {
      name: 'Takes',
      parameters: "T:(A:string), ['factor']:long=2",
      result: { kind: 'body', body: 'T | extend Size = strlen(A) * factor' },
      source: 'repository',
    },
    {
      name: 'Body',
      parameters:
        'within:timespan=1d, t:time=time(1d), d:date=datetime(null), b:boolean=true, f:double=1.5, m:decimal=decimal(1)',
      result: {
        kind: 'body',
        body: 'T | where TimeGenerated > ago(within) and Gap > t and Time > d and B == b and R > f | project Who = A, Money = m',
      },
      source: 'repository',
    },
    { name: 'OneColumn', parameters: '', result: { kind: 'body', body: 'U | project A' }, source: 'repository' },
    { name: 'Loop', parameters: '', result: { kind: 'body', body: 'Loop | take 1' }, source: 'repository' },
  ],
  watchlists: [
    { alias: 'People', columns: columns('Mail:string SearchKey:string') },
    { alias: 'Places', columns: columns('Name:string') },
  ],
});
