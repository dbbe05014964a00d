import { createHash } from 'node:crypto';
import type { SpanRow } from '../../../../src/collector/store/store.js';
import { rowOf } from './row.js';

/** What a test says about a request of a page; everything else has a plain default. */
export interface RequestSketch {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly session?: string;
  readonly service?: string;
  readonly release?: string;
  readonly environment?: string;
  readonly device?: string;
  readonly weight?: number;
  /** `GET` where left out. */
  readonly method?: string;
  /** `https://shop.example/api/cart` where left out. */
  readonly url?: string;
  /** 200 where left out; from 400 it has failed. */
  readonly status?: number;
  /** The name of the error that it ended with. */
  readonly error?: string;
  readonly outcome?: string;
  /** Milliseconds: 100 where left out. */
  readonly length?: number;
  /** Milliseconds. */
  readonly waiting?: number | string;
  readonly attributes?: Readonly<Record<string, string | number>>;
  /** The same for copies of one span: else each has its own. */
  readonly id?: string;
}

/** Makes the rows that the collector would store for these requests of the plugin `requests`. */
export const spanRows = (sketches: readonly RequestSketch[]): SpanRow[] =>
  sketches.map((one, at) => {
    const { method = 'GET', url = 'https://shop.example/api/cart', status, error, length = 100 } = one;
    const type = error ?? (status !== undefined && status >= 400 ? status : undefined);
    const { Timestamp, ServiceName, ResourceAttributes, ScopeName, ScopeVersion, LogAttributes } = rowOf({
      ...one,
      name: 'http.client.request',
      attributes: {
        'http.request.method': method,
        'url.full': url,
        'sonde.request.outcome': one.outcome ?? (type === undefined ? 'succeeded' : 'failed'),
        ...(error === undefined && { 'http.response.status_code': status ?? 200 }),
        ...(type !== undefined && { 'error.type': type }),
        ...(one.waiting !== undefined && { 'sonde.request.waiting': one.waiting }),
        ...one.attributes,
      },
    });
    const id = createHash('md5')
      .update(one.id ?? `${at} ${JSON.stringify(one)}`)
      .digest('hex');
    return {
      Timestamp,
      TraceId: id,
      SpanId: id.slice(0, 16),
      ParentSpanId: '',
      TraceState: '',
      SpanName: `${method} ${url}`,
      SpanKind: 'Client',
      ServiceName,
      ResourceAttributes,
      ScopeName,
      ScopeVersion,
      SpanAttributes: LogAttributes,
      Duration: String(length * 1_000_000),
      StatusCode: type === undefined ? 'Unset' : 'Error',
      StatusMessage: '',
      'Events.Timestamp': [],
      'Events.Name': [],
      'Events.Attributes': [],
      'Links.TraceId': [],
      'Links.SpanId': [],
      'Links.TraceState': [],
      'Links.Attributes': [],
    };
  });
