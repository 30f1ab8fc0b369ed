import {
  markedResource,
  markerKind,
  ownerOf,
  parseRecord,
  printRecord,
  recordIn,
} from '../../../../src/core/engine/marker.ts';
import { isObject, objectOf, textOf } from '../../../../src/core/json.ts';
import { changesOf } from '../../../changes.ts';
import { body, marker, project, ruleType } from '../../rules.ts';
import { checked, id, other, resourceOf, text } from './common.ts';

const wordsOf = (record: string): string => record.slice(0, record.lastIndexOf(' '));

const recordTexts = (): readonly string[] => {
  const first = textOf(objectOf(marker(id, body()).body['properties'])['customVersion']) ?? '';
  const words = wordsOf(first);
  return [
    first,
    ...[
      words,
      words.replace('n1', 'n1234567'),
      words.replace('n1', 'n123456'),
      words.replace('n1', '1'),
      words.replace('picket/1', 'picket/2'),
      words.replace('n1', 'n1 @x'),
      words.replace('n1', 'n1 @x ~0300bf0903005c37296e'),
      words.replace('n1', 'n1 ~0300bf0903005c37296e'),
      words.replace('n1', 'n1 ~0300bf'),
      words.replace('n1', 'n1 ~0300bf0903005c37296e @x'),
      'picket/1 n1',
      'picket/1',
      '',
      'picket/1 n2 *=aaaaaaaa',
      'picket/1 n2 *=-',
      'picket/1 n2 **=aaaaaaaa:-',
      'picket/1 n2 **=aaaaaaaa:bbbbbbbb',
      'picket/1 n2 *=aaaaaaaa a=bbbbbbbb',
      'picket/1 n2 ***=aaaaaaaa',
      'picket/1 n2 a=bbbbbbbb /kind=-:cccccccc b%00e4=- =dddddddd',
      'picket/1 n2 a=short',
      'picket/1 n2 a=longerthan8',
      'picket/1 n2 a=bbbbbbbb:cccccccc:dddddddd',
      'picket/1 n2 a b=bbbbbbbb',
    ].map(checked),
  ];
};

export const records = (): readonly string[] =>
  recordTexts().flatMap((record) => {
    const read = parseRecord(record);
    return [
      `${record}: ${text(read)}`,
      ...(read === undefined || printRecord(read) === record ? [] : ['is printed otherwise']),
    ];
  });

/** Metadata with its kind, its resource and its owner, as the service may answer it. */
export const markers = (): readonly string[] => {
  const kept = marker(id, body()).body;
  const others = {
    kind: ['SourceRepository', 'sourceRepository', 'Solution', 'LocalWorkspace', 'Community', 'Other', 5],
    sourceId: [project.id.toUpperCase(), other.id, 5],
    name: [5],
    source: [
      'x',
      {},
      { kind: 'Solution' },
      { kind: 'Community' },
      { kind: 'LocalWorkspace', sourceId: 'x' },
      { name: 'x' },
    ],
    parentId: ['/x/ALERTRULES/Name/', 'alertRules/', 'alertRules', '/x/alertRuleTemplates/name', 5],
    customVersion: [
      '1.0',
      5,
      checked(`picket/1 n1 @${project.id.toUpperCase()} a=-`),
      checked(`picket/1 n1 @${other.id} a=-`),
    ],
    properties: ['x', []],
  };
  return [...changesOf(kept, others)].map(([words, value]) => {
    const resource = resourceOf(isObject(value) ? value : {});
    return `${words}: ${text([
      markedResource(resource, ruleType.resource),
      markerKind(resource),
      ownerOf(resource, project),
      ownerOf(resource, undefined),
      recordIn(resource) === undefined ? 'no record' : 'a record',
    ])}`;
  });
};
