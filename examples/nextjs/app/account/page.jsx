import { auth } from '@clerk/nextjs/server';

// For signed-in users alone. The app's server reads who that is from a token that it verifies itself.
export default async function Account() {
  const { isAuthenticated, userId, redirectToSignIn } = await auth();
  if (!isAuthenticated) return redirectToSignIn();
  return <p>You are {userId}</p>;
}
