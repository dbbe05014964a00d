import { useEffect, useRef, useState } from 'preact/hooks';
import type { TimeRange } from '../../metrics/time-range.js';
import type { AnswerName, Answers } from '../answers.js';
import { AskError } from './source.js';
import type { View } from './view.js';

/** What is known of a question. */
export interface Known<Name extends AnswerName> {
  readonly answer: Answers[Name] | undefined;
  readonly range: TimeRange | undefined;
  /** The answer is to an earlier question: a new one is on its way. */
  readonly stale: boolean;
  /** Why there is no answer at all yet, in a sentence. */
  readonly problem: string | undefined;
}

/** Milliseconds between two questions for figures that take a look at all sessions. */
export const SLOW = 15_000;

/** The same for what hardly changes while somebody looks. */
export const SLOWEST = 30_000;

/** How a question is asked. */
export interface AskOptions {
  /** Further fields of the question, such as `feature`. */
  readonly more?: Readonly<Record<string, string>>;
  /** Not more often than this, in milliseconds: for figures that are dear to compute and slow to change. */
  readonly every?: number;
  /** False where there is nothing to ask yet. */
  readonly when?: boolean;
}

/**
 * Asks the collector, and asks again with every tick of the refresher. While a question changes, the answer to the
 * former one stays, marked as stale, so that nothing flickers or jumps.
 */
export const useAnswer = <Name extends AnswerName>(
  { source, refresher, search }: Pick<View, 'source' | 'refresher' | 'search'>,
  name: Name,
  { more = {}, every = 0, when = true }: AskOptions = {},
): Known<Name> => {
  const query = new URLSearchParams(search);
  for (const [field, value] of Object.entries(more)) query.set(field, value);
  const question = query.toString();
  const [known, setKnown] = useState<{
    question: string;
    answer?: Answers[Name];
    range?: TimeRange;
    problem?: string;
  }>(() => {
    const last = source.last(name, question);
    return last ? { question, ...last } : { question: '' };
  });
  const answered = useRef({ question: '', at: 0 });
  const { tick } = refresher;
  useEffect(() => {
    const { current } = answered;
    if (!when || (current.question === question && Date.now() - current.at < every)) return;
    const last = source.last(name, question);
    if (last) setKnown({ question, ...last });
    const abort = new AbortController();
    const ended = refresher.began();
    source.ask(name, question, abort.signal).then(
      (found) => {
        answered.current = { question, at: Date.now() };
        setKnown({ question, ...found });
        ended();
      },
      (error: unknown) => {
        if (abort.signal.aborted) return ended();
        const { message, status } = error instanceof AskError ? error : new AskError(String(error), 0);
        setKnown((before) => ({ ...before, problem: message }));
        ended({ message, status });
      },
    );
    return () => {
      abort.abort();
      ended();
    };
  }, [name, question, tick, when, source, refresher]);
  return {
    answer: when ? known.answer : undefined,
    range: known.range,
    stale: known.answer !== undefined && known.question !== question,
    problem: known.answer === undefined ? known.problem : undefined,
  };
};
