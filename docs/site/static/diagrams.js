/** Draws the Mermaid diagrams of a page, and again when the reader changes between light and dark. */

const sources = new Map([...document.querySelectorAll("pre.mermaid")].map((node) => [node, node.textContent]));
const isDark = () => {
  const theme = document.body.dataset.theme;
  return theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
};

async function drawAll() {
  mermaid.initialize({ startOnLoad: false, theme: isDark() ? "dark" : "neutral" });
  for (const [node, source] of sources) {
    node.textContent = source;
    delete node.dataset.processed;
  }
  await mermaid.run({ nodes: [...sources.keys()] });
}

new MutationObserver(drawAll).observe(document.body, { attributeFilter: ["data-theme"] });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
drawAll();
