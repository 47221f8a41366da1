// Phone numbers and names that no test of this file has used before.
let numbers = 0;
let names = 0;

export const TEST_CODE = '424242';

/** A number of the test range, +1 XXX 555 01XX. */
export function testNumber() {
  const area = 201 + Math.floor(numbers / 100);
  const line = String(numbers++ % 100).padStart(2, '0');
  return `+1${area}55501${line}`;
}

export const name = (prefix = 'user') => `${prefix}_${names++}`;
