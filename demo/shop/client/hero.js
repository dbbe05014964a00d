/** The picture is in the page: nothing to do. */
export const hero = () => {};
