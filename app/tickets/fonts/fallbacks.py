"""Fonts for letters that our own typeface does not have: Noto, from npm packages.

A package has a font in slices, each with some of its letters, so that few bytes are read for a name. Which slice may
have a letter is written in its `unicode.json`."""

import functools
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from app.tickets.fonts.font_files import Font, read_font
from app.web.assets import NODE_MODULES
from realtime.logs import log

PACKAGES = NODE_MODULES / "@fontsource-variable"
HAN = {"zh": "noto-sans-sc", "zh-Hant": "noto-sans-tc", "ja": "noto-sans-jp", "ko": "noto-sans-kr"}
"""One character of Chinese writing looks different in each of these languages."""
SCRIPTS: dict[str, tuple[str, ...]] = {
    "noto-sans": ("cyrillic", "cyrillic-ext", "greek", "greek-ext", "latin", "latin-ext", "vietnamese"),
    "noto-sans-arabic": ("arabic",),
    "noto-sans-hebrew": ("hebrew",),
    "noto-sans-devanagari": ("devanagari",),
    "noto-sans-bengali": ("bengali",),
    "noto-sans-gurmukhi": ("gurmukhi",),
    "noto-sans-gujarati": ("gujarati",),
    "noto-sans-tamil": ("tamil",),
    "noto-sans-telugu": ("telugu",),
    "noto-sans-kannada": ("kannada",),
    "noto-sans-malayalam": ("malayalam",),
    "noto-sans-sinhala": ("sinhala",),
    "noto-sans-thai": ("thai",),
    "noto-sans-lao": ("lao",),
    "noto-sans-khmer": ("khmer",),
    "noto-sans-myanmar": ("myanmar",),
    "noto-sans-ethiopic": ("ethiopic",),
    "noto-sans-georgian": ("georgian",),
    "noto-sans-armenian": ("armenian",),
}
"""The slices of each package. Fonts with thousands of letters have numbers instead of names, and all are used."""
PICTURES: dict[str, tuple[str, ...]] = {"noto-sans-symbols": ("symbols",), "noto-emoji": ()}


class Slices(msgspec.Struct, frozen=True):
    """The files of one font. `ranges`: (first code point, last, file)."""

    ranges: Sequence[tuple[int, int, Path]]

    def find(self, letter: int) -> Iterator[Path]:
        """Yield the files that should have the letter."""
        return (file for first, last, file in self.ranges if first <= letter <= last)


def fonts_for(letter: int, languages: Sequence[str]) -> Iterator[Font]:
    """Yield the fonts that may have the letter, the best one first.

    Chinese characters are drawn as in the first of `languages` that has its own way, else as in Chinese."""
    han = [HAN[language] for language in (*languages, *HAN) if language in HAN]
    for package in dict.fromkeys([*SCRIPTS, *han, *PICTURES]):
        if package in _installed():
            family, parts = _read_package(package)
            yield from (read_font(file, family) for slices in parts for file in slices.find(letter))


@functools.cache
def _installed() -> frozenset[str]:
    """Return the packages that are there; say once which are not."""
    wanted = {
        package: (PACKAGES / package / "unicode.json").is_file() for package in [*SCRIPTS, *HAN.values(), *PICTURES]
    }
    if missing := [package for package, there in wanted.items() if not there]:
        log.warning("fonts_missing", packages=missing, effect="names in these scripts are printed in Latin letters")
    return frozenset(package for package, there in wanted.items() if there)


@functools.cache
def _read_package(package: str) -> tuple[str, list[Slices]]:
    """Return the name of the family, and its slices that are used here."""
    family = json.loads((PACKAGES / package / "metadata.json").read_bytes())["family"]
    letters: dict[str, str] = json.loads((PACKAGES / package / "unicode.json").read_bytes())
    numbered = [name for name in letters if name.startswith("[")]
    used = [[name] for name in {**SCRIPTS, **PICTURES}.get(package, ())] or [numbered]
    return family, [_slices(package, {name: letters[name] for name in names if name in letters}) for names in used]


def _slices(package: str, letters: dict[str, str]) -> Slices:
    files = {name: _file(package, name) for name in letters}
    return Slices([(*_range(each), file) for name, file in files.items() if file for each in letters[name].split(",")])


def _range(written: str) -> tuple[int, int]:
    first, _, last = written.removeprefix("U+").partition("-")
    return int(first, 16), int(last or first, 16)


def _file(package: str, name: str) -> Path | None:
    """Return the file of a slice, with all the weights, and all the widths if it has them."""
    stem = PACKAGES / package / "files" / f"{package}-{name.strip('[]')}"
    files = [Path(f"{stem}-{axes}-normal.woff2") for axes in ("standard", "wght")]
    return next((file for file in files if file.is_file()), None)
