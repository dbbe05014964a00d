/** What the files of an engine's run share is kept here: `worker-environment.ts` ends it, and is loaded apart from them. */
const ENDS = Symbol.for('sonde.test.ends');

/** Has `end` called when the last file of this worker has run. */
export function outlive(end: () => Promise<void>): void {
  endsOf(globalThis).push(end);
}

/** What is to be called at the end, and in which order. */
export const endsOf = (global: object): (() => Promise<void>)[] => {
  const ends: (() => Promise<void>)[] = Reflect.get(global, ENDS) ?? [];
  Reflect.set(global, ENDS, ends);
  return ends;
};
