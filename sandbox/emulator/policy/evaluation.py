"""Decides on one action by identity policies, permissions boundary, session policies, the resource's own policy, and the
policies of the organization.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Optional, Sequence

from policy.conditions import holds
from policy.context import Context
from policy.documents import Document, Statement
from policy.patterns import Lookup, Token, fold, matches, matches_everything, segments, tokens
from policy.principals import Named, Principal, Still, excepted, named


@dataclass(frozen=True)
class Question:
    """One action on one resource. When the resource is None, it is unknown, and only `*` surely covers it."""

    action: str
    resource: Optional[str]
    context: Context


@dataclass(frozen=True)
class CallerPolicies:
    """All policies of the caller. `boundary` and `session` are None when absent; an empty list allows nothing."""

    identity: Sequence[Document]
    boundary: Optional[Sequence[Document]] = None
    session: Optional[Sequence[Document]] = None
    scoped: Sequence[Document] = ()
    """The scope down policies of GetScopedCredentials. Each of them must allow, whoever else does."""


@dataclass(frozen=True)
class ResourcePolicy:
    """The resource's own policy, such as a trust policy or a bucket policy."""

    document: Document
    is_trust: bool = False
    """A trust policy has no Resource element: it is about its own role."""
    is_key: bool = False
    """The policy of a key of KMS. https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html"""
    still: Still = field(default=lambda _: True)

    @property
    def consents(self) -> bool:
        """Whether nobody is admitted without its consent, of its own account neither: so it is with roles and keys."""
        return self.is_trust or self.is_key


@dataclass(frozen=True)
class Control:
    """A policy of an organization, with its ARN for messages."""

    arn: str
    document: Document


@dataclass(frozen=True)
class Controls:
    """The policies of the organization, from its root down to the account: at each place those that are attached to it.
    No places where none of a type hold. Service control policies are those of the caller's account, resource control
    policies those of the resource's."""

    service: Sequence[Sequence[Control]] = ()
    resource: Sequence[Sequence[Control]] = ()


@dataclass(frozen=True)
class Decision:
    """The decision, and AWS's words for the reason of a refusal ("" when it gives none)."""

    allowed: bool
    reason: str = ""


def decide(
    question: Question,
    caller: Principal,
    held: CallerPolicies,
    resource: Optional[ResourcePolicy] = None,
    *,
    owner: str,
    controls: Controls = Controls(),
) -> Decision:
    """Decides on one question.

    :param owner: the account that owns the resource. In another account than the caller's, both sides must allow;
        in the same account either may, and a resource policy that only names the account leaves it to the identity's.
    """
    ofs = (("resource control policy", controls.resource), ("service control policy", controls.service))
    for kind, places in ofs:
        for control in (control for attached in places for control in attached):
            if any(_controls(s, control.document, question) for s in control.document.statements if s.deny):
                return Decision(False, f"with an explicit deny in a {kind}: {control.arn}")
    for kind, documents in (
        ("an identity-based policy", held.identity),
        ("a permissions boundary", held.boundary or ()),
        ("a session policy", (*(held.session or ()), *held.scoped)),
    ):
        if any(not _of_identity(s) or _applies(s, d, question) for d in documents for s in d.statements if s.deny):
            return Decision(False, f"with an explicit deny in {kind}")
    if resource and any(_covers(s, resource, question, caller) for s in resource.document.statements if s.deny):
        return Decision(False, "with an explicit deny in a resource-based policy")

    for kind, places in ofs:
        for attached in places:
            if not any(_controls(s, c.document, question) for c in attached for s in c.document.statements if not s.deny):
                return Decision(False, f"because no {kind} allows the {question.action} action")

    # They narrow the session's effective permissions, and so what resources grant to the session itself.
    if not all(_allows([document], question) for document in held.scoped):
        return Decision(False, f"because no session policy allows the {question.action} action")
    granted = _granted(resource, question, caller)
    by_identity = _allows(held.identity, question)
    within_boundary = held.boundary is None or _allows(held.boundary, question)
    within_session = held.session is None or _allows(held.session, question)

    if owner == caller.account and _suffices(granted, caller, within_boundary, within_session):
        return Decision(True)
    if not by_identity:
        return Decision(False, f"because no identity-based policy allows the {question.action} action")
    if not within_boundary:
        return Decision(False, f"because no permissions boundary allows the {question.action} action")
    if not within_session:
        return Decision(False, f"because no session policy allows the {question.action} action")
    needed = owner != caller.account or (resource is not None and resource.consents)
    if needed and granted is Named.NOT:
        return Decision(False, f"because no resource-based policy allows the {question.action} action")
    return Decision(True)


def admits(trust: ResourcePolicy, question: Question, caller: Principal, limits: Sequence[Sequence[Control]]) -> bool:
    """Whether a trust policy alone lets somebody in who has no policies, such as an identity of a provider.

    :param limits: the resource control policies of the role's account
    """
    if any(_covers(s, trust, question, caller) for s in trust.document.statements if s.deny):
        return False
    for attached in limits:
        fitting = [s for c in attached for s in c.document.statements if _controls(s, c.document, question)]
        if any(s.deny for s in fitting) or not fitting:
            return False
    return _granted(trust, question, caller) is not Named.NOT


def _suffices(granted: Named, caller: Principal, within_boundary: bool, within_session: bool) -> bool:
    """Whether the resource policy is enough in the same account ("Resource-based policies and implicit denies")."""
    if granted is Named.SESSION:
        return True
    if granted is Named.PRINCIPAL:
        return not caller.is_role or (within_boundary and within_session)
    return False


def _granted(resource: Optional[ResourcePolicy], question: Question, caller: Principal) -> Named:
    if resource is None:
        return Named.NOT
    return max(
        (_covers(s, resource, question, caller) for s in resource.document.statements if not s.deny),
        default=Named.NOT,
    )


def _covers(statement: Statement, resource: ResourcePolicy, question: Question, caller: Principal) -> Named:
    """How closely a statement of the resource's policy names this caller, if it applies."""
    if statement.broken:
        return Named.PRINCIPAL if statement.deny else Named.NOT
    if statement.principal is not None:
        who = named(statement.principal, caller, resource.still)
    elif statement.not_principal is not None:
        left_out = excepted(statement.not_principal, caller, statement.deny)
        who = Named.NOT if left_out or (left_out is None and not statement.deny) else Named.PRINCIPAL
    else:
        # A statement without a principal allows nobody anything, but its Deny counts.
        who = Named.PRINCIPAL if statement.deny else Named.NOT
    if not who or (not resource.is_trust and _lacks_resource(statement)):
        return who if statement.deny else Named.NOT
    return who if _applies(statement, resource.document, question) else Named.NOT


def _allows(documents: Sequence[Document], question: Question) -> bool:
    return any(_of_identity(s) and _applies(s, d, question) for d in documents for s in d.statements if not s.deny)


def _controls(statement: Statement, document: Document, question: Question) -> bool:
    """Whether a statement of an organization's policy applies. A resource control policy names everybody; any other
    principal is broken, as is a statement without a resource."""
    everybody = statement.principal in (None, {"AWS": ("*",)}) and statement.not_principal is None
    if statement.broken or not everybody or _lacks_resource(statement):
        return statement.deny
    return _applies(statement, document, question)


def _of_identity(statement: Statement) -> bool:
    """Whether a statement has the form of an identity-based policy: with a resource, without a principal."""
    return not _lacks_resource(statement) and statement.principal is None and statement.not_principal is None


def _lacks_resource(statement: Statement) -> bool:
    return statement.resource is None and statement.not_resource is None


def _applies(statement: Statement, document: Document, question: Question) -> bool:
    """Whether a statement applies to this question. What cannot be decided counts against the request."""
    if statement.broken:
        return statement.deny
    lookup = question.context.single if document.variables else None
    if not _about_action(statement, question.action):
        return False
    if not _about_resource(statement, question.resource, lookup):
        return False
    answers = [holds(condition, question.context, document.variables) for condition in statement.conditions]
    return statement.deny if None in answers and False not in answers else all(answers)


def _about_action(statement: Statement, action: str) -> bool:
    listed = statement.action if statement.action is not None else statement.not_action or ()
    hit = any(matches(fold(tokens(text, None) or []), action.lower()) for text in listed)
    return hit if statement.action is not None else not hit


def _about_resource(statement: Statement, resource: Optional[str], lookup: Optional[Lookup]) -> bool:
    if statement.resource is not None:
        return any(_fits(tokens(text, lookup), resource, statement.deny) for text in statement.resource)
    if statement.not_resource is not None:
        return not any(_excludes(tokens(text, lookup), resource, statement.deny) for text in statement.not_resource)
    # A trust policy has no Resource.
    return True


def _fits(pattern: Optional[list[Token]], resource: Optional[str], deny: bool) -> bool:
    if pattern is None:
        return False
    if matches_everything(pattern) or resource is None:
        return deny or matches_everything(pattern)
    # A wildcard may or may not match the colons of an ARN. An Allow gets the narrow reading, a Deny the wide one.
    readings = (_by_segment(pattern, resource), matches(pattern, resource))
    return any(readings) if deny else all(readings)


def _excludes(pattern: Optional[list[Token]], resource: Optional[str], deny: bool) -> bool:
    """Whether NotResource excludes this resource from the statement."""
    if pattern is None:
        return not deny
    if matches_everything(pattern):
        return True
    if resource is None:
        return not deny
    readings = (_by_segment(pattern, resource), matches(pattern, resource))
    return all(readings) if deny else any(readings)


def _by_segment(pattern: list[Token], resource: str) -> bool:
    parts, actual = segments(pattern), resource.split(":", 5)
    return len(parts) == len(actual) and all(matches(part, text) for part, text in zip(parts, actual))
