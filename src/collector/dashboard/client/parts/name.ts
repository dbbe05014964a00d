/** How something without a name is called. */
export const nameOr = (name: string, otherwise = 'unknown'): string => (name === '' ? otherwise : name);
