/**
 * Makes an element with this content; text stays text.
 *
 * @example
 * make('p', 'Read the ', link);
 */
export const make = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  ...content: (Node | string)[]
): HTMLElementTagNameMap[Tag] => {
  const element = document.createElement(tag);
  element.append(...content);
  return element;
};
