/** One command of `sonde`. */
export interface Command {
  /** One line for the list of commands. */
  readonly summary: string;
  /** What `sonde <command> --help` prints. */
  readonly usage: string;
  /**
   * Runs it; resolves when there is nothing more to do. A rejection's message is printed as one sentence; its `exitCode`
   * is the process's, else 1.
   */
  run(args: readonly string[]): Promise<void>;
}
