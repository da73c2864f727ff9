"""The gate before moto: finds out who asks and whether it is allowed, and only then carries the request out.

moto's own checks are off. Requests are handled one at a time, so that a decision still holds when it is carried out.
"""

from __future__ import annotations

import sys
import threading
import time
import traceback
import uuid
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any, Callable, Iterable, Optional

from moto.core.utils import utcnow
from moto.iam.models import AccessKeyLastUsed

from accounts.devices import Devices
from accounts.directory import Directory
from accounts.history import History, Told
from accounts.iam_rules import IamRules
from accounts.identity_center import IdentityCenter
from accounts.propagation import Propagation
from accounts.sessions import Caller, Sessions
from controls import Controls, Fork, prefix
from policy.conditions import instant
from policy.context import Context
from services import iam, others, resources, s3, s3_encryption, saml, web_identity
from services.asks import authorize
from services.cloudtrail import CloudTrail
from services.context_keys import global_keys
from services.entitled import Entitled
from services.entitled import asked as asks_entitled
from services.identity_center import IdentityCenterServices
from services.identity_center import services as identity_center
from services.last_accessed import LastAccessed
from services.organizations import Organizations
from services.portal import Portal
from services.portal import asked as asks_portal
from services.s3_operations import Operation, operations
from services.sts import Sts
from services.web_identity import WebIdentity
from wire.answers import xml
from wire.errors import AwsError, render
from wire.request import Claim, Request, claim, forward, protocol_of, receive
from wire.signature import check

Response = tuple[str, list[tuple[str, str]], bytes]
_names = {"127.0.0.1", "localhost"}


class Gate:
    """A WSGI application that wraps moto's.

    :param fork: makes a copy of the emulator, for requests of tests (see `Controls`); None turns those requests off.
        With it, a request may also say when it is sent and from where, in `X-Emulator-…` headers
    :param issuers: the secrets of OpenID Connect issuers, by their hosts
    :param center: the instance of IAM Identity Center, if there is one
    """

    def __init__(
        self,
        moto: Any,
        directory: Directory,
        devices: Devices,
        propagation: Propagation,
        fork: Optional[Fork] = None,
        issuers: Optional[dict[str, str]] = None,
        center: Optional[IdentityCenter] = None,
    ) -> None:
        self._moto, self._directory = moto, directory
        self._sessions = Sessions(directory)
        self._propagation = propagation
        self._sts = Sts(directory, self._sessions, devices, propagation)
        self._organizations = Organizations(directory)
        self._web_identity = WebIdentity(directory, self._sessions, issuers or {})
        self._saml = saml.Saml(directory, self._sessions)
        self._identity_center, self._portal = IdentityCenterServices(directory, center), Portal(directory, self._sessions, center)
        self._entitled = Entitled(directory, self._sessions, center)
        self._rules = IamRules(directory, devices)
        self._history = History()
        self._last_accessed, self._trail = LastAccessed(directory, self._history), CloudTrail(self._history)
        self._controls = None if fork is None else Controls(directory, self._sessions, self._sts, propagation, fork)
        self._one_at_a_time = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        service, protocol = "", "query"
        try:
            request = receive(environ, self._controls is not None)
            if request.headers.get("host", "").rpartition(":")[0] not in _names:
                raise AwsError("AccessDenied", "The emulator answers only to 127.0.0.1 and localhost.")
            if self._controls is not None and request.path.startswith(prefix):
                with self._one_at_a_time:
                    body = self._controls.answer(request, _time_of(request))
                start_response(*_ok(body, "application/json")[:2])
                return [body]
            federated = self._web_identity if web_identity.asked(request) else self._saml if saml.asked(request) else None
            if federated is not None:
                service = "sts"
                with self._one_at_a_time:
                    answer = xml("sts", request.parameters["Action"], federated.answer(request, _time_of(request)))
                start_response(*_ok(answer)[:2])
                return [answer]
            portal = self._portal if asks_portal(request) else self._entitled if asks_entitled(request) else None
            if portal is not None:
                service, protocol = "portal.sso", "rest-json"
                with self._one_at_a_time:
                    answer = portal.answer(request, _time_of(request))
                start_response(*_ok(answer, "application/json")[:2])
                return [answer]
            signed = claim(request)
            service, protocol = signed.service, protocol_of(signed.service, request.headers)
            with self._one_at_a_time:
                status, headers, body = self._handle(environ, request, signed)
        except AwsError as error:
            status, headers, body = _refusal(error, service, protocol)
        except NotImplementedError as error:
            status, headers, body = _refusal(AwsError("NotImplemented", f"The emulator cannot do this: {error}", 501), service, protocol)
        except Exception:  # Whatever fails, fails closed.
            traceback.print_exc(file=sys.stderr)
            status, headers, body = _refusal(AwsError("InternalFailure", "The emulator failed; its log says why.", 500), service, protocol)
        start_response(status, headers)
        return [body if environ["REQUEST_METHOD"] != "HEAD" else b""]

    def alone(self) -> None:
        """Must be called in a forked process. It makes a new lock, since the fork happened while a request held the old
        one."""
        self._one_at_a_time = threading.Lock()

    def _handle(self, environ: dict[str, Any], request: Request, signed: Claim) -> Response:
        now = _time_of(request)
        caller = self._sessions.caller(request, signed, now)
        check(request, signed, caller.secret)
        context = global_keys(request, signed, caller, now)
        self._used(caller, signed, now)
        if signed.service == "sts":
            return self._sts_call(request, signed, caller, context, now)
        if signed.service == "iam":
            return self._iam_call(environ, request, caller, context, now)
        if signed.service == "s3":
            return self._s3_call(environ, request, caller, context)
        if signed.service in identity_center:
            body = self._identity_center.answer(request, signed, caller, context, now)
            return _ok(body, "application/x-amz-json-1.1") if body else ("204 No Content", _ok(body)[1], body)
        action = others.action_of(signed.service, request)
        if signed.service in resources.services:
            about = resources.asks(action, request, caller, context, signed.region, self._directory)
            if about is not None:
                authorize(about, caller, self._directory)
                return self._carry_out(environ, request, about[0].owner)
        authorize(others.asks(action, request, caller, context), caller, self._directory)
        if signed.service == "organizations":
            return _ok(self._organizations.answer(action.partition(":")[2], request.body, caller), "application/x-amz-json-1.1")
        if action == "cloudtrail:LookupEvents":
            return _ok(self._trail.lookup_events(request.body, caller, signed.region, now), "application/x-amz-json-1.1")
        return self._carry_out(environ, request, caller.account.id)

    def _sts_call(self, request: Request, signed: Claim, caller: Caller, context: Context, now: float) -> Response:
        action = request.parameters.get("Action", "")
        told = Told(now, signed.region, request.controls.get("source-ip", request.remote), request.headers.get("user-agent", ""))
        role = self._directory.by_arn(request.parameters.get("RoleArn", ""))
        try:
            answer = self._sts.answer(action, request.parameters, caller, context, now)
        except AwsError as error:
            if action == "AssumeRole":
                self._history.assumed(caller, request.parameters, role, None, replace(told, error=(error.code, error.message)))
            raise
        if action == "AssumeRole":
            self._history.assumed(caller, request.parameters, role, answer.elements, told)
        return _ok(xml("sts", action, answer.elements))

    def _iam_call(self, environ: dict[str, Any], request: Request, caller: Caller, context: Context, now: float) -> Response:
        action = request.parameters.get("Action", "")
        if caller.session is not None and not caller.is_role and caller.session.mfa_at is None:
            # "You cannot call any IAM API operations unless MFA authentication information is included" (GetSessionToken).
            raise AwsError("InvalidClientTokenId", "The security token included in the request is invalid.")
        added = iam.implied(action, request.parameters, caller)
        parameters = {**request.parameters, **added}
        authorize(iam.asks(action, parameters, caller, context, self._directory), caller, self._directory)
        answered = self._last_accessed.answer(action, parameters, caller, now)
        if answered is not None:
            return _ok(xml("iam", action, answered))
        if self._rules.before(action, caller.account.id, parameters):
            self._propagation.changed(action, caller.account.id, parameters, now)
            return _ok(xml("iam", action, []))
        response = self._carry_out(environ, request, caller.account.id, added)
        if response[0].startswith("2"):
            self._rules.after(action, caller.account.id, parameters)
            self._propagation.changed(action, caller.account.id, parameters, now)
        return response

    def _s3_call(self, environ: dict[str, Any], request: Request, caller: Caller, context: Context) -> Response:
        about = s3.account_setting(request, caller, context)
        if about is not None:
            authorize([about], caller, self._directory)
            # moto knows such requests by their host.
            known = {"HTTP_HOST": f"{caller.account.id}.s3-control.us-east-1.amazonaws.com", "CONTENT_TYPE": "application/xml"}
            return self._carry_out({**environ, **known}, request, caller.account.id)
        found = operations(request)
        authorize(s3.asks(found, request, caller, context, self._directory), caller, self._directory)
        authorize(s3_encryption.asks(found, request, caller, context), caller, self._directory)
        response = self._carry_out(environ, request, s3.owner_of(found[0].bucket, caller))
        if response[0].startswith("200") and found[0].action == "CreateBucket":
            s3.created(found[0].bucket)
        if response[0].startswith("404") and found[0].key is not None:
            # Only those who may list the bucket learn whether an object exists.
            asked = s3.asks([Operation("ListBucket", found[0].bucket)], request, caller, context, self._directory)
            authorize(asked, caller, self._directory)
        return response

    def _carry_out(self, environ: dict[str, Any], request: Request, account: str, added: Optional[dict[str, str]] = None) -> Response:
        """Lets moto carry out the request, in the account that the gate found."""
        answer: dict[str, Any] = {}

        def keep(status: str, headers: list[tuple[str, str]], _: Any = None) -> None:
            answer.update(status=status, headers=headers)

        chunks = self._moto(forward(environ, request, account, added), keep)
        body = b"".join(chunks)
        if hasattr(chunks, "close"):
            chunks.close()
        return answer["status"], answer["headers"], body

    def _used(self, caller: Caller, signed: Claim, now: float) -> None:
        """Records the use of a key or role, and of the service, for the answers about "last used"."""
        self._history.called(caller, signed.service, signed.region, now)
        if caller.is_role:
            caller.identity.last_used = datetime.fromtimestamp(now, timezone.utc).replace(tzinfo=None)
            caller.identity.last_used_region = signed.region
            return
        key = next((key for key in caller.identity.access_keys if key.access_key_id == caller.access_key), None)
        if key is not None:
            key.last_used = AccessKeyLastUsed(timestamp=utcnow(), service=signed.service, region=signed.region)


def _time_of(request: Request) -> float:
    """The time that a request counts with, in seconds since 1970."""
    moment = instant(request.controls["time"]) if "time" in request.controls else time.time()
    if moment is None:
        raise AwsError("ValidationError", "X-Emulator-Time: expected a time such as 2026-11-01T10:00:00Z", 400)
    return moment


def _ok(body: bytes, form: str = "text/xml") -> Response:
    return "200 OK", [("Content-Type", form), ("x-amzn-RequestId", str(uuid.uuid4()))], body


def _refusal(error: AwsError, service: str, protocol: str) -> Response:
    status, headers, body = render(error, service, protocol)
    return f"{status} {error.code}", headers, body
