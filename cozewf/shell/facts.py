"""Facts about the whole program that its commands do not tell by themselves."""

from __future__ import annotations

ENVIRONMENT: tuple[tuple[str, str], ...] = (
    ("COZEWF_PROFILE", "The profile to use, as --profile."),
    ("COZEWF_BASE_URL", "The server's address, as --base-url."),
    ("COZEWF_API_KEY", "The key that is sent as a bearer token."),
    ("COZEWF_SESSION_KEY", "The key that is sent as the cookie session_key instead."),
    ("COZEWF_CONNECTOR_ID", "The connector's id, as --connector-id."),
    ("COZEWF_TIMEOUT", "Seconds for a command in all, as --timeout."),
    ("COZEWF_OUTPUT", "text, json, jsonl or raw, as --output."),
    ("COZEWF_NO_INPUT", "1: never ask, as --no-input."),
    ("COZEWF_LANG", "en or zh; without it the locale decides (LC_ALL, LC_MESSAGES, LANG)."),
    ("COZEWF_CONFIG_DIR", "The folder of config.toml."),
    ("COZEWF_STATE_DIR", "The folder of state.db."),
    ("COZE_API_BASE, COZE_API_TOKEN", "The official SDK's address and key, where no other is."),
    ("NO_COLOR, FORCE_COLOR", "No colours; colours in a pipe as well."),
    ("CI", "Set: nobody is there to be asked."),
    ("VISUAL, EDITOR", "The editor that /edit opens in a chat."),
    ("HTTPS_PROXY, HTTP_PROXY, NO_PROXY", "Proxies, and hosts that need none."),
    ("SSL_CERT_FILE", "A file of the certificates to trust."),
)

FILES: tuple[tuple[str, str], ...] = (
    ("~/.config/cozewf/config.toml", "Profiles, aliases and settings, for its owner's eyes alone."),
    (
        "~/.local/state/cozewf/state.db",
        "The runs, paused runs and conversations of this machine; no key and no output.",
    ),
    (".cozewf.toml", "A project's aliases and their parameters; never a server or a key."),
)

# Commands that start something at a server, or change what is stored; the others only look.
WRITES = frozenset(
    {"run", "stream", "resume", "chat", "demo", "mock", "conv create"}
    | {f"config {verb}" for verb in ("init", "set", "unset", "use")}
)
