const MARKUP = Symbol('markup');
const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const write = (value) => {
  if (value === null || value === undefined || value === false) return '';
  if (Array.isArray(value)) return value.map(write).join('');
  if (typeof value === 'object' && MARKUP in value) return value[MARKUP];
  return String(value).replace(/[&<>"']/g, (character) => ENTITIES[character]);
};

/**
 * Markup from a template. Values are escaped unless they are markup themselves; lists are joined; `null`, `undefined`
 * and `false` write nothing.
 *
 * @example html`<p>${name}</p>${list.map((entry) => html`<li>${entry}</li>`)}`
 */
export const html = (strings, ...values) => ({
  [MARKUP]: strings.reduce((text, string, index) => text + write(values[index - 1]) + string),
  toString() {
    return this[MARKUP];
  },
});
