"""Every setting: which value wins, and where it is said to come from."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cozewf.errors import InvalidInput
from cozewf.profiles import Config, load, resolve, resolve_general
from cozewf.profiles.specs import GENERAL_SETTINGS, PROFILE_SETTINGS

FILE = """\
# where the team works
current = "work"
output = "json"
no_input = true
log = false

[profiles.work]
base_url = "https://work.example.com"   # the new one
api_key_env = "WORK_KEY"
timeout = 30

[profiles.home]
base_url = "https://home.example.com"
keyring = false

[aliases]
poem = "7549"
"""


@pytest.fixture
def config(tmp_path: Path) -> Config:
    path = tmp_path / "config.toml"
    path.write_text(FILE, "utf-8")
    return load(path)


@pytest.mark.parametrize(
    ("name", "flags", "environ", "value", "origin"),
    [
        ("base_url", {}, {}, "https://work.example.com", "FILE:8"),
        ("base_url", {}, {"COZEWF_BASE_URL": "http://e"}, "http://e", "COZEWF_BASE_URL"),
        ("base_url", {"base_url": "http://f"}, {"COZEWF_BASE_URL": "http://e"}, "http://f", "FLAG"),
        ("base_url", {"profile": "home"}, {}, "https://home.example.com", "FILE:13"),
        ("base_url", {}, {"COZEWF_PROFILE": "home"}, "https://home.example.com", "FILE:13"),
        ("base_url", {"profile": "work"}, {"COZEWF_PROFILE": "home"}, None, "FILE:8"),
        ("base_url", {}, {"COZE_API_BASE": "http://sdk"}, "https://work.example.com", "FILE:8"),
        ("timeout", {}, {}, "30", "FILE:10"),
        ("timeout", {}, {"COZEWF_TIMEOUT": "5"}, "5", "COZEWF_TIMEOUT"),
        ("timeout", {}, {"COZEWF_TIMEOUT": ""}, "30", "FILE:10"),
        ("timeout", {"timeout": "7"}, {"COZEWF_TIMEOUT": "no number"}, "7", "FLAG"),
        ("connector_id", {}, {"COZEWF_CONNECTOR_ID": "1024"}, "1024", "COZEWF_CONNECTOR_ID"),
        ("bot_id", {"bot_id": "9"}, {}, "9", "FLAG"),
        ("api_key_env", {}, {"COZE_API_TOKEN": "sdk"}, "WORK_KEY", "FILE:9"),
        ("api_key", {}, {"COZEWF_API_KEY": "k"}, "k", "COZEWF_API_KEY"),
        ("api_key", {"profile": "home"}, {"COZE_API_TOKEN": "sdk"}, "sdk", "COZE_API_TOKEN"),
        ("session_key", {}, {"COZEWF_SESSION_KEY": "s"}, "s", "COZEWF_SESSION_KEY"),
    ],
)
def test_flag_before_environment_before_file(
    name: str,
    flags: dict[str, str],
    environ: dict[str, str],
    value: str | None,
    origin: str,
    config: Config,
) -> None:
    setting = resolve(flags, environ, config).settings[name]
    flag = "--" + name.replace("_", "-")
    assert str(setting.origin) == origin.replace("FILE", str(config.path)).replace("FLAG", flag)
    assert value is None or setting.value == value


@pytest.mark.parametrize(
    ("environ", "profile", "login"),
    [
        ({}, "work", "api_key_env"),
        ({"COZEWF_API_KEY": "k"}, "work", "api_key"),
        ({"COZEWF_SESSION_KEY": "s"}, "work", "session_key"),
        ({"COZE_API_TOKEN": "sdk"}, "work", "api_key_env"),
        ({"COZE_API_TOKEN": "sdk"}, "home", "api_key"),
        ({}, "home", ""),
        ({"COZEWF_API_KEY": "k", "COZE_API_TOKEN": "sdk"}, "demo", ""),
    ],
)
def test_a_login_replaces_every_other_form_of_it(
    environ: dict[str, str], profile: str, login: str, config: Config
) -> None:
    resolved = resolve({"profile": profile}, environ, config)
    assert resolved.login_form() == login
    assert sum(name in ("api_key", "api_key_env", "session_key") for name in resolved.settings) <= 1


@pytest.mark.parametrize(
    ("name", "flags", "environ", "value", "origin"),
    [
        ("output", {}, {}, "json", "FILE:3"),
        ("output", {}, {"COZEWF_OUTPUT": "jsonl"}, "jsonl", "COZEWF_OUTPUT"),
        ("output", {"output": "raw"}, {"COZEWF_OUTPUT": "jsonl"}, "raw", "--output"),
        ("no_input", {}, {}, "true", "FILE:4"),
        ("no_input", {}, {"COZEWF_NO_INPUT": "no"}, "false", "COZEWF_NO_INPUT"),
        ("no_input", {}, {"COZEWF_NO_INPUT": "1"}, "true", "COZEWF_NO_INPUT"),
        ("lang", {}, {"COZEWF_LANG": "zh"}, "zh", "COZEWF_LANG"),
        ("lang", {"lang": "en"}, {"COZEWF_LANG": "zh"}, "en", "--lang"),
        ("log", {}, {}, "false", "FILE:5"),
    ],
)
def test_general_settings_too(
    name: str,
    flags: dict[str, str],
    environ: dict[str, str],
    value: str,
    origin: str,
    config: Config,
) -> None:
    setting = resolve_general(flags, environ, config)[name]
    origin = origin.replace("FILE", str(config.path))
    assert (setting.value, str(setting.origin)) == (value, origin)


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({"COZEWF_TIMEOUT": "soon"}, 'COZEWF_TIMEOUT: "soon" is not a number above 0.'),
        ({"COZEWF_TIMEOUT": "0"}, 'COZEWF_TIMEOUT: "0" is not a number above 0.'),
        ({"COZEWF_TIMEOUT": "nan"}, 'COZEWF_TIMEOUT: "nan" is not a number above 0.'),
        ({"COZEWF_OUTPUT": "xml"}, 'COZEWF_OUTPUT: "xml" is no output format.'),
        ({"COZEWF_LANG": "fr"}, 'COZEWF_LANG: "fr" is no language of cozewf.'),
        ({"COZEWF_NO_INPUT": "maybe"}, 'COZEWF_NO_INPUT: "maybe" is neither true nor false.'),
        ({"COZEWF_PROFILE": "wrok"}, 'there is no profile "wrok".'),
    ],
)
def test_an_invalid_variable_is_an_error(
    environ: dict[str, str], message: str, config: Config
) -> None:
    with pytest.raises(InvalidInput) as caught:
        resolve({}, environ, config)
        resolve_general({}, environ, config)
    assert caught.value.message == message


def test_the_demo_keeps_its_server_and_takes_its_limits(config: Config) -> None:
    environ = {"COZEWF_BASE_URL": "http://elsewhere", "COZEWF_TIMEOUT": "5"}
    demo = resolve({"profile": "demo"}, environ, config)
    assert (demo.is_demo, demo.text("base_url"), demo.number("timeout")) == (True, "", 5.0)
    with pytest.raises(InvalidInput, match="has its own server"):
        resolve({"profile": "demo", "base_url": "http://f"}, {}, config)


def test_an_own_profile_of_that_name_is_no_demo(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[profiles.demo]\nbase_url = "http://own"\n', "utf-8")
    profile = resolve({"profile": "demo"}, {}, load(path))
    assert (profile.is_demo, profile.text("base_url")) == (False, "http://own")


_NAMES = st.sampled_from([*PROFILE_SETTINGS, *GENERAL_SETTINGS, "profile", "nonsense"])
_VALUES = st.text("a1.- 春\x00", max_size=6) | st.sampled_from(
    ["1", "true", "en", "json", "work", "0.5"]
)
_VARIABLES = st.sampled_from(
    [
        spec.variable or "COZEWF_PROFILE"
        for spec in [*PROFILE_SETTINGS.values(), *GENERAL_SETTINGS.values()]
    ]
)


@given(st.dictionaries(_NAMES, _VALUES), st.dictionaries(_VARIABLES, _VALUES))
def test_whatever_is_given_is_used_or_refused(
    flags: dict[str, str], environ: dict[str, str]
) -> None:
    config = Config(path=Path("config.toml"), profiles={"work": {"base_url": "http://w"}})
    try:
        profile = resolve(flags, environ, config)
        settings = {**profile.settings, **resolve_general(flags, environ, config)}
    except InvalidInput as error:
        assert error.message
        return
    for name, value in flags.items():
        if name in settings and not profile.is_demo:
            assert settings[name].origin.kind == "flag"
            assert settings[name].value == value or settings[name].value in ("true", "false")
