import type { Attributes } from '../event.js';

/** One undertaking of a visitor's, told by the application. */
export interface Transaction {
  /** A step was taken; times are counted from the start. */
  step(name: string): void;
  /** What it is for was achieved. */
  succeeded(): void;
  /** It was not; for what reason, in a few words that hold no personal data. */
  failed(reason?: string): void;
  /** One that belongs to this one, and ends with it. */
  transaction(name: string): Transaction;
}

/**
 * Begins a transaction, or goes on with the one of that name that is open in this tab, on whichever page it was begun. The
 * plugin `transactions()` counts its times, and tells of it when it ends or is abandoned.
 *
 * @param sonde what `init` returned, or anything with its `track`.
 * @param name of few, and the same for every visitor; one of a name is open at a time.
 * @example
 * const checkout = transaction(sonde, 'checkout');
 * checkout.step('address');
 * const payment = checkout.transaction('payment');
 * pay().then(payment.succeeded, (error) => payment.failed(error.name)).then(checkout.succeeded);
 */
export const transaction = (
  sonde: { track(name: string, attributes: Attributes): void },
  name: string,
): Transaction => begin(sonde, name);

const begin = (sonde: Parameters<typeof transaction>[0], name: string, parent?: string): Transaction => {
  const tell = (attributes?: Attributes, event = 'transaction'): void =>
    sonde.track(event, { 'transaction.name': name, ...attributes });
  tell({ 'transaction.parent': parent }, 'transaction.started');
  return {
    step: (step) => tell({ 'transaction.step': step }, 'transaction.step'),
    succeeded: () => tell({ 'transaction.outcome': 'succeeded' }),
    failed: (reason) => tell({ 'transaction.outcome': 'failed', 'transaction.reason': reason }),
    transaction: (child) => begin(sonde, child, name),
  };
};
