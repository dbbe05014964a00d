// What the page's own code sees of errors.
window.problems = [];
addEventListener(
  'error',
  (event) => event.message && problems.push(`error: ${event.message.replace(/.*: /, '')}`),
);
addEventListener('unhandledrejection', (event) => problems.push(`rejection: ${event.reason}`));
document.addEventListener('securitypolicyviolation', (event) =>
  problems.push(`csp: ${event.violatedDirective}`),
);
