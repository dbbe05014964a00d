#!/usr/bin/env node
import { SDK_VERSION } from '../event.js';
import type { Command } from './command.js';

/** Loaded when asked for, so that `--help` needs no engine. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  collect: async () => (await import('./collect.js')).collect,
  'verify-consent': async () => (await import('./verify-consent.js')).verifyConsent,
  erase: async () => (await import('./erase.js')).erase,
};

const usage = async (): Promise<string> => {
  const lines = await Promise.all(
    Object.entries(commands).map(async ([name, load]) => `  ${name.padEnd(16)}${(await load()).summary}`),
  );
  return `Usage: sonde <command> [options]

Commands:
${lines.join('\n')}

Options:
  -h, --help     Print this, or what a command takes
  -v, --version  Print the version`;
};

const run = async ([name, ...args]: readonly string[]): Promise<void> => {
  if (name === '--version' || name === '-v') return console.log(SDK_VERSION);
  if (name === '--help' || name === '-h') return console.log(await usage());
  if (name === undefined) {
    console.error(await usage());
    process.exitCode = 1;
    return;
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) throw new Error(`There is no command "${name}": see sonde --help.`);
  const command = await load();
  if (args.includes('--help') || args.includes('-h')) return console.log(command.usage);
  await command.run(args);
};

run(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`sonde: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = (error as { exitCode?: number } | undefined)?.exitCode ?? 1;
});
