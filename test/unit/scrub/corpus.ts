import { readFileSync } from 'node:fs';

const read = (name: string): string[] =>
  readFileSync(new URL(`corpus/${name}.txt`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('# '));

/** Strings with something personal in them, and what that is: between ⟦ and ⟧ in the file. */
export const personal: readonly { readonly text: string; readonly secrets: readonly string[] }[] = read(
  'personal',
).map((line) => ({
  text: line.replace(/[⟦⟧]/g, ''),
  secrets: [...line.matchAll(/⟦(.*?)⟧/g)].map(([, secret]) => secret as string),
}));

/** Strings that look like it and are to stay as they are. */
export const lookalikes: readonly string[] = read('lookalikes');

/** A secret is missed where it, or so much of its beginning that one could guess the rest, is still there. */
export const misses = (scrub: (text: string) => string): string[] =>
  personal.flatMap(({ text, secrets }) => {
    const clean = scrub(text);
    return secrets.filter((secret) => clean.includes(secret.slice(0, Math.max(8, secret.length >> 1))));
  });

/** Lookalikes of which something is gone. */
export const alarms = (scrub: (text: string) => string): string[] =>
  lookalikes.filter((text) => scrub(text) !== text);
