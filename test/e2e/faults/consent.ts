import { expect } from 'vitest';
import { deviceState } from '../../helpers/device-state.js';
import { eventually } from '../../helpers/eventually.js';
import type { Fault } from './fault.js';
import type { Client } from './page.js';

/** The one loss that is wanted: after a withdrawal nothing more is kept or sent. */

declare const sonde: Client & Pick<import('../../../src/sonde.js').Sonde, 'consent'>;

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

export const consent: readonly Fault[] = [
  {
    name: 'consent is withdrawn with a request under way, in one of two tabs',
    quick: true,
    once: true,
    async run(trial) {
      trial.serve({ hurry: 10 });
      const [one, other] = await Promise.all([trial.open(), trial.open()]);
      const half = Math.ceil(trial.events / 2);
      await Promise.all([trial.track(one, half), trial.track(other, half)]);
      for (const page of [one, other])
        await page.waitFor(async () => (await sonde.flush()).kept === 0, undefined, 60_000);
      // From here on the receiver refuses, so that everything is kept and tried again.
      trial.front.otherwise({ kind: 'answer', status: 503, delay: 1_000 });
      const sent = trial.front.seen.length;
      const delivered = new Set(trial.acknowledged());
      await Promise.all([trial.track(one, half), trial.track(other, half)]);
      await eventually(
        () => trial.front.seen.length,
        (seen) => seen > sent,
        'a request under way',
      );
      await one.evaluate(() => sonde.consent.deny());
      // Until it has been told, the other one may send.
      await other.waitFor(() => sonde.consent.state().analytics === 'denied');
      const after = trial.front.seen.length;
      await trial.track(one, 10);
      expect(trial.front.seen.length).toBe(after);

      await pause(1_000);
      const silent = trial.front.seen.length;
      await Promise.all([trial.track(one, 10), trial.track(other, 10)]);
      // Longer than a back-off.
      await pause(2_000);
      for (const page of [one, other])
        expect(await page.evaluate(() => sonde.flush())).toMatchObject({ kept: 0 });
      await other.close();
      const { local, databases } = await deviceState(one);
      expect(databases).toEqual([]);
      expect(local.filter((key) => !key.startsWith('counted.'))).toEqual(['sonde.consent']);
      await one.close();
      trial.front.otherwise({ kind: 'forward' });
      const later = await trial.open({ later: 25_000 });
      await trial.track(later, 10);
      await pause(500);
      expect(trial.front.seen.length).toBe(silent);

      // The first half of each document's events came before the withdrawal; all others are gone.
      trial.forfeit([...trial.acknowledged()].filter((number) => !delivered.has(number)));
      const tally = await trial.recover(later);
      expect(tally.stored).toBe(delivered.size);
      return tally;
    },
  },
];
