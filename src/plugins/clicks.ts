import { describeTarget } from '../browser/describe-target.js';
import { onActivate } from '../browser/on-activate.js';
import type { Plugin } from '../plugin.js';

/**
 * Links, buttons, and inputs that are pressed and not typed into (`:read-only` holds for check boxes, radios, sliders and
 * the like). A label is told as its control.
 */
const ACTIVATABLE =
  'a,area,button,summary,input:read-only,[data-telemetry-id],[data-feature],[role=button],[role=link],[role^=menuitem],[role=tab],[role=checkbox],[role=radio],[role=switch],[role=option]';

/**
 * Records a `click` for each thing that a person activates: by mouse, touch, pen or keyboard, in open shadow roots too.
 * It is named by `data-telemetry-id`, else by an `id` that a person wrote, else by role or tag; text and values are never
 * read. Nothing is recorded inside `data-telemetry="off"`.
 *
 * @example
 * // <button data-telemetry-id="add-to-cart"><svg>…</svg></button>
 * init({ endpoint: '/telemetry', service: 'shop', plugins: [clicks()] });
 */
export const clicks = (): Plugin => ({
  purpose: 'analytics',
  setup: ({ emit }) =>
    onActivate((closest, pointer) => {
      const element = closest(ACTIVATABLE);
      if (element) emit('click', { ...describeTarget(element), 'sonde.pointer.type': pointer });
    }),
});
