"""Whom a connection trusts: the same as httpx, so that a proxy changes nothing about it."""

from __future__ import annotations

import os
import ssl


def trusting_context(*, insecure: bool) -> ssl.SSLContext:
    """The context of direct connections: the authorities of SSL_CERT_FILE, SSL_CERT_DIR or Mozilla.

    Raises OSError for certificates that cannot be read.
    """
    if insecure:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    elif file := os.environ.get("SSL_CERT_FILE"):
        context = ssl.create_default_context(cafile=file)
    elif folder := os.environ.get("SSL_CERT_DIR"):
        context = ssl.create_default_context(capath=folder)
    else:
        import certifi  # noqa: PLC0415  only where it is asked

        context = ssl.create_default_context(cafile=certifi.where())
    context.set_alpn_protocols(["http/1.1"])
    return context
