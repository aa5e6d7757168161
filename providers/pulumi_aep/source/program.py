"""A program's files, edited in memory: which call declares a resource, and what becomes of each wish."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import libcst as cst

from ..errors import AepError
from .constants import Constants
from .edit import Put, Setting
from .literal import python
from .lookup import lookup
from .manual import ByHand, Left
from .module import Module
from .render_value import Wish, keyword


@dataclass
class Program:
    """`texts`: path to content, of every Python file. `ids`: `Dataset/luma-web` to its id."""

    texts: dict[str, str]
    project: str
    ids: Mapping[str, str]
    _modules: dict[str, Module] = field(default_factory=dict)

    def put(self, kind: str, name: str, wish: Wish) -> Setting | Left | None:
        """None: it is in `texts`."""
        found = self._declaring(kind, name, wish)
        if isinstance(found, Left):
            return found
        module, call = found
        try:
            variables = self._visible(module, call)
            constants = Constants(self.texts, self._module)
            put = Put(module, wish, project=self.project, variables=variables, constants=constants)
            done = put.into(call)
            if isinstance(done, Setting):
                self._only_one(done)
                return done
        except ByHand as reason:
            return self._left(module, kind, name, wish, reason)
        for splice in sorted(done, key=lambda item: item.start, reverse=True):
            self.texts[splice.path] = splice.applied(self.texts[splice.path])
            self._modules.pop(splice.path, None)
        return None

    def _left(self, module: Module, kind: str, name: str, wish: Wish, reason: ByHand) -> Left:
        place = ".".join((wish.field.name, *wish.path))
        what = "take it away" if wish.value is None else f"write {python(wish.value)}"
        said = f"{place} of {kind}/{name} {reason.why}; {what} there by hand"
        path = reason.path or module.path
        return Left(path, reason.line, f"{path}:{reason.line}: {said}")

    # -- finding ----------------------------------------------------------------------------------------------------
    def _module(self, path: str) -> Module:
        if path not in self._modules:
            try:
                self._modules[path] = Module(path, self.texts[path])
            except cst.ParserSyntaxError as error:
                raise AepError(f"{path}:{error.raw_line}: it is no Python; mend it first") from None
        return self._modules[path]

    def _of_ours(self) -> list[Module]:
        return [self._module(path) for path, text in self.texts.items() if "pulumi_aep" in text]

    def _declaring(self, kind: str, name: str, wish: Wish) -> tuple[Module, cst.Call] | Left:
        calls = [(module, call) for module in self._of_ours() for call in module.calls if _makes(module, call, kind)]
        found = [(module, call) for module, call in calls if _name(module, call) == name]
        if len(found) == 1:
            return found[0]
        places = ", ".join(f"{module.path}:{module.line(call)}" for module, call in found)
        if found:
            return Left(found[0][0].path, 0, f"{kind}/{name} is declared in several places ({places}); edit it by hand")
        computed = [(module, call) for module, call in calls if _name(module, call) is None]
        if computed:
            module, call = computed[0]
            reason = ByHand("is declared under a computed name, here it seems", module.line(call))
            return self._left(module, kind, name, wish, reason)
        return Left("", 0, f'no file of this project calls {kind}("{name}", …); edit where it is declared by hand')

    def _visible(self, module: Module, call: cst.Call) -> dict[str, str]:
        """Variables assigned above that call that hold resources, and the ids of those."""
        found = {}
        for variable, value in module.variables():
            if not isinstance(value, cst.Call) or module.span(value)[0] >= module.span(call)[0]:
                continue
            name = _name(module, value)
            for qualified in module.names(value.func):
                kind = qualified.removeprefix("pulumi_aep.")
                if f"{kind}/{name}" in self.ids:
                    found[variable] = self.ids[f"{kind}/{name}"]
        return found

    def _only_one(self, setting: Setting) -> None:
        """A setting that several places look up means more than this one resource."""
        places = [place for path in self.texts for place in self._lookups(path, setting.key)]
        if len(places) > 1:
            raise ByHand(
                f"is the setting {setting.key}, looked up in several places ({', '.join(places)})", setting.line
            )

    def _lookups(self, path: str, key: str) -> list[str]:
        if key.partition(":")[2] not in self.texts[path]:
            return []
        module, found = self._module(path), []
        for call in module.calls:
            try:
                asked = lookup(module, call, self.project)
            except ByHand:
                continue
            if asked and asked.key == key:
                found.append(f"{path}:{module.line(call)}")
        return found


def _makes(module: Module, call: cst.Call, kind: str) -> bool:
    return f"pulumi_aep.{kind}" in module.names(call.func)


def _name(module: Module, call: cst.Call) -> str | None:
    """The logical name, where it is written out."""
    named = [arg for arg in call.args if keyword(arg) == "resource_name"]
    first = named or [arg for arg in call.args[:1] if arg.keyword is None and not arg.star]
    try:
        found = module.value(first[0].value) if first else None
    except ValueError:
        return None
    return found if isinstance(found, str) else None
