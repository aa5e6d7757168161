"""An edit to one field of a declared resource."""

from dataclasses import dataclass
from typing import Any

from ..core.field import Field
from ..core.values import Parameters


@dataclass(frozen=True)
class FieldEdit:
    """A new `value` for a field, or for the part of it under `path`; None removes it.

    `field_value` is the value of the whole field.
    """

    field: Field
    path: tuple[str, ...]
    value: Any
    field_value: Any
    preceding: tuple[str, ...] = ()  # fields that are declared before this one

    @property
    def numeric(self) -> bool:
        return bool(self.field.type == Parameters)

    @property
    def omits_argument(self) -> bool:
        """Whether the argument can be left out: the value is what the field defaults to."""
        default = list(self.field.default) if isinstance(self.field.default, tuple) else self.field.default
        return not self.path and (self.value is None or (not self.field.required and self.value == default))
