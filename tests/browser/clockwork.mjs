// What only time would do, done in the server's database: its clock is nobody's to move.
import { execFileSync } from 'node:child_process';

// A server that runs reads on from what it has read.
async function change(server, sql) {
  await server.end();
  execFileSync('sqlite3', [server.database, sql]);
  await server.begin();
}

/** Lets every code grow old that is out. */
export function expireCodes(server) {
  return change(server, `
    UPDATE verifications SET expire_at = 1;
    UPDATE sign_ins SET first_sent_expire_at = 1 WHERE first_sent_expire_at IS NOT NULL;
    UPDATE sign_ups SET sent_expire_at = 1 WHERE sent_expire_at IS NOT NULL;`);
}

/** Lets it be long ago that the factors of a user's sessions were proven. */
export function ageFactors(server, user) {
  return change(server, `
    UPDATE sessions SET first_factor_at = 1, second_factor_at = iif(second_factor_at IS NULL, NULL, 1)
    WHERE user_id = '${user.id}'`);
}
