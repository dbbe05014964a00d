/**
 * What a row is sorted and judged by, without reading it: its priority, when it was made (milliseconds since 1970), its
 * size in characters, how many events it holds, and the uid of its first event. As IndexedDB orders arrays, the dearest
 * and oldest come first.
 */
export type RowKey = [rank: number, time: number, size: number, count: number, uid: string];

/**
 * The events of one task, one page and one priority: written and deleted together. The page's OTLP resource attributes
 * and the OTLP log records are encoded already. `state` is what IndexedDB has said of the row to this document.
 */
export type Row = [resource: string, records: string[], key: RowKey, state?: 'writing' | 'stored' | ''];
