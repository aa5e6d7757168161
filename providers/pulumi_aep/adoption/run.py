"""Runs an adoption: reads the sandbox and the program, plans, writes files and state, and previews the result."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..core.registry import kind_named, kinds
from ..errors import AepError
from ..platform.client import SandboxApi, client
from ..platform.endpoint import Settings
from ..source.file_transaction import FileTransaction
from ..stack import command, configuration
from ..stack.project import find_project, project_name
from ..stack.stack import ResourceChange, Stack
from ..stack.state import StateResource
from . import program_text
from .asset import Asset
from .declare import Canonical
from .existing_program import declares_nothing
from .inventory import sandbox, survey
from .match import Ask
from .naming import parse_owner
from .plan import AdoptionPlan, add_undeclared, plan_matches
from .program_resource import Name, ProgramResource, declared_resources
from .project_variables import holders
from .selection import selected, with_reasons_left_out

Say = Callable[[str], None]
Check = Callable[[Settings, str], Canonical]


@dataclass(frozen=True)
class AdoptOptions:
    """The options of `aep adopt`."""

    only: Sequence[str]
    pipeline: str
    into: str
    include_owned: bool
    lost_state: bool


@dataclass(frozen=True)
class Adoption:
    """`files` are those to be written, by their paths in the program's folder."""

    stack: Stack
    api: SandboxApi
    plan: AdoptionPlan
    files: dict[str, str]
    remark: str
    say: Say

    @property
    def sandbox(self) -> str:
        return self.api.sandbox

    @staticmethod
    def prepare(
        stack_name: str | None, options: AdoptOptions, *, say: Say, ask: Ask | None, check: Check
    ) -> "Adoption":
        """Everything read and planned, nothing written."""
        stack = _stack(stack_name)
        settings = configuration.load_settings(stack_name)
        api = SandboxApi(client(settings), settings.sandbox, read_only=True)
        fresh = declares_nothing(stack.program / "__main__.py")
        program, state = _program(stack, api.sandbox, fresh=fresh, options=options, say=say)
        owner = stack.label if options.lost_state else stack.owner  # a lost state's id is lost with it
        assets = _assets(
            api,
            options,
            owner,
            sandbox_too=fresh or any(not kind_named(item.kind).sandboxed for item in program),
            say=say,
        )
        by_name = not options.lost_state
        plan = plan_matches(api, assets, program, state, stack=owner, by_name=by_name, ask=ask or _nobody)
        if options.lost_state:
            own = [asset for asset in assets if parse_owner(asset.owner, owner)]
            return Adoption(stack, api, _undeclared(plan, own), {}, "", say)
        taken = {item.key for item in program} | state.keys()
        free = assets if fresh else [asset for asset in assets if asset.type.sandboxed]
        held = {} if fresh else holders(stack.program)
        plan = add_undeclared(plan, free, taken, held, stack=owner, canonical=check(settings, stack.owner))
        files, remark = _files(stack.program, plan, options, api.sandbox, held=None if fresh else held)
        return Adoption(stack, api, plan, files, remark, say)

    def carry_out(self) -> list[ResourceChange]:
        """What the preview shows afterwards: nothing, if all is well."""
        resources = self.plan.resources(self.api)
        files = FileTransaction(self.stack.program, self.files)
        files.commit()
        try:
            if resources:
                self.say(f"importing {len(resources)}")
                self.stack.import_resources(resources)
        except AepError:
            files.roll_back()
            raise
        self.say("previewing")
        waiting = {f"{item.kind} {item.name}" for item in self.plan.matching.missing}
        waiting |= {f"{kind} {name}" for kind, name in self.plan.matching.ambiguous}
        found = [item for item in self.stack.preview().changes if item.resource not in waiting]
        if resources and not found and not waiting:
            self.say("recording what depends on what")
            self.stack.record_dependencies()
        return found


def _nobody(_declared: ProgramResource, _candidates: Sequence[Asset]) -> Asset | None:
    return None


def _stack(name: str | None) -> Stack:
    folder = find_project()
    if folder is None:
        raise AepError("there is no Pulumi.yaml here or above; make a project with: aep adopt --new SANDBOX")
    return Stack(folder, project_name(folder), name or command.selected_stack(folder))


def _program(
    stack: Stack, sandbox_name: str, *, fresh: bool, options: AdoptOptions, say: Say
) -> tuple[list[ProgramResource], dict[Name, StateResource]]:
    """(what the program declares in this sandbox and is to be made or changed, what state holds)"""
    state = {(item.kind, item.name): item for item in stack.state().resources}
    if fresh and state:
        raise AepError(
            f"the stack {stack.name} records {len(state)} assets, but there is no program that declares them; "
            "bring the program back, or adopt into a stack of its own: pulumi stack init NAME"
        )
    if fresh and options.lost_state:
        raise AepError("--lost-state needs the program whose state was lost; without it, run: aep adopt")
    if fresh:
        return [], {}
    say("asking the program what it declares")
    found = declared_resources(stack.preview().steps)
    return [item for item in found if item.inputs.get("sandbox", sandbox_name) == sandbox_name], state


def _assets(api: SandboxApi, options: AdoptOptions, owner: str, *, sandbox_too: bool, say: Say) -> list[Asset]:
    """In the order of their references. Batches only where their owner marks tell what they are."""
    say(f"reading the sandbox {api.sandbox}")
    wanted = [kind for kind in kinds() if kind.sandboxed and (kind.adoptable or options.lost_state)]
    found = with_reasons_left_out(
        survey(api, [kind.__name__ for kind in wanted]), stack=owner, include_owned=options.include_owned
    )
    found = selected(found, kinds=options.only, pipeline=options.pipeline)
    return ([sandbox(api, owner)] if sandbox_too else []) + found


def _undeclared(plan: AdoptionPlan, own: Sequence[Asset]) -> AdoptionPlan:
    """What carries this stack's owner mark, and the program does not declare (any more)."""
    from dataclasses import replace

    matched_keys = {asset.key for asset in plan.matching.found.values()} | {asset.key for asset, _ in plan.known}
    older = {asset.key for asset in plan.matching.older}
    left = [
        replace(
            asset,
            left_out=asset.left_out
            or ("an earlier generation of it; left over" if asset.key in older else "the program does not declare it"),
        )
        for asset in own
        if asset.key not in matched_keys
    ]
    return replace(plan, left=left)


def _files(
    folder: Path,
    plan: AdoptionPlan,
    options: AdoptOptions,
    sandbox_name: str,
    *,
    held: Mapping[Name, tuple[str, str]] | None,
) -> tuple[dict[str, Any], str]:
    """(files to write, what else is to be said). `held` is None where there is no program yet."""
    if not plan.declarations:
        return {}, ""
    if held is None:
        return program_text.program(plan.declarations, sandbox=sandbox_name, notes=plan.notes()), ""
    if not options.into.isidentifier():
        raise AepError(f'--into "{options.into}" is no name of a package; write for example --into adopted')
    if (folder / options.into).exists():
        raise AepError(f"{options.into} exists already; give another folder with --into NAME")
    there = {key: held[name] for key, name in plan.names_in_program().items() if name in held}
    files = program_text.package(
        options.into, plan.declarations, sandbox=sandbox_name, notes=plan.notes(), elsewhere=there
    )
    main = (folder / "__main__.py").read_text().rstrip("\n")
    line = program_text.imports(options.into, _modules(files, options.into))
    return {**files, "__main__.py": f"{main}\n\n{line}\n"}, f"; __main__.py imports {options.into} in its last line"


def _modules(files: dict[str, str], into: str) -> list[str]:
    return [Path(name).stem for name in files if name.startswith(f"{into}/") and not name.endswith("__init__.py")]
