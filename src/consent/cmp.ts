import { all } from '../browser/all.js';
import { attempt } from '../browser/attempt.js';
import { hasPrivacySignal } from '../browser/privacy-signal.js';
import { type Consent, type ConsentState, PURPOSES, type Purpose } from '../event.js';
import { type ChoiceRecord, onChoice, readRecord, writeChoice } from './remembered.js';
import type { ConsentSource } from './source.js';

/**
 * What a consent manager says of a purpose. `implied` is granted without a person's doing: by default, or because it
 * cannot be refused there.
 */
export type Said = ConsentState | 'implied';

/** What a manager says of something that is on or off: by a person's explicit choice, or not. */
export const sayOf = (isOn: unknown, isExplicit: unknown): Said =>
  isOn ? (isExplicit ? 'granted' : 'implied') : 'denied';

/** Remembers it as far as storage is allowed, and returns it. */
const remember = (choice: Consent, said: string): Partial<ChoiceRecord> => {
  const record = { choice, said, gpc: hasPrivacySignal() };
  writeChoice(record);
  return record;
};

/**
 * A source that listens to a consent manager (CMP). What the manager says of a purpose holds. A refusal through Sonde
 * (`sonde.consent.deny()`) holds beside it, until the manager says something else or it is taken back by a grant, which
 * grants nothing that the manager does not.
 *
 * What a person decided is remembered beside what the manager said then, so that the origin's other tabs follow although
 * their managers know nothing of it. A manager on a page that is opened later has read its own memory, and is believed.
 *
 * @param names what the manager calls that which allows each purpose.
 * @param read what it says of one; nothing while it is not there or has not been answered. May throw.
 * @param watch calls back when that may have changed; returns the undo. May throw.
 * @param open shows the manager's choice. May throw.
 */
export const cmpSource = <Name>(
  names: Readonly<Record<Purpose, Name>>,
  read: (name: Name) => Said | undefined,
  watch: (look: () => void) => () => void,
  open?: () => void,
): ConsentSource => {
  let answer: ((choice: Consent) => void) | undefined;
  return {
    subscribe(onChange) {
      /** What this page's manager said last; and what a manager said last, in whichever tab. */
      let here = '';
      let said = '';
      let record: Partial<ChoiceRecord> | undefined;

      const each = <Value>(of: (purpose: Purpose) => Value): Record<Purpose, Value> =>
        Object.fromEntries(PURPOSES.map((purpose) => [purpose, of(purpose)])) as never;

      const tell = (): void => {
        const own = record?.said === said ? record : undefined;
        // Another tab's words come from storage, where anything may stand.
        const words: Record<Purpose, Said> = attempt(() => JSON.parse(said)) || {};
        onChange(
          each((purpose): ConsentState => {
            const word = words[purpose] || 'unknown';
            const choice = own?.choice?.[purpose];
            if (choice === 'denied') return choice;
            // Still unknown under the signal, too: a refusal would delete what an answer that comes late allows.
            if (word === 'unknown' || word === 'denied') return word;
            // What was chosen before the browser began to ask for privacy does not stand against that, nor what nobody chose.
            return !hasPrivacySignal() || (own?.gpc && choice === 'granted') ? 'granted' : 'denied';
          }),
        );
      };

      answer = (choice) => {
        record = remember(choice, said);
        tell();
      };

      const look = (): void => {
        const before = here;
        here = JSON.stringify(each((purpose) => attempt(() => read(names[purpose])) || 'unknown'));
        // A manager says the same again at any time. In a tab that another one has overruled that is no news.
        if (here === before) return;
        said = here;
        record = readRecord();
        // Of who has not answered nothing is stored; an answer that is taken back is told to other tabs.
        if (record?.said !== said && /granted|denied/.test(before + said))
          record = remember(JSON.parse(said.replaceAll('implied', 'unknown')), said);
        tell();
      };

      look();
      const unwatch = attempt(() => watch(look));
      const undo = all([
        () => attempt(() => unwatch?.()),
        onChoice(() => {
          const next = readRecord();
          // Nothing of a source that the site had before.
          if (!next?.said) return;
          record = next;
          said = next.said;
          tell();
        }),
      ]);
      return () => {
        answer = undefined;
        undo();
      };
    },
    set: (choice) => answer?.(choice),
    open: () => void attempt(() => open?.()),
  };
};
