import { listen } from './listen.js';

/** What somebody clicked with; `keyboard` also stands for assistive technology. */
export type Pointer = 'mouse' | 'touch' | 'pen' | 'keyboard';

/**
 * The innermost element of a click's way that a selector matches: through slots and open shadow roots. Of a label's click
 * its control's way comes first.
 */
export type Closest = (selector: string) => Element | undefined;

/**
 * Calls back with each click that a person made, by pointer, touch or keyboard, before the page's own handlers run and
 * without touching the event. Clicks from scripts (`element.click()`) are left out, and those inside
 * `data-telemetry="off"`. A click on a label is told once, as one on its control, whether the browser makes that click of
 * it or not: what stands in a label may be pressed without.
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
  let control: HTMLInputElement | null | undefined;
  return listen<PointerEvent>(
    window,
    type,
    (event) => {
      const path = event.composedPath();
      // `matches` comes from the prototype: in a form, a field of that name hides it.
      const find: Closest = (selector) =>
        path.find(
          (node) => node instanceof Element && Element.prototype.matches.call(node, selector),
        ) as Element;
      const closest: Closest = (selector) => control?.closest(selector) || find(selector);
      // What the browser makes of the label's comes in the same task.
      if (path.includes(control as never)) return;
      control = (find('a,button,input,select,textarea,label') as HTMLLabelElement)?.control as typeof control;
      if (control)
        setTimeout(() => {
          control = undefined;
        });
      if (event.isTrusted && !control?.disabled && !closest('[data-telemetry=off]'))
        listener(closest, ((event.pointerType ?? (event.detail && 'mouse')) || 'keyboard') as Pointer, event);
    },
    true,
  );
};
