/**
 * Numbers as C's printf writes them (`%.4f`, `%.4e`): the text PyTorch's printing is built on.
 * JavaScript rounds exact ties away from zero where printf rounds them to even, and drops the sign of −0;
 * both are repaired here. Knows nothing of tensors.
 */

/** `value` with `digits` decimals, as `%.{digits}f`. */
export function fixed(value: number, digits: number): string {
  if (!Number.isFinite(value)) return nonFinite(value);
  const magnitude = Math.abs(value);
  return sign(value) + (magnitude >= 1e21 ? wholeDigits(magnitude, digits) : roundedFixed(magnitude, digits));
}

/** `value` with `digits` decimals and a power of ten of at least two digits, as `%.{digits}e`. */
export function exponential(value: number, digits: number): string {
  if (!Number.isFinite(value)) return nonFinite(value);
  const [mantissa = '', power = ''] = roundedExponential(Math.abs(value), digits).split('e');
  const exponent = Number(power);
  const twoDigits = Math.abs(exponent).toString().padStart(2, '0');
  return `${sign(value)}${mantissa}e${exponent < 0 ? '-' : '+'}${twoDigits}`;
}

function nonFinite(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  return value > 0 ? 'inf' : '-inf';
}

function sign(value: number): string {
  return value < 0 || Object.is(value, -0) ? '-' : '';
}

/** From 1e21 on `toFixed` answers with an exponent; such doubles are whole. */
function wholeDigits(magnitude: number, digits: number): string {
  const whole = BigInt(magnitude).toString();
  return digits > 0 ? `${whole}.${'0'.repeat(digits)}` : whole;
}

/** A tie terminates one digit after the last kept one; no double this large comes within 1e-40 of one without being it. */
const TIE_DIGITS = 40;

function roundedFixed(magnitude: number, digits: number): string {
  const rounded = magnitude.toFixed(digits);
  const exact = magnitude.toFixed(Math.min(100, digits + TIE_DIGITS));
  return isTie(exact.slice(exact.indexOf('.') + 1 + digits)) ? toEven(rounded, exact, digits) : rounded;
}

function roundedExponential(magnitude: number, digits: number): string {
  const rounded = magnitude.toExponential(digits);
  const exact = magnitude.toExponential(Math.min(100, digits + TIE_DIGITS));
  const tail = exact.slice(exact.indexOf('.') + 1 + digits, exact.indexOf('e'));
  if (!isTie(tail)) return rounded;
  const [mantissa = '', power = ''] = exact.split('e');
  const truncated = truncate(mantissa, digits);
  return isEven(truncated) ? `${truncated}e${power}` : rounded;
}

function toEven(rounded: string, exact: string, digits: number): string {
  const truncated = truncate(exact, digits);
  return isEven(truncated) ? truncated : rounded;
}

function truncate(exact: string, digits: number): string {
  const point = exact.indexOf('.');
  return exact.slice(0, digits > 0 ? point + 1 + digits : point);
}

function isTie(tail: string): boolean {
  return /^50*$/.test(tail);
}

function isEven(text: string): boolean {
  return Number(text.at(-1)) % 2 === 0;
}
