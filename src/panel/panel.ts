import { attempt } from '../browser/attempt.js';
import { localKeys, readLocal } from '../browser/local.js';
import { make } from '../browser/make.js';
import { shadowHost } from '../browser/shadow-host.js';
import { type ConsentState, PURPOSES, type Purpose, rankOf } from '../event.js';
import type { Options } from '../options.js';
import type { Sonde } from '../sonde.js';
import { panelStyle } from './panel-style.js';
import { english, type PanelText } from './panel-text.js';
import { readRecord } from './read-record.js';
import { readRows } from './read-rows.js';
import { createWatch, type Watched } from './watch.js';

export type { Fate, PanelText } from './panel-text.js';

export interface PanelOptions {
  /** Words of the site's own, all or some; English otherwise. */
  readonly text?: Partial<PanelText>;
  /** Beside the page, which stays in use, and not over it: for developers, who see each event and its fate as they go. */
  readonly beside?: boolean;
}

export interface Panel {
  /** Lets the events of these options be followed: `init(privacy.watch({ … }))`. */
  watch(options: Options): Options;
  /** Shows the panel, if it is not there already. Never throws. */
  open(sonde: Sonde): void;
}

/** How long changes are gathered before they are shown, in milliseconds. */
const REFRESH = 300;

/**
 * The privacy panel: shows a visitor what is kept on the device and what was recorded, with what became of each event
 * (sent, kept, sampled, left out and by whom, dropped, redacted); exports it as a JSON file; deletes it; and changes the
 * choice. It is a real dialog in a shadow root, needs no `unsafe-inline` of a Content-Security-Policy, and sends nothing.
 *
 * Of this page it knows each event, the last 300; of earlier pages what is kept and not yet sent. It has that in memory,
 * and forgets it on a withdrawal.
 *
 * @example
 * const privacy = panel();
 * const sonde = init(privacy.watch({ endpoint: '/telemetry', service: 'shop', plugins: [pageViews()] }));
 * privacyLink.onclick = () => privacy.open(sonde);
 */
export const panel = ({ text, beside }: PanelOptions = {}): Panel => {
  const words: PanelText = { ...english, ...text };
  let service = '';
  let sonde: Sonde | undefined;
  let dialog: HTMLDialogElement | undefined;

  const stateOf = (purpose: Purpose): ConsentState | undefined => sonde?.consent.state()[purpose];
  const isGranted = (purpose: Purpose): boolean => stateOf(purpose) === 'granted';
  const watching = createWatch((name) => stateOf(PURPOSES[rankOf(name) % 2] as Purpose) === 'unknown');

  /** What localStorage keeps: of this service, the choice, and what is still to be erased at the collector. */
  const readDevice = (): [key: string, value: string][] =>
    [...localKeys(`sonde.${service}.`), 'sonde.consent', 'sonde.out', `sonde.erase:${service}`]
      .map((key): [string, string] => [key, readLocal(key) || ''])
      .filter(([, value]) => value);

  const show = (): void => {
    const host = shadowHost('sonde-privacy', words.lang, panelStyle);
    const status = make('p');
    const device = make('dl');
    const list = make('ol');
    /** What earlier pages and other tabs left, by record. */
    const earlier = new Map<string, Watched>();
    const rows = new Map<Watched, { item: HTMLElement; fate: HTMLElement; attributes: HTMLElement }>();
    let held: ReadonlySet<string> | undefined;
    let isScheduled: boolean | undefined;

    const pairs = (values: object): HTMLElement[] =>
      Object.entries(values).flatMap(([name, value]) => [make('dt', name), make('dd', String(value))]);

    const rowOf = (watched: Watched): { item: HTMLElement; fate: HTMLElement; attributes: HTMLElement } => {
      let row = rows.get(watched);
      if (!row) {
        const { name = '', time = 0 } = watched.event || readRecord(watched.record || '') || {};
        const fate = make('span');
        const attributes = make('dl');
        const summary = make(
          'summary',
          new Date(watched.time || time).toLocaleTimeString(words.lang),
          ' ',
          make('b', name),
          ' ',
          fate,
        );
        row = { item: make('li', make('details', summary, attributes)), fate, attributes };
        rows.set(watched, row);
        list.prepend(row.item);
      }
      return row;
    };

    const refresh = async (): Promise<void> => {
      const state = await sonde?.diagnose();
      const stored = await readRows(`sonde.${service}.`);
      isScheduled = false;
      if (!dialog) return;
      // What storage has not confirmed is kept, too.
      held = state && stored.length < state.kept ? undefined : new Set(stored);
      // There may be ten thousand.
      const left = new Set(stored);
      const ours = new Set(watching.events.map(({ record }) => record));
      for (const record of earlier.keys()) if (!left.has(record)) earlier.delete(record);
      for (const record of left)
        if (!earlier.has(record) && !ours.has(record)) earlier.set(record, { record });
      const all = new Set([...earlier.values(), ...watching.events]);
      for (const [watched, { item }] of rows)
        if (!all.has(watched)) {
          item.remove();
          rows.delete(watched);
        }
      for (const watched of all) {
        const { fate, attributes } = rowOf(watched);
        const scrubbed = watching.scrubbedOf(watched);
        const said = [
          words.fates[watching.fateOf(watched, held)],
          ...(scrubbed[0] ? [`${words.scrubbed} ${scrubbed.join(', ')}`] : []),
        ].join('; ');
        if (fate.textContent !== said) {
          fate.textContent = said;
          attributes.replaceChildren(
            ...pairs(readRecord(watched.record || '')?.attributes || watched.event?.attributes || {}),
          );
        }
      }
      const kept = readDevice();
      device.replaceChildren(...(kept[0] ? pairs(Object.fromEntries(kept)) : [make('dd', words.nothing)]));
      boxes.forEach((box, place) => {
        box.checked = isGranted(PURPOSES[place] as Purpose);
      });
    };
    const schedule = (): void => {
      if (!isScheduled) setTimeout(refresh, REFRESH);
      isScheduled = true;
    };

    const choose = (purpose: Purpose, isWanted: boolean): void => {
      sonde?.consent[isWanted ? 'grant' : 'deny'](purpose);
      // Not every source can be told: it shows its own choice, or is overruled.
      if (isGranted(purpose) !== isWanted) {
        dialog?.close();
        if (isWanted) sonde?.consent.open();
        else sonde?.optOut();
      }
      schedule();
    };

    const erase = (): void => {
      sonde?.consent.deny();
      if (PURPOSES.some(isGranted)) sonde?.optOut();
      status.textContent = words.erased;
      schedule();
    };

    const download = (): void => {
      const file = {
        service,
        time: new Date().toISOString(),
        consent: sonde?.consent.state(),
        device: Object.fromEntries(readDevice()),
        events: [...earlier.values(), ...watching.events].map((watched) => ({
          fate: watching.fateOf(watched, held),
          ...(readRecord(watched.record || '') || watched.event),
        })),
      };
      const href = URL.createObjectURL(
        // An event that was left out may hold what JSON does not know.
        new Blob([JSON.stringify(file, (_, value) => (typeof value === 'bigint' ? `${value}` : value), 2)], {
          type: 'application/json',
        }),
      );
      Object.assign(make('a'), { href, download: `${service}-data.json` }).click();
      // Not at once: the browser may still be reading it.
      setTimeout(() => URL.revokeObjectURL(href), 60_000);
    };

    const button = (label: string, onclick: () => void): HTMLElement =>
      Object.assign(make('button', label), { onclick });

    const boxes = PURPOSES.map((purpose) => {
      const box = make('input');
      return Object.assign(box, {
        type: 'checkbox',
        checked: isGranted(purpose),
        onchange: () => choose(purpose, box.checked),
      });
    });

    status.setAttribute('role', 'status');
    dialog = make(
      'dialog',
      make('h2', words.title),
      make(
        'fieldset',
        make('legend', words.choice),
        ...PURPOSES.map((purpose, place) => make('label', boxes[place] as Node, words[purpose])),
      ),
      make(
        'div',
        button(words.download, download),
        button(words.erase, erase),
        button(words.close, () => dialog?.close()),
      ),
      status,
      make('h3', words.device),
      device,
      make('h3', words.events),
      list,
    );
    dialog.dir = 'auto';
    dialog.setAttribute('aria-label', words.title);
    dialog.onclose = () => {
      watching.onChange = () => {};
      dialog = undefined;
      host.remove();
    };
    host.shadowRoot?.append(dialog);
    document.body.append(host);
    if (beside) {
      dialog.className = 'beside';
      dialog.onkeydown = ({ key }) => key === 'Escape' && dialog?.close();
      dialog.show();
    } else dialog.showModal();
    watching.onChange = schedule;
    refresh();
  };

  return {
    watch(options) {
      service = options.service;
      return watching.watch(options);
    },
    open(handle) {
      sonde = handle;
      if (!dialog) attempt(show);
    },
  };
};
