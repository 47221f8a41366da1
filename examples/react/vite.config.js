import react from '@vitejs/plugin-react';
import { defineConfig, loadEnv } from 'vite';

export default defineConfig(({ mode }) => {
  const { CLERK_FAPI_URL } = loadEnv(mode, process.cwd(), 'CLERK_');
  return {
    plugins: [react()],
    server: {
      proxy: {
        // To the browser the server is part of the app's own origin, so that neither needs a certificate.
        '/__clerk': { target: CLERK_FAPI_URL, rewrite: path => path.replace(/^\/__clerk/, '') },
      },
    },
  };
});
