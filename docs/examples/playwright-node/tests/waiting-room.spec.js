/** A fan waits for a sale whose order is drawn: the clock is moved to ten minutes before it. */

import { expect, test } from "@playwright/test";
import { moveClock } from "../fan.js";

test("a number in the waiting room before the sale", async ({ page, request }) => {
  await page.goto("/");
  const event = page.locator('[data-event="aurora-world-tour"]');
  const begins = new Date(await event.locator("[data-countdown]").first().getAttribute("data-countdown"));
  const address = await event.locator("a").first().getAttribute("href");
  await moveClock(request, new Date(begins.getTime() - 600_000).toISOString());
  try {
    await page.goto(address);
    await expect(page).toHaveURL(/\/waiting-rooms\//);
    // the page takes its number within half a minute
    await expect(page.locator("main[data-state]")).toHaveAttribute("data-state", "gathering", { timeout: 45_000 });
    await expect(page.locator('[data-say="figure"]')).toHaveText("1");
  } finally {
    await moveClock(request, "reset");
  }
});
