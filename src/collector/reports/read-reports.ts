import type { EventAttributes, EventName } from '../../event.js';
import { isFields, wellFormed } from '../ingest/any-value.js';
import type { TextAttributes } from '../ingest/attributes.js';
import { settleTime } from '../ingest/clock.js';
import { ownersOf, ROW_OVERHEAD, seconds, sizeOf, text } from '../ingest/otlp-fields.js';
import type { Reception } from '../ingest/read-request.js';
import type { IngestRecord } from '../ingest/record.js';
import { refuse } from '../ingest/refuse.js';
import type { LogRow } from '../store/store.js';

/** Reports of one request at most; further ones are left out. Browsers send a handful. */
const MAX_REPORTS = 100;

/** Characters of a value, and of a name in the address, at most. */
const MAX_VALUE = 2_048;
const MAX_NAME = 256;

const WARNING = 13;
const FATAL = 21;

type Fields = Readonly<Record<string, unknown>>;

/** Attributes of an event that event.ts lists, as the store keeps them. */
type Listed<Name extends EventName> = Partial<Record<keyof EventAttributes[Name], string>>;

const cut = (value: unknown): string => wellFormed(text(value), MAX_VALUE);

/** An address without what may hold data of a person's: its query and fragment. */
const bare = (value: unknown): string => cut(value).split(/[?#]/, 1)[0] as string;

const place = (file: unknown, line: unknown): string =>
  typeof file === 'string' && file !== '' ? `${bare(file)}:${typeof line === 'number' ? line : 0}` : '';

const violation = (body: Fields): Listed<'browser.report'> => ({
  'sonde.report.type': 'csp-violation',
  'sonde.report.id': cut(
    body.effectiveDirective ?? body['effective-directive'] ?? body['violated-directive'],
  ),
  'sonde.report.blocked': bare(body.blockedURL ?? body['blocked-uri']),
  'sonde.report.disposition': cut(body.disposition),
  'sonde.report.source': place(
    body.sourceFile ?? body['source-file'],
    body.lineNumber ?? body['line-number'],
  ),
});

/** The keys that Sonde's `crash` plugin leaves with the browser, which brings them when the tab has crashed. */
const CRASH_KEYS = [
  'session.id',
  'service.version',
  'url.template',
  'feature.id',
] satisfies (keyof Listed<'crash'>)[];

const crash = (body: Fields): Listed<'crash'> => {
  const keys = isFields(body.crash_report_api) ? body.crash_report_api : {};
  return {
    'sonde.crash.estimated': 'false',
    'sonde.crash.reason': cut(body.reason),
    ...Object.fromEntries(CRASH_KEYS.map((key) => [key, cut(keys[key])])),
  };
};

const attributesOf = (type: string, body: Fields): Listed<'crash'> | Listed<'browser.report'> | undefined => {
  if (type === 'csp-violation') return violation(body);
  if (type === 'crash') return crash(body);
  if (type !== 'deprecation' && type !== 'intervention') return undefined;
  return {
    'sonde.report.type': type,
    'sonde.report.id': cut(body.id),
    'sonde.report.message': cut(body.message),
    'sonde.report.source': place(body.sourceFile, body.lineNumber),
  };
};

/** Reports as the Reporting API sends them, or the one that a policy's `report-uri` makes browsers send. */
const reportsIn = (body: unknown): readonly Fields[] => {
  if (isFields(body) && isFields(body['csp-report'])) {
    const report = body['csp-report'];
    return [{ type: 'csp-violation', age: 0, url: report['document-uri'], body: report }];
  }
  if (!Array.isArray(body)) throw refuse(400, 'This is no list of reports.');
  return body.filter(isFields).slice(0, MAX_REPORTS);
};

/**
 * Reads what a browser reports by itself: crashes, breaches of the Content Security Policy, deprecated features in use
 * and interventions, as events; other types are passed over. Of a breach neither the sample nor a query is kept.
 *
 * Reports carry no id, so that one that a browser sends twice is two. They name no service: the address that the site
 * gives in its `Reporting-Endpoints` header does (`/v1/reports?service=shop&release=1.4.2`).
 *
 * @see https://w3c.github.io/reporting/
 */
export const readReports = (body: unknown, reception: Reception): IngestRecord<LogRow>[] => {
  const { received, userAgent, search, readBrowser, scrubber } = reception;
  return reportsIn(body).flatMap((report): IngestRecord<LogRow>[] => {
    const type = text(report.type);
    const all = attributesOf(type, isFields(report.body) ? report.body : {});
    if (!all) return [];
    all['url.full'] = bare(report.url);
    const { age } = report;
    const isAge = typeof age === 'number' && age > 0 && Number.isFinite(age);
    const recorded = BigInt(received - (isAge ? Math.round(age) : 0)) * 1_000_000n;
    const time = settleTime({ recorded, sent: undefined, received });
    if (time === undefined) return [];
    const attributes: TextAttributes = Object.fromEntries(
      Object.entries(all).filter(([, value]) => value !== ''),
    );
    const found: string[] = [];
    scrubber.attributes(attributes, found);
    const named = (name: string): string => wellFormed(search.get(name) ?? '', MAX_NAME);
    const ResourceAttributes: TextAttributes = {
      ...readBrowser(text(report.user_agent) || userAgent),
      'service.name': named('service'),
      'service.version': named('release'),
      'deployment.environment.name': named('environment'),
    };
    scrubber.attributes(ResourceAttributes, found);
    return [
      {
        uid: '',
        recordedAt: Number(recorded / 1_000_000n),
        size: ROW_OVERHEAD + sizeOf(attributes, ResourceAttributes),
        owners: ownersOf(attributes, ResourceAttributes),
        found,
        row: {
          Timestamp: seconds(time.timestamp),
          TraceId: '',
          SpanId: '',
          TraceFlags: 0,
          SeverityText: '',
          SeverityNumber: type === 'crash' ? FATAL : WARNING,
          ServiceName: ResourceAttributes['service.name'] ?? '',
          Body: '',
          ResourceSchemaUrl: '',
          ResourceAttributes,
          ScopeSchemaUrl: '',
          ScopeName: 'browser.reports',
          ScopeVersion: '',
          ScopeAttributes: {},
          LogAttributes: attributes,
          EventName: type === 'crash' ? 'crash' : 'browser.report',
        },
      },
    ];
  });
};
