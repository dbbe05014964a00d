/**
 * A real collector in a process of its own: chDB opens a folder for one process only, and a test kills this one. The
 * test's questions to the store come by IPC, for which the collector itself has no door.
 */
import { createCollector } from '../../dist/collector/index.js';

const collector = await createCollector(JSON.parse(process.argv[2] ?? '{}'));
const address = await collector.listen();

process.on(
  'message',
  async (/** @type {{ id: number, sql: string, bindings?: any }} */ { id, sql, bindings }) => {
    try {
      process.send?.({ id, rows: await collector.store.query(sql, bindings) });
    } catch (error) {
      process.send?.({ id, error: String(error) });
    }
  },
);

const end = async () => {
  await collector.close();
  process.exit();
};
process.once('SIGTERM', end);
process.once('disconnect', end);

process.send?.({ address });
