import { attempt } from '../browser/attempt.js';
import type { Plugin } from '../plugin.js';

const NAMES = 'sonde.campaign.';

/**
 * Adds the campaign that led to a page, as its address names it (`utm_source`, `utm_medium`, `utm_campaign`, `utm_term`,
 * `utm_content`, `utm_id`), to the `page_view` it landed on, and to the `session.start` that `sessions` records:
 * `sonde.campaign.source`, `sonde.campaign.name` and so on. Later pages of the visit are known by their session.
 *
 * It comes before the plugins whose events it adds to.
 *
 * @example
 * // /sale?utm_source=newsletter&utm_campaign=spring
 * init({ endpoint: '/telemetry', service: 'shop', plugins: [campaign(), pageViews(), sessions()] });
 */
export const campaign = (): Plugin => ({
  purpose: 'analytics',
  setup: ({ onEmit }) =>
    onEmit(({ name, attributes }) => {
      if (!/^(page_view|session\.start)$/.test(name)) return;
      for (const [parameter, value] of attempt(() => new URL(`${attributes['url.full']}`).searchParams) ||
        []) {
        const [, part] = /^utm_(source|medium|campaign|term|content|id)$/.exec(parameter) || [];
        if (part && value) attributes[NAMES + (part === 'campaign' ? 'name' : part)] ??= value;
      }
    }),
});
