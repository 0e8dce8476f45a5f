// The module `tlsup/cli`, for the local cloud, which is a separate package.
export { defaultZone } from "../components/shared/domain-name";
export { projectFile } from "../components/shared/execution/project-file";
export { checkExitCodes, CommandFailure, exitCodes, explain } from "./failure";
export type { LocalCloud } from "./local-cloud";
export { isExpectedChain, look, type CertificateSeen, type Look } from "./look";
export { complaintOf, findProgram, localStack, pulumiOutput, runPulumi, stackOutputs, type Program } from "./pulumi";
