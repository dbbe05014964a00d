// What the page itself notices: its console, its errors, what its policy forbids, and whatever it wants to be compared.
window.seen = { console: [], errors: [], violations: [], own: [] };
for (const kind of ['log', 'info', 'debug', 'warn', 'error']) {
  const before = console[kind];
  console[kind] = (...what) => {
    seen.console.push(`${kind}: ${what.map(String).join(' ')}`);
    before.apply(console, what);
  };
}
addEventListener(
  'error',
  (event) => seen.errors.push(event.message || `failed: ${event.target.localName}`),
  true,
);
addEventListener('unhandledrejection', (event) => seen.errors.push(`rejection: ${event.reason}`));
document.addEventListener('securitypolicyviolation', (event) =>
  seen.violations.push(event.violatedDirective),
);
/** An error in a task of its own, as an event handler's is. */
window.later = (work) =>
  new Promise((resolve) =>
    setTimeout(() => {
      setTimeout(resolve);
      work();
    }),
  );
