"""Messages: sentences for people with the facts they need, made by the code that knows them and rendered by the pages,
mails and other places that speak to people (`app.language.translator`)."""

from datetime import datetime
from typing import Literal

import msgspec


class Money(msgspec.Struct, frozen=True, tag="money"):
    """An amount as a fact of a message, in minor units."""

    amount: int
    currency: str


class Percent(msgspec.Struct, frozen=True, tag="percent"):
    """A rate as a fact of a message: 60,000 millionths are "6 %"."""

    millionths: int


class Moment(msgspec.Struct, frozen=True, tag="moment"):
    """An instant as a fact of a message, written in this time zone. `style`: "short" leaves out the date of today;
    "day" is the date in short, "10 Oct"; "seconds" is the time with its seconds."""

    at: datetime
    zone: str
    style: Literal["date", "day", "time", "seconds", "date_time", "short"] = "date_time"


class Items(msgspec.Struct, frozen=True, tag="items"):
    """Several facts as one, written as a list: "A, B and C", "A, B or C"."""

    items: "tuple[Fact, ...]"
    style: Literal["and", "or", "comma"] = "and"


class Message(msgspec.Struct, frozen=True, tag="message"):
    """A sentence or a label, in English, as the catalogues have it: with the name of each fact in braces.

    `facts`: (name, fact) pairs, so that equal messages are equal and can be keys. `plural`: its plural form, chosen by
    `count`, which is a fact too. `context`: tells two meanings of a text apart."""

    text: str
    facts: "tuple[tuple[str, Fact], ...]" = ()
    plural: str = ""
    count: int = 0
    context: str = ""

    def __str__(self) -> str:
        """Raise TypeError: only a translator can write a message, for it knows the language."""
        raise TypeError("a message is written by Translator.say")


Fact = str | int | Money | Percent | Moment | Items | Message
"""What a message can mention. A str is a name that is written as it is; an int is written with separators."""


def message(text: str, /, **facts: Fact) -> Message:
    """Make a message: `message("{section} has no places left.", section="Floor")`."""
    return Message(text, tuple(facts.items()))


def message_in(context: str, text: str, /, **facts: Fact) -> Message:
    """Make a message whose text means something else in another context."""
    return Message(text, tuple(facts.items()), context=context)


def plural(one: str, many: str, count: int, /, **facts: Fact) -> Message:
    """Make a message that depends on a number, its fact `count`: `plural("{count} seat", "{count} seats", 3)`."""
    return Message(one, tuple(facts.items()), many, count)


def alone(fact: Fact, /) -> Message:
    """Make a message that is only this fact, such as a name: there is nothing to translate."""
    return Message("{fact}", (("fact", fact),))


def sentences(first: Message, /, *others: Message) -> Message:
    """Make one message of whole sentences that stand one after the other."""
    joined = first
    for other in others:
        # Translators: both are whole sentences. In a language that puts no space between sentences, leave it out.
        joined = message("{sentence} {next}", sentence=joined, next=other)
    return joined
