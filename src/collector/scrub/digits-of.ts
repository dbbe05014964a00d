/** The digits of a text, without what groups them. */
export const digitsOf = (text: string): string => text.replace(/\D/g, '');
