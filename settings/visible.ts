/**
 * What makes text safe to show. It is kept in the policy pack, since the pack imports nothing from outside its folder.
 */
export { cut, visible, visibleJson } from "../policypack/visible";
