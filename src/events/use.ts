import type { AttributeValue, PointerType } from './values.js';

/** Events and their attributes: what visitors do and use. */
export interface UseEvents {
  /** A click, tap or keyboard activation of something that can be activated. Never carries text or values. */
  click: {
    /** `data-telemetry-id`, else `id`, else role or tag name. */
    'sonde.target.name': string;
    /** The element's tag name in lower case. */
    'sonde.target.tag': string;
    'sonde.pointer.type': PointerType;
  };
  /** A way of input was used, for the first time in the session. */
  'input.used': { 'sonde.pointer.type': PointerType };
  /** A feature could be seen. */
  'feature.exposed': { 'feature.id': string };
  /** A feature was used. */
  'feature.used': {
    'feature.id': string;
    'sonde.pointer.type'?: PointerType;
    /** Whether it is the first use on this device since consent. */
    'feature.first_use'?: boolean | undefined;
    /** Which day with a use this is on this device, counted from 1. */
    'feature.use_day'?: number | undefined;
    'sonde.screen.orientation'?: string | undefined;
  };
  /** What the feature is for was achieved. */
  'feature.completed': { 'feature.id': string };
  /** The feature was used and did not work. */
  'feature.failed': { 'feature.id': string; 'feature.reason'?: string | undefined };
  /** What a setting stands at. */
  'setting.current': { 'setting.id': string; 'setting.value': AttributeValue };
  /** A setting was changed by the visitor. */
  'setting.changed': {
    'setting.id': string;
    'setting.value': AttributeValue;
    'setting.previous_value': AttributeValue;
  };
  /**
   * An undertaking of the visitor's began, or took a step, as `transaction()` tells it. With the plugin `transactions` these
   * go no further than to it; without it they are sent as they are.
   */
  'transaction.started': { 'transaction.name': string; 'transaction.parent'?: AttributeValue | undefined };
  'transaction.step': { 'transaction.name': string; 'transaction.step': string };
  /** An undertaking of the visitor's has ended. Of several with one id the last counts. */
  transaction: {
    'transaction.name': string;
    'transaction.outcome': 'succeeded' | 'failed' | 'abandoned';
    /** Why it failed, or `left`, `timeout` or `parent ended` where it was abandoned. */
    'transaction.reason'?: string | undefined;
    /** These are the plugin's. */
    'transaction.id'?: string | undefined;
    'transaction.parent'?: AttributeValue | undefined;
    /** Milliseconds; of an abandoned one until its last step. */
    'transaction.duration'?: number | undefined;
    'transaction.steps'?: readonly string[] | undefined;
    /** Milliseconds from the start to each of the steps. On the wire each is a text. */
    'transaction.step_times'?: readonly number[] | undefined;
  };
  /** Signs that something did not go as somebody wished. */
  frustration: {
    'sonde.frustration.kind': 'rage' | 'dead' | 'error' | 'thrash';
    /** How many clicks, or pages. */
    'sonde.frustration.count'?: number | undefined;
    /** As of a click. */
    'sonde.target.name'?: string | undefined;
    'sonde.target.tag'?: string | undefined;
  };
}
