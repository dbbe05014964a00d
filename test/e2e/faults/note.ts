import { appendFileSync } from 'node:fs';

/** One line of the long form's record: a fault that there is, or what became of it, tried once. */
export type Note = { readonly fault: string; readonly engine: string } & (
  | { readonly quick: boolean; readonly cannot: string | undefined }
  | ({ readonly client: string; readonly seed: number } & (
      | { readonly events: number; readonly lost: number; readonly twice: number }
      | { readonly failed: string }
    ))
);

/** Notes it where the long form asks for it; table.mjs reads the lines. */
export function note(line: Note): void {
  const file = process.env.SONDE_FAULTS_RESULTS;
  if (file) appendFileSync(file, `${JSON.stringify(line)}\n`);
}
