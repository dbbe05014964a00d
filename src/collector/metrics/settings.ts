import type { Store } from '../store/store.js';
import { type EventFilter, matching } from './event-filter.js';
import { groupBy } from './group-by.js';
import { MOST_LISTED } from './most-listed.js';
import { type Share, sessionShare } from './session-share.js';

/** What a setting stands at for some visitors. */
export interface SettingValue {
  /** As text: `dark`, `true`, `20`. */
  readonly value: string;
  readonly visitors: number;
  readonly share: Share | null;
}

/** What a setting stands at, and who changes it. */
export interface SettingSummary {
  readonly setting: string;
  /** Visitors who told it; sessions, where there is no visitor's id. */
  readonly visitors: number;
  /** Those of them who changed it in the range. */
  readonly changed: Share | null;
  /** What it stands at for most, these first, eight at most. */
  readonly values: readonly SettingValue[];
  /** How many further values there are, and for how many visitors it stands at one of them. */
  readonly others: number;
  readonly otherVisitors: number;
}

/** Of one setting so many values are listed. */
const MOST_VALUES = 8;

/** Characters of a setting's name and of a value, at most. */
const MOST_OF_TEXT = 200;

const text = (key: string): string => `leftUTF8(LogAttributes['${key}'], ${MOST_OF_TEXT})`;

/**
 * Settings, those first that most visitors told: what each stands at, by the last that each visitor told in the range, and
 * how many visitors changed it. A visitor who told none in the range is not seen: the plugin `settings` tells each once a
 * day. A session without a visitor's id counts as one; what is told without a session as well is left out.
 *
 * Weighted: a visitor weighs what the most often kept event of that setting weighs, one who changed it what the most often
 * kept of the changes does.
 */
export const settings = async (
  store: Store,
  filter: EventFilter,
  limit: number = MOST_LISTED,
): Promise<{ readonly settings: SettingSummary[]; readonly all: number }> => {
  const { sql, bindings } = matching(filter);
  const rows = await store.query<{
    setting: string;
    value: string;
    visitors: number;
    squares: number;
    allVisitors: number;
    allSquares: number;
    changed: number;
    changedSquares: number;
    values: number;
    all: number;
  }>(
    `SELECT
       setting, value, visitors, squares,
       sum(visitors) OVER own AS allVisitors,
       sum(squares) OVER own AS allSquares,
       sum(changes) OVER own AS changed,
       sum(changesSquares) OVER own AS changedSquares,
       count() OVER own AS values,
       uniqExact(setting) OVER () AS all
     FROM (
       SELECT
         setting, value,
         sum(weight) AS visitors,
         sum(weight * weight) AS squares,
         sum(changedWeight) AS changes,
         sum(changedWeight * changedWeight) AS changesSquares
       FROM (
         SELECT
           ${text('setting.id')} AS setting,
           argMax(${text('setting.value')}, (Timestamp, Number)) AS value,
           min(Weight) AS weight,
           minIf(Weight, EventName = 'setting.changed') AS changedWeight
         FROM sonde_events
         WHERE ${sql} AND EventName IN ('setting.current', 'setting.changed')
           AND (VisitorId != '' OR SessionId != '')
         GROUP BY setting, if(VisitorId != '', VisitorId, SessionId)
       )
       WHERE setting != ''
       GROUP BY setting, value
     )
     WINDOW own AS (PARTITION BY setting)
     ORDER BY allVisitors DESC, setting, visitors DESC, value
     LIMIT {most:UInt8} BY setting
     LIMIT {rows:UInt32}`,
    { ...bindings, most: MOST_VALUES, rows: limit * MOST_VALUES },
  );
  const summaries = [...groupBy(rows, ({ setting }) => setting)].slice(0, limit).map(([setting, own]) => {
    const [{ allVisitors, allSquares, changed, changedSquares, values }] = own as [(typeof own)[number]];
    const shareOf = (part: number, partSquares: number): Share | null =>
      sessionShare({ all: allVisitors, allSquares, part, partSquares });
    const shown = own.reduce((sum, { visitors }) => sum + visitors, 0);
    return {
      setting,
      visitors: allVisitors,
      changed: shareOf(changed, changedSquares),
      values: own.map(({ value, visitors, squares }) => ({
        value,
        visitors,
        share: shareOf(visitors, squares),
      })),
      others: values - own.length,
      otherVisitors: Math.max(0, allVisitors - shown),
    };
  });
  return { settings: summaries, all: rows[0]?.all ?? 0 };
};
