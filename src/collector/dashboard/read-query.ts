import type { EventFilter } from '../metrics/event-filter.js';
import {
  RANGES,
  type RangeName,
  rangeBetween,
  rangeEndingNow,
  type TimeRange,
} from '../metrics/time-range.js';

/** A question as the dashboard's client asks it in an address. */
export interface Query {
  readonly range: TimeRange;
  /** Without the range's ends. */
  readonly filter: Omit<EventFilter, 'from' | 'to'>;
  /** With them. */
  readonly filterInRange: EventFilter;
}

/** A question that cannot be answered, in one sentence; its status is 400. */
export class QueryError extends Error {
  readonly statusCode: number = 400;
}

const FIELDS = ['service', 'environment', 'release', 'device'] as const;
const LONGEST = 1_024;
/** Ten years in milliseconds: more than any retention, and short of what bucket arithmetic could overflow. */
const LONGEST_RANGE = 10 * 366 * 86_400_000;
/** The last moment that the engine's DateTime64(9) can hold, 2262, less a good year. */
const LAST_MOMENT = Date.UTC(2261, 0, 1);

const moment = (name: string, text: string): number => {
  const time = /^\d{1,15}$/.test(text) ? Number(text) : Date.parse(text);
  if (!(time >= 0 && time <= LAST_MOMENT))
    throw new QueryError(`"${name}" must be milliseconds since 1970 or a date such as 2026-03-04T12:00:00Z.`);
  return time;
};

const readRange = (query: URLSearchParams, now: number): TimeRange => {
  const offset = Number(query.get('offset') ?? 0);
  if (!(Math.abs(offset) <= 1_440))
    throw new QueryError(
      '"offset" must be the minutes that the reader\'s clock is ahead of UTC, −1440 to 1440.',
    );
  const from = query.get('from');
  const to = query.get('to');
  if (from !== null || to !== null) {
    const start = moment('from', from ?? '');
    const end = to === null ? now : moment('to', to);
    if (!(start < end)) throw new QueryError('"from" must lie before "to".');
    if (end - start > LONGEST_RANGE) throw new QueryError('"from" and "to" may lie ten years apart at most.');
    return rangeBetween(start, end, offset);
  }
  const name = query.get('range') ?? '24h';
  if (!Object.hasOwn(RANGES, name))
    throw new QueryError(`"range" must be one of ${Object.keys(RANGES).join(', ')}.`);
  return rangeEndingNow(name as RangeName, now, offset);
};

/**
 * Reads `service`, `environment`, `release`, `device` (empty means any), `range` or `from` and `to`, and `offset`.
 *
 * @param now milliseconds since 1970
 * @throws QueryError, whose message says what is wrong and what would be right
 * @example readQuery(new URLSearchParams('range=7d&release=1.4.0'), Date.now())
 */
export const readQuery = (query: URLSearchParams, now: number): Query => {
  const range = readRange(query, now);
  const filter = Object.fromEntries(
    FIELDS.flatMap((field) => {
      const value = query.get(field);
      if (value !== null && value.length > LONGEST)
        throw new QueryError(`"${field}" may have ${LONGEST} characters at most.`);
      return value ? [[field, value]] : [];
    }),
  );
  return { range, filter, filterInRange: { ...filter, from: range.from, to: range.to } };
};

/** Reads a value that a question cannot do without. */
export const readRequired = (query: URLSearchParams, name: string): string => {
  const value = query.get(name);
  if (!value || value.length > LONGEST)
    throw new QueryError(`"${name}" is missing, or longer than ${LONGEST} characters.`);
  return value;
};
