import type { ComponentChildren, VNode } from 'preact';

/**
 * A request's name, `POST https://shop.example/api/cart`, in its parts; what is no address is all path. So is an address
 * without one: a site's own name for a request, `AddToCart`, comes after the origin, and nothing says where that ends.
 */
export const partsOf = (
  request: string,
): { readonly method: string; readonly origin: string; readonly path: string } => {
  const [, method = '', address = ''] = /^(\S*) ?(.*)$/s.exec(request) ?? [];
  const origin = /^https?:\/\/[^/?#]+(?=[/?#])/.exec(address)?.[0] ?? '';
  return { method, origin, path: address.slice(origin.length) || '/' };
};

/** A request's name: its method and path, which are the link where there is one, above its origin. */
export const RequestName = ({
  request,
  link = (name) => <span>{name}</span>,
}: {
  readonly request: string;
  readonly link?: (name: ComponentChildren) => ComponentChildren;
}): VNode => {
  const { method, origin, path } = partsOf(request);
  return (
    <span class="request-name">
      {link(
        <>
          <span class="mono">{method}</span> {path}
        </>,
      )}
      <span class="bounds">{origin}</span>
    </span>
  );
};
