import { vi } from 'vitest';

/** localStorage that takes nothing while it `isFull`. */
export const stubStorage = (kept: Record<string, string>, isFull: () => boolean): void => {
  vi.stubGlobal(
    'localStorage',
    new Proxy(kept, {
      set(target, name: string, value: string) {
        if (isFull()) throw new DOMException('full', 'QuotaExceededError');
        target[name] = value;
        return true;
      },
    }),
  );
};
