/** Stripe's documented test cards and one of our own, in words; a press fills the field. */

const CARDS = [
  ["4242424242424242", "Accepted"],
  ["5555555555554444", "Accepted, Mastercard"],
  ["4000002500003155", "The bank asks (3-D Secure)"],
  ["4000000000000002", "Declined"],
  ["4000000000009995", "Too little money"],
  ["4000000000000069", "Card has expired"],
  ["4000000000000127", "Wrong security code"],
  ["4000000000001000", "The bank thinks for a while"],
  ["4000000000005126", "Accepted, a refund fails later"],
  ["4000000000007726", "Accepted, a refund takes a while"],
  ["4000000000000259", "Accepted, then disputed as fraud"],
  ["4000000000001976", "Accepted, then the bank inquires"],
];

export function showCards(list, fill) {
  for (const [number, words] of CARDS) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "use" });
    const figures = Object.assign(document.createElement("span"), { className: "figures" });
    figures.textContent = number.replace(/(\d{4})(?=\d)/g, "$1 ");
    button.append(figures, Object.assign(document.createElement("span"), { textContent: words }));
    button.addEventListener("click", () => fill(number));
    const item = document.createElement("li");
    item.append(button);
    list.append(item);
  }
}
