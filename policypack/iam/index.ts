/**
 * What IAM policies mean. Other folders import this library through this file only. It reads neither the network nor
 * the clock. The catalogue of actions and the managed policies of AWS are data files beside it.
 *
 * - `document/`: text and JSON become a {@link PolicyDocument}, or a list of problems by their paths
 * - `pattern/`: `*` and `?` as automata: does a pattern match a text, do two patterns have a text in common
 * - `condition/`: operators, keys and variables, and what they mean for a session of an {@link AnalysedSubject}
 * - `catalogue/`: the actions of AWS with their resources, and the managed policies
 * - `grammar/`: what IAM refuses to store ({@link iamRefusals}), and actions that do not exist
 * - `call/`: one call: does a trust policy admit somebody ({@link evaluateTrust}), do their own policies grant it
 *   ({@link decideGrants}), do the policies of their organizations forbid it ({@link decideControls}); may a session use a
 *   resource that has a policy of its own ({@link decideAccess})
 * - `reach/`: all calls: what a session may do without limit ({@link Permissions})
 * - `escalation/`: the known ways from some permissions to more ({@link openings})
 * - `difference/`: what one set of policies allows beyond another ({@link permissionsBeyond}, {@link trustBeyond}), and
 *   what session policies leave of a role ({@link remaining})
 *
 * An answer that is not certain says so: a verdict is never better than what is proven. Work is limited by a
 * {@link Budget}; when it is used up, the answer is "undecided".
 */
export { distinct } from "./distinct";
export { parsePolicy } from "./document/parse";
export type { Problem } from "./document/parseStatement";
export { parseJson } from "./document/parseJson";
export { accountIn, isAwsManagedPolicy, parseArn, parseIamArn } from "./document/arn";
export {
  statementName,
  type ConditionEntry,
  type PolicyDocument,
  type PolicyKind,
  type PrincipalEntry,
  type PrincipalListing,
  type Statement,
} from "./document/document";
export { compilePattern, fixedCharacters, literalPattern, matches, PINNED_NAME } from "./pattern/pattern";
export type { Budget } from "./pattern/automaton";
export { isMfaAgeKey, isMfaKey } from "./condition/keys";
export { momentsOf } from "./condition/moments";
export { parseOperator } from "./condition/operators";
export type { AnalysedSubject, NamedPolicy, SubjectKind } from "./condition/subject";
export { actionCatalogue, type ActionCatalogue } from "./catalogue/actions";
export { judgements } from "./catalogue/judgements";
export { ActionSet } from "./catalogue/actionSet";
export { namedActions } from "./catalogue/namedActions";
export { managedPoliciesAbout, managedPolicy, managedPolicyArns } from "./catalogue/managedPolicies";
export { characterText, hasStrangeCharacter, iamRefusals } from "./grammar/refusals";
export { isUnknownAction, nearestAction } from "./grammar/actions";
export type { ConditionResult } from "./call/conditionCheck";
export type { GranteeSession, MfaState } from "./call/session";
export { evaluateTrust, namingItself, type TrustDecision, type TrustReason } from "./call/trust";
export { admittedWithoutMfa, type Admission } from "./call/trustMfa";
export { expectedText, foundText, reasonText } from "./call/reasonWords";
export { accountNamed, namesWholeAccount } from "./call/principals";
export { identityWays, type IdentityWay } from "./call/identities";
export { decideGrants, namesAction, type GrantDecision, type StatementMatch } from "./call/callerPolicies";
export {
  controlTypes,
  datedStatements,
  decideControls,
  organizationFacts,
  parseControlPolicy,
  type ControlDecision,
  type ControlPlace,
  type ControlPolicy,
  type ControlReason,
  type ControlType,
  type Organization,
} from "./call/organization";
export { decideIdentityControls } from "./call/identityControls";
export {
  decideAccess,
  type AccessDecision,
  type AccessPart,
  type AccessQuestion,
  type AccessReason,
} from "./call/resourceAccess";
export { keyActions, requestFacts, resourceKind } from "./call/resourceRequest";
export { controlConditions, controlSentence } from "./call/organizationWords";
export type { Grant } from "./reach/grant";
export { ANALYSIS_BUDGET, Permissions, type Witness } from "./reach/permissions";
export { answering, type LookUp, type TargetKnowledge } from "./escalation/knowledge";
export { openings } from "./escalation/openings";
export { limitsOn } from "./escalation/targetLimits";
export type { Opening } from "./escalation/opening";
export { targetsOf, type Target } from "./escalation/targets";
export type { PermissionBeyond } from "./difference/findings";
export { permissionsBeyond } from "./difference/policies";
export { remaining } from "./difference/remaining";
export { trustBeyond, type TrustBeyond } from "./difference/trusts";
