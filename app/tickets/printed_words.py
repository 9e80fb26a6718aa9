"""The words of a printed ticket in a language: what pdf.typ writes beside the data of the order."""

from app.language.messages import Message, message, message_in
from app.language.translator import Translator

WORDS: dict[str, Message] = {
    "ticket": message_in("printed ticket", "Ticket"),
    "order": message_in("printed ticket", "Order"),
    # Translators: the heading above what, when and where
    "performance": message_in("printed ticket", "The performance"),
    # Translators: before the title of the performance
    "what": message_in("printed ticket", "What"),
    # Translators: before date and time
    "when": message_in("printed ticket", "When"),
    # Translators: before the time at which the entrance opens
    "doors": message_in("printed ticket", "Doors"),
    # Translators: before the name of the venue
    "where": message_in("printed ticket", "Where"),
    "address": message_in("printed ticket", "Address"),
    "your_ticket": message_in("printed ticket", "Your ticket"),
    "seat": message_in("printed ticket", "Seat"),
    "ticket_type": message_in("printed ticket", "Ticket type"),
    "price_level": message_in("printed ticket", "Price level"),
    # Translators: before the name of a person
    "holder": message_in("printed ticket", "For"),
    "at_the_door": message_in("printed ticket", "At the door"),
    "show_the_code": message("Show the code. It lets one person in."),
    # Translators: for people who have no printer
    "no_printer": message_in("printed ticket", "No printer"),
    "order_page": message("Your order’s page has the code too."),
    "folding": message_in("printed ticket", "Folding"),
    "fold_lines": message("Along the dotted lines: your seat is in front, the code behind it."),
    "code": message("Ticket code"),
    "keep_secret": message("Whoever comes first with this code gets in. Do not post it."),
    "cancelled": message("This performance is cancelled. The code opens no door."),
}


def printed_words(written: Translator) -> dict[str, str]:
    """Return the words in the translator's language, by the names that pdf.typ uses."""
    return {name: written.say(words) for name, words in WORDS.items()}
