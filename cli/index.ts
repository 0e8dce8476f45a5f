// What the local cloud, a package of its own, needs of the command: `tlsup/cli`.
export { CommandFailure, exitCodes } from "./failure";
export type { LocalCloud } from "./local-cloud";
export { isExpectedChain, look } from "./look";
export { findProgram, localStack, pulumiOutput, stackOutputs, type Program } from "./pulumi";
