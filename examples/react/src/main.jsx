import { ClerkProvider, Show, SignInButton, SignUpButton, UserButton, useAuth } from '@clerk/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

function Account() {
  const { userId } = useAuth();
  return <p>You are {userId}</p>;
}

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <ClerkProvider proxyUrl={import.meta.env.VITE_CLERK_PROXY_URL} afterSignOutUrl="/" telemetry={false}>
      <header>
        <Show when="signed-out">
          <SignInButton mode="modal" /> <SignUpButton mode="modal" />
        </Show>
        <Show when="signed-in">
          <UserButton />
        </Show>
      </header>
      <main>
        <Show when="signed-in" fallback={<p>Nobody is signed in</p>}>
          <Account />
        </Show>
      </main>
    </ClerkProvider>
  </StrictMode>,
);
