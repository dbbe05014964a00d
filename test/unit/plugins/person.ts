/**
 * Lets events of these types that a test dispatches count as a person's, as those of a browser do, and not as a script's;
 * returns the undo. To be called before the plugin is set up.
 */
export const actAsPerson = (...types: string[]): (() => void) => {
  const trust = (event: Event): void => {
    // jsdom keeps what an event says of itself behind its only symbol, and asks it anew each time.
    const [own] = Object.getOwnPropertySymbols(event) as unknown as [keyof Event];
    Object.assign(event[own] as object, { isTrusted: true });
  };
  for (const type of types) addEventListener(type, trust, true);
  return () => {
    for (const type of types) removeEventListener(type, trust, true);
  };
};
