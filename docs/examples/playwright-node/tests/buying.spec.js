/** A fan buys tickets: free ones and paid ones, with a card that is declined, too late, and by mail. */

import { expect, test } from "@playwright/test";
import { checkOut, moveClock, pay, takeSeats } from "../fan.js";

const FREE = "preview-night-at-the-rex";
const PAID = "opening-night-at-the-rex";

test("two free tickets from the list", async ({ page }) => {
  await takeSeats(page, FREE, 2);
  await checkOut(page, "ana@example.org", "Ana Silva");
  await page.getByRole("button", { name: "Take the tickets" }).click();
  await expect(page.getByRole("heading", { name: "You're going, Ana" })).toBeVisible();
  await expect(page.getByRole("article", { name: /^Ticket \d of 2$/ })).toHaveCount(2);
});

test("a ticket paid by card", async ({ page }) => {
  await takeSeats(page, PAID, 1);
  await checkOut(page, "ben@example.org", "Ben Costa");
  await pay(page, "4242424242424242");
  await expect(page.getByRole("heading", { name: "You're going, Ben" })).toBeVisible();
});

test("a declined card, and another one", async ({ page }) => {
  await takeSeats(page, PAID, 1);
  await checkOut(page, "eva@example.org", "Eva Lopes");
  await pay(page, "4000000000000002");
  await expect(page.getByText("declined the card")).toBeVisible();
  await pay(page, "4242424242424242");
  await expect(page.getByRole("heading", { name: "You're going, Eva" })).toBeVisible();
});

test("seats go back when the time is over", async ({ page, request }) => {
  await takeSeats(page, FREE, 2);
  await moveClock(request, "+15m");
  try {
    await page.reload();
    await expect(page.getByRole("complementary", { name: "Your basket" })).toHaveAttribute("data-seats", "");
  } finally {
    await moveClock(request, "reset");
  }
});

test("the mail with the tickets", async ({ page, request }) => {
  await takeSeats(page, FREE, 1);
  await checkOut(page, "mia@example.org", "Mia Reis");
  await page.getByRole("button", { name: "Take the ticket" }).click();
  await expect(page.getByRole("heading", { name: "You're going, Mia" })).toBeVisible();
  let mails = [];
  await expect(async () => {
    mails = await (await request.get("/dev/mails?to=mia@example.org")).json();
    expect(mails).toHaveLength(1);
  }).toPass();
  const mail = await (await request.get(`/dev/mails/${mails[0].name}`)).json();
  expect(mail.links).toContain(page.url());
  const tickets = await request.get(`${page.url()}/tickets.pdf`);
  expect(tickets.headers()["content-type"]).toBe("application/pdf");
});
