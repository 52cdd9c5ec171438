/** Whether two texts are at most one inserted, left out, changed or swapped character from each other. */
export function withinOneSlip(x: string, y: string): boolean {
  if (x === y) return true;
  if (Math.abs(x.length - y.length) > 1) return false;
  let start = 0;
  while (start < x.length && x[start] === y[start]) start++;
  let end = 0;
  while (end < Math.min(x.length, y.length) - start && x.at(-1 - end) === y.at(-1 - end)) end++;
  const [rest, other] = [x.slice(start, x.length - end), y.slice(start, y.length - end)];
  if (rest.length <= 1 && other.length <= 1) return true;
  return rest.length === 2 && other.length === 2 && rest[0] === other[1] && rest[1] === other[0];
}

/**
 * Whether two addresses may well be one person's: the same before the @ but for case, dots and what follows a plus, and
 * the same domain but for one slip of the hand.
 */
export function nearEmails(x: string, y: string): boolean {
  const [one, other] = [partsOf(x), partsOf(y)];
  return one.local === other.local && one.local !== '' && withinOneSlip(one.domain, other.domain);
}

function partsOf(email: string): { readonly local: string; readonly domain: string } {
  const at = email.lastIndexOf('@');
  const [local] = email.slice(0, at).toLowerCase().split('+');
  return { local: local!.replaceAll('.', ''), domain: email.slice(at + 1).toLowerCase() };
}
