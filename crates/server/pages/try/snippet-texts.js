// The texts of the snippets, for a publishable key and the address of this server. Each names the app's own pages to sign in and up.

/** Kinds of app, each with `(key, url) => blocks`. */
export const SNIPPETS = [
  ['React', (key, url) => [
    { title: 'main.jsx', words: 'npm install @clerk/react. The two pages are your app’s own.', code: react(key, url) },
  ]],
  ['Next.js', (key, url) => [
    { title: '.env.local', words: 'npm install @clerk/nextjs', code: nextEnvironment(key, url) },
    { title: 'app/layout.jsx', code: NEXT_LAYOUT },
    { title: 'proxy.js', words: 'Next.js 15 and older call it middleware.js.', code: NEXT_PROXY },
  ]],
  ['Plain script', (key, url) => [
    { title: 'index.html', words: 'The scripts come from this server, too.', code: plain(key, url) },
  ]],
  ['Mobile', (key, url) => [
    { title: 'Publishable key', code: key },
    { title: 'Frontend API address', words: 'The Android emulator reaches this machine at 10.0.2.2. A phone needs an address of your network: see listen and allow_remote.', code: url },
    { title: 'Expo: App.js', words: 'npx expo install @clerk/expo expo-secure-store', code: expo(key, url) },
  ]],
  ['curl', (_key, url) => [
    { title: 'Make a user', words: 'Put the secret key into STROWGER_SECRET_KEY first.', code: curl(url) },
    { title: 'Wait for a code', code: curlInbox(url) },
  ]],
  ['Python', (_key, url) => [
    { title: 'users.py', words: 'pip install clerk-backend-api', code: python(url) },
  ]],
  ['JavaScript', (key, url) => [
    { title: 'users.mjs', words: 'npm install @clerk/backend', code: javascript(key, url) },
  ]],
];

function react(key, url) {
  return `import { createRoot } from 'react-dom/client'
import { ClerkProvider, Show, SignIn, UserButton } from '@clerk/react'

createRoot(document.getElementById('root')).render(
  <ClerkProvider
    publishableKey="${key}"
    proxyUrl="${url}"
    signInUrl="/sign-in"
    signUpUrl="/sign-up"
    telemetry={false}
  >
    <Show when="signed-out"><SignIn /></Show>
    <Show when="signed-in"><UserButton /></Show>
  </ClerkProvider>,
)`;
}

function nextEnvironment(key, url) {
  return `NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY=${key}
NEXT_PUBLIC_CLERK_PROXY_URL=${url}
NEXT_PUBLIC_CLERK_SIGN_IN_URL=/sign-in
NEXT_PUBLIC_CLERK_SIGN_UP_URL=/sign-up
NEXT_PUBLIC_CLERK_TELEMETRY_DISABLED=1
CLERK_API_URL=${url}
# printed by: strowger keys
CLERK_SECRET_KEY=`;
}

const NEXT_LAYOUT = `import { ClerkProvider } from '@clerk/nextjs'

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body><ClerkProvider>{children}</ClerkProvider></body>
    </html>
  )
}`;

const NEXT_PROXY = `import { clerkMiddleware } from '@clerk/nextjs/server'

export default clerkMiddleware()

export const config = { matcher: ['/((?!_next|.*\\\\..*).*)', '/(api|trpc)(.*)'] }`;

function plain(key, url) {
  return `<div id="app"></div>
<script src="${url}/npm/@clerk/ui@1/dist/ui.browser.js"></script>
<script
  src="${url}/npm/@clerk/clerk-js@6/dist/clerk.browser.js"
  data-clerk-publishable-key="${key}"
  data-clerk-proxy-url="${url}"
></script>
<script type="module">
  await Clerk.load({
    ui: { ClerkUI: window.__internal_ClerkUICtor },
    signInUrl: '/',
    signUpUrl: '/?sign-up',
    telemetry: false,
  })
  const app = document.getElementById('app')
  if (Clerk.isSignedIn) Clerk.mountUserButton(app)
  else if (location.search === '?sign-up') Clerk.mountSignUp(app)
  else Clerk.mountSignIn(app)
</script>`;
}

function expo(key, url) {
  return `import { ClerkProvider } from '@clerk/expo'
import { tokenCache } from '@clerk/expo/token-cache'

export default function App() {
  return (
    <ClerkProvider
      publishableKey="${key}"
      proxyUrl="${url}"
      tokenCache={tokenCache}
    >
      {/* your screens */}
    </ClerkProvider>
  )
}`;
}

function curl(url) {
  return `curl -sS ${url}/v1/users \\
  -H "Authorization: Bearer $STROWGER_SECRET_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"phone_number": ["+12015550100"]}'`;
}

function curlInbox(url) {
  return `curl -sS -H "Authorization: Bearer $STROWGER_SECRET_KEY" \\
  "${url}/strowger/v1/inbox?phone_number=%2B14155552671&wait_ms=30000"`;
}

function python(url) {
  return `import os
from clerk_backend_api import Clerk

with Clerk(bearer_auth=os.environ["STROWGER_SECRET_KEY"], server_url="${url}/v1") as clerk:
    user = clerk.users.create(phone_number=["+12015550101"])
    print(user.id, user.phone_numbers[0].phone_number)`;
}

function javascript(key, url) {
  return `import { createClerkClient } from '@clerk/backend'

const clerk = createClerkClient({
  secretKey: process.env.STROWGER_SECRET_KEY,
  publishableKey: '${key}',
  apiUrl: '${url}',
})
const user = await clerk.users.createUser({ phoneNumber: ['+12015550102'] })
console.log(user.id, user.phoneNumbers[0].phoneNumber)`;
}
