import type { Store } from '../store/store.js';
import { type EventFilter, received } from './event-filter.js';
import { groupBy } from './group-by.js';
import { MOST_LISTED } from './most-listed.js';

/** Events and spans that were numbered by a document and never arrived. */
export interface Loss {
  /** Documents whose numbers were looked at. */
  readonly streams: number;
  /** Events that these numbered, up to the last one that arrived. */
  readonly expected: number;
  /** Of these, how many are missing: a lower bound, for nothing tells of events after the last one that arrived. */
  readonly lost: number;
}

/** Loss in all, by release and by browser engine. */
export interface LossReport extends Loss {
  readonly byRelease: readonly (Loss & { readonly name: string })[];
  readonly byEngine: readonly (Loss & { readonly name: string })[];
  /** Events that the SDK itself dropped and reported, by reason (`telemetry.dropped`). */
  readonly dropped: readonly { readonly reason: string; readonly events: number }[];
  /** Streams that were still sending, or had just stopped, and were therefore left out. */
  readonly unsettled: number;
}

/** A stream that sent something so recently (milliseconds) may still have events on their way. */
export const SETTLE = 120_000;

/** How far back a stream's first events are looked for: longer than the SDK keeps what it could not send (7 days). */
const LOOKBACK = 8 * 86_400_000;
/** A stream whose first known event is older than the range by more than this may have begun before `LOOKBACK`. */
const CERTAIN = 7 * 86_400_000;

/** What is asked of each numbered row. */
const NUMBERED = 'Stream, Number, Timestamp, Release, Browser, Os';

/** iOS allows no engine but WebKit, whatever the browser's name. Names are those of ua-parser-js 1. */
const ENGINE = `multiIf(
  os = 'iOS', 'WebKit',
  browser = '', '',
  position(browser, 'Firefox') > 0, 'Gecko',
  position(browser, 'Safari') > 0 OR browser IN ('WebKit', 'GNOME Web', 'Epiphany'), 'WebKit',
  position(browser, 'Chrom') > 0 OR match(browser, '^(Edge|Opera|Samsung|Vivaldi|Brave|Yandex|UCBrowser)'), 'Blink',
  'other')`;

/**
 * Loss, measured from the gaps in each document's numbers: the highest number that arrived minus how many different ones
 * arrived, as events and as spans, which share the numbers of a document and come by requests of their own. It counts what
 * never reached the store for whatever reason, except events after the last that arrived, and except documents from which
 * nothing arrived: a lower bound. A gap may still close while a device that was offline keeps its events (7 days at most).
 * A stream belongs to the range in which its last event lies, and is looked at once it has been silent for `SETTLE`. Spans
 * that are kept elsewhere, or for fewer days than events, count as lost.
 *
 * @param now milliseconds since 1970
 */
export const loss = async (store: Store, filter: EventFilter, now: number): Promise<LossReport> => {
  const { sql, bindings } = received({ ...filter, from: filter.from - LOOKBACK });
  const since = { ...bindings, since: filter.from, settled: now - SETTLE, certain: filter.from - CERTAIN };
  const rows = await store.query<{
    release: string;
    engine: string;
    streams: number;
    expected: number;
    received: number;
    unsettled: number;
  }>(
    `SELECT
       release,
       ${ENGINE} AS engine,
       countIf(settled) AS streams,
       sumIf(highest - first + 1, settled) AS expected,
       sumIf(received, settled) AS received,
       countIf(NOT settled) AS unsettled
     FROM (
       SELECT
         toString(any(Release)) AS release,
         any(Browser) AS browser,
         any(Os) AS os,
         max(Number) AS highest,
         if(min(Timestamp) < fromUnixTimestamp64Milli({certain:Int64}), min(Number), 1) AS first,
         groupBitmap(Number) AS received,
         max(Ended) < fromUnixTimestamp64Milli({settled:Int64}) AS settled
       FROM (
         SELECT ${NUMBERED}, Timestamp AS Ended FROM sonde_events WHERE ${sql} AND Stream != ''
         UNION ALL
         SELECT ${NUMBERED}, Ended FROM sonde_spans WHERE ${sql} AND Stream != ''
       )
       GROUP BY cityHash64(Stream)
       HAVING max(Ended) >= fromUnixTimestamp64Milli({since:Int64})
     )
     GROUP BY release, engine`,
    since,
  );
  const range = received(filter);
  const dropped = await store.query<{ reason: string; events: number }>(
    `SELECT
       LogAttributes['sonde.dropped.reason'] AS reason,
       sum(toUInt32OrZero(LogAttributes['sonde.dropped.count'])) AS events
     FROM sonde_events
     WHERE ${range.sql} AND EventName = 'telemetry.dropped'
     GROUP BY reason ORDER BY events DESC, reason`,
    range.bindings,
  );
  const sum = (some: typeof rows): Loss => {
    const expected = some.reduce((total, row) => total + row.expected, 0);
    const received = some.reduce((total, row) => total + row.received, 0);
    return {
      streams: some.reduce((total, row) => total + row.streams, 0),
      expected,
      lost: expected - received,
    };
  };
  const by = (key: 'release' | 'engine'): (Loss & { name: string })[] =>
    [...groupBy(rows, (row) => row[key])]
      .map(([name, own]) => ({ name, ...sum(own) }))
      .filter(({ streams }) => streams > 0)
      .sort((one, other) => other.streams - one.streams || one.name.localeCompare(other.name))
      // Those of the most streams.
      .slice(0, MOST_LISTED);
  return {
    ...sum(rows),
    byRelease: by('release'),
    byEngine: by('engine'),
    dropped,
    unsettled: rows.reduce((total, row) => total + row.unsettled, 0),
  };
};
