// The module `tlsup/cli`, for the local cloud, which is a separate package.
export { CommandFailure, exitCodes } from "./failure";
export type { LocalCloud } from "./local-cloud";
export { isExpectedChain, look } from "./look";
export { findProgram, localStack, pulumiOutput, stackOutputs, type Program } from "./pulumi";
