import { clerkMiddleware } from '@clerk/nextjs/server';

// Passes on what browsers ask for below /__clerk, and tells every page who is signed in.
export default clerkMiddleware({ frontendApiProxy: { enabled: true } });

export const config = {
  matcher: ['/((?!_next|.*\\..*).*)', '/__clerk/:path*'],
};
