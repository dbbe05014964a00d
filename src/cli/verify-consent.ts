import { writeFile } from 'node:fs/promises';
import { isBroken } from '../verify/report.js';
import { reportHtml } from '../verify/report-html.js';
import { reportText } from '../verify/report-text.js';
import { verify } from '../verify/verify.js';
import type { Command } from './command.js';
import { readVerifyOptions } from './verify-options.js';

const usage = `Usage: sonde verify-consent <url> [options]

Opens a page in a browser as two new visitors do: one refuses; the other accepts, withdraws, and accepts again. Prints
what any script on the page stored, sent and listened to in each state, Sonde's and others' told apart. What Sonde
records meanwhile is real: verify a test site. Needs playwright-core, and a Chromium, Chrome or Edge.

Options:
  --accept <selector>    What is clicked to accept, where a consent manager asks. Repeat it for several clicks
  --reject <selector>    What is clicked to reject
  --withdraw <selector>  What is clicked to reject after an acceptance, such as the settings' button, then theirs.
                         Without these three, answers are given through Sonde's own handle
  --gpc                  With Global Privacy Control
  --html <file>          Writes the report as an HTML page, too
  --browser <path>       The browser's program

Exit code: 0 where Sonde kept to each answer, 1 where it did not, 2 where the page could not be verified.`;

/** `sonde verify-consent`: shows that a page's visitors get what they answered. */
export const verifyConsent: Command = {
  summary: 'Show what a page stores and sends before, with and without consent',
  usage,
  async run(args) {
    try {
      const { html, ...options } = readVerifyOptions(args);
      const report = await verify(options);
      if (html !== undefined)
        await writeFile(html, reportHtml(report)).catch((cause: NodeJS.ErrnoException) => {
          throw new Error(`${html} cannot be written (${cause.code}).`, { cause });
        });
      console.log(reportText(report));
      process.exitCode = isBroken(report) ? 1 : 0;
    } catch (error) {
      throw Object.assign(error as Error, { exitCode: 2 });
    }
  },
};
