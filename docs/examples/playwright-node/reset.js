/** Begins the demonstration anew, once before all tests. */

import { request } from "@playwright/test";

/** @param {import("@playwright/test").FullConfig} config */
export default async function reset(config) {
  const aisle = await request.newContext({ baseURL: config.projects[0].use.baseURL });
  const response = await aisle.post("/dev/reset", { timeout: 60_000 });
  if (!response.ok()) throw new Error(`/dev/reset: ${response.status()} ${await response.text()}`);
  await aisle.dispose();
}
