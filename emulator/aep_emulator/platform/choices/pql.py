"""Choices for the Profile Query Language."""

from .choice import SILENT, Choice

PQL: tuple[Choice, ...] = (
    Choice("pql.missing", "any comparison with a missing attribute is false, also !=", SILENT),
    Choice(
        "pql.array", "a path through an array gives all its values; a comparison is true for any of them", "a sample"
    ),
    Choice("pql.types", "values of different types are not equal", SILENT),
    Choice("pql.not", "needs parentheses; keywords are lower case", "the page's spelling"),
    Choice("pql.where", "reaches as far to the right as it can", "no precedence is documented"),
    Choice("pql.matches", "finds the pattern anywhere", "the sample anchors it with ^"),
    Choice("pql.over", "in a filter or a sum, a field without prefix is the element's", "samples"),
    Choice("pql.occurs", "on a time means its day; = counts whole units; weeks begin on Monday; all in UTC", SILENT),
    Choice(
        "pql.json",
        "quantifiers, elements and occurs have a spelling of the emulator's",
        "four kinds of node are documented",
    ),
)
