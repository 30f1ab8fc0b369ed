import { stages, type Stage, type StageMeanings } from '../config/layers.ts';
import type { DiagnosticCode, Finding } from '../diagnostic.ts';
import { filledText, objectOf, type JsonObject } from '../json.ts';
import { segmentsOf } from '../pointer.ts';
import { nearest } from '../text/nearest.ts';
import { listed } from '../text/phrase.ts';
import type { Switch } from './overlay.ts';
import { sourced, withPart, type Origin, type Sourced } from './sourced.ts';

/** The stage that a file names; undefined for none, and for one that there is not. */
export const stageOf = (raw: JsonObject): Stage | undefined => stages.find((stage) => stage === raw['lifecycle']);

/** What is wrong with what a file says of its life. */
export const lifecycleFindings = function* (raw: JsonObject): Iterable<Finding & { readonly code: DiagnosticCode }> {
  const { lifecycle } = raw;
  if (lifecycle === undefined) return;
  if (stageOf(raw) === undefined) {
    const [near] = typeof lifecycle === 'string' ? nearest(lifecycle, stages) : [];
    yield {
      code: 'rule/lifecycle',
      at: '/lifecycle',
      message: `\`${typeof lifecycle === 'string' ? lifecycle : JSON.stringify(lifecycle)}\` is no stage of a life cycle${near === undefined ? '.' : `: did you mean \`${near}\`?`}`,
      hint: `Allowed are ${listed(stages)}.`,
    };
    return;
  }
  const why = objectOf(raw['deprecation']);
  if (
    lifecycle === 'deprecated' &&
    filledText(why['replacedBy']) === undefined &&
    filledText(why['reason']) === undefined
  )
    yield {
      code: 'rule/lifecycle',
      at: '/lifecycle',
      message: 'It is deprecated, and nothing says what takes its place or why.',
      hint: 'Add `deprecation: {replacedBy: ID}`, or `deprecation: {reason: …}`.',
    };
};

/** Content as its stage has it in a workspace; undefined where it is not there at all. */
export const atItsStage = (
  root: Sourced,
  stage: Stage | undefined,
  meanings: Required<StageMeanings>,
  type: Switch,
  origin: Origin,
): Sourced | undefined => {
  const meaning = stage === undefined ? 'deployed' : meanings[stage];
  if (meaning === 'deployed') return root;
  if (meaning !== 'disabled') return undefined;
  return type.switch === undefined ? root : withPart(root, segmentsOf(type.switch), sourced(false, origin));
};
