// Phone numbers that no test of this file has used before.
let numbers = 0;

export const PASSWORD = 'a-long-enough-passphrase-1891';

/** A mobile number that gets texts with random codes. */
export const mobile = () => `+1415${2_000_000 + numbers++}`;

/** A code that is another than this one. */
export const otherThan = code => String((Number(code) + 1) % 1_000_000).padStart(6, '0');
