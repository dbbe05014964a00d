/** @type {import('next').NextConfig} */
export default {
  reactStrictMode: true,
  // This application and not the repository around it, which has a lock file, too.
  turbopack: { root: import.meta.dirname },
  // The collector below the application's own origin: no page needs another `connect-src`, no visitor a preflight.
  rewrites: async () => [
    { source: '/telemetry/:path*', destination: `${process.env.SONDE_COLLECTOR}/:path*` },
  ],
};
