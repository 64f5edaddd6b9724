"""What is built: the same each time, with everything that belongs into it and nothing else."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from cozewf import __version__

from .generate import ROOT

_JUNK = {"__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}
_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
_STEM = f"cozewf-{__version__}"


def _build(folder: Path, source: Path = ROOT) -> tuple[Path, Path]:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(folder)],
        cwd=source,
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl")), next(folder.glob("*.tar.gz"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return _build(tmp_path_factory.mktemp("built"))


def _files(*folders: str) -> set[str]:
    found = {path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()}
    return {str(p.relative_to(ROOT)) for p in found if not _JUNK & set(p.relative_to(ROOT).parts)}


def test_building_again_gives_the_same_bytes(built: tuple[Path, Path], tmp_path: Path) -> None:
    again = _build(tmp_path)
    assert [path.name for path in again] == [path.name for path in built]
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in built]


def test_the_source_archive_builds_the_same_wheel(built: tuple[Path, Path], tmp_path: Path) -> None:
    """As distributions and pip do, from the archive alone."""
    with tarfile.open(built[1]) as archive:
        archive.extractall(tmp_path, filter="data")
    wheel, _ = _build(tmp_path / "again", tmp_path / _STEM)
    assert wheel.read_bytes() == built[0].read_bytes()


def test_the_wheel_has_the_package_its_scripts_and_its_manual(built: tuple[Path, Path]) -> None:
    share = f"{_STEM}.data/data/share"
    manual = {f"{share}/man/man1/{Path(name).name}" for name in _files("man/man1")}
    scripts = {
        f"{share}/bash-completion/completions/cozewf",
        f"{share}/fish/vendor_completions.d/cozewf.fish",
        f"{share}/zsh/site-functions/_cozewf",
    }
    about = {"METADATA", "WHEEL", "entry_points.txt", "RECORD", "licenses/LICENSE"}
    wanted = _files("cozewf") | manual | scripts | {f"{_STEM}.dist-info/{n}" for n in about}
    assert set(zipfile.ZipFile(built[0]).namelist()) == wanted


def test_the_source_archive_has_what_building_and_testing_needs(built: tuple[Path, Path]) -> None:
    top = {path.name for path in ROOT.glob("README*.md")}
    top |= {"LICENSE", "pyproject.toml", ".gitignore", "PKG-INFO"}
    wanted = _files("cozewf", "tests", "completions", "man") | top
    with tarfile.open(built[1]) as archive:
        names = {name.removeprefix(f"{_STEM}/") for name in archive.getnames()}
    assert names == wanted


def test_the_base_installs_what_its_code_imports_and_nothing_else() -> None:
    extras = _names(_PROJECT["optional-dependencies"]["mock"])
    imported = {
        name.partition(".")[0].replace("_", "-")
        for path in (ROOT / "cozewf").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for name in _imported(node)
    }
    outside = imported - {name.replace("_", "-") for name in sys.stdlib_module_names}
    optional = {"keyring"}  # taken where somebody has installed it
    inherited = {"markdown-it", "referencing"}  # what rich and jsonschema are made of
    assert outside - extras - optional - inherited == _names(_PROJECT["dependencies"])


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0:
        return [node.module or ""]
    return []


def _names(requirements: list[str]) -> set[str]:
    return {
        re.split(r"[<>=!~ \[]", line, maxsplit=1)[0].lower().replace("_", "-")
        for line in requirements
    }
