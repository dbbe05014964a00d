import type { AnswerName, Answers } from '../../../src/collector/dashboard/answers.js';

/** Asks a collector what its dashboard asks. Rejects with the collector's own words where it has no answer. */
export const ask = async <Name extends AnswerName>(
  url: string,
  name: Name,
  fields: Readonly<Record<string, string>> = {},
): Promise<Answers[Name]> => {
  const response = await fetch(`${url}/api/${name}?${new URLSearchParams(fields)}`);
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()).answer;
};
