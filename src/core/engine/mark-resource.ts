import type { Mark } from './change.ts';
import { versionOf } from '../service/etag.ts';
import { liveState, pairOf, without } from './live-state.ts';
import type { ManagedType } from './managed-type.ts';
import { markerResource, printRecord, recordOf, wholeRecordOf, type Project } from './marker.ts';
import type { LiveResource, Resource } from '../resource.ts';

/** A marker in its two forms: by field, and shorter for a service that does not take that much text. */
export type MarkResources = { readonly byField: Resource; readonly whole: Resource };

/**
 * The metadata resource for a planned marker once the service has answered: `answered` is the rule as it runs now.
 * Where the record by field is longer than `limit` characters, both forms are the whole one.
 */
export const markResources = (
  mark: Mark,
  answered: LiveResource,
  context: { readonly project: Project; readonly type: ManagedType; readonly limit: number },
): MarkResources => {
  const { type, project, limit } = context;
  const { canonical } = type;
  const sent = without(mark.sent, canonical.unknownProperties(mark.sent));
  const pair = pairOf(sent, liveState(answered, sent, canonical), canonical);
  const version = versionOf(answered.etag);
  const input = {
    normalizer: canonical.version,
    sent: pair.git,
    live: pair.live,
    held: mark.held,
    ...(mark.keep === undefined ? {} : { project: project.id }),
    ...(version === undefined ? {} : { version }),
  };
  const make = (record: string): Resource =>
    markerResource({
      name: mark.name,
      kind: type.resource.marker.kind,
      rule: answered,
      contentId: mark.contentId,
      version: mark.version,
      project,
      record,
      ...(mark.keep === undefined ? {} : { keep: mark.keep }),
    });
  const byField = printRecord(recordOf(input));
  const whole = make(printRecord(wholeRecordOf(input)));
  return { byField: byField.length <= limit ? make(byField) : whole, whole };
};
