/** Works the whole way out again on this device: key to seal, key to seed, seed to place, secret to root. */

import { fromHex, toHex } from "./bytes.js";
import { leafHash, leafOf, rootByPath, sealOf, seedOf } from "./commitment.js";

/** Why the draw's own figures do not fit together; "" when they do. All in hex, but room and n. */
export async function draws({ room, n, root, seal, key, value, seed }) {
  const opened = fromHex(key);
  if (toHex(await sealOf(opened, room)) !== seal) {
    return "The opened key is not the one that was sealed.";
  }
  if (toHex(await seedOf(opened, fromHex(root), n, fromHex(value))) !== seed) {
    return "Key, fingerprint and public value do not give this order.";
  }
  return "";
}

/** Whether the leaf of this token is under `root`, by the path that the house tells. */
export async function takesPart({ number, secret }, { n, root }, path) {
  const hash = await leafHash(number, await leafOf(secret));
  const found = await rootByPath(hash, number - 1, n, path.map(fromHex));
  return found !== null && toHex(found) === root;
}
