"""A program's files, edited in memory: finds the call that declares a resource and edits it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import libcst as cst

from ..errors import AepError
from .config_lookup import parse_lookup
from .constants import Constants
from .edit import CallEditor, ConfigEdit
from .field_edit import FieldEdit
from .literal import render_literal
from .manual import CannotEdit, ManualEdit
from .module import Module
from .render_value import keyword


@dataclass
class Program:
    """`texts` maps each Python file's path to its content, `ids` maps `Dataset/luma-web` to an asset's id."""

    texts: dict[str, str]
    project: str
    ids: Mapping[str, str]
    _modules: dict[str, Module] = field(default_factory=dict)

    def apply(self, kind: str, name: str, edit: FieldEdit) -> ConfigEdit | ManualEdit | None:
        """Edits `texts`, or returns what has to be edited elsewhere or by hand."""
        found = self._find_declaration(kind, name, edit)
        if isinstance(found, ManualEdit):
            return found
        module, call = found
        try:
            variables = self._visible_variables(module, call)
            constants = Constants(self.texts, self._module)
            editor = CallEditor(module, edit, project=self.project, variables=variables, constants=constants)
            done = editor.edit_call(call)
            if isinstance(done, ConfigEdit):
                self._require_single_use(done)
                return done
        except CannotEdit as reason:
            return self._manual_edit(module, kind, name, edit, reason)
        for splice in sorted(done, key=lambda item: item.start, reverse=True):
            self.texts[splice.path] = splice.apply(self.texts[splice.path])
            self._modules.pop(splice.path, None)
        return None

    def _manual_edit(self, module: Module, kind: str, name: str, edit: FieldEdit, reason: CannotEdit) -> ManualEdit:
        place = ".".join((edit.field.name, *edit.path))
        what = "take it away" if edit.value is None else f"write {render_literal(edit.value)}"
        said = f"{place} of {kind}/{name} {reason.why}; {what} there by hand"
        path = reason.path or module.path
        return ManualEdit(path, reason.line, f"{path}:{reason.line}: {said}")

    # -- search -----------------------------------------------------------------------------------------------------
    def _module(self, path: str) -> Module:
        if path not in self._modules:
            try:
                self._modules[path] = Module(path, self.texts[path])
            except cst.ParserSyntaxError as error:
                raise AepError(f"{path}:{error.raw_line}: it is no Python; mend it first") from None
        return self._modules[path]

    def _importing_modules(self) -> list[Module]:
        return [self._module(path) for path, text in self.texts.items() if "pulumi_aep" in text]

    def _find_declaration(self, kind: str, name: str, edit: FieldEdit) -> tuple[Module, cst.Call] | ManualEdit:
        every = [(module, call) for module in self._importing_modules() for call in module.calls]
        calls = [(module, call) for module, call in every if _constructs(module, call, kind)]
        found = [(module, call) for module, call in calls if _logical_name(module, call) == name]
        if len(found) == 1:
            return found[0]
        places = ", ".join(f"{module.path}:{module.line(call)}" for module, call in found)
        if found:
            message = f"{kind}/{name} is declared in several places ({places}); edit it by hand"
            return ManualEdit(found[0][0].path, 0, message)
        computed = [(module, call) for module, call in calls if _logical_name(module, call) is None]
        if computed:
            module, call = computed[0]
            reason = CannotEdit("is declared under a computed name, here it seems", module.line(call))
            return self._manual_edit(module, kind, name, edit, reason)
        message = f'no file of this project calls {kind}("{name}", …); edit where it is declared by hand'
        return ManualEdit("", 0, message)

    def _visible_variables(self, module: Module, call: cst.Call) -> dict[str, str]:
        """Variables that hold resources and are assigned above the call, with the resources' ids."""
        found = {}
        for variable, value in module.variables():
            if not isinstance(value, cst.Call) or module.span(value)[0] >= module.span(call)[0]:
                continue
            name = _logical_name(module, value)
            for qualified in module.qualified_names(value.func):
                kind = qualified.removeprefix("pulumi_aep.")
                if f"{kind}/{name}" in self.ids:
                    found[variable] = self.ids[f"{kind}/{name}"]
        return found

    def _require_single_use(self, setting: ConfigEdit) -> None:
        """Raises CannotEdit if several places look the setting up: it may concern other resources too."""
        places = [place for path in self.texts for place in self._lookups(path, setting.key)]
        if len(places) > 1:
            raise CannotEdit(
                f"is the setting {setting.key}, looked up in several places ({', '.join(places)})", setting.line
            )

    def _lookups(self, path: str, key: str) -> list[str]:
        if key.partition(":")[2] not in self.texts[path]:
            return []
        module, found = self._module(path), []
        for call in module.calls:
            try:
                lookup = parse_lookup(module, call, self.project)
            except CannotEdit:
                continue
            if lookup and lookup.key == key:
                found.append(f"{path}:{module.line(call)}")
        return found


def _constructs(module: Module, call: cst.Call, kind: str) -> bool:
    return f"pulumi_aep.{kind}" in module.qualified_names(call.func)


def _logical_name(module: Module, call: cst.Call) -> str | None:
    """The logical name, if it is a literal."""
    named = [arg for arg in call.args if keyword(arg) == "resource_name"]
    first = named or [arg for arg in call.args[:1] if arg.keyword is None and not arg.star]
    try:
        found = module.value(first[0].value) if first else None
    except ValueError:
        return None
    return found if isinstance(found, str) else None
