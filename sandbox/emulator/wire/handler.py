"""How requests come in, where that differs from what werkzeug does by itself."""

from __future__ import annotations

from typing import Any

from werkzeug.serving import WSGIRequestHandler

token = "x-amz-sso_bearer_token"


class Handler(WSGIRequestHandler):
    """Keeps one header with an underscore in its name, which AWS's clients send. werkzeug drops all of them."""

    def make_environ(self) -> dict[str, Any]:
        environ = super().make_environ()
        if token in self.headers:
            environ["HTTP_X_AMZ_SSO_BEARER_TOKEN"] = self.headers[token]
        return environ
