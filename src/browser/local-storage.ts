/** The value under a key; `null` where there is none or storage is forbidden (its mere access can throw). */
export const readLocal = (key: string): string | null => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
};

/** Writes, or removes where the value is left out. `false` where storage is forbidden or full. */
export const writeLocal = (key: string, value?: string): boolean => {
  try {
    if (value === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
    return true;
  } catch {
    return false;
  }
};

/** The keys that begin with a prefix; none where storage is forbidden. */
export const localKeys = (prefix: string): string[] => {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
};
