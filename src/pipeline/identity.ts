import { id } from '../browser/id.js';
import { readLocal, writeLocal } from '../browser/local.js';

/** Another tab's change is seen after this long at the latest, and the time of the last event is written as often. */
const FRESH = 1_000;

/**
 * An id of 32 hexadecimal digits that lasts for a time: a session's (30 minutes without an event, 24 hours at most) or a
 * visitor's (13 months, never renewed). The tabs of an origin share it through localStorage; where that is forbidden it
 * lasts as long as the page. It changes when an event passes, never on a timer. A clock that was set back counts as idle.
 *
 * @param key where it is kept, as `id,made,last event`, times in milliseconds since 1970.
 * @param idle milliseconds without an event that end it.
 * @param longest milliseconds after which it ends in any case.
 * @returns the id for an event at a time.
 */
export const createIdentity = (key: string, idle: number, longest: number): ((time: number) => string) => {
  let state = '';
  let seen = 0;

  return (time) => {
    if (Math.abs(time - seen) > FRESH) {
      let [current, made, last] = (readLocal(key) || state).split(',') as [string, number, number];
      if (!(Math.abs(time - last) < idle && Math.abs(time - made) < longest)) {
        current = id(16);
        made = time;
      }
      seen = time;
      state = `${[current, made, time]}`;
      writeLocal(key, state);
    }
    return state.slice(0, 32);
  };
};
