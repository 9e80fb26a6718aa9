/* Moves a browser to its own language, on a page that is the same for all visitors: the server cannot choose there. A
   classic script at the head of the page, so that it moves on before anything else of the page begins. */
(() => {
  const { lang } = document.documentElement;
  const languages = (document.currentScript?.dataset.languages ?? lang).split(" ");
  const address = new URL(location.href);
  const named = address.searchParams.get("lang");

  /** Return the language of a tag, as app/language/languages.py finds it: "de" for "de-AT". @param {string} tag */
  function find(tag) {
    const parts = tag.toLowerCase().replaceAll("_", "-").split("-");
    for (; parts.length > 0; parts.pop()) {
      const known = languages.find((language) => language.toLowerCase() === parts.join("-"));
      if (known) return known;
    }
    return undefined;
  }

  /** Return the language that this browser wants: the one it kept, else the first of its own that exists. */
  function wanted() {
    const kept = /(?:^|;\s*)aisle-language=([\w-]+)/.exec(document.cookie)?.[1];
    return [kept ?? "", ...navigator.languages].map(find).find(Boolean);
  }

  if (named !== null) {
    const secure = location.protocol === "https:" ? "; Secure" : "";
    if (find(named) === lang) {
      document.cookie = `aisle-language=${lang}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
    }
    return; // also in a language that does not exist, so that it never moves twice
  }
  const own = wanted();
  if (!own || own === lang) return;
  address.searchParams.set("lang", own);
  stop(); // else the scripts of this page could still begin, and take a place that its successor takes again
  location.replace(address);
})();
