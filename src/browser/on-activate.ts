import { listen } from './listen.js';

/** What somebody clicked with; `keyboard` also stands for assistive technology. */
export type Pointer = 'mouse' | 'touch' | 'pen' | 'keyboard';

/** The innermost element of a click's way that a selector matches: through slots and open shadow roots. */
export type Closest = (selector: string) => Element | undefined;

/**
 * Calls back with each click that a person made, by pointer, touch or keyboard, before the page's own handlers run and
 * without touching the event. Clicks from scripts (`element.click()`) are left out, and those inside
 * `data-telemetry="off"`. A click on a label is told once, as the click on its control that the browser makes of it.
 * Returns the undo.
 *
 * @param type `auxclick` for the buttons that make no click.
 *
 * @example
 * const undo = onActivate((closest, pointer) => console.log(closest('button')?.id, pointer));
 */
export const onActivate = (
  listener: (closest: Closest, pointer: Pointer, event: PointerEvent) => void,
  type = 'click',
): (() => void) => {
  let pointer: Pointer;
  let time: number;
  return listen<PointerEvent>(
    window,
    type,
    (event) => {
      const path = event.composedPath();
      // `matches` comes from the prototype: in a form, a field of that name hides it.
      const closest: Closest = (selector) =>
        path.find(
          (node) => node instanceof Element && Element.prototype.matches.call(node, selector),
        ) as Element;
      // WebKit gives the click that it makes of a label's neither pointer nor detail, only the same time.
      if (event.timeStamp !== time || event.detail)
        pointer = (event.pointerType as Pointer) || (event.detail ? 'mouse' : 'keyboard');
      time = event.timeStamp;
      if (
        event.isTrusted &&
        !(closest('a,button,input,select,textarea,label') as HTMLLabelElement)?.control &&
        !closest('[data-telemetry=off]')
      )
        listener(closest, pointer, event);
    },
    true,
  );
};
