/**
 * What an attribute may hold: OTLP's AnyValue without its nested maps. On the wire the elements of a list are texts, numbers
 * and booleans, too: `[1, true]` arrives as `["1", "true"]`.
 */
export type AttributeValue = string | number | boolean | readonly (string | number | boolean)[];

/** What somebody acted with; `keyboard` also stands for assistive technology. */
export type PointerType = 'mouse' | 'touch' | 'pen' | 'keyboard';

/** How a rating of a web vital reads; the thresholds are https://web.dev/articles/vitals#core-web-vitals */
export type Rating = 'good' | 'needs-improvement' | 'poor';
