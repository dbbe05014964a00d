/** The parameters of a request's address. */
export const searchOf = ({ url }: { readonly url: string }): URLSearchParams =>
  new URL(url, 'http://localhost').searchParams;
