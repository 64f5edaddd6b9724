"""Profiles: where a server is and how to log in. `resolve` is pure; the other modules do I/O."""

from __future__ import annotations

from .file import Config, config_path, load
from .login import find_login
from .project import Project, find_project
from .resolve import DEMO, Profile, choose_profile, resolve, resolve_general
from .specs import Origin, Setting

__all__ = [
    "DEMO",
    "Config",
    "Origin",
    "Profile",
    "Project",
    "Setting",
    "choose_profile",
    "config_path",
    "find_login",
    "find_project",
    "load",
    "resolve",
    "resolve_general",
]
