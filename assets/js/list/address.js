/** Addresses of the list, with its filters as fields of the query. */

/** The fields that one choice sets together. */
const CHOICES = [["section", "floor"], ["party"], ["level"], ["from", "to"], ["access"]];

/**
 * Return the address with both changes of one list: a choice that `second` left as it was rendered is taken from `first`.
 * @param {string} rendered
 * @param {string} first
 * @param {string} second
 */
export function mergeAddresses(rendered, first, second) {
  const [before, earlier, merged] = [rendered, first, second].map((address) => new URL(address));
  /** @type {(url: URL, names: string[]) => string[][]} */
  const values = (url, names) => names.map((name) => url.searchParams.getAll(name));
  for (const names of CHOICES) {
    if (JSON.stringify(values(merged, names)) !== JSON.stringify(values(before, names))) continue;
    for (const [i, found] of values(earlier, names).entries()) {
      merged.searchParams.delete(names[i]);
      for (const value of found) merged.searchParams.append(names[i], value);
    }
  }
  return merged.href;
}
