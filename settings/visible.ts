/** The pack stands alone, so what makes texts safe to look at is kept with it. */
export { cut, visible, visibleJson } from "../policypack/visible";
