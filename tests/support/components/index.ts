export type { Refusal } from "./refusal";
import { certificateSamples } from "./certificates";
import { siteSamples } from "./https-site";
import { machineSamples } from "./machines";
import { recordSamples } from "./records";
import type { Sample } from "./refusal";
import { serverSamples } from "./servers";

/** Every component that the package exports. */
export const samples: Readonly<Record<string, Sample>> = { ...serverSamples, ...machineSamples, ...recordSamples, ...certificateSamples, ...siteSamples };
