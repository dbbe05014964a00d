import { type ParseArgsConfig, parseArgs } from 'node:util';

type Allowed = NonNullable<ParseArgsConfig['options']>;

type Parsed<Options extends Allowed> = ReturnType<
  typeof parseArgs<{ args: string[]; options: Options; allowPositionals: boolean }>
>;

/** Node's own message, which goes on after its first sentence: about positional arguments, or for three lines. */
const sentenceOf = (message: string): string => {
  const [, option] = /^Option '(?:-\w, )?(--[\w-]+).*argument (?:is ambiguous|missing)/.exec(message) ?? [];
  return option
    ? `${option} needs a value (one that begins with a dash as ${option}=-…)`
    : (message.split('. ')[0] as string);
};

/**
 * Reads the arguments of a command.
 *
 * @param command its name, for the sentence that says where its help is.
 * @throws one sentence, where an option is not known or has no value.
 * @example readArguments(['--port', '80'], { port: { type: 'string' } }, 'collect').values.port // '80'
 */
export const readArguments = <const Options extends Allowed>(
  args: readonly string[],
  options: Options,
  command: string,
  allowPositionals = false,
): Parsed<Options> => {
  let parsed: Parsed<Options>;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals });
  } catch (error) {
    throw new Error(`${sentenceOf((error as Error).message)}: see sonde ${command} --help.`, {
      cause: error,
    });
  }
  for (const [name, value] of Object.entries(parsed.values))
    if ([value].flat().includes('')) throw new Error(`--${name} needs a value.`);
  return parsed;
};
