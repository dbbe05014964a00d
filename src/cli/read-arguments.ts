import { type ParseArgsConfig, parseArgs } from 'node:util';

type Allowed = NonNullable<ParseArgsConfig['options']>;

type Parsed<Options extends Allowed> = ReturnType<
  typeof parseArgs<{ args: string[]; options: Options; allowPositionals: boolean }>
>;

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
    // Node's own message goes on about positional arguments after the first sentence.
    const [sentence] = (error as Error).message.split('. ');
    throw new Error(`${sentence}: see sonde ${command} --help.`, { cause: error });
  }
  for (const [name, value] of Object.entries(parsed.values))
    if ([value].flat().includes('')) throw new Error(`--${name} needs a value.`);
  return parsed;
};
