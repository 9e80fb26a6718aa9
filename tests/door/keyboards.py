"""A hand scanner that is set to English (US), and the keyboards that computers take it for."""

from collections.abc import Callable

Keyboard = Callable[[str], str]

US = "1234567890qwertyuiop[]asdfghjkl;zxcvbnm,./", "!@#$%^&*()QWERTYUIOP{}ASDFGHJKL:ZXCVBNM<>?"
FRENCH = "&é\"'(-è_çàazertyuiop^$qsdfghjklmwxcvbn,;:!", "1234567890AZERTYUIOP¨£QSDFGHJKLMWXCVBN?./§"
BELGIAN = "&é\"'(§è!çàazertyuiop^$qsdfghjklmwxcvbn,;:=", "1234567890AZERTYUIOP¨*QSDFGHJKLMWXCVBN?./+"
GERMAN = "1234567890qwertzuiopü+asdfghjklöyxcvbnm,.-", '!"§$%&/()=QWERTZUIOPÜ*ASDFGHJKLÖYXCVBNM;:_'
SPANISH = "1234567890qwertyuiop`+asdfghjklñzxcvbnm,.-", '!"·$%&/()=QWERTYUIOP^*ASDFGHJKLÑZXCVBNM;:_'


def keyboard(layout: tuple[str, str]) -> Keyboard:
    """Return what this layout types for the keys of a US keyboard."""
    keys = str.maketrans("".join(US), "".join(layout))
    return lambda text: text.translate(keys)


def shift_locked(layout: tuple[str, str]) -> Keyboard:
    """Return what this layout types when Caps Lock shifts every key, as Windows does for these two."""
    return keyboard((layout[1], layout[0]))


KEYBOARDS: dict[str, Keyboard] = {
    "US": keyboard(US),
    "US, Caps Lock": str.swapcase,
    "French": keyboard(FRENCH),
    "French, Caps Lock": lambda text: keyboard(FRENCH)(text).swapcase(),
    "French, Shift Lock": shift_locked(FRENCH),
    "Belgian": keyboard(BELGIAN),
    "Belgian, Shift Lock": shift_locked(BELGIAN),
    "German": keyboard(GERMAN),
    "German, Caps Lock": lambda text: keyboard(GERMAN)(text).swapcase(),
    "German, Shift Lock": shift_locked(GERMAN),
    "Spanish": keyboard(SPANISH),
}
