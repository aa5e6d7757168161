"""What Adobe does not document and the emulator had to decide: where, what, why. `docs/choices.md` is made from this.

A number that code needs is defined above the rows that speak of it, and is imported from there.
"""

from .choice import Choice
from .pql import PQL
from .profile import PROFILE
from .segmentation import SEGMENTATION
from .sensei import SENSEI
from .storage import STORAGE

__all__ = ["CHOICES", "Choice"]

CHOICES: dict[str, tuple[Choice, ...]] = {
    "Sensei ML and the container registry": SENSEI,
    "Sandboxes, Schema Registry, Catalog, ingestion, data access": STORAGE,
    "Profile": PROFILE,
    "Segmentation": SEGMENTATION,
    "Profile Query Language": PQL,
}
