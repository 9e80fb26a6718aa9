/** What several tests do. Every locator is one of those that docs/testing.md promises. */

import { expect } from "@playwright/test";

/** Returns the address of the event's first performance, such as "/performances/2". */
export async function findPerformance(page, slug) {
  await page.goto("/");
  const address = await page.locator(`[data-event="${slug}"] a`).first().getAttribute("href");
  expect(address).toMatch(/^\/performances\/\d+$/);
  return address;
}

/** Takes the first seats in the list, and waits for the basket. */
export async function takeSeats(page, slug, count) {
  await page.goto(`${await findPerformance(page, slug)}/list?party=${count}`);
  await page
    .getByRole("button", { name: `Take ${count}` })
    .first()
    .click();
  await expect(page.getByRole("timer", { name: "Time left to check out" })).toBeVisible();
}

/** Goes from the basket to the form, and fills in the contact. */
export async function checkOut(page, email, name) {
  await page.getByRole("link", { name: "Check out" }).first().click();
  await page.getByRole("textbox", { name: "E-mail" }).fill(email);
  await page.getByRole("textbox", { name: "Name" }).fill(name);
}

/** Types the card into the payment company's frame, and pays. */
export async function pay(page, number) {
  const card = page.frameLocator('iframe[title="Secure payment input frame"]');
  await card.getByLabel("Card number").fill(number);
  await card.getByLabel("Expires").fill("12 / 40");
  await card.getByLabel("Security code").fill("123");
  await page.getByRole("button", { name: "Pay" }).click();
}

/** Moves the clock of the installation. `change`: "+15m", a time, or "reset". */
export async function moveClock(request, change) {
  expect(await request.post("/dev/clock", { data: { change } })).toBeOK();
}
