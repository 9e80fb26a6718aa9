/** Fakes: objects that have only the part of a type that a test needs. */

/**
 * Return a fake as the type that it stands for.
 * @template T
 * @param {unknown} part
 * @returns {T}
 */
export const fake = (part) => /** @type {T} */ (part);

/** Let all promises that wait for nothing else go on. */
export async function settle() {
  for (let i = 0; i < 60; i++) await null;
}
