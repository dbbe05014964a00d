import { all } from '../browser/all.js';
import { readLocal, writeLocal } from '../browser/local.js';
import { type EventAttributes, rankOf } from '../event.js';
import type { EmitOptions, Plugin } from '../plugin.js';

type Evaluation = EventAttributes['feature_flag.evaluation'];

export interface FlagsOptions {
  /** The names of the events that bear the variants: `exception` and `browser.web_vital` unless told. */
  readonly attachTo?: readonly string[];
}

/** What is read of OpenFeature's hook context; its own types fit. */
export interface FlagContext {
  readonly flagKey: string;
  readonly providerMetadata?: { readonly name?: string };
}

/** What is read of OpenFeature's evaluation details; its own types fit. */
export interface FlagDetails {
  readonly value: unknown;
  readonly variant?: string;
  readonly reason?: string;
  readonly errorCode?: string;
  readonly flagMetadata?: Readonly<Record<string, string | number | boolean>>;
}

/** A plugin that is an OpenFeature hook as well. */
export interface Flags extends Plugin {
  /** OpenFeature calls it after each evaluation, failed ones included. Never throws. */
  finally(context: FlagContext, details?: FlagDetails): void;
}

const EVALUATION = 'feature_flag.evaluation';

/** Flags whose variants an event bears, the last evaluated ones: an event has 64 attributes at most. */
const MAX_FLAGS = 32;
/** Answers told in one session: a flag whose value is a number may have any number of them. */
const MAX_TOLD = 200;

/**
 * What a page tells when it is left or hidden, or of a session because it has begun: a session of these alone is that of a page
 * left open and closed much later, in which nobody met a variant. The collector has the same list: metrics/session-weight.ts.
 */
const PASSIVE =
  /^(page_leave|session\.|context |device |transaction |browser\.(resources|responsiveness|web_vital (lcp|inp|cls)))/;

/** A text that is no more than this is a name of the site's: longer ones may say something of somebody. */
const WORD = /^[\w.+-]{1,32}$/;

/** What the flag was found to be: its variant, or its value where that is told; else empty. */
const variantOf = (evaluation: Evaluation): string =>
  `${evaluation['feature_flag.result.variant'] ?? evaluation['feature_flag.result.value'] ?? ''}`;

/**
 * Records what OpenFeature's flags were found to be, as `feature_flag.evaluation` events: each flag's each variant once a
 * session, whatever number of pages, tabs and renderings asks. Errors and web vitals bear the variants that were in force,
 * as `sonde.flag.<key>`, so that a variant that breaks or slows pages is seen.
 *
 * It is a plugin and a hook in one. What was evaluated before the visitor's answer is what the page shows after it, and is
 * told then; the evaluations are of `analytics`, the attributes on errors and vitals of `diagnostics`, without which there
 * are no evaluations either: they are told with the first other event of `analytics`, and in a later session of the same
 * page when something is done in it. Where a provider names no variant, the value stands for it, if that is a number, a
 * boolean or one word. Neither the evaluation's context (it may name a person) nor any other text (an error's message) or an
 * object is recorded: give variants names. Of the flags that several of OpenFeature's domains call by one key, errors and
 * vitals bear the one that was evaluated last.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/feature-flags/feature-flags-events/
 * @see https://openfeature.dev/specification/sections/hooks
 * @example
 * const featureFlags = flags();
 * init({ endpoint: '/telemetry', service: 'shop', plugins: [errors(), featureFlags] });
 * OpenFeature.addHooks(featureFlags);
 */
export const flags = ({ attachTo = ['exception', 'browser.web_vital'] }: FlagsOptions = {}): Flags => {
  /** The last answer of each flag, the last evaluated one last. */
  const current = new Map<string, Evaluation>();
  let tell: ((evaluation: Evaluation) => void) | undefined;

  return {
    purpose: 'diagnostics',
    setup({ emit, onEmit, prefix }) {
      const key = `${prefix}flags`;
      let session = '';
      /** Whether evaluations may have been recorded: while only `diagnostics` is granted they are not. */
      let isTold: boolean | undefined;
      /** This session's answers, as `key=variant`: those of other pages and tabs are in localStorage. */
      let told = new Set<string>();

      const answerOf = (evaluation: Evaluation): string =>
        `${evaluation['feature_flag.key']}=${variantOf(evaluation)}`;
      const tellAll = (): void => {
        for (const evaluation of current.values()) tell?.(evaluation);
      };
      const remember = (sessionId: string): void => {
        const [of, ...others] = (readLocal(key) || '').split('\n');
        told = new Set([...(sessionId === session ? told : []), ...(of === sessionId ? others : [])]);
        session = sessionId;
      };

      tell = (evaluation) => {
        if (!told.has(answerOf(evaluation))) emit(EVALUATION, evaluation);
      };
      const undo = onEmit((event, sessionId) => {
        const { name, attributes } = event;
        const isAnalytics = ((event as EmitOptions).rank ?? rankOf(name)) % 2 > 0;
        const isPassive = PASSIVE.test(`${name} ${attributes['browser.web_vital.name']}`);
        if ((!isPassive && sessionId !== session) || (isAnalytics && !isTold)) {
          isTold = isAnalytics;
          remember(sessionId);
          // The variants are in force in this session, too. A listener may not record in the same task.
          queueMicrotask(tellAll);
        }
        if (name === EVALUATION) {
          remember(sessionId);
          const answer = answerOf(attributes as never);
          if (told.has(answer) || told.size >= MAX_TOLD) return false;
          told.add(answer);
          writeLocal(key, [session, ...told].join('\n'));
        } else if (attachTo.includes(name))
          for (const [flag, evaluation] of [...current].slice(-MAX_FLAGS))
            attributes[`sonde.flag.${flag}`] ??= (variantOf(evaluation) || undefined) as string;
      });
      tellAll();

      return all([
        undo,
        () => {
          tell = undefined;
        },
      ]);
    },

    finally({ flagKey, providerMetadata }, details) {
      // Before version 1.4 OpenFeature gave no details.
      if (!details) return;
      const { value, variant, reason, errorCode, flagMetadata = {} } = details;
      const evaluation: Evaluation = {
        'feature_flag.key': flagKey,
        // A provider may say `null`, against OpenFeature's types.
        'feature_flag.result.variant': variant ?? undefined,
        'feature_flag.result.value':
          variant == null && /^(bo|n|st)/.test(typeof value) && WORD.test(`${value}`)
            ? (value as boolean | number | string)
            : undefined,
        'feature_flag.result.reason': `${reason ?? 'unknown'}`.toLowerCase(),
        'feature_flag.provider.name': providerMetadata?.name,
        'feature_flag.set.id': flagMetadata.flagSetId as string | undefined,
        'feature_flag.version': flagMetadata.version as string | undefined,
        'error.type': errorCode && `${errorCode}`.toLowerCase(),
      };
      // Who asks by the wrong type is given a default: the flag is what it was.
      if (errorCode !== 'TYPE_MISMATCH' || !current.has(flagKey)) {
        current.delete(flagKey);
        current.set(flagKey, evaluation);
      }
      tell?.(evaluation);
    },
  };
};
