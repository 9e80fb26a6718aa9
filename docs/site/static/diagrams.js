/** Draws the Mermaid diagrams of a page in the colours of the theme, and again when the reader changes them. */

const sources = new Map([...document.querySelectorAll("pre.mermaid")].map((node) => [node, node.textContent]));
const isDark = () => {
  const theme = document.body.dataset.theme;
  return theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
};

function themeVariables() {
  const style = getComputedStyle(document.body);
  const colour = (name) => style.getPropertyValue(`--color-${name}`).trim();
  const [text, line, border] = [colour("foreground-primary"), colour("foreground-muted"), colour("foreground-border")];
  const [page, box] = [colour("background-primary"), colour("background-hover")];
  return {
    darkMode: isDark(),
    fontFamily: style.fontFamily,
    fontSize: "15px",
    background: page,
    primaryColor: box,
    primaryTextColor: text,
    primaryBorderColor: border,
    lineColor: line,
    textColor: text,
    edgeLabelBackground: page,
    actorBkg: box,
    actorBorder: border,
    actorTextColor: text,
    actorLineColor: border,
    signalColor: line,
    signalTextColor: text,
    labelBoxBkgColor: box,
    labelBoxBorderColor: border,
    labelTextColor: text,
    loopTextColor: text,
    sequenceNumberColor: page,
  };
}

const FONT_SIZES = { actorFontSize: 15, messageFontSize: 14, noteFontSize: 14 };
/** Diagrams keep their size, so that their text stays readable; see site.css. */
const SIZES = {
  flowchart: { useMaxWidth: false, nodeSpacing: 32, rankSpacing: 40, padding: 10 },
  sequence: { useMaxWidth: false, width: 76, height: 40, actorMargin: 16, diagramMarginX: 4, ...FONT_SIZES },
};

async function drawAll() {
  mermaid.initialize({ startOnLoad: false, theme: "base", themeVariables: themeVariables(), ...SIZES });
  for (const [node, source] of sources) {
    node.textContent = source;
    delete node.dataset.processed;
    node.tabIndex = 0; // so that the arrow keys can scroll it
  }
  await mermaid.run({ nodes: [...sources.keys()] });
}

new MutationObserver(drawAll).observe(document.body, { attributeFilter: ["data-theme"] });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
drawAll();
