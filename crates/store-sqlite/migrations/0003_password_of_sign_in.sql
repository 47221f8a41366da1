-- Which password proved the first factor of an attempt to sign in: when it was set. Attempts that wait for the second factor
-- behind a password without it cannot be gone on with.

ALTER TABLE sign_ins ADD COLUMN password_set_at INTEGER;
