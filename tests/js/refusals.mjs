// Refusals as the official SDK raises them.
import assert from 'node:assert/strict';

import { isClerkAPIResponseError } from '@clerk/backend/errors';

/** The promise is refused with a typed error: this status, and this code (about this parameter) among its errors. */
export async function refused(promise, status, code, paramName) {
  const error = await promise.then(
    value => assert.fail(`not refused: ${JSON.stringify(value)}`),
    reason => reason,
  );
  assert.ok(isClerkAPIResponseError(error), `${error?.constructor?.name}: ${error}`);
  assert.equal(error.status, status, JSON.stringify(error.errors));
  const matching = error.errors.filter(item => item.code === code);
  assert.ok(matching.length > 0, JSON.stringify(error.errors));
  for (const item of error.errors) assert.ok(item.message && item.longMessage, JSON.stringify(item));
  if (paramName) assert.ok(matching.some(item => item.meta?.paramName === paramName), JSON.stringify(matching));
  assert.match(error.clerkTraceId, /^[0-9a-f]{32}$/);
  return error;
}
