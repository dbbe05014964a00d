import type { LogRow } from '../../../../src/collector/store/store.js';

/** What a test says about an event; everything else has a plain default. */
export interface EventSketch {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly session?: string;
  readonly visitor?: string;
  readonly page?: string;
  readonly template?: string;
  /** 24 hex digits, or fewer: padded with zeros. */
  readonly stream?: string;
  readonly number?: number;
  readonly service?: string;
  readonly release?: string;
  readonly environment?: string;
  readonly browser?: string;
  readonly browserVersion?: string;
  readonly os?: string;
  readonly device?: string;
  readonly weight?: number;
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
}

const present = (entries: Record<string, string | number | boolean | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(entries).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])),
  );

/** The row that the collector would store for an event of the SDK. */
export const rowOf = (event: EventSketch): LogRow => ({
  Timestamp: (event.time / 1000).toFixed(9),
  TraceId: '',
  SpanId: '',
  TraceFlags: 0,
  SeverityText: '',
  SeverityNumber: event.name === 'exception' ? 17 : 9,
  ServiceName: event.service ?? 'shop',
  Body: '',
  ResourceSchemaUrl: '',
  ResourceAttributes: present({
    'service.name': event.service ?? 'shop',
    'service.version': event.release,
    'deployment.environment.name': event.environment,
    'session.id': event.session,
    'app.installation.id': event.visitor,
    'sonde.page.id': event.page,
    'url.template': event.template,
    'user_agent.name': event.browser,
    'user_agent.version': event.browserVersion,
    'os.name': event.os,
    'sonde.device.class': event.device,
    'telemetry.sdk.name': 'sonde',
    'telemetry.sdk.language': 'webjs',
  }),
  ScopeSchemaUrl: '',
  ScopeName: 'sonde',
  ScopeVersion: '0.1.0',
  ScopeAttributes: {},
  LogAttributes: present({
    'log.record.uid':
      event.number === undefined ? undefined : `${(event.stream ?? '').padEnd(24, '0')}-${event.number}`,
    'sonde.weight': event.weight,
    ...event.attributes,
  }),
  EventName: event.name,
});
