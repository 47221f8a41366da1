// What only time would do, done in the server's database: its clock is nobody's to move. Versions move as with
// the server's own changes, or what it is about to write would undo these.
import { execFileSync } from 'node:child_process';

const change = (server, sql) => execFileSync('sqlite3', ['-cmd', '.timeout 5000', server.database, sql]);

/** Lets every code grow old that is out to one of a user's own numbers. */
export function expireCodes(server) {
  change(server, 'UPDATE verifications SET expire_at = 1, version = version + 1');
}

/** Lets the factors of a user's sessions have been proven long ago. */
export function ageFactors(server, user) {
  change(server, `
    UPDATE sessions SET version = version + 1, first_factor_at = 1, second_factor_at = iif(second_factor_at IS NULL, NULL, 1)
    WHERE user_id = '${user.id}'`);
}
