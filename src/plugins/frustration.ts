import { all } from '../browser/all.js';
import { describeTarget } from '../browser/describe-target.js';
import { listenAll } from '../browser/listen-all.js';
import { readLocal, writeLocal } from '../browser/local.js';
import type { EventAttributes } from '../event.js';
import type { Plugin } from '../plugin.js';

type Frustration = EventAttributes['frustration'];

export interface FrustrationOptions {
  /** Milliseconds in which a click has an effect or has none, and in which the next belongs to it; 1,000 unless told. */
  readonly patience?: number;
}

/** Clicks further from each other than so many pixels are not of one burst. */
const NEAR = 30;
const RAGE = 3;

/** Back and forth between two pages, this often and within so many milliseconds. */
const TURNS = 4;
const HURRY = 30_000;

/** What looks as if a click would do something; so does whatever has a hand for a cursor. */
const ACTIVE = 'a,button,summary,input,[role=button],[role=link],[role=tab],[role^=menuitem]';

/**
 * Where a click that changes nothing, or many in a row, are no sign of anything: what is private; what is drawn or played;
 * what is written into, dragged or stepped through; a radio button, which may be chosen already; what opens elsewhere. By the
 * beginnings of their names, as they take less room: the types radio, range, reset, color and file, the roles slider,
 * spinbutton, radio (and its group) and application.
 */
const CALM =
  '[data-telemetry=off],canvas,video,audio,iframe,select,:read-write,input:is([type^=r],[type^=co],[type^=f]),[role^=sl],[role^=sp],[role^=ra],[role^=ap],a[target],a[download]';

/** What tells of an effect that is no change of the document: in the order that compresses best, by trial. */
const EFFECTS = 'blur play volumechange submit reset invalid pause change scroll toggle';

/**
 * Records a `frustration`: `rage`, three and more clicks in a row at one place of which not each had an effect; `dead`, a
 * click on what looks active that changed nothing within a second; `error`, an error within a second of a click; and
 * `thrash`, back and forth between two pages within half a minute.
 *
 * An effect is any change of the document or of an open shadow root around the click, of the URL, and of a scroll position,
 * field or player in these; that the browser refuses to send a form; and a change of the focus. So a page that never stands
 * still has no dead clicks; and where somebody selects text, steps through a calendar, opens another tab, or clicks in a
 * canvas or player, none is told. It may be due to the last click or to those of the burst that came less than a second
 * before that.
 *
 * What a script only puts into a field (a button for the quantity) is not seen, for values are never read: put a
 * `role="spinbutton"` around field and buttons, where it is one, or `data-telemetry="off"`.
 *
 * @example
 * init({ endpoint: '/telemetry', service: 'shop', plugins: [frustration(), pageViews(), clicks()] });
 */
export const frustration = ({ patience = 1_000 }: FrustrationOptions = {}): Plugin => ({
  purpose: 'analytics',
  setup({ emit, onEmit, prefix }) {
    /** The clicks of the running burst. */
    let burst: {
      readonly event: PointerEvent;
      readonly target: ReturnType<typeof describeTarget>;
      readonly href: string;
      readonly scrollY: number;
      readonly link: HTMLAnchorElement | undefined;
      readonly active: unknown;
      effect?: boolean;
    }[] = [];
    let last: (typeof burst)[0] | undefined;
    /** The burst of which an error is told. */
    let failed: unknown;
    let timer: ReturnType<typeof setTimeout>;
    let effects = new AbortController();

    const tell = (kind: Frustration['sonde.frustration.kind'], count?: number): void =>
      emit('frustration', {
        'sonde.frustration.kind': kind,
        'sonde.frustration.count': count,
        ...last?.target,
      });
    const onEffect = (effect?: unknown): void => {
      for (const click of burst)
        if (
          (last as typeof click).event.timeStamp - click.event.timeStamp <
          // What a server was asked for may come after the next click. Who goes elsewhere takes the focus away, too: that
          // tells of the last click at most, no millisecond (`true` counts as 1) before itself.
          (((effect as Event)?.type === 'blur' || patience) as number)
        )
          click.effect = true;
    };
    const changes = new MutationObserver(onEffect);

    const end = (): void => {
      changes.disconnect();
      clearTimeout(timer);
      effects.abort();
      effects = new AbortController();
      burst = [];
      last = undefined;
    };
    const judge = (): void => {
      const count = burst.length;
      const dead = burst.filter(
        ({ event, link, effect, href }) =>
          !effect &&
          href === location.href &&
          // The browser follows a link that nobody held back, however long that takes.
          (!link || event.defaultPrevented || link.href === href),
      );
      if (dead.length && getSelection()?.type !== 'Range') {
        if (count >= RAGE) tell('rage', count);
        else if (dead.length === count && (dead as [(typeof dead)[0]])[0].active) tell('dead', count);
      }
      end();
    };
    const onClick = (event: PointerEvent): void => {
      const path = event.composedPath();
      const closest = (selector: string) =>
        path.find(
          (node) => node instanceof Element && Element.prototype.matches.call(node, selector),
        ) as HTMLAnchorElement;
      const inner = closest('*');
      // The click on a label is told as the one on its control.
      if (!event.isTrusted || !inner || (closest('a,button,input,label') as { control?: unknown })?.control)
        return;
      // A scroll is told with the next frame that is drawn, and that may take longer than the next click.
      if (last?.scrollY !== scrollY) onEffect();
      // What ends because another place is clicked has had less than its time.
      if (last && Math.hypot(event.x - last.event.x, event.y - last.event.y) > NEAR)
        (burst.length >= RAGE ? judge : end)();
      const { cursor } = getComputedStyle(inner);
      if (closest(CALM) || cursor === 'text' || event.ctrlKey || event.metaKey || event.shiftKey) end();
      else {
        const element = closest(ACTIVE);
        last = {
          event,
          target: describeTarget(element || inner),
          href: location.href,
          scrollY,
          link: closest('a[href]'),
          active: element || cursor === 'pointer',
        };
        burst.push(last);
        // Shadow roots, the document, the window. What scrolls, or is chosen, in a shadow root, is told only there.
        for (const root of path)
          if (!(root instanceof Element)) {
            for (const type of EFFECTS.split(' '))
              root.addEventListener(type, onEffect, { capture: true, signal: effects.signal });
            if (root instanceof Node)
              changes.observe(root, {
                subtree: true,
                childList: true,
                attributes: true,
                characterData: true,
              });
          }
        clearTimeout(timer);
        // Firefox tells of a dialog's `blur` when it is closed, in a task after the timers that were due by then.
        timer = setTimeout(() => {
          timer = setTimeout(judge);
        }, patience);
      }
    };
    const onError = ({ message }: { message?: string }): void => {
      // Nothing is lost by a ResizeObserver's notice.
      if (failed !== burst && last && !/^ResizeObs/.test(message as string)) {
        failed = burst;
        tell('error');
      }
    };

    return all([
      listenAll<PointerEvent>(['click'], onClick, true),
      listenAll<ErrorEvent>(['error', 'unhandledrejection'], onError),
      // Firefox and WebKit cancel what still loads when a navigation begins, and tell it as errors.
      listenAll(['beforeunload', 'pagehide'], end),
      end,
      onEmit(({ name, attributes, time }) => {
        if (name !== 'page_view') return;
        const key = `${prefix}pages`;
        // It is written before it is scrubbed.
        const page = `${attributes['url.full']}`.replace(/\?.*/, '');
        const pages = `${readLocal(key)}\n${page} ${time}`.split('\n').slice(-TURNS).join('\n');
        const [, , first] = /^(\S+) (\d+)\n(?!\1 )(\S+) \d+\n\1 \d+\n\3 \d+$/.exec(pages) || [];
        const isThrash = time - (first as never) < HURRY;
        if (isThrash) queueMicrotask(() => tell('thrash', TURNS));
        writeLocal(key, isThrash ? '' : pages);
      }),
    ]);
  },
});
