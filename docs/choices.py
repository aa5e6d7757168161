"""The emulator's choices as a page: `python -m docs.choices` writes it anew, and a test compares."""

from pathlib import Path

from aep_emulator.platform.choices import CHOICES, Choice

PAGE = Path(__file__).with_suffix(".md")
HEAD = """\
# What the emulator decides by itself

Adobe's documents leave some things open, and contradict each other in others. Whoever relies on one of these rows
relies on the emulator, not on the Platform. Made from `aep_emulator/platform/choices` by `python -m docs.choices`.
"""


def row(choice: Choice) -> str:
    return f"| {' | '.join(part.replace('|', chr(92) + '|') for part in choice)} |"


def chapter(title: str, choices: tuple[Choice, ...]) -> str:
    lines = ["| where | what | why |", "|---|---|---|", *map(row, choices)]
    return f"\n## {title}\n\n" + "\n".join(lines) + "\n"


def page() -> str:
    return HEAD + "".join(chapter(title, choices) for title, choices in CHOICES.items())


if __name__ == "__main__":
    PAGE.write_text(page())
