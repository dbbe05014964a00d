/**
 * Whether the browser asks for privacy in its owner's name, by Global Privacy Control. Chromium knows no such setting.
 *
 * @see https://w3c.github.io/gpc/
 */
export const hasPrivacySignal = (): boolean =>
  !!(navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl;
