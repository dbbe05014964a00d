/** Loads the optional peer dependency that drives the browser, or says in one sentence how to install it. */
export const loadPlaywright = async (): Promise<typeof import('playwright-core')> => {
  try {
    return await import('playwright-core');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new Error('Verifying a page needs playwright-core: npm install --save-dev playwright-core', {
      cause,
    });
  }
};
