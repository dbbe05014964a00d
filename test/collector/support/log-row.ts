import type { LogRow } from '../../../src/collector/store/store.js';

/** A click as the store takes it, recorded now, without attributes. */
export const logRow = (more: Partial<LogRow> = {}): LogRow => ({
  Timestamp: `${Math.floor(Date.now() / 1000)}.000000001`,
  TraceId: '',
  SpanId: '',
  TraceFlags: 0,
  SeverityText: '',
  SeverityNumber: 9,
  ServiceName: 'shop',
  Body: '',
  ResourceSchemaUrl: '',
  ResourceAttributes: {},
  ScopeSchemaUrl: '',
  ScopeName: 'sonde',
  ScopeVersion: '',
  ScopeAttributes: {},
  LogAttributes: {},
  EventName: 'click',
  ...more,
});
