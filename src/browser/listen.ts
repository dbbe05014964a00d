/**
 * Adds a listener; returns the undo.
 *
 * @example
 * const undo = listen(window, 'online', () => flush());
 */
export const listen = <Kind extends Event = Event>(
  target: EventTarget,
  type: string,
  listener: (event: Kind) => void,
  options?: AddEventListenerOptions | boolean,
): (() => void) => {
  target.addEventListener(type, listener as EventListener, options);
  return () => target.removeEventListener(type, listener as EventListener, options);
};
