import { attempt } from './attempt.js';
import { textOf } from './text-of.js';

/** What can be said of a thrown value. */
export interface ErrorDescription {
  /** The error's name; for what is no error, its class: `String`, `Response`. */
  readonly type: string;
  /** The error's message; for another object the names of its properties, never their values. */
  readonly message: string;
  /** The stack, then what caused it with theirs. Empty where nothing is known. */
  stack: string;
}

/** An error, its causes and the errors that an AggregateError holds: so many in all. */
const MAX_CHAIN = 6;

/**
 * Describes whatever was thrown: errors with their causes (and those that an AggregateError holds), strings, plain
 * objects, hostile ones. Never throws.
 *
 * @example
 * describeError(new TypeError('x is undefined')).type; // 'TypeError'
 * describeError('no').type;                            // 'String'
 */
export const describeError = (error: unknown): ErrorDescription => {
  // Grows while it is walked.
  const chain = [error];
  let described: ErrorDescription | undefined;
  for (const each of chain) {
    // A primitive has none of these properties, and reading them from null throws: both read as empty.
    const one = each as AggregateError;
    // What has no message is no error, and its name perhaps a person's.
    const type =
      textOf(() => one.message.sub() && one.name) ||
      textOf(() => ({}).toString.call(one).slice(8, -1)) ||
      typeof one;
    const message = textOf(() =>
      Object(one) !== one ? String(one) : 'message' in one ? one.message : `{${Object.keys(one)}}`,
    );
    // V8 begins it with the message, which may be longer than all that is kept; cut between words, since half of an address
    // would not be found and redacted.
    const stack = textOf(() =>
      message
        ? one.stack?.split(one.message).join(message.match(/^.{0,200}(?!\S)|^.{200}/s) as never)
        : one.stack,
    );
    if (described) described.stack += `\nCaused by: ${type}: ${message}\n${stack}`;
    else described = { type, message, stack };
    // Where a getter throws, the chain ends.
    attempt(() => {
      chain.push(...[one.cause].concat(one.errors).filter((cause) => cause && !chain.includes(cause)));
      chain.splice(MAX_CHAIN);
    });
  }
  return described as ErrorDescription;
};
