/**
 * The first element that a selector finds in the document or in an open shadow root. It travels to the page as source
 * text, so it stands alone. Playwright's own selectors look into shadow roots as well.
 */
export const deepQuery = (selector: string): HTMLElement | null => {
  const find = (root: ParentNode): HTMLElement | null => {
    const found = root.querySelector<HTMLElement>(selector);
    if (found) return found;
    for (const { shadowRoot } of root.querySelectorAll('*')) {
      const inside = shadowRoot && find(shadowRoot);
      if (inside) return inside;
    }
    return null;
  };
  return find(document);
};
