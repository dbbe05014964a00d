import type { Sonde } from '../sonde.js';
import { captureOnce } from './capture-once.js';

/**
 * A Svelte action: names what the plugin `features()` watches.
 *
 * @see https://svelte.dev/docs/svelte/use
 * @example
 * <button use:markFeature={'export-csv'}>Export</button>
 */
export const markFeature = (
  element: Element,
  id: string | null | undefined,
): { update(id: string | null | undefined): void } => {
  const update = (next: string | null | undefined): void =>
    next == null ? element.removeAttribute('data-feature') : element.setAttribute('data-feature', next);
  update(id);
  return { update };
};

/**
 * Records what a `<svelte:boundary>` caught.
 *
 * @see https://svelte.dev/docs/svelte/svelte-boundary
 * @example
 * <svelte:boundary onerror={onBoundaryError(sonde)}>…{#snippet failed(error, reset)}…{/snippet}</svelte:boundary>
 */
export const onBoundaryError =
  (sonde: Pick<Sonde, 'track'>): ((error: unknown) => void) =>
  (error) => {
    captureOnce(sonde, error, '');
    console.error(error);
  };

/** What is read of what SvelteKit hands to `handleError`. */
interface Failure {
  readonly error: unknown;
  readonly status: number;
  readonly event: { readonly route: { readonly id: string | null } };
}

/**
 * Makes SvelteKit's `handleError` of the client's hooks: records what nobody expected, with its route. A page that does
 * not exist is none of these. Then the site's own, if there is one, has its say; else the console, as before.
 *
 * @see https://svelte.dev/docs/kit/hooks#Shared-hooks-handleError
 * @example
 * // src/hooks.client.ts
 * export const handleError = handleErrorWith(sonde);
 */
export const handleErrorWith =
  <Input extends Failure, Answer>(
    sonde: Pick<Sonde, 'track'>,
    next?: (failure: Input) => Answer,
  ): ((failure: Input) => Answer | undefined) =>
  (failure) => {
    const { error, status, event } = failure;
    if (status !== 404)
      captureOnce(sonde, error, `    at route ${event.route.id}`, next ? 'handled' : 'unhandled');
    if (next) return next(failure);
    console.error(error);
    return undefined;
  };
