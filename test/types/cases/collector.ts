/** What somebody writes who runs the collector inside a server of their own. */
import { createCollector, openStore } from 'sonde/collector';

export const start = async (): Promise<string> => {
  const collector = await createCollector({ location: { path: './sonde-data' }, port: 0 });
  const rows = await collector.store.query<{ events: number }>(
    'SELECT count() AS events FROM sonde_events WHERE Timestamp >= {from:DateTime64(3)}',
    { from: new Date() },
  );
  rows[0]?.events.toFixed();
  // @ts-expect-error The row has no such column.
  rows[0]?.release;
  return collector.listen();
};

// @ts-expect-error A collector keeps its events somewhere.
createCollector({});
// @ts-expect-error A location is an object.
openStore('./sonde-data');
