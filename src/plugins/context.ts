import { all } from '../browser/all.js';
import { listen } from '../browser/listen.js';
import { listenAll } from '../browser/listen-all.js';
import { readLocal, writeLocal } from '../browser/local.js';
import type { Attributes, EventAttributes } from '../event.js';
import type { Plugin } from '../plugin.js';

export interface ContextOptions {
  /** Attributes to leave out, by how they begin: `['browser.', 'sonde.device.memory']`. */
  readonly omit?: readonly string[];
}

/** What not every browser has; TypeScript's own types know none of it. */
interface Hints {
  readonly deviceMemory?: number;
  readonly connection?: { readonly effectiveType?: string; readonly saveData?: boolean };
  /** Of low entropy: told to every server without asking. https://wicg.github.io/ua-client-hints/ */
  readonly userAgentData?: {
    readonly mobile: boolean;
    readonly platform: string;
    readonly brands: readonly { readonly brand: string; readonly version: string }[];
  };
}

const ORIENTATION = 'sonde.screen.orientation';

/** The first of the classes, given as its upper bound and name, that a number lies below. */
const classOf = (
  value: number | undefined,
  classes: readonly (readonly [number, string])[],
): string | undefined => classes.find(([bound]) => (value as number) < bound)?.[1];

const viewport = () =>
  classOf(innerWidth, [
    [480, 'xs'],
    [768, 's'],
    [1024, 'm'],
    [1440, 'l'],
    [Infinity, 'xl'],
  ]);

const matches = (query: string): boolean => matchMedia(`(${query})`).matches;

/** Which of a media feature's values holds. */
const media = (feature: string, ...values: string[]) =>
  values.find((value) => matches(`${feature}:${value}`));

/** Of the screen where it says so: a keyboard on the screen makes the viewport of a phone wider than high. */
const orientation = () =>
  screen.orientation?.type.split('-')[0] || media('orientation', 'portrait', 'landscape');

const read = (): Attributes => {
  const { language, hardwareConcurrency } = navigator;
  const { deviceMemory, connection, userAgentData } = navigator as Hints;
  const isCoarse = matches('pointer:coarse');
  return {
    'sonde.device.class':
      userAgentData?.mobile || (isCoarse && Math.min(screen.width, screen.height) < 600)
        ? 'mobile'
        : isCoarse
          ? 'tablet'
          : 'desktop',
    'sonde.device.memory': classOf(deviceMemory, [
      [4, 'low'],
      [8, 'medium'],
      [Infinity, 'high'],
    ]),
    'sonde.device.cores': classOf(hardwareConcurrency, [
      [3, '1-2'],
      [5, '3-4'],
      [9, '5-8'],
      [Infinity, '9+'],
    ]),
    'sonde.viewport.class': viewport(),
    [ORIENTATION]: orientation(),
    'sonde.input.primary': media('pointer', 'fine', 'coarse', 'none'),
    'sonde.preference.color_scheme': media('prefers-color-scheme', 'dark', 'light'),
    'sonde.preference.contrast': media('prefers-contrast', 'more', 'less', 'custom', 'no-preference'),
    'sonde.preference.reduced_motion': matches('prefers-reduced-motion:reduce'),
    'sonde.preference.forced_colors': matches('forced-colors:active'),
    'sonde.display.mode': media(
      'display-mode',
      'fullscreen',
      'standalone',
      'minimal-ui',
      'window-controls-overlay',
      'browser',
    ),
    'sonde.connection.class': connection?.effectiveType,
    'sonde.connection.save_data': connection?.saveData,
    'sonde.time_zone.offset': -new Date().getTimezoneOffset() / 60,
    'browser.language': language?.split('-')[0],
    'browser.mobile': userAgentData?.mobile,
    'browser.platform': userAgentData?.platform,
    // One of the brands is a decoy, such as `Not)A;Brand` or `Not_A Brand`.
    'browser.brands': userAgentData?.brands
      .map(({ brand, version }) => `${brand} ${version}`)
      .filter((brand) => !/Not.A.Brand/.test(brand)),
  };
};

/**
 * Records a `context` event for each session, and again when something of it changed: class of device and viewport,
 * orientation, preferences, language, time zone, connection, display mode, classes of memory and cores; all of it in
 * coarse classes that many share. What is watched is the viewport's class, the orientation and the colour scheme: their
 * changes are told at once. Any other is told with the next of these, on the next page or in the next session.
 *
 * An `input.used` tells once a session of each way of input that was used; page views and uses of features bear the
 * orientation they had. Where fingers are the first way to point, keys that write into a field are taken for those of the
 * keyboard on the screen, whatever keyboard is there.
 *
 * What was told is kept on the device, so that the pages of a session repeat nothing.
 *
 * @example
 * init({ endpoint: '/telemetry', service: 'shop', plugins: [context({ omit: ['sonde.device.'] })] });
 */
export const context = ({ omit = [] }: ContextOptions = {}): Plugin => ({
  purpose: 'analytics',
  late: true,
  setup({ emit, onEmit, prefix }) {
    let session: string | undefined;
    let told: string | undefined;
    let width: string | undefined;
    /** What was used in this session, as far as this page knows. */
    let used = '';
    const isWanted = (name: string) => !omit.some((start) => name.startsWith(start));

    const tell = (): void => {
      width = viewport();
      emit(
        'context',
        Object.fromEntries(
          Object.entries(read()).filter(([name]) => isWanted(name)),
        ) as EventAttributes['context'],
      );
    };
    const undo = [
      // Here an event's session is known, and so whether this was told of it, maybe by another page.
      onEmit(({ name, attributes }, id) => {
        if (session !== id) {
          if (session && name !== 'context') queueMicrotask(tell);
          session = id;
          used = '';
        }
        if (name === 'context') {
          const text = id + JSON.stringify(attributes);
          if ((readLocal(`${prefix}context`) || told) === text) return false;
          told = text;
          writeLocal(`${prefix}context`, text);
        }
        if (name === 'input.used') {
          const type = attributes['sonde.pointer.type'] as string;
          const [last, before = ''] = (readLocal(`${prefix}input`) || '').split(',');
          used += last === id ? before : '';
          if (used.includes(type)) return false;
          used += `${type} `;
          writeLocal(`${prefix}input`, `${id},${used}`);
        }
        if (/^page_view$|^feature\.used$/.test(name) && isWanted(ORIENTATION))
          attributes[ORIENTATION] = orientation() as string;
        return true;
      }),
      listen(window, 'resize', () => {
        if (width !== viewport()) tell();
      }),
      listenAll<PointerEvent & KeyboardEvent>(
        ['pointerdown', 'keydown'],
        (event) => {
          const { isTrusted, key, pointerType = 'keyboard' } = event;
          if (
            isTrusted &&
            pointerType &&
            !used.includes(pointerType) &&
            !event.isComposing &&
            // Keyboards on screens do not say which key it was, save for those of iPhones and iPads.
            key !== 'Unidentified' &&
            !(key && matches('pointer:coarse') && (event.composedPath()[0] as Element).matches(':read-write'))
          )
            emit('input.used', {
              'sonde.pointer.type': pointerType as EventAttributes['input.used']['sonde.pointer.type'],
            });
        },
        true,
      ),
      listen(matchMedia('(prefers-color-scheme:dark)'), 'change', tell),
      screen.orientation && listen(screen.orientation, 'change', tell),
    ];
    tell();
    return all(undo);
  },
});
